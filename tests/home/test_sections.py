"""The landing page of a term: sections in order, empty ones gone, counted once and filled by one query."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from wagtail.models import PageViewRestriction

from home import matrix, sections
from home.corner import corner_of
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory
from tests.search.pages import make_user

pytestmark = pytest.mark.django_db

PRACTICES = {"type": ("best-practice",)}
FIELDLABS = {"type": ("fieldlab",)}


@pytest.fixture
def axes(practices, fieldlabs):
    return SimpleNamespace(
        data=BuildingBlockFactory(slug="data-sharing", nl="Data delen", en="Data sharing", order=1),
        people=BuildingBlockFactory(slug="human-capital", nl="Human Capital", order=2),
        care=ApplicationAreaFactory(slug="health-and-care", nl="Gezondheid en zorg", order=1),
        food=ApplicationAreaFactory(slug="agri-food", nl="Agri en food", order=2),
        practices=practices[0],
        fieldlabs=fieldlabs[0],
    )


@pytest.fixture
def ask(rf):
    """Return a request of a visitor in Dutch."""
    with translation.override("nl"):

        def request(user=None):
            made = rf.get("/nl/building-blocks/data-sharing/")
            made.user = user or AnonymousUser()
            return made

        yield request


def practice(axes, title, blocks=(), areas=(), **values):
    page = BestPracticePageFactory(parent=axes.practices, title=title, **values)
    return publish(page, building_blocks=list(blocks), application_areas=list(areas))


def fieldlab(axes, title, *blocks, **values):
    return publish(FieldlabPageFactory(parent=axes.fieldlabs, title=title, **values), building_blocks=list(blocks))


def titles(shelf):
    return [hit.title for hit in shelf.hits]


# --- A corner -------------------------------------------------------------------------------------------


def test_a_corner_counts_what_the_visitor_may_see_and_nothing_of_another_corner(axes, ask):
    practice(axes, "Zes ziekenhuizen", [axes.data])
    hidden = practice(axes, "Alleen leden", [axes.data])
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    practice(axes, "Iets anders", [axes.people])
    fieldlab(axes, "Lab", axes.data, phase="running")
    fieldlab(axes, "Plan", axes.data, phase="planned")

    def counts(user=None):
        corner = corner_of(ask(user), axes.data)
        return [
            corner.counted.total,
            corner.count(PRACTICES),
            corner.count({"type": ("best-practice", "fieldlab", "news")}),
            corner.count({"type": ("fieldlab",), "phase": ("running",)}),
            corner.count({"type": ("course",)}),
        ]

    assert counts() == [3, 1, 3, 1, 0]
    assert counts(make_user()) == [4, 2, 4, 1, 0]


def test_all_shelves_of_a_corner_are_filled_by_one_query(axes, ask, django_assert_num_queries):
    for number in range(4):
        practice(axes, f"Praktijk {number}", [axes.data])
    fieldlab(axes, "Lab", axes.data)
    corner = corner_of(ask(), axes.data)
    corner.counted.facet("type")
    first = corner.shelf(PRACTICES, sort="newest", size=3)
    second = corner.shelf(FIELDLABS, sort="title", size=3)
    nothing = corner.shelf({"type": ("event",)}, sort="soonest", size=3)

    # The version of the index, outside a request once for each search; the titles, once a version; the hits of both.
    with django_assert_num_queries(4):
        corner.fill()

    assert titles(first) == ["Praktijk 3", "Praktijk 2", "Praktijk 1"]
    assert (titles(second), titles(nothing), nothing.total) == (["Lab"], [], 0)
    assert (first.total, first.url) == (4, "/nl/search/?type=best-practice&building_block=data-sharing")
    with django_assert_num_queries(0):
        corner.fill()


def test_a_request_has_one_corner_for_each_term(axes, ask):
    request = ask()

    assert corner_of(request, axes.data) is corner_of(request, axes.data)
    assert corner_of(request, axes.data) is not corner_of(request, axes.people)
    assert corner_of(request, axes.data) is not corner_of(ask(), axes.data)


# --- A line of the matrix -------------------------------------------------------------------------------


def test_a_line_of_the_matrix_has_the_threads_of_the_whole(axes, ask):
    for number in range(9):
        practice(axes, f"Veel {number}", [axes.people], [axes.care])
    practice(axes, "Weinig", [axes.data], [axes.care])

    whole = matrix.cross_table(ask())
    row, column = matrix.line_of(ask(), axes.data), matrix.line_of(ask(), axes.care)

    steps = {(cell.row.value, cell.column.value): cell.step for cell in whole}
    assert [(cell.row.value, cell.column.value, cell.count) for cell in row] == [
        ("data-sharing", "health-and-care", 1),
        ("data-sharing", "agri-food", 0),
    ]
    assert [(cell.row.value, cell.column.value, cell.count) for cell in column] == [
        ("data-sharing", "health-and-care", 1),
        ("human-capital", "health-and-care", 9),
    ]
    for cell in (*row, *column):
        assert cell.step == steps[cell.row.value, cell.column.value]


# --- Sections -------------------------------------------------------------------------------------------


@dataclass
class Numbers:
    """A section that another app might contribute."""

    slug: str
    is_half: bool = True
    template: str = "home/includes/section_about.html"
    shown: bool = True

    def get_context(self, request, term):
        context = {"title": f"{self.slug} of {term.slug}", "head": [{"icon": "info", "text": self.slug}]}
        return context if self.shown else None


first, second, empty = Numbers("first"), Numbers("second", is_half=False), Numbers("empty", shown=False)
third, fourth = Numbers("third"), Numbers("fourth")


@pytest.fixture
def contributed(settings):
    def contribute(*names):
        settings.HUB_LANDING_SECTIONS = [f"tests.home.test_sections.{name}" for name in names]

    return contribute


def test_sections_come_in_the_order_of_the_setting_and_empty_ones_are_gone(contributed, axes, ask):
    contributed("second", "empty", "first")

    shown = sections.section_contexts(ask(), axes.data)

    assert [(section["slug"], section["title"], section["label"]) for section in shown] == [
        ("second", "second of data-sharing", "second of data-sharing"),
        ("first", "first of data-sharing", "first of data-sharing"),
    ]
    assert [fact["text"] for fact in sections.head_facts(shown)] == ["second", "first"]
    assert [section["slug"] for section in sections.section_contexts(ask(), axes.data, only=("first",))] == ["first"]


def test_two_halves_that_follow_each_other_share_a_row(contributed, axes, ask):
    contributed("first", "empty", "third", "fourth", "second", "first")

    rows = sections.section_rows(sections.section_contexts(ask(), axes.data))

    assert [[section["slug"] for section in row] for row in rows] == [
        ["first", "third"],
        ["fourth"],
        ["second"],
        ["first"],
    ]


def test_every_section_of_the_hub_says_what_a_section_says(settings):
    found = sections.get_landing_sections()

    assert all(isinstance(section, sections.LandingSection) for section in found)
    assert len({section.slug for section in found}) == len(found) == len(settings.HUB_LANDING_SECTIONS)


def test_works_are_shown_with_the_way_to_the_others_only_when_there_are_others(axes, ask):
    section = sections.WorksSection(slug="x", title="Praktijken", filters=PRACTICES, size=2)
    made = []
    for number in range(3):
        practice(axes, f"Praktijk {number}", [axes.data])
        made.append(section.get_context(ask(), axes.data))

    assert [(context["count"], context.get("more_url", "")) for context in made] == [
        (1, ""),
        (2, ""),
        (3, "/nl/search/?type=best-practice&building_block=data-sharing"),
    ]
    assert section.get_context(ask(), axes.people) is None


def test_a_gap_may_be_an_invitation(axes, ask):
    section = sections.WorksSection(slug="x", title="Praktijken", filters=PRACTICES, invitation="Wees de eerste")

    context = section.get_context(ask(), axes.data)

    assert (context["invitation"], context["count"], context["shelf"].hits) == ("Wees de eerste", 0, [])


def test_a_retired_term_without_works_has_no_line_of_the_matrix(axes, ask):
    axes.data.retired_at = "2020-01-01"
    axes.data.save()

    assert sections.crossings_section.get_context(ask(), axes.data) is None


def test_what_a_term_means_is_shown_in_the_language_of_the_page(axes, ask):
    text = axes.data.texts.get(language="nl")
    text.body = "<p>Van gegevens leren</p>"
    text.save()
    axes.data.refresh_from_db()

    assert sections.about_section.get_context(ask(), axes.data)["text"] == "<p>Van gegevens leren</p>"
    with translation.override("en"):
        assert sections.about_section.get_context(ask(), axes.data) is None
