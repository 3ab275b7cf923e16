"""What is written to an organiser after the last date."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from events.aftercare.links import address_for
from events.finding import live_page_of
from events.models import DatedPage
from members.letters import Letter
from members.models import Contributor, User


def ask_what_came_of_it(page: DatedPage, reader: User | Contributor) -> Callable[[], Letter]:
    """Ask what came of it; the link opens the form without signing in."""

    def write() -> Letter:
        own = live_page_of(page.translation_key) or page
        names = {"title": own.title}
        return Letter(
            subject=_("What came of “%(title)s”?") % names,
            paragraphs=(
                _("“%(title)s” is over. Who could not come would still like to learn from it.") % names,
                _("Three findings, the recording and the slides are enough, and take five minutes."),
                _("Nobody sees them before you publish them."),
            ),
            action=(_("Write what came of it"), address_for(page.translation_key, reader)),
        )

    return write
