"""The editor's screens for vocabularies: the two axes, tags and regions."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home import services
from home.languages import FALLBACK_LANGUAGE, content_languages
from home.models import ApplicationArea, BuildingBlock, Goal, Region, Tag
from search.models import IndexTerm


class TermForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Form of a term: its slug is fixed once it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Part of published addresses: it cannot change.")


def text_panels() -> InlinePanel:
    """Return the panel with one text per language."""
    return InlinePanel(
        "texts",
        label=gettext_lazy("Text"),
        heading=gettext_lazy("Texts"),
        help_text=gettext_lazy("One for each language. Where one is missing, the Dutch text is shown."),
        min_num=1,
        max_num=len(content_languages()),
        panels=[
            FieldRowPanel([FieldPanel("language"), FieldPanel("name")]),
            FieldPanel("description"),
            FieldPanel("body"),
        ],
    )


def with_works(queryset: QuerySet[Any], facet: str) -> QuerySet[Any]:
    """Add to each row of a vocabulary on how many published works it is, as ``works``."""
    terms = IndexTerm.objects.filter(facet=facet, value=OuterRef("slug"), entry__locale=FALLBACK_LANGUAGE)
    number = terms.order_by().values("value").annotate(number=Count("pk")).values("number")
    return queryset.annotate(works=Coalesce(Subquery(number), 0))


def works_column() -> Column:
    """Return the column with the number of published works."""
    return Column("works", label=gettext_lazy("Published works"), sort_key="works")


class TermViewSet(SnippetViewSet):  # type: ignore[misc]
    """What both axes have in common."""

    facet: ClassVar[str] = ""
    list_display = (
        "__str__",
        "slug",
        "order",
        works_column(),
        DateColumn("retired_at", label=gettext_lazy("Retired on")),
    )
    list_filter = ("retired_at",)
    ordering = ("order", "slug")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            text_panels(),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]), FieldPanel("retired_at")],
                heading=gettext_lazy("Place in the list"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("icon"), FieldPanel("dye"), FieldPanel("weave")])],
                heading=gettext_lazy("Looks"),
                help_text=gettext_lazy("The shape and the colour stand for it on every page and cover."),
            ),
        ],
        base_form_class=TermForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the terms with the number of works that have them."""
        model: Any = self.model
        return with_works(model._default_manager.all(), self.facet)


class BuildingBlockViewSet(TermViewSet):
    """Screens of the building blocks."""

    model = BuildingBlock  # type: ignore[assignment]
    facet = "building_block"
    icon = "grip"


class ApplicationAreaViewSet(TermViewSet):
    """Screens of the application areas."""

    model = ApplicationArea  # type: ignore[assignment]
    facet = "application_area"
    icon = "globe"


class NamesColumn(Column):  # type: ignore[misc]
    """The names of a tag in the languages that have one of their own."""

    cell_template_name = "home/admin/tag_names_cell.html"

    def __init__(self) -> None:
        super().__init__("names", label=gettext_lazy("Names per language"))

    def get_value(self, instance: Tag) -> list[tuple[str, str]]:
        """Return (language, name) of each."""
        return sorted((text.language, text.name) for text in instance.texts.all())


class TagViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the tags."""

    model = Tag  # type: ignore[assignment]
    icon = "tag"
    list_display = ("name", NamesColumn(), "slug", works_column())
    search_fields = ("name", "slug")
    search_backend_name = None
    ordering = ("name",)
    copy_view_enabled = False
    panels = (
        FieldPanel("name", help_text=gettext_lazy("Used where a language has no name of its own.")),
        FieldPanel("slug"),
        InlinePanel(
            "texts",
            label=gettext_lazy("Name"),
            heading=gettext_lazy("Names per language"),
            max_num=len(content_languages()),
            panels=[FieldRowPanel([FieldPanel("language"), FieldPanel("name")])],
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the tags with the number of works that have them."""
        return with_works(Tag.objects.all(), "tag")


class RegionViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the regions."""

    model = Region  # type: ignore[assignment]
    icon = "site"
    list_display = ("name", "code", "order")
    ordering = ("order", "name_nl")
    copy_view_enabled = False
    panels = (
        FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("name_nl"), FieldPanel("name_en")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("column"), FieldPanel("row")])], heading=gettext_lazy("Tile on the map")
        ),
    )


class GoalViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the coalition's goals: a counting is added, the earlier ones stay."""

    model = Goal  # type: ignore[assignment]
    icon = "tasks"
    list_display = (
        "__str__",
        Column("value", label=gettext_lazy("Now")),
        "target",
        "period",
        Column("latest", label=gettext_lazy("Last counting"), accessor="latest.counted_on"),
    )
    ordering = ("order", "slug")
    copy_view_enabled = False
    panels = (
        InlinePanel(
            "readings",
            label=gettext_lazy("Counting"),
            heading=gettext_lazy("Countings"),
            help_text=gettext_lazy("Add one each time you count. The page shows the newest, and all of them below."),
            panels=[
                FieldRowPanel([FieldPanel("counted_on"), FieldPanel("value")]),
                FieldPanel("source_url"),
                FieldPanel("note"),
            ],
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("target"), FieldPanel("period")]), FieldPanel("is_example")],
            heading=gettext_lazy("Goal"),
        ),
        InlinePanel(
            "texts",
            label=gettext_lazy("Text"),
            heading=gettext_lazy("Texts"),
            min_num=1,
            max_num=len(content_languages()),
            panels=[FieldRowPanel([FieldPanel("language"), FieldPanel("name")]), FieldPanel("explanation")],
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("slug"), FieldPanel("order"), FieldPanel("dye")]), FieldPanel("retired_at")],
            heading=gettext_lazy("Place in the list"),
        ),
    )


class VocabularyViewSetGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """One menu for all vocabularies; other apps add theirs by the hook."""

    menu_label = gettext_lazy("Vocabularies")  # type: ignore[assignment]
    menu_name = "group-vocabularies"
    menu_icon = "tag"
    submenu_hook = "register_vocabularies_menu_item"  # type: ignore[assignment]
    items = (BuildingBlockViewSet, ApplicationAreaViewSet, TagViewSet, RegionViewSet, GoalViewSet)  # type: ignore[assignment]


class TagMergeForm(forms.Form):
    """Which tag takes the place of another."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Merge into"),
        queryset=Tag.objects.none(),
        help_text=gettext_lazy("Every page gets this tag instead. Old search addresses keep working."),
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["into"])
        choice.queryset = Tag.objects.exclude(pk=tag.pk).order_by("name")


def tag_merge_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge one tag into another, for who may delete tags."""
    tag = get_object_or_404(Tag, pk=pk)
    if not policy_registry.get_by_type(Tag).user_has_permission_for_instance(request.user, "delete", tag):
        raise PermissionDenied
    form = TagMergeForm(request.POST or None, tag=tag)
    list_url = reverse(TagViewSet().get_url_name("list"))
    if request.method == "POST" and form.is_valid():
        into = services.tag_merge(tag=tag, into=form.cleaned_data["into"])
        messages.success(request, _("“%(tag)s” is now “%(into)s”.") % {"tag": tag.name, "into": into.name})
        return redirect(list_url)
    context = {
        "form": form,
        "tag": tag,
        "works": with_works(Tag.objects.filter(pk=tag.pk), "tag").values_list("works", flat=True)[0],
        "list_url": list_url,
        "page_title": _("Merge tag"),
        "page_subtitle": tag.name,
        "header_title": _("Merge tag") + f": {tag.name}",
        "header_icon": "tag",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": list_url, "label": _("Tags")},
            {"url": "", "label": _("Merge tag"), "sublabel": tag.name},
        ],
    }
    return TemplateResponse(request, "home/admin/tag_merge.html", context)


class TagMergeViewSet(ViewSet):  # type: ignore[misc]
    """The address of the merge screen."""

    name = "tag_merge"  # type: ignore[assignment]
    url_prefix = "tags-merge"

    def get_urlpatterns(self) -> list[Any]:
        """Return its one address."""
        return [path("<int:pk>/", tag_merge_view, name="merge")]
