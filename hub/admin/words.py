"""How the editor's screens say when something was, is or will be."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_noop, ngettext

from home import wording

# Wagtail 8's Dutch misses the spaces in these; a project's own catalogue is asked before it.
WAGTAILS_OWN = (
    gettext_noop("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    gettext_noop(
        "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s in "
        "'<span class=\"w-title-ellipsis\">%(title)s</span>'."
    ),
)


def since(moment: datetime | None) -> str:
    """Return how long something has been so: "since today", "since yesterday", "for 3 days"; "" when unknown."""
    if moment is None:
        return ""
    days = (timezone.localdate() - wording.local_time(moment).date()).days
    if days <= 0:
        return _("since today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}


def day(value: date) -> str:
    """Return a day as somebody says it: today, yesterday, tomorrow, a weekday of this week, else the date."""
    days = (value - timezone.localdate()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    return date_format(value, "l j F") if 0 < days < 7 else wording.day_text(value)


def moment(value: datetime) -> str:
    """Return a moment on the site's clock: "tomorrow at 09:00"."""
    local = wording.local_time(value)
    return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": wording.time_text(value, value)}


def since_edit(value: datetime) -> str:
    """Return when somebody last worked on it: "last edited: today"."""
    return _("last edited: %(day)s") % {"day": day(wording.local_time(value).date())}
