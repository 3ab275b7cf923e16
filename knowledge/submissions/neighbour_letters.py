"""What the people of a published work are told when somebody who writes about the same thing turns to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from home.models import HubPage
from knowledge.enums import NeighbourChoice
from knowledge.models import BestPracticePage, NeighbourFinding, Submission
from knowledge.works.reading import keepers_of
from members.enums import NoticeKind
from members.letters import Letter
from members.models import Contact
from members.notices import notice_send
from members.permissions import WRITING_ROLES
from search.addresses import absolute_url


def announce(*, finding: NeighbourFinding, submission: Submission, page: HubPage, user: Any) -> None:
    """Tell the people of a work that somebody asks to write along, or has an experience to add; once for each.

    Nobody is told of what is only different: that is for the reviewers.
    """
    choice = finding.answer
    if choice == NeighbourChoice.DIFFERENT:
        return

    def write() -> Letter:
        values = {"name": user.name, "organisation": submission.organisation.name, "title": page.title}
        if choice == NeighbourChoice.CO_AUTHOR:
            subject = _("%(name)s asks to write along at: %(title)s") % values
            text = (
                _("%(name)s of %(organisation)s is working on the same subject and asks to become co-author.") % values
            )
        else:
            subject = _("%(name)s has experience to add to: %(title)s") % values
            text = _("%(name)s of %(organisation)s did something like it and has experience to add.") % values
        return Letter(
            subject=subject,
            paragraphs=(text, _("Answer %(name)s by mail to agree on what you do together.") % values),
            quote=finding.reason,
            rows=((_("E-mail address"), user.email),),
            action=(_("Go to your work"), page.get_full_url() or absolute_url(reverse("members:my_hub"))),
        )

    kind = NoticeKind.CO_AUTHOR if choice == NeighbourChoice.CO_AUTHOR else NoticeKind.ADOPTION
    for person in people_of(page):
        if person != user:
            notice_send(
                kind=kind, matter=f"neighbour:{submission.pk}:{finding.work}:{choice}", write=write, user=person
            )


def people_of(page: HubPage) -> list[Any]:
    """Return whom to write about a work: its authors with an account, else who writes for its organisations today."""
    authors = keepers_of(page) if isinstance(page, BestPracticePage) else []
    organisations = getattr(page, "organisations", None)
    if authors or organisations is None:
        return authors
    contacts = Contact.objects.current().filter(
        organisation__in=organisations.values("pk"), role__in=WRITING_ROLES, user__is_active=True
    )
    return list({contact.user_id: contact.user for contact in contacts.select_related("user")}.values())
