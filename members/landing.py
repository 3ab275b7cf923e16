"""What this app contributes to the landing pages of terms: the working group, and whom to ask."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext as _, ngettext

from home.models import Term
from home.sections import SectionContext
from home.wording import number_text
from members import working_groups
from members.models import Contributor, WorkingGroupPage


@dataclass(frozen=True)
class WorkingGroupSection:
    """The term's working group: its action agenda, who is in it, and how one joins.

    Without a group that has a page it says how one begins, unless the term is no longer used.
    """

    slug: str = "working-group"
    template: str = "members/includes/landing_group.html"
    is_half: bool = False

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return ``group`` (``members.working_groups.group_context``), or ``desk`` alone."""
        page = working_groups.page_of_term(request, term)
        if page is None:
            if term.is_retired:
                return None
            return {"title": _("Working group"), "group": None, "desk": working_groups.desk_of(request)}
        group = working_groups.group_context(request, page)
        return {
            "title": _("Working group"),
            "group": group,
            "url": page.get_url(request),
            "language": "" if page.locale.language_code == get_language() else page.locale.language_code,
            "head": self._head(page, group),
        }

    def _head(self, page: WorkingGroupPage, group: dict[str, Any]) -> list[dict[str, str]]:
        number = len(group["participants"])
        text = ngettext(
            "Working group with %(number)s organisation", "Working group with %(number)s organisations", number
        )
        facts = [{"icon": "people", "text": text % {"number": number_text(number)}, "url": f"#{self.slug}"}]
        if group["chairs"]:
            names = ", ".join(chair.name for chair in group["chairs"])
            facts.append({"icon": "user", "text": _("Chair: %(names)s") % {"names": names}})
        return facts


@dataclass(frozen=True)
class ContactSection:
    """Whom to ask: who chairs the working group and agreed to be asked, and the coalition desk."""

    slug: str = "contact"
    template: str = "members/includes/landing_contact.html"
    is_half: bool = True

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return ``people``; every one of them agreed to be asked."""
        page = working_groups.page_of_term(request, term)
        desk = working_groups.desk_of(request)
        people: list[Contributor] = [*(page.public_chairs if page else ())]
        if desk.contact is not None and desk.contact not in people:
            people.append(desk.contact)
        return {"title": _("Ask somebody"), "label": _("Contact"), "people": people} if people else None


working_group_section = WorkingGroupSection()
contact_section = ContactSection()
