"""What is in the way of a date, while it is picked in a form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from events.clashes import Traits
from events.models import DatedPage, Occurrence, Venue, dated_page_models
from events.planning.checking import chosen_traits, tell
from events.planning.forms import CheckForm
from events.planning.reads import explorable, placed, traits_of
from events.planning.views import CalendarMixin

# Of a page's key: longer ones are no number that a database knows.
MAX_DIGITS = 18


class CheckView(CalendarMixin, TemplateView):  # type: ignore[misc]
    """What is in the way of a date that is being picked in any form: posted by a button, or while typing.

    The address says which page it is about, and what its date fields are called. With ``part`` only the findings are
    drawn. Nothing is written; it is posted because a whole form is.
    """

    http_method_names = ["post"]
    page_title = gettext_lazy("Check this date")

    def get_template_names(self) -> list[str]:
        """Return the page, or only the findings."""
        return [f"events/admin/calendar/{'check' if 'part' in self.request.GET else 'check_page'}.html"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with what is found."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is found, or what is wrong with the date."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        page = self._page()
        schedule = page.schedule if page is not None else None
        moved = self._moved(page)
        prefix = self.request.GET.get("prefix") or None
        form = CheckForm(self.request.POST, prefix=prefix, schedule=schedule, moved=moved)
        told = None
        if form.is_valid() and form.timed is not None:
            told = tell(
                user=self.request.user,
                timed=form.timed,
                traits=self._traits(page, moved.venue if moved is not None else form.cleaned_data.get("venue")),
                except_work=page.translation_key if page is not None else None,
            )
        return {**context, "told": told, "form": form, "has_day": bool(form["first_day"].value())}

    def _page(self) -> DatedPage | None:
        """Return the page of the address; raises ``Http404`` for one that somebody does not see in the editor."""
        number = self.request.GET.get("page", "")
        if not number:
            return None
        if not number.isascii() or not number.isdigit() or len(number) > MAX_DIGITS:
            raise Http404
        pages = explorable(self.request.user).type(*dated_page_models())  # type: ignore[attr-defined]
        page: DatedPage = get_object_or_404(pages, pk=number).specific
        return page

    def _moved(self, page: DatedPage | None) -> Occurrence | None:
        """Return the date of the page that is moved, when the address names one; raises ``Http404`` for another."""
        if page is None or "date" not in self.request.GET:
            return None
        found = [row for row in page.stored_occurrences if str(row.uuid) == self.request.GET["date"]]
        if not found:
            raise Http404
        return found[0]

    def _traits(self, page: DatedPage | None, venue: Venue | None) -> Traits:
        """Return what the form says that it is about, where it is the form of the page; else what is stored."""
        posted = self.request.POST
        if page is None or "title" in posted:
            return chosen_traits(
                blocks=posted.getlist("building_blocks"),
                areas=posted.getlist("application_areas"),
                audiences=posted.getlist("audiences"),
                venue=venue,
            )
        return placed(traits_of([page.translation_key])[page.translation_key], venue)
