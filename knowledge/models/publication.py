"""Publications: reports, articles, guides and data that were published elsewhere, and where to find them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey

from home.fields import MultipleChoiceField
from home.languages import content_languages
from home.models import HubDocument, PageTag, SectionPage
from home.validators import validate_web_url
from knowledge import short_presentation, structured_data
from knowledge.enums import Licence, PublicationKind
from knowledge.fields import DoiField
from knowledge.models.about import AboutRow
from knowledge.models.short import ShortPage
from knowledge.short_panels import publication_tabs
from search.audience import is_file_visible


class PublicationIndexPage(SectionPage):
    """The list of publications."""

    section_slug = "publications"
    section_title = _("Publications")
    section_order = 70
    lists = "publication"
    subpage_types: ClassVar[list[str]] = ["knowledge.PublicationPage"]

    class Meta:
        verbose_name = _("list of publications")
        verbose_name_plural = _("lists of publications")


class PublicationTag(PageTag):
    """A tag of a publication."""

    content_object = ParentalKey("knowledge.PublicationPage", on_delete=models.CASCADE, related_name="tagged_items")


class PublicationAbout(AboutRow):
    """A work that a publication is about."""

    page = ParentalKey("knowledge.PublicationPage", on_delete=models.CASCADE, related_name="about")


class PublicationPage(ShortPage):
    """What a publication says in short, who made it, and where the whole of it is."""

    kind = models.CharField(_("kind"), max_length=12, choices=PublicationKind)
    author_names = models.CharField(
        _("names of the authors"),
        max_length=400,
        blank=True,
        help_text=_("With commas between them, as on the publication: A. Jansen, B. de Vries."),
    )
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    published_on = models.DateField(
        _("published on"), help_text=_("When the publication itself came out. Only the year known: 1 January.")
    )
    languages = MultipleChoiceField(
        _("languages of the publication"),
        choices=content_languages,
        help_text=_("In which a reader can have it, whatever language this page is in."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=24,
        choices=Licence,
        blank=True,
        help_text=_("What others may do with it. Leave empty when it does not say."),
    )
    external_url = models.URLField(
        _("address of the publication"), max_length=500, blank=True, validators=[validate_web_url]
    )
    doi = DoiField(
        _("DOI"), blank=True, help_text=_("The permanent identifier, such as 10.1234/abc.5678; a pasted link is fine.")
    )
    file = models.ForeignKey(
        HubDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
        help_text=_("Shown to those who may see its collection."),
    )
    tags = ClusterTaggableManager(through=PublicationTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.PublicationIndexPage"]
    page_relations = (*ShortPage.page_relations, "file__collection")
    invitation = _("Add a publication")
    search_type = "publication"
    search_type_label = _("Publication")
    search_type_icon = "publication"
    search_facets: ClassVar[dict[str, str]] = {**ShortPage.search_facets, "kind": "kind"}
    search_words: ClassVar[tuple[str, ...]] = ("author_names", "publisher", "doi", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *ShortPage.shared_fields,
        "kind",
        "author_names",
        "publisher",
        "published_on",
        "languages",
        "licence",
        "external_url",
        "doi",
        "file",
    )

    edit_handler = publication_tabs(ShortPage.classification_panels(), ShortPage.example_panels())

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    @property
    def doi_url(self) -> str:
        """The permanent address that the DOI stands for; empty without one."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def authors(self) -> list[str]:
        """The names of the authors, one by one."""
        return [name for part in self.author_names.split(",") if (name := part.strip())]

    def visible_file(self, request: HttpRequest) -> HubDocument | None:
        """Return the file when this visitor may see it, else ``None``."""
        if self.file is None or not is_file_visible(self.file, getattr(request, "user", None)):
            return None
        return self.file

    def get_search_languages(self) -> Iterable[str] | None:
        """Return the languages of the publication; unknown counts as those of its pages (decision 9)."""
        return self.languages or None

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for a summary, who made it, and one way to read it."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.publication_errors(self)

    def get_search_card(self) -> dict[str, Any]:
        """Add kind, year, authors and publisher."""
        return {**super().get_search_card(), **short_presentation.publication_card(self)}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the publication as what it is: a report, an article, data."""
        return [structured_data.publication(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows beside its own words (``short_presentation.publication_context``)."""
        context = super().get_context(request, *args, **kwargs)
        context.update(short_presentation.publication_context(self, request))
        return context
