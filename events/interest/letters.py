"""What is written to who would come, and to the organiser."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from events.finding import live_page_of
from events.interest.links import address_of
from events.models import DatedPage, Interest
from events.presentation import shown_date
from members.letters import Letter
from search.addresses import absolute_url

Write = Callable[[], Letter]


def confirm_address(interest: Interest, page: DatedPage) -> Write:
    """Ask the owner of an address whether it was them."""

    def write() -> Letter:
        names = {"title": page.title}
        return Letter(
            subject=_("Would you come to “%(title)s”? Confirm it") % names,
            paragraphs=(
                _("Somebody gave this address to say that they would come to “%(title)s”.") % names,
                _("Was it you? Confirm it, and we write to you once, when there is a date."),
                _("Was it not you? Then you need do nothing: we forget this address within a week."),
            ),
            action=(_("Yes, it was me"), address_of(interest)),
        )

    return write


def date_published(interest: Interest, page: DatedPage) -> Write:
    """Tell who would come that there is a date."""

    def write() -> Letter:
        own = live_page_of(page.translation_key) or page
        dates = [shown for shown in map(shown_date, own.occurrences) if not (shown.is_over or shown.is_cancelled)]
        return Letter(
            subject=_("There is a date for “%(title)s”") % {"title": own.title},
            paragraphs=(_("You said that you would come. Now there is a date, and you can put it in your calendar."),),
            rows=tuple(
                (shown.days, " · ".join(text for text in (shown.times, shown.place) if text)) for shown in dates[:5]
            ),
            action=(_("See when and where"), absolute_url(own.get_url() or "")),
            links=((_("I do not want to hear about this any more"), address_of(interest)),),
        )

    return write


def enough_people(page: DatedPage, number: int) -> Write:
    """Tell an organiser that so many people would come."""

    def write() -> Letter:
        names = {"title": page.title, "number": number}
        return Letter(
            subject=ngettext(
                "%(number)d person would come to “%(title)s”", "%(number)d people would come to “%(title)s”", number
            )
            % names,
            paragraphs=(
                _("There is no date yet. Plan one, and all of them hear of it at once."),
                _("You see from which regions they are and how they would like to take part; not who they are."),
            ),
            action=(_("See the numbers"), absolute_url(reverse("event_interest", args=[page.public_id]))),
        )

    return write
