"""What the style guide fills the partials with: invented works, people and searches, of the real types."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext as _
from wagtail.models import Site

from home.models import Goal, GoalReading, GoalText
from search.documents import Period
from search.forms import Chip, DropSuggestion, Export, FacetGroup, SortOption
from search.nearby import Nearby, NearbyCell
from search.paginator import PageLink, Pagination
from search.presets import WhenPreset
from search.query import SearchQuery
from search.results import Bucket, CrossTable, FoundIn, Hit, SearchResults

HERE = "#top"
WORK = UUID("00000000-0000-4000-8000-000000000001")
WOAD = {"block": "data-sharing", "area": "health-and-care", "slug": "federated", "dye": "woad", "weave": "wide-twill"}
MADDER = {"block": "human-capital", "area": "agri-food", "slug": "lessons", "dye": "madder", "weave": "basket"}


def blocks() -> list[Bucket]:
    """Return three building blocks."""
    return [
        Bucket("data-sharing", _("Data sharing"), 38, is_selected=True, icon="squares", dye="woad"),
        Bucket("human-capital", _("Human capital"), 6, icon="circle", dye="madder"),
        Bucket("startups", _("Startups"), 0, icon="chevrons", dye="weld-over-woad"),
    ]


def reason() -> str:
    """Return why a work is shown beneath another one."""
    block, area = blocks()[0], areas()[0]
    return _("Same crossing: %(row)s × %(column)s") % {"row": block.label, "column": area.label}


def areas() -> list[Bucket]:
    """Return three application areas."""
    return [
        Bucket("health-and-care", _("Health and care"), 24),
        Bucket("agri-food", _("Agri and food"), 14),
        Bucket("energy", _("Energy and sustainability"), 6),
    ]


def terms(buckets: list[Bucket]) -> list[SimpleNamespace]:
    """Return buckets as the terms that pages have."""
    return [SimpleNamespace(name=b.label, slug=b.value, icon=b.icon, dye=b.dye) for b in buckets]


def badge(label: str, tone: str = "") -> dict[str, str]:
    """Return a badge."""
    return {"label": label, "tone": tone}


def hit(**values: Any) -> Hit:
    """Return a best practice among results; ``values`` replace its fields."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "key": "sample",
        "work": WORK,
        "public_id": "aaaaaaaaaa",
        "page_id": 0,
        "type": "best-practice",
        "type_label": _("Best practice"),
        "type_icon": "practice",
        "title": _("Learning together without moving patient data"),
        "summary": _("Six hospitals train one model. The data stays where it is."),
        "highlight": "",
        "url": HERE,
        "language": get_language() or "",
        "is_other_language": False,
        "published_at": now,
        "date": now,
        "period": None,
        "labels": {"building_block": blocks()[:1], "application_area": areas()[:1]},
        "card": {
            "kind": "",
            "cover": WOAD,
            "meta": [{"icon": "organisation", "text": _("Example hospital")}, {"icon": "check", "text": _("Measured")}],
            "badges": [],
        },
    }
    return Hit(**{**fields, **values})


def other_hit() -> Hit:
    """Return a course in the other language."""
    other = "en" if get_language() == "nl" else "nl"
    titles = {"en": "Teaching about AI in primary school", "nl": "Lesgeven over AI op de basisschool"}
    return hit(
        type="course",
        type_label=_("Course"),
        type_icon="course",
        title=titles[other],
        summary="",
        language=other,
        is_other_language=True,
        labels={"building_block": blocks()[1:2], "application_area": areas()[1:2]},
        card={"kind": "", "cover": MADDER, "meta": [{"icon": "clock", "text": _("Any time")}], "badges": []},
    )


def found_in_hit() -> Hit:
    """Return a best practice of which a document has the words that were searched for."""
    piece = format_html("… <mark>{}</mark> …", _("Six hospitals train one model. The data stays where it is."))
    return hit(found_in=FoundIn(_("Model agreement for sharing data"), HERE, "page", "12", piece))


