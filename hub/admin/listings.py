"""Lists of works: one for each kind, and one of everything. Made from the registry of page types."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import IndexView as GenericIndexView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from hub.admin import exports, kinds, reads, rows
from hub.admin.columns import EXPORT, work_columns
from hub.admin.filters import filterset_for
from hub.admin.kinds import Kind

EVERYTHING = "content_all"
# Sorted with what has no value last, whichever way: a list never begins with blanks.
DATES = ("latest_revision_created_at", "next_date", "confirmed_on")


class WorkListView(IndexView):  # type: ignore[misc]
    """A list of works with their place on the matrix, their people and their dates.

    Titles are searched in the database itself, so that a page can be found the moment it is saved.
    """

    kinds: tuple[Kind, ...] = ()
    show_locale_labels = False
    is_searchable = True  # type: ignore[assignment]
    custom_value_preprocess = exports.LOCAL_TIMES

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the pages that the person may work on."""
        pages: QuerySet[Any] = super().get_base_queryset()
        return pages.filter(content_type__in=kinds.content_types(self.kinds))

    def annotate_queryset(self, pages: Any) -> Any:
        """Add what the columns and filters ask for, each as part of the one query."""
        annotated = super().annotate_queryset(pages).prefetch_related("owner")
        if any(kind.is_dated for kind in self.kinds):
            annotated = annotated.annotate(next_date=reads.next_date(), last_date=reads.last_date())
        if any(kind.has_evidence for kind in self.kinds):
            annotated = annotated.annotate(confirmed_on=reads.last_confirmed())
        return annotated

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to pages with each of the words in their title, that of the draft included."""
        for word in self.search_query.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(draft_title__icontains=word))
        return queryset

    def get_ordering(self) -> Any:
        """Return the asked or the usual order, also while searching."""
        return GenericIndexView.get_ordering(self)

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Put what has no date at the end, and break ties the same way each time."""
        ordering = str(self.ordering)
        name = ordering.removeprefix("-")
        if name not in DATES:
            return queryset.order_by(ordering, "pk")
        field = F(name).desc(nulls_last=True) if ordering.startswith("-") else F(name).asc(nulls_last=True)
        return queryset.order_by(field, "pk")

    def get_add_url(self) -> str | None:
        """Return the form for a new one, in the section of the person's own language."""
        return kinds.add_url(self.kinds[0], self.request) or None if len(self.kinds) == 1 else None

    @cached_property
    def add_button(self) -> HeaderButton:
        """The button that says in words what is added."""
        return HeaderButton(self.add_item_label, url=self.add_url, icon_name="plus")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the listed pages their facts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows.describe(context["object_list"])
        return context


class WorkListViewSet(PageListingViewSet):  # type: ignore[misc]
    """The addresses of one list of works."""

    index_view_class = WorkListView
    kinds: tuple[Kind, ...]
    list_per_page = 50
    page_title: Any = ""
    list_export = tuple(EXPORT)
    export_headings = EXPORT

    def __init__(self, name: str, *, kinds: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(
            name,
            kinds=kinds,
            columns=work_columns(kinds),
            filterset_class=filterset_for(kinds),
            export_filename=name.replace("_", "-"),
            **kwargs,
        )

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the view which kinds it lists, and how that is called."""
        own = {"kinds": self.kinds, "page_title": self.page_title}
        found: dict[str, Any] = super().get_index_view_kwargs(**own, **kwargs)
        return found


def viewsets() -> list[WorkListViewSet]:
    """Return a list for each kind of work, and one of everything."""
    every = kinds.kinds()
    found = [
        WorkListViewSet(
            f"content_{kind.key}",
            kinds=(kind,),
            model=kind.model,
            url_prefix=f"content/{kind.key}",
            icon=kind.icon,
            ordering="next_date" if kind.is_dated else "-latest_revision_created_at",
        )
        for kind in every
    ]
    everything = WorkListViewSet(
        EVERYTHING,
        kinds=every,
        model=Page,
        page_title=_("All content"),
        url_prefix="content/all",
        icon="doc-full",
        ordering="-latest_revision_created_at",
    )
    return [*found, everything]


def everything_url() -> str:
    """Return the address of the list of everything."""
    return reverse(f"{EVERYTHING}:index")
