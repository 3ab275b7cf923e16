"""A rule of recurrence in a sentence, in the reader's language: "every second Tuesday of the month"."""

from collections.abc import Sequence

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

from events.enums import Frequency
from events.recurrence import LAST, Rule
from home import wording

NTH_NAMES: dict[int, Promise] = {
    1: pgettext_lazy("nth of the month", "first"),
    2: pgettext_lazy("nth of the month", "second"),
    3: pgettext_lazy("nth of the month", "third"),
    4: pgettext_lazy("nth of the month", "fourth"),
    5: pgettext_lazy("nth of the month", "fifth"),
    LAST: pgettext_lazy("nth of the month", "last"),
}


def rule_text(rule: Rule) -> str:
    """Return the rule as one says it, without a capital and a full stop.

    The rule must name what it takes from its first date (``Rule.anchored``).
    """
    text = _FREQUENCY_TEXTS[rule.frequency](rule)
    if rule.months and rule.frequency != Frequency.YEARLY:
        text = _("%(rule)s, only in %(months)s") % {"rule": text, "months": _months(rule)}
    if rule.until is not None:
        return _("%(rule)s, until and including %(day)s") % {"rule": text, "day": wording.day_text(rule.until)}
    if rule.count is not None:
        times = ngettext("%(count)d time", "%(count)d times", rule.count) % {"count": rule.count}
        return _("%(rule)s, %(times)s") % {"rule": text, "times": times}
    return text


def listed(parts: Sequence[object]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    words = [str(part) for part in parts]
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def _months(rule: Rule) -> str:
    return listed([MONTHS[month] for month in rule.months])


def _weekdays(rule: Rule) -> str:
    return listed([WEEKDAYS[day] for day in rule.weekdays])


def _nths(rule: Rule) -> str:
    return listed([NTH_NAMES[nth] for nth in rule.nths])


def _daily(rule: Rule) -> str:
    return ngettext("every day", "every %(count)d days", rule.interval) % {"count": rule.interval}


def _weekly(rule: Rule) -> str:
    facts = {"count": rule.interval, "days": _weekdays(rule)}
    return ngettext("every %(days)s", "every %(count)d weeks on %(days)s", rule.interval) % facts


def _monthly(rule: Rule) -> str:
    facts = {"count": rule.interval, "nth": _nths(rule), "days": _weekdays(rule)}
    if rule.weekdays:
        one, many = _("every %(nth)s %(days)s of the month"), _("the %(nth)s %(days)s of every %(count)d months")
        return (one if rule.interval == 1 else many) % facts
    facts["day"] = _month_days(rule)
    return ngettext("on %(day)s of every month", "on %(day)s of every %(count)d months", rule.interval) % facts


def _month_days(rule: Rule) -> str:
    numbers = [day for day in rule.month_days if day != LAST]
    named = [ngettext("day %(days)s", "days %(days)s", len(numbers)) % {"days": listed(numbers)}] if numbers else []
    return listed([*named, *([_("the last day")] if LAST in rule.month_days else [])])


def _yearly(rule: Rule) -> str:
    if rule.weekdays:
        facts = {"nth": _nths(rule), "days": _weekdays(rule), "months": _months(rule)}
        day = _("the %(nth)s %(days)s of %(months)s") % facts
    elif LAST in rule.month_days:
        day = _("%(days)s of %(months)s") % {"days": _month_days(rule), "months": _months(rule)}
    else:
        day = _("%(days)s %(months)s") % {"days": listed(rule.month_days), "months": _months(rule)}
    counted: dict[str, object] = {"count": rule.interval, "day": day}
    return ngettext("every year on %(day)s", "every %(count)d years on %(day)s", rule.interval) % counted


_FREQUENCY_TEXTS = {
    Frequency.DAILY: _daily,
    Frequency.WEEKLY: _weekly,
    Frequency.MONTHLY: _monthly,
    Frequency.YEARLY: _yearly,
}
