"""What an import has to say, in the language of who reads it; stored are codes with a detail."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

NOTES: Final[dict[str, Promise | str]] = {
    "uid": _("It has no name of its own (UID), or one that is too long."),
    "title": _("It has no title."),
    "start": _("It has no start."),
    "private": _("It is marked as private."),
    "large": _("It holds more than an event can."),
    "cut": _("The calendar is cut off: changes of its dates may be missing, so nothing of it is taken over."),
    "broken": _("Something in it cannot be read: %(detail)s"),
    "time": _("The calendar takes too long to read; this one was not reached."),
    "ignored": _("%(detail)s cannot be read, and is left out."),
    "range": _("A change is meant for the dates after it as well; only the one date is changed."),
    "rule": _("The rule %(detail)s cannot be followed: only the first date and those listed are taken over."),
    "odd_rule": _("The rule %(detail)s is taken over as dates, a year and a half ahead."),
    "no_end": _("It has no end: an hour is assumed."),
    "zone": _("The time zone “%(detail)s” is not known: the times are read in that of this calendar."),
    "all_day": _("Whole days became times, or the other way around: change the dates yourself."),
    "locked": _("“%(detail)s” was changed here: it is left alone."),
    "busy": _("Somebody works on the page, or it is under review: nothing is changed in its words."),
    "date_locked": _("The date %(detail)s was changed here: it is left alone."),
    "incomplete": _("It is a draft, because something is missing: %(detail)s"),
    "refused": "%(detail)s",
    "failed": _("Something went wrong here. It is in the log of the site."),
}
PROBLEMS: Final[dict[str, Promise]] = {
    "address": _("This is not a web address."),
    "scheme": _("The address must begin with https://."),
    "credentials": _("The address holds a name or a password. Ask for one that works without."),
    "port": _("The address names an unusual port."),
    "name": _("The server of this address cannot be found."),
    "private": _("This address leads to a network that is not public."),
    "redirects": _("The address sends us on, again and again."),
    "status": _("The server does not give the calendar: it may have moved, or need a log-in."),
    "slow": _("The server takes too long."),
    "certificate": _("The server cannot prove who it is (its certificate)."),
    "connection": _("The connection broke off."),
    "encoding": _("The answer is packed in a way that cannot be read."),
    "size": _("The calendar is larger than 5 MB."),
    "page": _("At this address is a web page, and not a calendar file."),
    "not_a_calendar": _("This is not a calendar file."),
    "failed": _("Something went wrong here. It is in the log of the site."),
}
FIELDS: Final[dict[str, Promise]] = {
    "title": _("title"),
    "summary": _("summary"),
    "body": _("text"),
    "place": _("place"),
}


def note_texts(notes: Iterable[Iterable[str]]) -> list[str]:
    """Return the sentences of notes as they are stored: pairs of a code and a detail."""
    return [str(NOTES[code]) % {"detail": _detail(code, detail)} for code, detail in notes]


def problem_text(code: str) -> str:
    """Return why a calendar could not be read; "" for no problem."""
    return str(PROBLEMS[code]) if code else ""


def cancelled_reason() -> str:
    """Return the reason that visitors read at a date that the calendar elsewhere no longer holds."""
    return gettext("Cancelled in the organiser's calendar.")


def _detail(code: str, detail: str) -> str:
    return str(FIELDS.get(detail, detail)) if code == "locked" else detail
