"""Works that point at other works: a news article at an event, a call at a fieldlab."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.models import Orderable

from home import listing
from home.rows import rows_with
from knowledge.short_panels import WorkChooserPanel
from search.results import Hit
from search.searchable import searchable_page_models


class AboutRow(Orderable):  # type: ignore[misc]
    """A work that a page points at, by one of its pages: any language stands for all of them.

    A concrete row has ``page = ParentalKey("app.XPage", related_name="about", on_delete=CASCADE)``.
    """

    target = models.ForeignKey("wagtailcore.Page", on_delete=models.PROTECT, related_name="+", verbose_name=_("page"))

    panels: ClassVar[list[Any]] = [WorkChooserPanel("target")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("page it is about")
        verbose_name_plural = _("pages it is about")

    def __str__(self) -> str:
        return str(self.target)

    def clean(self) -> None:
        """Refuse what search does not find."""
        super().clean()
        if self.target_id is None:
            return
        if not issubclass(self.target.specific_class or models.Model, tuple(searchable_page_models())):
            raise ValidationError({"target": _("Choose a page with content of its own, not a list.")})


class AboutMixin(models.Model):
    """A page that points at works. Put it before ``HubPage``.

    The works are facts: the same in every language. Each reader gets them in her own language where there is
    one; those that she may not see are not there.
    """

    about_fields: ClassVar[tuple[str, ...]] = ("about",)
    about_title: ClassVar[str | Promise] = _("What this is about")

    class Meta:
        abstract = True

    @cached_property
    def about_works(self) -> list[UUID]:
        """The works it points at, in the editor's order, each once and never itself."""
        rows = rows_with(self.about, "target")  # type: ignore[attr-defined]
        works = dict.fromkeys(row.target.translation_key for row in rows)
        return [work for work in works if work != self.translation_key]  # type: ignore[attr-defined]

    def get_search_about(self) -> list[UUID]:
        """Return the works it points at, so that their pages can point back."""
        return self.about_works

    def about_hits(self, request: HttpRequest) -> list[Hit]:
        """Return the works it points at as this visitor may see them, looked up once a request."""
        holder: Any = request
        found: dict[Any, list[Hit]] = holder.__dict__.setdefault("_hub_about", {})
        key = (self.pk, get_language())
        if key not in found:
            found[key] = listing.works(request, self.about_works)
        return found[key]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``about``: hits of the works it points at."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["about"] = self.about_hits(request)
        return context
