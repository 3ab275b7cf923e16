"""Loads the demo's working groups: who sits there, and what they tell everybody."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from home.models import BuildingBlock, StandardPage, Term
from hub.demo.data_files import day, read
from hub.demo.pages import Row, Vocabulary, load_work, section, words
from members.enums import SeatRole
from members.models import (
    CoalitionDesk,
    Contact,
    Contributor,
    User,
    WorkingGroup,
    WorkingGroupAction,
    WorkingGroupChair,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)
from members.services import seat_assign

DESK = "coalitie-desk"
JOIN_PAGE = "taking-part"


def load_working_groups(terms: Mapping[str, Term]) -> dict[str, WorkingGroup]:
    """Return the working groups by slug, created where they are missing."""
    found = {}
    for row in read("working-groups")["working_group"]:
        term = terms[row["term"]]
        axis = "building_block_id" if isinstance(term, BuildingBlock) else "application_area_id"
        found[row["slug"]], _created = WorkingGroup.objects.get_or_create(slug=row["slug"], defaults={axis: term.pk})
    return found


def load_seats(groups: Mapping[str, WorkingGroup], contributors: Mapping[str, Contributor]) -> None:
    """Give the people of the data their seats; their accounts have no password, so nobody signs in with them."""
    for row in read("working-groups")["working_group"]:
        for slug in row["seats"]:
            user = _account_of(contributors[slug])
            role = SeatRole.CHAIR if slug == row["chair"] else SeatRole.MEMBER
            if not user.seats.filter(working_group=groups[row["slug"]]).exists():
                seat_assign(user=user, working_group=groups[row["slug"]], role=role)


def _account_of(contributor: Contributor) -> User:
    if contributor.user is None:
        user = User.objects.create_user(email=contributor.email, name=contributor.name)
        if contributor.organisation is not None:
            Contact.objects.create(user=user, organisation=contributor.organisation, starts_on=timezone.localdate())
        contributor.user = user
        contributor.save()
    return contributor.user  # type: ignore[return-value]  # set above


def load_group_pages(groups: Mapping[str, WorkingGroup], vocabulary: Vocabulary) -> None:
    """Load the public page of every group, with its chair and its action agenda."""
    parent = section(WorkingGroupIndexPage)

    def fill(page: WorkingGroupPage, row: Row, language: str) -> None:
        words(page, row[language], "works_on", "body")
        if language != settings.LANGUAGE_CODE:
            for action, source in zip(page.actions.all(), row["agenda"], strict=True):
                action.title, action.text = source[language]["title"], source[language]["text"]
            return
        page.working_group = groups[row["slug"]]
        page.is_example = row["is_example"]
        page.chairs.add(WorkingGroupChair(contributor=vocabulary.contributors[row["chair"]]))
        for source in row["agenda"]:
            action = WorkingGroupAction(
                locale=page.locale,
                status=source["status"],
                due_on=day(source["due_days"]),
                organisation=vocabulary.organisations.get(source["organisation"]),
                **source[language],
            )
            page.actions.add(action)

    for row in read("working-groups")["working_group"]:
        load_work(parent, WorkingGroupPage, row, fill)


def load_desk(contributors: Mapping[str, Contributor]) -> None:
    """Name the coalition desk, unless somebody did."""
    if not CoalitionDesk.objects.exists():
        page = StandardPage.objects.get(slug=JOIN_PAGE, locale__language_code=settings.LANGUAGE_CODE)
        CoalitionDesk.objects.create(contact=contributors[DESK], join_page_id=page.pk)
