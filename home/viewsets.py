"""The editor's screens for vocabularies: the two axes, tags and regions."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
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
from home.languages import content_languages
from home.models import ApplicationArea, BuildingBlock, Region, Tag


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


class TermViewSet(SnippetViewSet):  # type: ignore[misc]
    """What both axes have in common."""

    list_display = ("name", "slug", "order", DateColumn("retired_at", label=gettext_lazy("Retired on")))
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


class BuildingBlockViewSet(TermViewSet):
    """Screens of the building blocks."""

    model = BuildingBlock  # type: ignore[assignment]
    icon = "grip"


class ApplicationAreaViewSet(TermViewSet):
    """Screens of the application areas."""

    model = ApplicationArea  # type: ignore[assignment]
    icon = "globe"


class TagViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the tags."""

    model = Tag  # type: ignore[assignment]
    icon = "tag"
    list_display = ("name", "slug", Column("label", label=gettext_lazy("Name here")))
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


class VocabularyViewSetGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """One menu for all vocabularies."""

    menu_label = gettext_lazy("Vocabularies")  # type: ignore[assignment]
    menu_icon = "list-ul"
    menu_order = 300  # type: ignore[assignment]
    items = (BuildingBlockViewSet, ApplicationAreaViewSet, TagViewSet, RegionViewSet)  # type: ignore[assignment]


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
    if request.method == "POST" and form.is_valid():
        into = services.tag_merge(tag=tag, into=form.cleaned_data["into"])
        messages.success(request, _("“%(tag)s” is now “%(into)s”.") % {"tag": tag.name, "into": into.name})
        return redirect(reverse(TagViewSet().get_url_name("list")))
    context = {"form": form, "tag": tag, "page_title": _("Merge tag"), "page_subtitle": tag.name}
    return TemplateResponse(request, "home/admin/tag_merge.html", context)


class TagMergeViewSet(ViewSet):  # type: ignore[misc]
    """The address of the merge screen."""

    name = "tag_merge"  # type: ignore[assignment]
    url_prefix = "tags-merge"

    def get_urlpatterns(self) -> list[Any]:
        """Return its one address."""
        return [path("<int:pk>/", tag_merge_view, name="merge")]