def plain_hit() -> Hit:
    """Return an organisation: it lies on no crossing and has no cover."""
    return hit(
        type="organisation",
        type_label=_("Organisation"),
        type_icon="organisation",
        title=_("Example hospital"),
        labels={},
        card={"kind": _("Care"), "cover": None, "meta": [], "badges": [badge(_("Example"), "info")]},
    )


def event(day: int, **values: Any) -> Hit:
    """Return an event on a day of next November; ``values`` replace fields of its period."""
    start = datetime(timezone.now().year + 1, 11, day, 12, 30, tzinfo=UTC)
    fields = {"place": "Utrecht", "form": "on-site", **values}
    badges = [badge(_("Cancelled"), "bad")] if fields.get("cancelled") else []
    return hit(
        type="event",
        type_label=_("Event"),
        type_icon="event",
        title=_("Sharing data without moving it"),
        period=Period(start, start + timedelta(hours=3), **fields),
        card={"kind": _("Workshop"), "cover": WOAD, "meta": [], "badges": badges, "zone": "Europe/Amsterdam"},
    )


def picture() -> dict[str, Any]:
    """Return a picture in one size, as ``home.pictures.describe`` does."""
    return {"static": "img/example.svg", "width": 960, "height": 540, "alt": _("Threads that cross")}


def page(**values: Any) -> SimpleNamespace:
    """Return what partials read of a page; ``values`` replace its fields."""
    fields = {
        "pk": None,
        "title": _("Learning together without moving patient data"),
        "summary": _("Six hospitals train one model. The data stays where it is."),
        "image": None,
        "image_alt": "",
        "cover": WOAD,
        "is_for_some": False,
        "is_outdated": False,
        "is_example": False,
        "organisation": None,
    }
    return SimpleNamespace(**{**fields, **values})


def page_with_trail(request: HttpRequest) -> SimpleNamespace:
    """Return a page below the front page; breadcrumbs need pages that exist."""
    site = Site.find_for_request(request)
    last = SimpleNamespace(title=_("Learning together without moving patient data"))
    return page(breadcrumbs=[site.root_page, last] if site else [])


def organisation(name: str = "") -> SimpleNamespace:
    """Return an organisation without a page."""
    return SimpleNamespace(name=name or _("Example hospital"), slug="example", city="Utrecht")


def goals() -> list[Goal]:
    """Return a goal under way, one that is reached, and one that nobody has counted."""
    numbers: tuple[tuple[str, int, list[int]], ...] = (("woad", 10, [7]), ("weld", 50, [53]), ("madder", 400, []))
    found = []
    for dye, target, values in numbers:
        goal = Goal(slug=dye, dye=dye, target=target)
        goal.texts.add(GoalText(language=get_language() or "", name=_("pilots in the public sector")))
        for value in values:
            goal.readings.add(GoalReading(counted_on=timezone.localdate(), value=value))
        found.append(goal)
    return found


def person(*, is_public_contact: bool = True) -> SimpleNamespace:
    """Return a contributor."""
    return SimpleNamespace(
        name="Noor Voorbeeld",
        job_title=_("Data engineer"),
        organisation=organisation(),
        is_public_contact=is_public_contact,
        email="noor@hub.example",
    )


def query(text: str = "", **keys: str) -> SearchQuery:
    """Return a search in the active language; ``keys`` are other keys of its address."""
    return SearchQuery.from_params(QueryDict(urlencode({"q": text, **keys})), locale=get_language() or "")


def results(**values: Any) -> SearchResults:
    """Return the answer to a search; ``values`` replace its fields."""
    fields: dict[str, Any] = {"query": query(), "total": 0, "hits": [], "facets": []}
    return SearchResults(**{**fields, **values})


def facet(key: str, buckets: list[Bucket], label: str) -> FacetGroup:
    """Return a facet that shows two values and keeps the rest."""
    return FacetGroup(key, label, buckets[:2], buckets[2:], [bucket for bucket in buckets if bucket.is_selected])


