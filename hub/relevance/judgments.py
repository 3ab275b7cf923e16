"""Judged searches as they stand in ``tests/data/relevance``: what somebody types, and which works help them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.relevance.metrics import HIGHEST, WANTED

# Weights are chosen on one half and reported on the other, which they have never seen.
TUNE, REPORT = "tune", "report"
HALVES = (TUNE, REPORT)
TYPO, NOTHING = "typo", "nothing"
KINDS = (
    "word", "words", "question", "name", "exact", "abbreviation", "compound", "inflection", "other language",
    "synonym", "accent", TYPO, "sign", NOTHING,
)  # fmt: skip
FIELDS = {"id", "kind", "half", "text", "why", "same_as", "works"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """One search with the works that are of use to who types it.

    A work is named by its address below the language, as ``fieldlabs/rekenbrug``; one that is not named is of no use.
    """

    id: str
    language: str
    kind: str
    half: str
    text: str
    why: str
    grades: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_wanted(self) -> bool:
        """Return whether any work is wanted, so that it can be missed."""
        return any(grade >= WANTED for grade in self.grades.values())


def load(folder: Path) -> list[Judgment]:
    """Return the judgments of every ``queries-<language>.toml``, in the order of the files.

    Raises ``ValueError`` with the id of the search and what is wrong with it.
    """
    rows: list[tuple[str, dict[str, Any]]] = []
    for path in sorted(folder.glob("queries-*.toml")):
        language = path.stem.removeprefix("queries-")
        rows.extend((language, row) for row in tomllib.loads(path.read_text()).get("query", ()))
    by_id = {str(row.get("id")): row for _language, row in rows}
    if len(by_id) < len(rows):
        raise ValueError("Two searches have the same id.")
    return [_judgment(language, row, by_id) for language, row in rows]


def _judgment(language: str, row: dict[str, Any], by_id: Mapping[str, dict[str, Any]]) -> Judgment:
    name = str(row.get("id"))
    _require(name, not row.keys() - FIELDS, "unknown fields")
    _require(name, {"id", "kind", "half", "text", "why"} <= row.keys(), "fields are missing")
    _require(name, row["kind"] in KINDS, f"no kind {row['kind']!r}")
    _require(name, row["half"] in HALVES, f"no half {row['half']!r}")
    works = row.get("works", {})
    if "same_as" in row:
        other = by_id.get(row["same_as"])
        _require(name, other is not None and "works" in other and not works, "same_as names no judged search")
        assert other is not None
        _require(name, other["half"] == row["half"], "stands in another half than the search it is judged like")
        works = other["works"]
    _require(name, bool(works) == (row["kind"] != NOTHING), "works are missing, or there should be none")
    grades = {work: value if isinstance(value, int) else value[0] for work, value in works.items()}
    _require(name, all(grade in range(1, HIGHEST + 1) for grade in grades.values()), "a grade is 1, 2 or 3")
    return Judgment(
        id=name,
        language=language,
        **{key: row[key] for key in ("kind", "half", "text", "why")},
        grades=grades,
        reasons={work: value[1] for work, value in works.items() if isinstance(value, list)},
    )


def _require(name: str, is_right: bool, problem: str) -> None:
    if not is_right:
        raise ValueError(f"{name}: {problem}")


def named_works(judgments: Iterable[Judgment]) -> set[str]:
    """Return every work that a judgment names."""
    return {work for judgment in judgments for work in judgment.grades}
