"""The editor's screens of imports: calendars elsewhere, what would come from them, and what a person changed since."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, UpdateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.enums import ImportChoice, ImportProposal, ImportState
from events.importing import items, services
from events.importing.forms import CalendarFileForm, CalendarSourceForm
from events.importing.presentation import event_rows, run_sections, shown_dates
from events.importing.refreshing import run_fetch
from events.importing.words import problem_text
from events.models import CalendarSource, ImportedDate, ImportedEvent, ImportRun
from events.permissions import may_import
from home.fetching import FetchFailed

SHOWN_RUNS = 10
SHOWN_EVENTS = 100


class ImportMixin(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """Lets in who may import, and shows the way back."""

    header_icon = "download"
    page_title: Any = gettext_lazy("Import")
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else: raises ``PermissionDenied``, which Wagtail turns into its own answer."""
        if not may_import(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the list, and to the calendar."""
        trail: list[dict[str, Any]] = [
            *self.breadcrumbs_items,
            {"url": reverse("calendar_sources"), "label": _("Import")},
        ]
        source = self.get_source()
        if source is not None:
            trail.append({"url": reverse("calendar_source", args=[source.pk]), "label": source.name})
        return trail

    def get_source(self) -> CalendarSource | None:
        """Return the calendar that the screen is about."""
        return None


class SourcesView(ImportMixin, TemplateView):  # type: ignore[misc]
    """All calendars elsewhere."""

    template_name = "events/admin/import_sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the calendars, with how many events came from each and how many ask for a decision."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sources = CalendarSource.objects.select_related("organisation").annotate(
            taken=Count("imported", filter=Q(imported__work__isnull=False), distinct=True),
            asking=Count(
                "imported",
                filter=Q(imported__dates__is_offered=True) | (Q(imported__isnull=False) & ~Q(imported__offered=[])),
                distinct=True,
            ),
        )
        context["sources"] = [(source, problem_text(source.problem)) for source in sources]
        return context


class SourceFormView(ImportMixin, UpdateView):  # type: ignore[misc]
    """Add a calendar, or change what is said of it."""

    model = CalendarSource
    form_class = CalendarSourceForm
    template_name = "wagtailadmin/generic/form.html"
    page_title: Any = gettext_lazy("Calendar elsewhere")

    def get_object(self, queryset: Any = None) -> CalendarSource | None:
        """Return the calendar of the address; ``None`` for a new one. Raises ``Http404``."""
        key = self.kwargs.get("source_id")
        return get_object_or_404(CalendarSource, pk=key) if key is not None else None

    def get_source(self) -> CalendarSource | None:
        """Return the calendar that is changed."""
        return self.get_object()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what Wagtail's form template draws."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["action_url"] = self.request.path
        context["submit_button_label"] = _("Save")
        context["submit_button_active_label"] = _("Saving…")
        context["media"] = context["form"].media
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, with who added it: that is who hears when it cannot be read."""
        source = form.save(commit=False)
        if source.pk is None:
            source.owner = self.request.user
        elif "url" in form.changed_data:
            # What its server called a version was of another calendar.
            source.etag = source.last_modified = ""
            source.read_at = source.next_try_at = None
        source.save()
        form.save_m2m()
        messages.success(self.request, _("Saved. Now read the calendar to see what is in it."))
        return redirect("calendar_source", source.pk)


class SourceView(ImportMixin, TemplateView):  # type: ignore[misc]
    """One calendar: reading it, what came from it, and the last times that it was read."""

    template_name = "events/admin/import_source.html"

    def get_source(self) -> CalendarSource:
        """Return the calendar of the address; raises ``Http404``."""
        return get_object_or_404(CalendarSource, pk=self.kwargs["source_id"])

    def get_page_title(self) -> str:
        """Return the name of the calendar."""
        return self.get_source().name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the runs and the events, those that ask for a decision first."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        source = self.get_source()
        events = source.imported.filter(work__isnull=False).annotate(
            asking=Exists(ImportedDate.objects.filter(event=OuterRef("pk"), is_offered=True)),
            is_asking=Case(When(Q(asking=True) | ~Q(offered=[]), then=True), default=False),
        )
        context["source"], context["problem"] = source, problem_text(source.problem)
        context["file_form"] = CalendarFileForm()
        context["runs"] = source.runs.select_related("started_by").defer("content")[:SHOWN_RUNS]
        context["events"] = event_rows(events.order_by("-is_asking", "-seen_at", "pk")[:SHOWN_EVENTS])
        return context


@require_POST
def read_view(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read a calendar, from its address or a file that is given, and go and look at what is in it."""
    if not may_import(request.user):
        raise PermissionDenied
    source = get_object_or_404(CalendarSource, pk=source_id)
    try:
        run = _run_of(request, source)
    except FetchFailed as error:
        messages.error(request, problem_text(error.code))
        return redirect("calendar_source", source.pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("calendar_source", source.pk)
    return redirect("import_run", run.pk)


def _run_of(request: HttpRequest, source: CalendarSource) -> ImportRun:
    if "file" not in request.FILES and source.url:
        return run_fetch(source=source, user=request.user)
    form = CalendarFileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    return services.run_create(source=source, content=form.cleaned_data["file"].read(), user=request.user)


class RunView(ImportMixin, TemplateView):  # type: ignore[misc]
    """One import: what would be done, what is being done, or what became of it."""

    template_name = "events/admin/import_run.html"

    def get_run(self) -> ImportRun:
        """Return the import of the address; raises ``Http404``."""
        runs = ImportRun.objects.select_related("source", "started_by").defer("content")
        return get_object_or_404(runs, pk=self.kwargs["run_id"])

    def get_source(self) -> CalendarSource:
        """Return the calendar that was read."""
        return self.get_run().source

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the events by what is proposed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        run = self.get_run()
        context["run"], context["problem"] = run, problem_text(run.problem)
        context["sections"] = run_sections(run)
        context["is_preview"] = run.state == ImportState.PREVIEW
        context["is_busy"] = run.state in (ImportState.READING, ImportState.RUNNING)
        return context

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Do what was ticked; a service's refusal is shown on the same screen."""
        run = self.get_run()
        try:
            services.run_start(run=run, choices=self._choices(run))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("import_run", run.pk)

    def _choices(self, run: ImportRun) -> dict[int, str]:
        taken = {int(key) for key in self.request.POST.getlist("take") if key.isdecimal()}
        chosen = dict.fromkeys(taken, ImportChoice.TAKE.value)
        for pk in run.items.filter(proposal=ImportProposal.DUPLICATE).values_list("pk", flat=True):
            chosen[pk] = self.request.POST.get(f"choice-{pk}", "")
        return chosen


class EventView(ImportMixin, TemplateView):  # type: ignore[misc]
    """One event of a calendar elsewhere: what that says, what is here, and which of the two holds."""

    template_name = "events/admin/import_event.html"

    def get_event(self) -> ImportedEvent:
        """Return the event of the address; raises ``Http404`` for one that was left out."""
        rows = ImportedEvent.objects.select_related("source").filter(work__isnull=False)
        return get_object_or_404(rows, pk=self.kwargs["event_id"])

    def get_source(self) -> CalendarSource:
        """Return the calendar that it came from."""
        return self.get_event().source

    def get_page_title(self) -> str:
        """Return the title of the event."""
        return str(self.get_event())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the fields and dates of both sides."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        event = self.get_event()
        page = items.page_of(event)
        context["event"], context["page"] = event, page
        context["fields"] = items.compared_fields(event, page) if page is not None else []
        context["dates"] = shown_dates(event)
        return context

    def post(self, request: HttpRequest, event_id: int) -> HttpResponse:
        """Take what the calendar says, or keep what is here: of a field or of a date."""
        event = self.get_event()
        try:
            self._decide(event)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
        return redirect("imported_event", event.pk)

    def _decide(self, event: ImportedEvent) -> None:
        is_taken = self.request.POST.get("do") == "take"
        key = self.request.POST.get("date", "")
        if key.isdecimal():
            date = get_object_or_404(ImportedDate, pk=int(key), event=event)
            (items.date_take if is_taken else items.date_keep)(date=date)
        else:
            name = self.request.POST.get("field", "")
            (items.field_take if is_taken else items.field_keep)(event=event, name=name)
