"""Courses: what publishing asks, how they are found, when they are over, what their page shows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time
from wagtail.models import PageViewRestriction

from events import services
from events.enums import EventForm
from events.models import Occurrence
from knowledge import presentation
from knowledge.enums import Audience, CourseForm, CourseLevel
from knowledge.facets import audience_facet, form_facet, level_facet
from knowledge.models import CourseIndexPage, CoursePage
from search.documents import Period
from search.engines import get_engine
from search.models import IndexEntry, IndexTerm
from search.query import SearchQuery
from tests.factories.events import VenueFactory, at, first_date, in_days, make_event
from tests.factories.home import (
    ApplicationAreaFactory,
    BuildingBlockFactory,
    HubImageFactory,
    RegionFactory,
    TagFactory,
    publish,
)
from tests.factories.knowledge import course_in, make_course, make_course_draft
from tests.factories.members import ContributorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NO_WAY_IN = "Give the website to enrol at, or a contact person who has an e-mail address and agreed to be asked."

LIST = "/nl/courses/"


@pytest.fixture(autouse=True)
def _site(site):
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


def fresh(page):
    return CoursePage.objects.get(pk=page.pk)


def entry(page, locale="en"):
    return IndexEntry.objects.get(work=page.translation_key, locale=locale)


def terms(page, locale="nl"):
    rows = IndexTerm.objects.filter(entry=entry(page, locale)).exclude(facet="clause").order_by("facet", "value")
    return list(rows.values_list("facet", "value"))


def titles(**params):
    query = SearchQuery(filters={"type": ("course",), **params.pop("filters", {})}, **params)
    return [hit.title for hit in get_engine().search(query).hits]


def errors_of(page):
    with pytest.raises(ValidationError) as caught:
        publish(page)
    return caught.value.message_dict


# --- What publishing asks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "errors"),
    [
        ({"summary": ""}, {"summary": ["Summary: fill this in before you publish."]}),
        (
            {"audiences": []},
            {"audiences": ["Choose at least one group: it is how people look for a course."]},
        ),
        (
            {"delivery_languages": []},
            {"delivery_languages": ["Choose at least one language in which the course is given."]},
        ),
        (
            {"provider": ""},
            {"organisations": ["Choose who gives the course, or give the name of another provider."]},
        ),
        ({"website": ""}, {"website": [NO_WAY_IN]}),
        ({"start": "dates"}, {"dates": ["Give the first date before you publish."]}),
    ],
)
def test_publishing_asks_for_what_a_reader_needs(missing, errors):
    page = make_course_draft(**missing)

    assert errors_of(page) == errors
    assert not fresh(page).live


def test_a_participant_or_somebody_else_gives_a_course_and_a_person_can_stand_for_its_website():
    page = make_course_draft(provider="", website="", start="interest")
    page.organisations = [OrganisationFactory()]

    assert publish(page, contact=ContributorFactory(email="h@hub.example", is_public_contact=True)).live


def test_a_course_that_starts_any_time_needs_no_date():
    assert (make_course().live, Occurrence.objects.count()) == (True, 0)


def test_a_date_that_was_filled_in_for_a_course_without_dates_is_pointed_out():
    page = make_course_draft(start="interest")
    page.pending_date = {"zone": "Europe/Amsterdam"}

    assert page.get_publish_errors() == {
        "start": ["You filled in a date. Choose “On dates”, or empty the fields of the date."]
    }


@pytest.mark.parametrize(("name", "value"), [("hours", "0"), ("price", "-1"), ("currency", "euro")])
def test_impossible_amounts_are_refused(name, value):
    page = make_course_draft()
    setattr(page, name, value)

    with pytest.raises(ValidationError) as caught:
        page.full_clean()

    assert list(caught.value.message_dict) == [name]


def test_facts_are_shared_between_languages_and_words_are_not():
    page = make_course(hours=Decimal(8), outcomes=[("outcome", "Uitleggen")])
    english = page.copy_for_translation(type(page.locale).objects.get(language_code="en"))
    english.outcomes = [("outcome", "Explain")]
    publish(english, title="Course")

    publish(fresh(page), hours=Decimal(12), level="advanced", outcomes=[("outcome", "Beoordelen")])

    translated = fresh(english)
    assert (translated.hours, translated.level) == (Decimal(12), "advanced")
    assert [block.value for block in translated.outcomes] == ["Explain"]


# --- Facets ---------------------------------------------------------------------------------------------


def test_the_index_knows_a_course_by_its_facets():
    page = make_course_draft(
        start="dates", level="advanced", form="hybrid", audiences=["university", "teachers"],
        delivery_languages=["nl", "en"],
    )  # fmt: skip
    page.building_blocks = [BuildingBlockFactory(slug="human-capital")]
    page.application_areas = [ApplicationAreaFactory(slug="health-and-care")]
    page.organisations = [OrganisationFactory(slug="hogeschool")]
    page.tags.add(TagFactory(name="privacy"))
    region = RegionFactory(code="UT")
    for days, venue in ((3, VenueFactory(region=region)), (9, None)):
        values = {"starts_at": in_days(days), "ends_at": in_days(days, "17:00"), "venue": venue}
        if page.schedule is None:
            services.schedule_create(work=page.translation_key, zone="Europe/Amsterdam", **values)
            del page.schedule
        else:
            services.occurrence_add(schedule=page.schedule, online_url="https://meet.example/", **values)
    page = publish(page)

    assert terms(page) == [
        ("application_area", "health-and-care"),
        ("audience", "teachers"),
        ("audience", "university"),
        ("building_block", "human-capital"),
        ("form", "hybrid"),
        ("form", "on-site"),
        ("form", "online"),
        ("language", "en"),
        ("language", "nl"),
        ("level", "advanced"),
        ("organisation", "hogeschool"),
        ("region", "ut"),
        ("tag", "privacy"),
        ("type", "course"),
    ]


def test_courses_are_found_by_level_audience_form_and_language_of_delivery():
    make_course("Eigen tempo", form="self-paced", audiences=["citizens"], delivery_languages=["en"])
    make_course("Klas", form="on-site", level="advanced", audiences=["teachers", "executives"])

    assert titles(filters={"form": ("self-paced",)}) == ["Eigen tempo"]
    assert titles(filters={"level": ("advanced",)}) == ["Klas"]
    assert titles(filters={"audience": ("executives", "vocational")}) == ["Klas"]
    assert titles(filters={"language": ("en",)}) == ["Eigen tempo"]
    assert titles(filters={"kind": ("training",)}) == []


def test_an_event_has_no_level_audience_or_pace_of_its_own():
    make_event("Lezing")
    make_course("Cursus", form="self-paced")
    results = get_engine().search(SearchQuery())

    counts = {key: {b.value: b.count for b in results.facet(key).buckets} for key in ("level", "audience", "form")}
    assert sum(counts["level"].values()) == sum(counts["audience"].values()) == 1
    assert counts["form"] == {"self-paced": 1, "hybrid": 0, "on-site": 0, "online": 0}


def test_vocabularies_are_closed_and_in_their_own_order():
    for facet, choices in ((level_facet, CourseLevel), (audience_facet, Audience), (form_facet, CourseForm)):
        assert facet.is_closed
        assert {value: label.label for value, label in facet.labels("en").items()} == {
            choice.value: str(choice.label) for choice in choices
        }


def test_the_forms_of_a_course_are_those_of_events_and_its_own_pace():
    assert [value for value in CourseForm.values if value not in EventForm.values] == ["self-paced"]
    assert set(EventForm.values) < set(CourseForm.values)


def test_the_agenda_does_not_offer_a_form_that_no_event_can_have(client):
    make_event("Lezing", date={"online_url": "https://meet.example/"})
    make_course("Cursus", form="self-paced")

    def forms(url):
        group = next(group for group in client.get(url).context["facets"] if group.key == "form")
        return sorted(bucket.value for bucket in (*group.visible, *group.more))

    assert forms("/nl/events/") == ["hybrid", "on-site", "online"]
    assert forms("/nl/events/?form=self-paced") == ["hybrid", "on-site", "online", "self-paced"]


def test_a_restricted_course_is_in_no_count_of_its_audience(client):
    open_course = make_course("Open", audiences=["teachers"])
    secret = make_course("Besloten", audiences=["teachers"])
    PageViewRestriction.objects.create(page=secret.page_ptr, restriction_type="login")

    groups = client.get("/en/courses/").context["audiences"]

    assert {group["label"]: group["count"] for group in groups if group["count"]} == {"Teachers": 1}
    assert titles(filters={"audience": ("teachers",)}) == [open_course.title]
    # The clauses of an audience are kept beside the facets: no address can ask for them.
    assert titles(filters={"audience": ("login",)}) == titles(filters={"audience": ("public",)}) == []


# --- Over, or not ---------------------------------------------------------------------------------------


def test_a_dated_course_is_past_when_its_last_date_is_over_and_the_others_never_are():
    for number, page in enumerate((course_in(3, "Straks"), course_in(-3, "Voorbij"))):
        services.occurrence_add(
            schedule=page.schedule, starts_at=in_days(-20 - number), ends_at=in_days(-20 - number, "17:00")
        )
    make_course("Altijd")
    publish(make_course_draft("Bij belangstelling", start="interest"))

    assert sorted(titles()) == ["Altijd", "Bij belangstelling", "Straks"]
    assert sorted(titles(past=True)) == ["Altijd", "Bij belangstelling", "Straks", "Voorbij"]
    with freeze_time(timezone.now() + timedelta(days=4000)):
        assert sorted(titles()) == ["Altijd", "Bij belangstelling"]


def test_a_course_that_no_longer_starts_on_dates_does_not_vanish_with_its_last_one(client):
    page = publish(course_in(-3, "Vrij"), start="any-time")

    assert (titles(), entry(page).periods) == (["Vrij"], [])
    assert page.occurrences == []
    assert client.get(f"{page.url}calendar/").status_code == 404
    assert "VEVENT" not in client.get("/events.ics?type=course").content.decode()


def test_the_date_of_a_dated_course_is_its_next_one():
    page = course_in(-3)
    services.occurrence_add(schedule=page.schedule, starts_at=in_days(5), ends_at=in_days(5, "17:00"))
    undated = make_course("Altijd")

    hits = {hit.title: hit for hit in get_engine().search(SearchQuery(filters={"type": ("course",)})).hits}

    assert hits["Cursus"].date == in_days(5)
    assert hits["Altijd"].date == entry(undated).published_at


def test_a_period_finds_a_course_by_any_of_its_dates(client):
    course_in(40, "In die week")
    course_in(80, "Later")
    day = in_days(40).date()

    results = client.get(f"/nl/search/?type=course&when={day}/{day}").context["results"]

    assert [hit.title for hit in results.hits] == ["In die week"]


def test_moving_or_cancelling_a_date_is_found_at_once():
    page = course_in(10)
    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")

    assert entry(page).card["badges"] == [{"label": "Cancelled", "tone": "bad"}]


# --- Result rows ----------------------------------------------------------------------------------------


def items(row):
    return [item["text"] for item in row]


def test_a_row_and_a_tile_of_a_course_on_a_date():
    page = make_course_draft(
        "Cursus", start="dates", hours=Decimal(40), price=Decimal(1250), level="advanced", form="on-site",
        is_example=True,
    )  # fmt: skip
    page.organisations = [OrganisationFactory(name="Hogeschool")]
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=at("2031-02-02 09:30"),
        ends_at=at("2031-02-02 12:30"), venue=VenueFactory(),
    )  # fmt: skip
    card = entry(publish(page)).card

    assert card["badges"] == [{"label": "Example", "tone": ""}]
    assert items(card["meta"]) == ["2 February 2031", "40 hours", "€\xa01,250"]
    assert items(card["facts"]) == ["Advanced", "40 hours", "€\xa01,250", "Hogeschool and 1 other"]
    assert card["zone"] == "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("values", "badges", "meta", "facts"),
    [
        (
            {"price": Decimal(0), "hours": Decimal("1.5"), "form": "self-paced"},
            ["Free", "Start any time"],
            ["Start any time", "1.5 hours", "Free"],
            ["At your own pace", "Introductory", "1.5 hours", "Leerhuis"],
        ),
        (
            {"start": "interest", "hours": Decimal(1)},
            [],
            ["No date yet", "1 hour"],
            ["No date yet", "Online", "Introductory", "1 hour", "Leerhuis"],
        ),
    ],
)
def test_a_row_and_a_tile_of_a_course_without_dates(values, badges, meta, facts):
    card = entry(publish(make_course_draft(**values))).card

    assert [badge["label"] for badge in card["badges"]] == badges
    assert (items(card["meta"]), items(card["facts"]), card["zone"]) == (meta, facts, "")


def test_of_several_dates_the_number_is_told():
    page = course_in(5)
    services.occurrence_add(schedule=page.schedule, starts_at=in_days(9), ends_at=in_days(9, "17:00"))

    assert items(entry(page).card["meta"]) == ["2 dates"]


def test_the_list_says_what_starts_soon_and_puts_it_on_top(client):
    course_in(90, "Later")
    course_in(9, "Binnenkort", date={"venue": VenueFactory()})
    make_course("Altijd")

    response = client.get("/en/courses/")

    assert [hit.title for hit in response.context["results"].hits] == ["Binnenkort", "Later", "Altijd"]
    html = response.content.decode()
    assert html.count("Starts soon") == 1
    assert html.index("Starts soon") < html.index("Binnenkort") < html.index("Later")


@pytest.mark.parametrize(
    ("days", "cancelled", "soon"),
    [(1, False, True), (29, False, True), (31, False, False), (-1, False, False), (1, True, False)],
)
def test_soon_is_within_the_month_and_only_what_takes_place(days, cancelled, soon):
    start = timezone.now() + timedelta(days=days)
    period = Period(start, start + timedelta(hours=1), cancelled=cancelled)

    assert presentation.starts_soon(period) is soon
    assert presentation.starts_soon(None) is False


def test_the_words_of_every_field_are_found():
    page = make_course(
        "Titel", outcomes=[("outcome", "Knooppunten bewaken")], prerequisites="<p>Python</p>",
        body=[("paragraph", "<p>Lesstof</p>")], audiences=["teachers"],
    )  # fmt: skip

    body = entry(page).body
    words = ["Knooppunten bewaken", "Python", "Lesstof", "Leerhuis", "Teachers"]
    assert [word for word in words if word not in body] == []
    assert "<p>" not in body


# --- Pages ----------------------------------------------------------------------------------------------


def test_a_course_on_dates_is_shown_with_where_to_enrol(client):
    page = course_in(5, date={"venue": VenueFactory(), "capacity": 20}, price=Decimal(950), hours=Decimal(12))
    services.occurrence_add(schedule=page.schedule, starts_at=in_days(-40), ends_at=in_days(-40, "17:00"))
    other = services.occurrence_add(schedule=page.schedule, starts_at=in_days(50), ends_at=in_days(50, "17:00"))
    services.occurrence_cancel(occurrence=other, reason="Te weinig aanmeldingen")

    response = client.get(page.url)

    context, html = response.context, response.content.decode()
    assert [date.period.starts_at for date in context["upcoming_dates"]] == [in_days(5), in_days(50)]
    assert [date.period.starts_at for date in context["past_dates"]] == [in_days(-40)]
    assert (context["enrol_url"], context["place_text"]) == ("https://leerhuis.example/cursus", "Utrecht")
    assert "Te weinig aanmeldingen" in html
    # Once in the table, for the date that takes place, and once in the panel.
    assert html.count('href="https://leerhuis.example/cursus"') == 2
    assert f'href="{page.url}calendar/"' in html
    assert f'href="webcal://testserver{page.url}calendar/"' in html


def test_a_course_that_starts_any_time_says_so(client):
    page = make_course(price=Decimal(0))

    response = client.get(page.url)

    html = response.content.decode()
    assert [badge["tone"] for badge in response.context["badges"]] == ["ok", ""]
    assert 'href="https://leerhuis.example/cursus"' in html
    assert f"{page.url}calendar/" not in html


def test_who_is_interested_is_sent_to_the_contact_person_who_agreed(client):
    public = ContributorFactory(name="Hanneke", email="h@hub.example", is_public_contact=True)
    private = ContributorFactory(name="Rohan", email="r@hub.example")
    asked = publish(make_course_draft(start="interest", website="", contact=public))
    silent = publish(make_course_draft(start="interest", contact=private))

    assert "mailto:h@hub.example" in client.get(asked.url).content.decode()
    html = client.get(silent.url).content.decode()
    assert ("Rohan" in html, "r@hub.example" in html) == (False, False)


def test_a_course_needs_a_way_in_that_works():
    page = make_course_draft(website="", contact=ContributorFactory(email="r@hub.example", is_public_contact=False))
    assert "website" in page.get_publish_errors()

    page.contact.is_public_contact = True
    assert "website" not in page.get_publish_errors()

    page.contact.email = ""
    assert "website" in page.get_publish_errors()


def test_a_course_whose_dates_are_all_over_says_where_to_ask(client):
    response = client.get(course_in(-9).url)

    assert response.context["upcoming_dates"] == []
    assert response.context["next_date"].is_over
    assert 'class="notice"' in response.content.decode()


def test_the_whole_course_can_be_cancelled_or_postponed(client):
    page = course_in(9)
    services.schedule_postpone(schedule=page.schedule, reason="De docent is ziek")

    response = client.get(page.url)

    assert (response.context["event_status"], "De docent is ziek" in response.content.decode()) == ("postponed", True)


def test_related_works_share_its_crossing(client):
    block, area = BuildingBlockFactory(), ApplicationAreaFactory()
    pages = []
    for title in ("Een", "Twee"):
        page = make_course_draft(title)
        page.building_blocks, page.application_areas = [block], [area]
        pages.append(publish(page))

    assert [hit.title for hit, _reason in client.get(pages[0].url).context["related"]] == ["Twee"]


def test_the_list_counts_courses_for_each_group_and_links_to_them(client):
    make_course(audiences=["teachers", "vocational"])
    make_course(audiences=["teachers"])

    groups = client.get("/en/courses/").context["audiences"]

    assert [group["label"] for group in groups] == [str(label) for _value, label in Audience.choices]
    counts = {group["label"]: (group["count"], group["url"]) for group in groups if group["count"]}
    assert counts == {
        "Vocational education": (1, "/en/search/?type=course&audience=vocational&sort=soonest"),
        "Teachers": (2, "/en/search/?type=course&audience=teachers&sort=soonest"),
    }
    assert client.get(counts["Teachers"][1]).context["results"].total == 2
    chosen = client.get("/en/courses/?audience=teachers").context["audiences"]
    assert [group["label"] for group in chosen if group["is_current"]] == ["Teachers"]


def test_a_list_without_courses_offers_a_way_on(client):
    html = client.get("/en/courses/").content.decode()

    assert 'class="empty' in html
    assert 'id="audiences"' not in html


def test_the_list_obeys_visibility(client):
    make_course("Open")
    hidden = make_course("Alleen leden")
    PageViewRestriction.objects.create(page=hidden.page_ptr, restriction_type="login")

    results = client.get(LIST).context["results"]

    assert ([hit.title for hit in results.hits], results.total) == (["Open"], 1)
    assert client.get(hidden.url).status_code == 404
    assert client.get(f"{hidden.url}calendar/").status_code == 404


def test_a_tile_shows_start_length_and_price():
    make_course("Cursus", price=Decimal(0), hours=Decimal(2))
    hit = get_engine().search(SearchQuery(locale="en")).hits[0]

    assert "Start any time · 2 hours · Free" in render_to_string("components/card.html", {"hit": hit})


def test_a_section_of_every_site_lists_courses(client):
    page = CourseIndexPage.objects.get(locale__language_code="nl")

    assert (page.url, CourseIndexPage.lists, page.get_parent().depth) == (LIST, "course", 2)


def test_a_preview_shows_what_is_not_stored_yet(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser(email="root@hub.example", password="x"))
    page = make_course()
    page.outcomes = [("outcome", "Nieuwe uitkomst")]
    page.organisations = [OrganisationFactory(name="Nieuwe aanbieder")]
    revision = page.save_revision()

    html = client.get(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk])).content.decode()

    assert ("Nieuwe uitkomst" in html, "Nieuwe aanbieder" in html) == (True, True)


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_courses_dates_and_providers(client, django_assert_max_num_queries, number):
    block, area = BuildingBlockFactory(), ApplicationAreaFactory()
    for position in range(number):
        page = make_course_draft(f"Cursus {position}", start="dates", contact=ContributorFactory())
        page.building_blocks, page.application_areas = [block], [area]
        page.organisations = [OrganisationFactory() for _ in range(min(number, 4))]
        services.schedule_create(
            work=page.translation_key, zone="Europe/Amsterdam", starts_at=in_days(2), ends_at=in_days(2, "17:00"),
            venue=VenueFactory(region=RegionFactory()),
        )  # fmt: skip
        page = publish(page)
    for days in range(number if number > 1 else 0):
        services.occurrence_add(
            schedule=page.schedule, starts_at=in_days(10 + days), ends_at=in_days(10 + days, "17:00"),
            venue=VenueFactory(),
        )  # fmt: skip

    for url in (LIST, page.url, f"{page.url}calendar/", "/events.ics?type=course", "/nl/search/?type=course"):
        client.get(url)
        with django_assert_max_num_queries(12, info=url):
            assert client.get(url).status_code == 200


def test_an_image_takes_the_place_of_the_cover(client):
    page = publish(make_course(), image=HubImageFactory(), image_alt="Een klas")

    assert entry(page).card["image"]["alt"] == "Een klas"
    assert "Een klas" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("hours", "text"), [(None, ""), ("0.75", "0.75 hours"), ("1.00", "1 hour"), ("1200", "1,200 hours")]
)
def test_the_study_load_is_told_in_hours(hours, text):
    assert presentation.hours_text(Decimal(hours) if hours else None) == text
