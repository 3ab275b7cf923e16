"""The editor's screens for what editors add to search: synonyms and promoted results."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language, gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from search.facets import get_facets
from search.hits import LABELS
from search.models import PromotedResult, SynonymSet
from search.searchable import searchable_page_models

# The menu of everything that editors keep besides pages; the site that mounts this app has it.
MENU = "register_vocabularies_menu_item"


class PrefilledCreateView(CreateView):  # type: ignore[misc]
    """A form for a new one that can be filled in by its address: ``?expressions=AI``."""

    prefilled: ClassVar[tuple[str, ...]] = ()

    def get_initial_form_instance(self) -> Any:
        """Return a new one with what the address says of these fields, and of no other."""
        values = {name: self.request.GET[name][:2000] for name in self.prefilled if name in self.request.GET}
        model: Any = self.model
        return model(**values)


class SynonymCreateView(PrefilledCreateView):
    """The form for a new set of synonyms, with the first word from the address."""

    prefilled = ("expressions",)


class SynonymSetViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the synonyms."""

    model = SynonymSet
    icon = "resubmit"
    menu_label = gettext_lazy("Synonyms")
    menu_hook = MENU
    menu_order = 9100
    add_view_class = SynonymCreateView
    list_display = ("__str__", Column("get_meaning_display", label=gettext_lazy("Meaning")), UpdatedAtColumn())
    list_filter = ("meaning",)
    search_fields = ("expressions",)
    search_backend_name = None
    ordering = ("expressions",)
    copy_view_enabled = False
    list_export = ("expressions", "meaning")
    panels = (FieldPanel("expressions"), FieldPanel("meaning", widget=forms.RadioSelect))


def facet_value_choices() -> list[tuple[str, Any]]:
    """Return the values of closed facets as grouped choices: ``facet:value`` with the words for it."""
    language = get_language() or "nl"
    groups = [
        (str(facet.label), [(f"{facet.key}:{value}", found.label) for value, found in labels.items()])
        for facet in get_facets()
        if facet.is_closed and (labels := LABELS.current(facet, language))
    ]
    return [("", "—"), *groups]


class PromotedResultForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Form of a promoted result: its work is chosen as one of its pages, its value from the closed facets."""

    facet_value = forms.ChoiceField(label=gettext_lazy("For this choice"), choices=facet_value_choices, required=False)
    page = forms.ModelChoiceField(
        label=gettext_lazy("Page"),
        queryset=Page.objects.all(),
        widget=AdminPageChooser(),
        help_text=gettext_lazy("In one of its languages: it is recommended in all of them, to who may see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facet_value"].help_text = self._meta.model._meta.get_field("facet_value").help_text
        if self.instance.work:
            pages = Page.objects.filter(translation_key=self.instance.work).select_related("locale").order_by("pk")
            language = get_language()
            self.initial["page"] = next(iter(sorted(pages, key=lambda p: p.locale.language_code != language)), None)

    def clean_page(self) -> Page:
        """Refuse a page that search never finds, such as a list; raises ``ValidationError``."""
        page: Page = self.cleaned_data["page"]
        if page.specific_class not in searchable_page_models():
            raise ValidationError(_("Choose a page with content of its own: search does not find this one."))
        return page

    def save(self, commit: bool = True) -> Any:
        """Save it with the work that the page belongs to."""
        self.instance.work = self.cleaned_data["page"].translation_key
        return super().save(commit)


class OccasionColumn(Column):  # type: ignore[misc]
    """What a result is promoted for, besides words: the value of a facet as it is called."""

    def get_value(self, instance: PromotedResult) -> str:
        """Return the words for the value."""
        key, _colon, value = instance.facet_value.partition(":")
        facet = next((facet for facet in get_facets() if facet.key == key), None)
        label = LABELS.current(facet, get_language() or "nl").get(value) if facet else None
        return label.label if label else instance.facet_value


class PromotedCreateView(PrefilledCreateView):
    """The form for a new promoted result, with its words from the address."""

    prefilled = ("words",)


class PromotedResultViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the promoted results."""

    model = PromotedResult
    icon = "pick"
    menu_label = gettext_lazy("Promoted results")
    menu_hook = MENU
    menu_order = 9110
    add_view_class = PromotedCreateView
    list_display = (
        "__str__",
        Column("page_title", label=gettext_lazy("Page")),
        OccasionColumn("facet_value", label=gettext_lazy("For this choice")),
        DateColumn("starts_on", label=gettext_lazy("From")),
        DateColumn("ends_on", label=gettext_lazy("Until")),
        Column("order", label=gettext_lazy("Order"), sort_key="order"),
    )
    search_fields = ("words", "note")
    search_backend_name = None
    ordering = ("order", "pk")
    copy_view_enabled = False
    list_export = ("words", "facet_value", "starts_on", "ends_on", "order", "note")
    edit_handler = ObjectList(
        [
            FieldPanel("page", required_on_save=True),
            MultiFieldPanel([FieldPanel("words"), FieldPanel("facet_value")], heading=gettext_lazy("Shown when")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]), FieldPanel("order")],
                heading=gettext_lazy("Period and place"),
            ),
            FieldPanel("note"),
        ],
        base_form_class=PromotedResultForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the promoted results with the title of the page of each."""
        pages = Page.objects.filter(translation_key=OuterRef("work")).order_by("pk")
        return PromotedResult.objects.annotate(page_title=Subquery(pages.values("title")[:1]))
