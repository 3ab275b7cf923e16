"""The letters around a date: that it is near, and how it was."""

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events.feedback.links import feedback_url
from events.letters.meeting import Meeting, joining_links, own_url, rows_of
from events.models import Occurrence, Registration
from home import wording
from members.letters import Letter


def reminder(registration: Registration, meeting: Meeting) -> Letter:
    """Tell somebody that a date is near, with what they need to get there."""
    (occurrence,) = meeting.occurrences
    venue = occurrence.venue
    rows = rows_of(registration, meeting.occurrences)
    if venue is not None and venue.accessibility and any(value == venue.address for _label, value in rows):
        rows = (*rows, (_("Accessibility"), venue.accessibility))
    return Letter(
        subject=meeting.about(_near(occurrence)),
        paragraphs=(
            _("We look forward to seeing you."),
            _("Can you not come after all? Withdraw, and your place goes to somebody else."),
        ),
        rows=rows,
        action=(_("See your registration"), own_url(registration)),
        links=joining_links(registration, meeting.occurrences),
    )


def feedback_request(registration: Registration, meeting: Meeting) -> Letter:
    """Ask somebody how it was."""
    return Letter(
        subject=meeting.about(_("How was it? %(title)s")),
        paragraphs=(
            _("Thank you for coming. Will you tell the organiser how it was? It takes a minute."),
            _("The organiser does not see who answered, unless you give your name."),
        ),
        action=(_("Say how it was"), feedback_url(registration)),
    )


def _near(occurrence: Occurrence) -> str:
    """Return how many nights it takes, on the clock of the date's own zone."""
    today = wording.local_time(timezone.now(), occurrence.schedule.zone).date()
    days = (occurrence.first_day - today).days
    if days <= 0:
        return _("Today: %(title)s")
    if days == 1:
        return _("Tomorrow: %(title)s")
    # The title comes in later, so its mark is written back.
    return ngettext("In %(days)d day: %(title)s", "In %(days)d days: %(title)s", days) % {
        "days": days,
        "title": "%(title)s",
    }
