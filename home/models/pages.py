"""The pages that make up the site itself."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks.field_block import CharBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from home import listing, matrix, sections, structured_data, vocabulary
from home.blocks import body_blocks
from home.enums import MenuGroup
from home.models.base import HubPage
from home.models.section import SectionPage
from home.models.terms import ApplicationArea, BuildingBlock, Term
from home.panels import image_panel, page_tabs, title_panels
from home.share_images import ShareCard
from search.addresses import absolute_url
from search.audience import is_visible

LATEST = 3
LANDING = "home/term_landing.html"


class HomePage(HubPage):
    """The front page: a search, the matrix, and what is new."""

    hero_title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("The large words on top."))
    hero_text = models.TextField(_("text"), max_length=400, blank=True)
    search_examples = StreamField(
        [("query", CharBlock(label=_("Words to search for"), max_length=60))],
        verbose_name=_("examples of searches"),
        blank=True,
        max_num=6,
        help_text=_("Shown under the search field, as links."),
    )
    matrix_title = models.CharField(_("title"), max_length=120, blank=True)
    matrix_text = models.TextField(_("text"), max_length=300, blank=True)
    latest_title = models.CharField(_("title of the newest best practices"), max_length=80, blank=True)
    upcoming_title = models.CharField(_("title of the next events"), max_length=80, blank=True)
    goals_title = models.CharField(_("title of the goals"), max_length=80, blank=True)
    share_title = models.CharField(_("title"), max_length=120, blank=True)
    share_text = models.TextField(_("text"), max_length=400, blank=True)
    share_page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    share_link_text = models.CharField(_("text of the link"), max_length=60, blank=True)
    body = StreamField(body_blocks(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    search_type = None

    edit_handler = page_tabs(
        (
            _("Content"),
            [
                *title_panels(),
                MultiFieldPanel(
                    [FieldPanel("hero_title"), FieldPanel("hero_text"), FieldPanel("search_examples")],
                    heading=_("On top"),
                ),
                MultiFieldPanel([FieldPanel("matrix_title"), FieldPanel("matrix_text")], heading=_("Matrix")),
                MultiFieldPanel([FieldPanel("latest_title"), FieldPanel("upcoming_title")], heading=_("What is new")),
                MultiFieldPanel([FieldPanel("goals_title")], heading=_("What we agreed")),
                MultiFieldPanel(
                    [
                        FieldPanel("share_title"),
                        FieldPanel("share_text"),
                        FieldPanel("share_page"),
                        FieldPanel("share_link_text"),
                    ],
                    heading=_("Invitation to share"),
                ),
                FieldPanel("body"),
                image_panel(),
            ],
        )
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``table`` (the matrix), ``latest`` and ``upcoming`` (hits), ``goals`` that hold, and ``share_page``."""
        context = super().get_context(request, *args, **kwargs)
        context["table"] = matrix.cross_table(request)
        share = self.share_page
        context["share_page"] = share if share is not None and is_visible(share, request.user) else None
        context["latest"] = listing.latest(request, "best-practice", size=LATEST).hits
        context["upcoming"] = listing.upcoming(request, size=LATEST).hits
        context["goals"] = vocabulary.goals()
        return context

    @property
    def share_key(self) -> tuple[str, str]:
        """What names the front page in the address of its picture."""
        return ("site", "home")

    def get_share_card(self) -> ShareCard:
        """Return a card with the large words on top."""
        return replace(super().get_share_card(), title=self.hero_title or self.title)

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the site and its search."""
        return [
            structured_data.web_site(
                name=self.title,
                url=self.get_full_url(request) or "",
                search_url=absolute_url(listing.search_url(request)) + "?q=",
                language=self.locale.language_code,
                description=self.hero_text or self.summary,
            )
        ]


class StandardPage(HubPage):
    """A page of text: about the coalition, how to take part, privacy."""

    body = StreamField(body_blocks(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    menu_group = MenuGroup.NEWS
    search_type = "page"
    search_type_label = _("Page")
    search_type_icon = "page"
    search_words = ("body",)

    edit_handler = page_tabs((_("Content"), [*title_panels(), FieldPanel("body"), image_panel()]))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the page."""
        return [*super().get_structured_data(request), self.describe_page(["WebPage"], request)]


