"""Tags of header, footer and head: the way around, and the same page in the other language."""

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, gettext as _
from wagtail.models import Page

from home.navigation import Navigation, get_navigation, home_in, organisation_urls, section_of
from search.audience import current, is_visible
from search.documents import PUBLIC_ID
from search.engines import get_engine
from search.models import IndexEntry
from search.results import CrossTable

register = template.Library()

# Open Graph wants a territory with the language.
TERRITORIES: Final = {"nl": "nl_NL", "en": "en_GB"}
# The key with which the switch tells a section which work has no version in its language.
UNTRANSLATED: Final = "untranslated"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A page in another language: "English" -> /en/…, with the address other sites may use.

    Without ``is_translation`` it leads to the nearest section, which then says that there is none.
    """

    code: str
    name: str
    url: str
    absolute_url: str
    is_translation: bool = True


@dataclass(frozen=True, slots=True)
class UntranslatedWork:
    """A work that somebody wanted to read in this language, and where it can be read."""

    title: str
    url: str
    code: str


@dataclass(frozen=True, slots=True)
class MatrixTab:
    """The matrix of one type of work."""

    label: str
    url: str
    count: int
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LanguageLinks:
    """``others`` is what the switch draws, also without a translation; ``alternates`` are true translations."""

    others: list[LanguageLink]
    alternates: list[LanguageLink]
    canonical: str
    og_locale: str

    @property
    def default(self) -> str:
        """The version for readers of any other language (``x-default``); "" when there are no translations."""
        urls = {link.code: link.absolute_url for link in self.alternates}
        return urls.get(settings.LANGUAGE_CODE) or next(iter(urls.values()), "")


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Navigation | None:
    """Return the links of header and footer (``home.navigation``)."""
    request = context.get("request")
    return get_navigation(request) if request is not None else None


@register.simple_tag(takes_context=True)
def term_url(context: Context, facet: str, term: Any) -> str:
    """Return the address of the landing page of a term, or of a bucket that stands for one.

    ``facet`` is "building_block" or "application_area". Where the section with the landing pages is
    missing, the search that finds the term takes its place.
    """
    slug, nav = getattr(term, "slug", None) or term.value, context.get("nav")
    section = nav.section_url(section_of("facet_key", facet)) if nav else ""
    return f"{section}{slug}/" if section else f"{reverse('search:search')}?{urlencode({facet: slug})}"


@register.simple_tag(takes_context=True)
def section_url(context: Context, slug: str) -> str:
    """Return the address of a section; "" when it is not there or not for this visitor."""
    nav = context.get("nav")
    return nav.section_url(slug) if nav else ""


@register.simple_tag(takes_context=True)
def organisation_url(context: Context, organisation: Any) -> str:
    """Return the address of an organisation's page; without one, the search for what it takes part in."""
    known = context.render_context.get("organisation_urls")
    if known is None:
        known = context.render_context["organisation_urls"] = organisation_urls(get_language() or "")
    search = f"{reverse('search:search')}?{urlencode({'organisation': organisation.slug})}"
    return str(known.get(organisation.slug) or search)


@register.simple_tag(takes_context=True)
def section_title(context: Context, bucket: Any) -> str:
    """Return what the section of a type is called ("Best practices"); without one, the type's own label."""
    nav = context.get("nav")
    slug = section_of("lists", bucket.value)
    found = next((item.label for item in nav.sections if item.slug == slug), "") if nav and slug else ""
    return found or str(bucket.label)


@register.simple_tag(takes_context=True)
def matrix_tabs(context: Context, table: CrossTable) -> list[MatrixTab]:
    """Return the matrix for everything and for each type of work that lies on it; none without a matrix page.

    Counted by one search for all rows together, so a tab's number is that of the works in its matrix.
    """
    nav = context.get("nav")
    url = nav.section_url("matrix") if nav else ""
    if not url:
        return []
    anywhere = table.query.with_values("type").with_values(table.row_facet, *(row.value for row in table.rows))
    found = get_engine().search(anywhere.replace(size=1))
    chosen = table.query.filters.get("type", ())
    every = table.query.with_values("type")
    tabs = [MatrixTab(_("Everything"), url + every.query_string(), found.total, "", not chosen)]
    for bucket in found.facet("type").buckets:
        if bucket.count or bucket.value in chosen:
            address = url + every.with_values("type", bucket.value).query_string()
            tabs.append(
                MatrixTab(section_title(context, bucket), address, bucket.count, bucket.icon, bucket.value in chosen)
            )
    return tabs


def _link(code: str, url: str, base_url: str) -> LanguageLink:
    name = str(get_language_info(code)["name_local"])
    absolute = url if "://" in url else base_url + url
    return LanguageLink(code, name[:1].upper() + name[1:], url, absolute)


def _translations(context: Context) -> dict[str, str]:
    """Return the addresses of what is shown, by language: of the page, or of the view behind the address.

    A view may say them itself with ``translated_urls``, as the landing pages of terms do. An answer without
    a page and without such addresses that Wagtail was asked for is an error page: it has no translation.
    """
    request = context["request"]
    page: Any = context.get("page")
    given = context.get("translated_urls")
    if given is None and hasattr(page, "translated_urls"):
        given = page.translated_urls(request)
    if given is not None:
        return dict(given)
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name == "wagtail_serve":
        return {}
    address = request.path + context.get("canonical_query", "")
    return {code: translate_url(address, code) for code, _label in settings.LANGUAGES}


def _fallback(context: Context, code: str) -> str:
    """Return where the switch leads without a translation: the nearest section above that has one, else home."""
    request, page = context["request"], context.get("page")
    for above in reversed(getattr(page, "breadcrumbs", [])[:-1]):
        version = current(above.get_translations().filter(locale__language_code=code)).first()
        if version is not None:
            return str(version.get_url(request))
    home = home_in(request, code)
    return (home.get_url(request) if home else "") or f"/{code}/"


def _without_translation(context: Context, code: str) -> LanguageLink:
    """Return the link to where the switch leads instead; what was wanted goes along in the address."""
    url, wanted = _fallback(context, code), getattr(context.get("page"), "public_id", "")
    link = _link(code, f"{url}?{urlencode({UNTRANSLATED: wanted})}" if wanted else url, "")
    return replace(link, is_translation=False)


@register.simple_tag(takes_context=True)
def untranslated_work(context: Context) -> UntranslatedWork | None:
    """Return the work that the switch came from, when it has no version in this language and may be seen."""
    request = context.get("request")
    if request is None or not PUBLIC_ID.fullmatch(wanted := request.GET.get(UNTRANSLATED, "")):
        return None
    entries = IndexEntry.objects.filter(public_id=wanted, locale=get_language(), is_live=True)
    entry = entries.exclude(language=get_language()).first()
    page = Page.objects.filter(pk=entry.page_id).first() if entry else None
    if entry is None or page is None or not is_visible(page, request.user):
        return None
    return UntranslatedWork(entry.title, entry.url, entry.language)


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> LanguageLinks | None:
    """Return the language switch, the ``hreflang`` alternates and the canonical address of what is shown."""
    if context.get("request") is None:
        return None
    active, base_url = get_language() or settings.LANGUAGE_CODE, str(context.get("base_url") or "")
    found = _translations(context)
    links = {code: _link(code, url, base_url) for code, url in found.items()}
    others = [
        links.get(code) or _without_translation(context, code) for code, _label in settings.LANGUAGES if code != active
    ]
    return LanguageLinks(
        others=others,
        alternates=list(links.values()) if len(links) > 1 else [],
        canonical=links[active].absolute_url if active in links else "",
        og_locale=TERRITORIES.get(active, active),
    )
