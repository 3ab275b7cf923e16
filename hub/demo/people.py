"""The demo's accounts. They exist with the demo content only, never on another site."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from hub.demo.data_files import read
from hub.settings.env import env_str
from hub.site_setup import EDITORS, MODERATORS
from members.enums import OrganisationRole
from members.models import Contact, Contributor, Organisation, User, WorkingGroup
from members.services import seat_assign

DEMO_PEOPLE = (
    ("admin@hub.example", "administrator"),
    ("editor@hub.example", "editor"),
    ("moderator@hub.example", "moderator"),
    ("member@hub.example", "member, working group Data sharing"),
    ("colleague@hub.example", "member of the same organisation"),
    ("other@hub.example", "member elsewhere, working group Human capital"),
    ("newcomer@hub.example", "newcomer at level inform"),
)
ROLES = {"editor": EDITORS, "moderator": MODERATORS}


def demo_password() -> str:
    """Return the password that all demo accounts share: ``DEMO_PASSWORD`` or the documented one."""
    return env_str("DEMO_PASSWORD", "demo-hub-2026")


def load_people(
    organisations: dict[str, Organisation], groups: dict[str, WorkingGroup], contributors: Mapping[str, Contributor]
) -> None:
    """Create the demo accounts with their organisations, roles and seats, where they are missing."""
    for person in read("people")["person"]:
        _load_person(person, organisations, groups, contributors)


def _load_person(
    person: dict[str, Any],
    organisations: dict[str, Organisation],
    groups: dict[str, WorkingGroup],
    contributors: Mapping[str, Contributor],
) -> None:
    email = person["email"]
    if User.objects.filter(email=email).exists():
        return
    create = User.objects.create_superuser if person["role"] == "superuser" else User.objects.create_user
    user = create(email=email, password=demo_password(), name=person["name"], language=person["language"])
    if person["role"] in ROLES:
        user.groups.add(Group.objects.get(name=ROLES[person["role"]]))
    if person["organisation"]:
        Contact.objects.create(
            user=user,
            organisation=organisations[person["organisation"]],
            is_lead=person.get("is_lead", False),
            role=person.get("role_in_organisation", OrganisationRole.AUTHOR),
            starts_on=timezone.localdate(),
        )
    if person["working_group"]:
        seat_assign(user=user, working_group=groups[person["working_group"]], role=person.get("seat", "member"))
    if person["contributor"]:
        contributor = contributors[person["contributor"]]
        contributor.user = user
        contributor.save()
