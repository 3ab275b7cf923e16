"""What was measured last time, and whether it has become worse."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hub.relevance.judgments import HALVES, NOTHING, REPORT
from hub.relevance.measure import Figures, Outcome, figures

# Less than this is the place of one work in one search.
TOLERANCE = 0.01
DIGITS = 4


def in_half(outcomes: Sequence[Outcome], half: str) -> list[Outcome]:
    """Return the outcomes of one half."""
    return [outcome for outcome in outcomes if outcome.judgment.half == half]


def to_baseline(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return what is kept: the figures of each half, and of each search so that a change can be traced to it."""
    return {
        "figures": {half: _rounded(figures(in_half(outcomes, half))) for half in HALVES},
        "ndcg": {
            outcome.judgment.id: round(outcome.ndcg, DIGITS)
            for outcome in sorted(outcomes, key=lambda outcome: outcome.judgment.id)
            if outcome.judgment.kind != NOTHING
        },
    }


def _rounded(measured: Figures) -> dict[str, Any]:
    return {
        name: round(value, DIGITS) if isinstance(value, float) else value for name, value in asdict(measured).items()
    }


def write(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Keep these outcomes as what later ones are compared with."""
    path.write_text(json.dumps(to_baseline(outcomes), indent=2) + "\n")


def read(path: Path) -> dict[str, Any]:
    """Return what was kept; raises ``OSError`` or ``ValueError`` when it cannot be read."""
    baseline: dict[str, Any] = json.loads(path.read_text())
    return baseline


def problems(baseline: dict[str, Any], outcomes: Sequence[Outcome]) -> list[str]:
    """Return what has become worse on the half that is reported, in sentences; none when all is well.

    Averages over other searches cannot be compared: then the only problem is that it must be written anew.
    """
    now = to_baseline(outcomes)
    if baseline["ndcg"].keys() != now["ndcg"].keys():
        return ["The searches are not those of the baseline: look at the figures and write it anew."]
    was, is_now = baseline["figures"][REPORT], now["figures"][REPORT]
    found = [
        f"{label} fell from {was[name]:.3f} to {is_now[name]:.3f}."
        for name, label in (("ndcg", "nDCG@10"), ("recall", "recall@20"))
        if is_now[name] < was[name] - TOLERANCE
    ]
    if is_now["nothing"] > was["nothing"]:
        found.append(f"Searches that find nothing rose from {was['nothing']:.1%} to {is_now['nothing']:.1%}.")
    return found


def changes(baseline: dict[str, Any], outcomes: Sequence[Outcome]) -> list[tuple[str, float, float]]:
    """Return (search, was, is) for each search whose nDCG@10 moved by more than the tolerance, the worst first."""
    was, now = baseline["ndcg"], to_baseline(outcomes)["ndcg"]
    moved = [(name, was[name], now[name]) for name in now if name in was and abs(now[name] - was[name]) > TOLERANCE]
    return sorted(moved, key=lambda row: (row[2] - row[1], row[0]))