def long_facet() -> FacetGroup:
    """Return organisations of which only the first are on the page."""
    name = _("Example hospital")
    values = [Bucket(f"example-{n}", f"{name} {n}", 41 - n) for n in range(1, 41)]
    return FacetGroup("organisation", _("Organisation"), values[:5], values[5:], [], left_out=143)


def when_presets() -> list[WhenPreset]:
    """Return two intervals, one of them in force."""
    return [WhenPreset(_("Last month"), "/", is_active=False), WhenPreset(_("This year"), "", is_active=True)]


def exports() -> list[Export]:
    """Return two forms of a search."""
    return [Export("atom", _("Follow (Atom)"), HERE, "feed"), Export("ics", _("Calendar of these events (ics)"), HERE)]


def nearby() -> list[Nearby]:
    """Return what lies beside an empty crossing."""
    return [
        Nearby(column.label, [NearbyCell(row.label, row.count, HERE) for row in blocks()[:2]]) for column in areas()[:1]
    ]


def matrix() -> CrossTable:
    """Return a matrix with every thickness of thread, and a gap."""
    rows, columns = blocks(), areas()
    counts = (0, 1, 4, 9, 15, 21, 32, 2, 0)
    keys = [(row.value, column.value) for row in rows for column in columns]
    return CrossTable(
        query(), "building_block", "application_area", rows, columns, dict(zip(keys, counts, strict=True)), sum(counts)
    )


def chips() -> list[Chip]:
    """Return two chosen values."""
    return [
        Chip(_("Building block"), _("Data sharing"), HERE, "squares", "woad"),
        Chip(_("Application area"), _("Health and care"), HERE),
    ]


def suggestions() -> list[DropSuggestion]:
    """Return what is found with less."""
    return [DropSuggestion(_("Only the words, without filters"), 12, HERE)]


def correction() -> DropSuggestion:
    """Return another spelling."""
    return DropSuggestion(_("federated learning"), 12, HERE)


def sort_options() -> list[SortOption]:
    """Return two orders."""
    return [
        SortOption("newest", _("Newest first"), is_selected=True),
        SortOption("title", _("Title A–Z"), is_selected=False),
    ]


def pagination() -> Pagination:
    """Return the third of nine pages."""
    numbers = [PageLink(number, HERE, is_current=number == 3) for number in (1, 2, 3, 4, 5)]
    return Pagination([*numbers, PageLink(0, "", is_gap=True), PageLink(9, HERE)], HERE, HERE)


def tabs() -> list[dict[str, Any]]:
    """Return three views of a list."""
    return [
        {"label": _("Everything"), "count": 38, "url": HERE, "icon": "", "is_current": True},
        {"label": _("Best practice"), "count": 18, "url": HERE, "icon": "practice", "is_current": False},
        {"label": _("Event"), "count": 1204, "url": HERE, "icon": "event", "is_current": False},
    ]


def steps(current: int) -> list[Mapping[str, Any]]:
    """Return the ladder of evidence at a step, counted from 0."""
    labels = (_("Idea"), _("Pilot"), _("Measured"), _("Reproduced"))
    return [
        {"label": label, "is_done": rank < current, "is_current": rank == current} for rank, label in enumerate(labels)
    ]


def messages() -> list[Message]:
    """Return one message of each level."""
    return [
        Message(levels.INFO, _("The working group reads every Tuesday.")),
        Message(levels.SUCCESS, _("You are registered.")),
        Message(levels.WARNING, _("A place has come free. We hold it until Thursday.")),
        Message(levels.ERROR, _("This did not work. Your draft is saved.")),
    ]


def rich_text() -> str:
    """Return a paragraph of rich text."""
    return format_html("<p>{}</p>", _("Bring a question and your data."))


class SampleForm(forms.Form):
    """Two fields, one of them with a hint."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("We use it for this answer only."))


def form(data: Mapping[str, str] | None = None) -> SampleForm:
    """Return the form, empty or with what somebody typed."""
    return SampleForm(data, prefix="sample" if data is None else "wrong")
