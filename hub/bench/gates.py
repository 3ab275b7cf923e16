"""What search must reach, as committed numbers, and what it means to miss one.

A gate on a ratio compares two things that took turns in one run, so it holds on any machine and decides the
command's exit. A gate in milliseconds or bytes is for 100,000 works on the machine of ``docs/performance.md``: it is
published, met or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# A first search with text: this many times the floor (tantivy ranks all matches and reads their ids), and a bit.
FIRST_TIMES = 2.5
FIRST_EXTRA_MS = 1.0
FACET_CLICK_MS = 1.5
NO_TEXT_MS = {"q1": 0.5, "q2": 1.5, "q7": 0.5, "matrix": 0.2}
# The embedded engine beside a plain ``FacetedSearch`` of Elasticsearch; and our own questions to Elasticsearch.
ELASTICSEARCH_MEDIAN = 0.4
ELASTICSEARCH_P95 = 0.5
SERVED_OF_PLAIN = 0.5
OVER_TOOK_MS = 3.0
SUGGEST_P95_MS = 5.0
PAGE_OVER_ENGINE_MS = 5.0
PAGE_QUERIES = 4
REBUILD_OF_RAW = 0.5
FINDABLE_MS = 50.0
MEMORY_MIB = 10.0
DISK_MIB = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One line of the table. ``floor`` is what was measured beside it, ``limit`` what ``measured`` may not pass.

    ``at_least`` turns that round. ``is_ratio``: the limit comes from the floor, so it binds.
    """

    name: str
    rule: str
    measured: float
    limit: float
    unit: str = "ms"
    floor: float | None = None
    at_least: bool = False
    is_ratio: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Return whether the limit is kept."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    @property
    def ratio(self) -> float | None:
        """Return how many times the floor was measured; ``None`` without one."""
        return self.measured / self.floor if self.floor else None

    @property
    def verdict(self) -> str:
        """Return "met", or by how much it is missed."""
        if self.is_met:
            return "met"
        if self.at_least:
            return f"missed: {self.measured / self.limit:.2f} × the least"
        return f"missed: {self.measured / self.limit:.1f} × the limit" if self.limit else "missed"


def first_time(name: str, measured: float, floor: float, matches: int) -> Gate:
    """Return the gate of a search with words that nobody asked before; times are medians in milliseconds."""
    return Gate(
        name=f"{name}, first time ({matches:,} matches)",
        rule=f"≤ {FIRST_TIMES} × floor + {FIRST_EXTRA_MS:g} ms",
        measured=measured,
        limit=FIRST_TIMES * floor + FIRST_EXTRA_MS,
        floor=floor,
        is_ratio=True,
    )


def share_of(name: str, measured: float, floor: float, share: float, *, unit: str = "ms", note: str = "") -> Gate:
    """Return the gate that something takes at most a share of what another thing takes."""
    rule = f"≤ {share:g} × floor"
    return Gate(
        name=name, rule=rule, measured=measured, limit=share * floor, unit=unit, floor=floor, is_ratio=True, note=note
    )


def at_least_share_of(name: str, measured: float, floor: float, share: float, *, unit: str, note: str = "") -> Gate:
    """Return the gate that something reaches at least a share of what another thing reaches."""
    return Gate(
        name=name,
        rule=f"≥ {share:g} × floor",
        measured=measured,
        limit=share * floor,
        unit=unit,
        floor=floor,
        at_least=True,
        is_ratio=True,
        note=note,
    )


def at_most(name: str, measured: float, limit: float, *, unit: str = "ms", note: str = "") -> Gate:
    """Return the gate of a plain limit."""
    return Gate(name=name, rule=f"≤ {limit:g} {unit}", measured=measured, limit=limit, unit=unit, note=note)


def failures(gates: Iterable[Gate]) -> list[Gate]:
    """Return the gates that bind and are missed."""
    return [gate for gate in gates if gate.is_ratio and not gate.is_met]


def table(gates: Iterable[Gate]) -> str:
    """Return the gates as a table in Markdown."""
    lines = ["| what | gate | measured | floor | ratio | |", "|---|---|---|---|---|---|"]
    for gate in gates:
        floor = "" if gate.floor is None else f"{_figure(gate.floor)} {gate.unit}"
        ratio = "" if gate.ratio is None else f"{gate.ratio:.2f}"
        verdict = f"{gate.verdict}{'; ' if gate.note else ''}{gate.note}"
        measured = f"{_figure(gate.measured)} {gate.unit}"
        lines.append(f"| {gate.name} | {gate.rule} | {measured} | {floor} | {ratio} | {verdict} |")
    return "\n".join(lines)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2f}" if number < 10 else f"{number:.1f}"
