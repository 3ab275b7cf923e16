"""The documents in the repository: what they point at exists, and the two guides say the same things."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
# The target of a link or image: up to a space (a title follows) or the closing bracket.
TARGET = re.compile(r"\]\(<?([^)\s>]+)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def words_of(document):
    """The text without code, in which brackets mean something else."""
    return CODE.sub("", document.read_text(encoding="utf-8"))


def relative_targets(text):
    """The files that a text points at, without the place in them."""
    targets = (target for target in TARGET.findall(text) if not re.match(r"[a-z]+:|#|/", target))
    return [unquote(target.partition("#")[0]) for target in targets]


def test_relative_targets_are_told_from_addresses_elsewhere():
    text = "[a](b.md#c) ![d](images/e.png) [f](https://example.org/g.md) [h](#i) [j](mailto:k@example.org)"

    assert relative_targets(text) == ["b.md", "images/e.png"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_points_at_exists(document):
    targets = relative_targets(words_of(document))

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_guides_for_editors_have_the_same_parts_in_both_languages():
    levels = [HEADING.findall(words_of(ROOT / "docs" / f"editors.{language}.md")) for language in ("nl", "en")]

    assert levels[0] == levels[1]
