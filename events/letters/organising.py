"""The letters to whoever holds what takes place."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from events.letters.meeting import Meeting
from events.letters.registering import Told
from home import wording
from members.letters import Letter
from search.addresses import absolute_url


def request(told: Told) -> Letter:
    """Tell that somebody waits for an answer."""
    registration = told.registration
    organisation = str(registration.organisation) if registration.organisation else registration.organisation_name
    rows = ((_("Name"), registration.name), (_("Organisation"), organisation), *told.rows)
    return Letter(
        subject=told.meeting.about(_("Somebody asks for a place: %(title)s")),
        paragraphs=(
            _("%(name)s would like to come, and waits for your answer.") % {"name": registration.name},
            _("You find the request in your hub, under what you organise."),
        ),
        rows=tuple((label, value) for label, value in rows if value),
        action=my_hub(),
    )


def day_summary(meeting: Meeting, *, came: int, went: int, waiting: int, places: Mapping[str, int]) -> Letter:
    """Tell what one day brought, and how it stands; ``places`` are how many come, by the way of taking part."""
    news = []
    if came:
        news.append(
            ngettext("%(number)d person got a place.", "%(number)d people got a place.", came) % {"number": came}
        )
    if went:
        news.append(ngettext("%(number)d person withdrew.", "%(number)d people withdrew.", went) % {"number": went})
    rows = [(label, wording.number_text(number)) for label, number in places.items()]
    if waiting:
        rows.append((_("On the waiting list"), wording.number_text(waiting)))
    return Letter(
        subject=meeting.about(_("Registrations of yesterday: %(title)s")),
        paragraphs=(" ".join(news),),
        rows=tuple(rows),
        action=my_hub(),
    )


def my_hub() -> tuple[str, str]:
    """Return the way to what somebody organises."""
    return _("Open My hub"), absolute_url(reverse("members:my_hub"))