class MatrixPage(SectionPage):
    """The whole matrix on a page of its own, with its filters."""

    section_slug = "matrix"
    section_title = _("The matrix")
    section_order = 86
    header_item = "building-blocks"

    class Meta:
        verbose_name = _("matrix page")
        verbose_name_plural = _("matrix pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``table``: the matrix, narrowed by the search keys of the address."""
        context = super().get_context(request, *args, **kwargs)
        context["table"] = matrix.cross_table(request, narrowed=True)
        return context


class TermIndexPage(RoutablePageMixin, SectionPage):  # type: ignore[misc]
    """An index of one axis, whose terms have their landing pages as routes: a new term needs no page."""

    term_model: ClassVar[type[Term]]
    facet_key: ClassVar[str]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``terms``: each current term with the number of works and the address of its landing page."""
        context = super().get_context(request, *args, **kwargs)
        if kwargs.get("term") is None:
            counts = listing.facet_counts(request, self.facet_key)
            context["terms"] = [
                {"term": term, "count": counts.get(term.slug, 0), "url": self.term_url(term, request)}
                for term in self.term_model._default_manager.all()
                if not term.is_retired
            ]
        return context

    def term_url(self, term: Term, request: HttpRequest | None = None) -> str:
        """Return the address of a term's landing page."""
        return (self.get_url(request) or "") + self.reverse_subpage("landing", kwargs={"slug": term.slug})

    @path("<slug:slug>/", name="landing")
    def landing(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the landing page of a term; 404 when there is none. A retired one says that it is retired."""
        term = vocabulary.by_slug(self.term_model).get(slug)
        if term is None:
            raise Http404
        request.hub_term = term  # type: ignore[attr-defined]
        shown = sections.section_contexts(request, term)
        context = {
            "term": term,
            "heading": term.name,
            "description": term.description,
            "facet_key": self.facet_key,
            "sections": shown,
            "section_rows": sections.section_rows(shown),
            "head_facts": sections.head_facts(shown),
            "structured_data": self._landing_structured_data(request, term),
        }
        response: HttpResponse = self.render(request, template=LANDING, context_overrides=context, term=term)
        return response

    def describe_section(self, request: HttpRequest) -> dict[str, Any]:
        """Return the axis as a vocabulary with its terms."""
        terms = [term for term in vocabulary.by_slug(self.term_model).values() if not term.is_retired]
        return self.describe_page(
            ["CollectionPage", "DefinedTermSet"],
            request,
            hasDefinedTerm=[self._describe(term, request) for term in terms],
        )

    def _describe(self, term: Term, request: HttpRequest) -> dict[str, Any]:
        return structured_data.defined_term(
            name=term.name,
            code=term.slug,
            url=absolute_url(self.term_url(term, request)),
            in_set=self.get_full_url(request) or "",
        )

    def _landing_structured_data(self, request: HttpRequest, term: Term) -> list[dict[str, Any]]:
        described = {
            "@context": structured_data.CONTEXT,
            **self._describe(term, request),
            "description": term.description,
        }
        return [
            structured_data.breadcrumb_list([*self.get_trail(request), (term.name, described["url"])]),
            structured_data.without_empty(described),
        ]

    def translated_urls(self, request: HttpRequest | None = None) -> list[tuple[str, str]]:
        """Return the addresses in each language, of the landing page when that is what is shown."""
        found = super().translated_urls(request)
        term = getattr(request, "hub_term", None)
        if term is None:
            return found
        route = self.reverse_subpage("landing", kwargs={"slug": term.slug})
        return [(code, url + route) for code, url in found]


class BuildingBlockIndexPage(TermIndexPage):
    """The building blocks, and the landing page of each."""

    term_model = BuildingBlock
    facet_key = "building_block"
    section_slug = "building-blocks"
    section_title = _("Building blocks")
    section_order = 82
    header_item = "building-blocks"

    class Meta:
        verbose_name = _("building blocks page")
        verbose_name_plural = _("building blocks pages")


class ApplicationAreaIndexPage(TermIndexPage):
    """The application areas, and the landing page of each."""

    term_model = ApplicationArea
    facet_key = "application_area"
    section_slug = "application-areas"
    section_title = _("Application areas")
    section_order = 84
    header_item = "building-blocks"

    class Meta:
        verbose_name = _("application areas page")
        verbose_name_plural = _("application areas pages")
