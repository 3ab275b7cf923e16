"""One of everything that permissions are about, and somebody in each role."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import Group

from hub.site_setup import EDITORS, MODERATORS
from knowledge.enums import SubmissionStatus
from knowledge.models import Adoption
from members.enums import OrganisationRole
from members.invitations import invitation_send
from members.models import OrganisationClaim
from tests.factories.home import publish
from tests.factories.members import (
    ContactFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
    make_organisation_page,
)
from tests.factories.registrations import make_open_event, register
from tests.factories.submissions import make_submission


@dataclass
class World:
    """``things`` is what modules of rows add; ``users`` are by role, with nobody for *anonymous*."""

    users: dict[str, Any]
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """Return the world of organisations: one with people of every role, another, a claim and a page with versions."""
    organisation, other = OrganisationFactory(slug="stichting-een"), OrganisationFactory(slug="stichting-twee")
    for each in (organisation, other):
        ParticipationFactory(organisation=each)
    users: dict[str, Any] = {"anonymous": None, "stranger": UserFactory()}
    contacts = {}
    for role in OrganisationRole:
        contacts[role] = ContactFactory(organisation=organisation, role=role)
        users[role.value] = contacts[role].user
    users["other_administrator"] = ContactFactory(organisation=other, role=OrganisationRole.ADMINISTRATOR).user
    former = ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR, ends_on=date(2021, 1, 1))
    users["former"] = former.user
    editors, moderators = Group.objects.get(name=EDITORS), Group.objects.get(name=MODERATORS)
    users["desk"] = UserFactory(is_staff=True, groups=[editors])
    users["editor"] = UserFactory(groups=[editors])
    users["moderator"] = UserFactory(groups=[moderators])
    users["superuser"] = UserFactory(is_superuser=True, is_staff=True)
    page = make_organisation_page(organisation)
    publish(page, summary="Doet iets anders")
    invitation = invitation_send(
        organisation=organisation,
        email="uitgenodigd@hub.example",
        role=OrganisationRole.AUTHOR,
        language="nl",
        invited_by=users["superuser"],
    )
    meeting, schedule = make_open_event()
    submission = make_submission(users["author"], status=SubmissionStatus.SUBMITTED)
    things = {
        "adoption": Adoption.objects.create(
            work=submission.page.translation_key, organisation=other, user=users["other_administrator"]
        ),
        "invitation": invitation,
        "organisation": organisation,
        "other": other,
        "colleague": ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR),
        "former_contact": former,
        "page": page,
        "first_revision": page.revisions.order_by("pk").first(),
        "submission": submission,
        "meeting": meeting,
        "registration": register(
            schedule, users["author"], registered_by=users["administrator"], organisation=organisation
        ),
        "claim": OrganisationClaim.objects.create(user=users["stranger"], organisation=organisation, reason="Wij"),
    }
    return World(users, things)
