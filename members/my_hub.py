"""My hub: one page with what somebody has and what waits for them, as parts that the apps contribute.

``HUB_MY_HUB_SECTIONS`` names them in order. A section knows what it shows of a person, and what of it needs them now;
the page draws the titles and, above everything else, what needs them.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, runtime_checkable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.models import Page

from members.models import Contact, Notice, Seat
from search.audience import visible_to

NOTICES_SHOWN = 8
SectionContext = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for a person: what to do, where, and by when."""

    text: str
    url: str
    due_on: date | None = None


@runtime_checkable
class MyHubSection(Protocol):
    """A part of My hub.

    ``slug`` is its anchor; ``template`` draws what is under its title, from ``section``; ``is_aside`` puts it in the
    narrow column.
    """

    slug: str
    template: str
    is_aside: bool

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return what it shows this person; ``None`` when there is nothing to show.

        ``title`` is always there. Optional: ``needs``, a list of ``Need``; ``action``, a label and an address beside
        the title. The rest is for the template.
        """


@functools.cache
def _load(dotted: tuple[str, ...]) -> tuple[MyHubSection, ...]:
    return tuple(import_string(path) for path in dotted)


def my_hub_context(request: HttpRequest) -> dict[str, Any]:
    """Return ``needs``, those with a date first, and ``main`` and ``aside``: the sections that have something."""
    found: list[SectionContext] = []
    for section in _load(tuple(settings.HUB_MY_HUB_SECTIONS)):
        context = section.get_context(request)
        if context is not None:
            found.append({**context, "slug": section.slug, "template": section.template, "is_aside": section.is_aside})
    return {
        "needs": in_order([need for section in found for need in section.get("needs", ())]),
        "main": [section for section in found if not section["is_aside"]],
        "aside": [section for section in found if section["is_aside"]],
    }


def in_order(needs: Sequence[Need]) -> list[Need]:
    """Return what waits with the nearest day first; what has no day comes last, as it came."""
    return sorted(needs, key=lambda need: need.due_on or date.max)


@dataclass(frozen=True)
class NoticesSection:
    """What somebody was told and did not read yet."""

    slug: str = "notices"
    template: str = "members/my_hub/notices.html"
    is_aside: bool = True

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``notices``, the newest, and ``more``: how many there are besides."""
        user: Any = request.user
        unread = list(Notice.objects.for_user(user).unread()[: NOTICES_SHOWN + 1])
        if not unread:
            return None
        number = Notice.objects.for_user(user).unread().count() if len(unread) > NOTICES_SHOWN else len(unread)
        shown = unread[:NOTICES_SHOWN]
        return {"title": _("News for you"), "notices": shown, "more": number - len(shown)}


@dataclass(frozen=True)
class OrganisationsSection:
    """The organisations that somebody speaks for, as what, and until when they take part."""

    slug: str = "organisations"
    template: str = "members/my_hub/organisations.html"
    is_aside: bool = True

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``rows``: contact, participation and the address of the organisation's own pages."""
        user: Any = request.user
        contacts = list(Contact.objects.current().filter(user=user).select_related("organisation"))
        if not contacts:
            return None
        rows = [
            {
                "contact": contact,
                "participation": contact.organisation.current_participation(),
                "url": reverse("members:organisation", args=[contact.organisation.slug]),
            }
            for contact in contacts
        ]
        return {"title": _("My organisation"), "rows": rows}


@dataclass(frozen=True)
class WorkingGroupsSection:
    """The working groups in which somebody has a seat that counts, with their own pages."""

    slug: str = "working-groups"
    template: str = "members/my_hub/working_groups.html"
    is_aside: bool = True

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``groups``: the name of each, and its own pages that this person may see."""
        user: Any = request.user
        seats = (
            Seat.objects.effective()
            .filter(user=user)
            .select_related(
                "working_group__building_block", "working_group__application_area", "working_group__root_page"
            )
        )
        groups = [(seat.working_group, seat.get_role_display()) for seat in seats]
        if not groups:
            return None
        roots = {group.root_page_id for group, _role in groups if group.root_page_id}
        pages = {page.pk: page for page in visible_to(Page.objects.filter(pk__in=roots), user)}
        rows = [{"group": group, "role": role, "page": pages.get(group.root_page_id)} for group, role in groups]
        return {"title": _("My working groups"), "rows": rows}


notices_section = NoticesSection()
organisations_section = OrganisationsSection()
working_groups_section = WorkingGroupsSection()
