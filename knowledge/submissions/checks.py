"""What a machine can see in a submission before somebody reads it: findings, never decisions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.models import HubPage
from knowledge.models import LinkCheck
from knowledge.submissions.reading import ReadField, field_label, read_fields


class FindingKind(StrEnum):
    """What a finding is about."""

    MISSING = "missing"
    LINK = "link"
    PERSONAL = "personal"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the reviewer; ``label`` is the field that it is about, empty for the whole."""

    kind: FindingKind
    text: str
    label: str = ""


_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Dutch numbers: ten digits that begin with 0, or nine behind +31 or 0031, with what people write between them.
_PHONE: Final = re.compile(r"(?<![\w+])(?:(?:\+|00)31[\s.-]?(?:\(0\))?|0)(?:[\s.-]?\d){9}(?!\w)")
_NINE_DIGITS: Final = re.compile(r"(?<![\w.,-])\d{9}(?![\w-])(?!,\d)")
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?!\w)")
# Weights of the eleven-test of a citizen service number (BSN); the last digit counts negatively.
_BSN_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# What a best practice is read for; the names of fields that any page type may have.
_RESULTS: Final = ("result", "outcomes")


def findings_of(page: HubPage, links: Iterable[LinkCheck]) -> list[Finding]:
    """Return what is to be seen in a version of a page: what it lacks, links that fail, data about people, bad words.

    ``links`` are the checks of its links that failed.
    """
    fields = read_fields(page)
    found = [*_missing(page), *_results(page, fields)]
    found += [Finding(FindingKind.LINK, f"{link.url}: {link.get_state_display()}") for link in links]
    for field in fields:
        found += [Finding(FindingKind.PERSONAL, text, field.label) for text in personal_data(field.text)]
    found += [Finding(FindingKind.WORDS, text) for text in page.get_publish_warnings()]
    return found


def _missing(page: HubPage) -> Iterator[Finding]:
    for name, texts in page.get_publish_errors().items():
        for text in texts:
            yield Finding(FindingKind.MISSING, str(text), field_label(type(page), name))


def _results(page: Any, fields: Iterable[ReadField]) -> Iterator[Finding]:
    """Say which results are empty; an idea has none yet."""
    filled = {field.name for field in fields if field.lines}
    for name in _RESULTS:
        if hasattr(page, name) and name not in filled:
            yield Finding(FindingKind.MISSING, _("Nothing was filled in."), field_label(type(page), name))


def personal_data(text: str) -> list[str]:
    """Return a sentence for each thing in a text that looks like data about a person, with what it is.

    Numbers count as a citizen service number or a bank account only when their check digits are right.
    """
    kinds = (
        (_("an e-mail address"), _EMAIL.findall(text)),
        (_("a telephone number"), _PHONE.findall(_IBAN.sub(" ", text))),
        (_("a citizen service number"), filter(is_bsn, _NINE_DIGITS.findall(text))),
        (_("a bank account"), filter(is_iban, _IBAN.findall(text))),
    )
    return [
        _("%(what)s looks like %(kind)s.") % {"what": what.strip(), "kind": kind}
        for kind, found in kinds
        for what in dict.fromkeys(found)
    ]


def is_bsn(digits: str) -> bool:
    """Return whether nine digits pass the eleven-test of a Dutch citizen service number."""
    total = sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0


def is_iban(text: str) -> bool:
    """Return whether a text has the length and the check digits of an IBAN (ISO 13616: modulo 97 is 1)."""
    account = "".join(text.split())
    if not 15 <= len(account) <= 34:
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def finding_title(kind: FindingKind) -> str:
    """Return the words for a kind of findings."""
    titles = {
        FindingKind.MISSING: _("missing"),
        FindingKind.LINK: _("link"),
        FindingKind.PERSONAL: _("personal data"),
        FindingKind.WORDS: _("words"),
    }
    return capfirst(titles[kind])
