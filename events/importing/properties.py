"""Single properties of an entry of a calendar (RFC 5545 section 3.8), as plain values within bounds."""

import html
import re
from collections.abc import Iterable
from typing import Any, Final

import nh3

from events.calendar import one_line, paragraphs

MAX_TEXT: Final = 20_000
MAX_TITLE: Final = 255
_MARKUP: Final = re.compile(r"<(?:p|br|a|b|i|u|ul|ol|li|div|span|html|table|strong|em)\b[^<>]*>", re.I)
_BREAKS: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>", re.I)
_WEB: Final = re.compile(r"https?://[^\s<>\"'\\]+", re.I)
# Where programs put the address to join: of RFC 7986, Google and Microsoft.
_JOINING: Final = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")


def parted(group: list[Any]) -> tuple[Any, list[Any]]:
    """Return the entry that the others of its UID change, in its newest version, and these others."""
    masters = [component for component in group if component.get("RECURRENCE-ID") is None]
    overrides = [component for component in group if component.get("RECURRENCE-ID") is not None]
    overrides.sort(key=_version)
    if not masters:
        return overrides[0], overrides[1:]
    return max(masters, key=_version), overrides


def _version(component: Any) -> tuple[int, str]:
    stamp = first(component.get("DTSTAMP"))
    return number(component.get("SEQUENCE")), stamp.to_ical().decode() if stamp is not None else ""


def every(value: Any) -> list[Any]:
    """Return the values of a property that may be there several times."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first(value: Any) -> Any:
    """Return the first value of a property, ``None`` where it is not there."""
    found = every(value)
    return found[0] if found else None


def number(value: Any) -> int:
    """Return a whole number that fits a column; 0 for what is none."""
    try:
        return max(0, min(int(first(value) or 0), 2**31 - 1))
    except (TypeError, ValueError):
        return 0


def says_cancelled(component: Any) -> bool:
    """Return whether an entry says that it does not take place."""
    return str(first(component.get("STATUS")) or "").upper() == "CANCELLED"


def title_of(component: Any) -> str:
    """Return the title, on one line and no longer than a title may be."""
    title = one_line(html.unescape(str(first(component.get("SUMMARY")) or "")))
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"


def description_of(text: str) -> str:
    """Return the words of a description. Programs put HTML there: breaks become lines, and no tag is left."""
    if _MARKUP.search(text):
        text = _BREAKS.sub(lambda match: f"{match[0]}\n", text[: 4 * MAX_TEXT])
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return paragraphs(text)[:MAX_TEXT].strip()


def is_web_address(text: str) -> bool:
    """Return whether a text is nothing but an address of the web."""
    return _WEB.fullmatch(text) is not None


def web_address(text: str) -> str:
    """Return a text that is an address of the web; "" for any other."""
    found = _WEB.fullmatch(text.strip())
    return found[0] if found and len(found[0]) <= 200 else ""


def online_url_of(component: Any, place: str) -> str:
    """Return where to take part online: from the properties for that, else from the place; "" when nowhere."""
    candidates: Iterable[Any] = [value for name in _JOINING for value in every(component.get(name))]
    for text in (*map(str, candidates), place):
        found = _WEB.search(text)
        if found and web_address(found[0]):
            return found[0]
    return ""
