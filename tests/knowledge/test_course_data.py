"""Courses in the words of schema.org, and in the demo content."""

from decimal import Decimal

import pytest
from django.utils import translation

from events import services
from events.models import Occurrence
from hub.demo import courses as demo_courses
from hub.demo.pages import Vocabulary
from hub.demo.vocabulary import load_regions, load_tags, load_venues
from knowledge.models import CoursePage
from knowledge.structured_data import course, duration
from tests.factories.events import VenueFactory, at, first_date
from tests.factories.home import BuildingBlockFactory, publish
from tests.factories.knowledge import make_course, make_course_draft
from tests.factories.members import OrganisationFactory
from tests.structured_data import check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site):
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


def described(page, rf):
    data = course(CoursePage.objects.get(pk=page.pk), rf.get("/"))
    assert check(data) == []
    return data


def test_a_course_on_dates_whole(rf):
    page = make_course_draft(
        "Federatief leren", summary="Vijf dagdelen", start="dates", form="hybrid", level="advanced",
        audiences=["university", "professionals"], delivery_languages=["nl", "en"], hours=Decimal("37.5"),
        price=Decimal("1250.00"), certificate="credits", outcomes=[("outcome", "Risico’s beoordelen")],
        prerequisites="<p>Je kent <b>Python</b>.</p>", provider="Leerhuis",
    )  # fmt: skip
    page.organisations = [OrganisationFactory(name="Hogeschool", website="https://hogeschool.example")]
    page.building_blocks = [BuildingBlockFactory(slug="human-capital")]
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=at("2031-02-02 09:30"),
        ends_at=at("2031-02-02 12:30"), venue=VenueFactory(), capacity=20,
    )  # fmt: skip
    page = publish(page)
    url = page.full_url

    data = described(page, rf)

    assert {key: data[key] for key in data if key not in ("about", "datePublished", "dateModified")} == {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "identifier": page.public_id,
        "name": "Federatief leren",
        "description": "Vijf dagdelen",
        "inLanguage": ["nl", "en"],
        "provider": [
            {"@type": "Organization", "name": "Hogeschool", "url": "https://hogeschool.example"},
            {"@type": "Organization", "name": "Leerhuis"},
        ],
        "educationalLevel": "Advanced",
        "audience": [
            {"@type": "EducationalAudience", "audienceType": "Universities"},
            {"@type": "EducationalAudience", "audienceType": "Professionals"},
        ],
        "teaches": ["Risico’s beoordelen"],
        "coursePrerequisites": "Je kent Python.",
        "educationalCredentialAwarded": "Study credits",
        "timeRequired": "PT37H30M",
        "isAccessibleForFree": False,
        "offers": {
            "@type": "Offer",
            "price": "1250.00",
            "priceCurrency": "EUR",
            "url": "https://leerhuis.example/cursus",
            "category": "Paid",
        },
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "@id": f"{url}#{first_date(page).uuid}",
                "name": "Federatief leren",
                "courseMode": "Onsite",
                "courseWorkload": "PT37H30M",
                "inLanguage": ["nl", "en"],
                "startDate": "2031-02-02T09:30:00+01:00",
                "endDate": "2031-02-02T12:30:00+01:00",
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                "location": {
                    "@type": "Place",
                    "name": "De Weverij",
                    "address": {
                        "@type": "PostalAddress",
                        "streetAddress": "Spoorlaan 12",
                        "postalCode": "3511 AA",
                        "addressLocality": "Utrecht",
                    },
                },
                "maximumAttendeeCapacity": 20,
            }
        ],
    }
    assert [term["termCode"] for term in data["about"]] == ["human-capital"]


def test_each_date_is_an_instance_and_a_cancelled_one_says_so(rf):
    page = make_course(start=at("2031-02-02 09:30"), form="online")
    services.occurrence_add(schedule=page.schedule, starts_at=at("2031-04-13"), ends_at=at("2031-04-14"))
    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")

    instances = described(page, rf)["hasCourseInstance"]

    assert [(found["startDate"][:10], found["eventStatus"].rpartition("/")[2]) for found in instances] == [
        ("2031-02-02", "EventCancelled"),
        ("2031-04-13", "EventScheduled"),
    ]
    assert {found["courseMode"] for found in instances} == {"Online"}


def test_any_time_is_one_instance_without_a_date(rf):
    data = described(make_course(form="self-paced", price=Decimal(0), hours=Decimal(1)), rf)

    assert data["hasCourseInstance"] == [
        {
            "@type": "CourseInstance",
            "name": "Cursus",
            "courseMode": "Online",
            "courseWorkload": "PT1H",
            "inLanguage": ["nl"],
        }
    ]
    assert (data["isAccessibleForFree"], data["offers"]["category"]) == (True, "Free")


def test_what_is_unknown_is_not_said(rf):
    data = described(publish(make_course_draft(start="interest", certificate="none")), rf)

    assert sorted(data) == [
        "@context", "@id", "@type", "audience", "dateModified", "datePublished", "description", "educationalLevel",
        "identifier", "inLanguage", "mainEntityOfPage", "name", "provider", "url",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "text"), [(None, ""), ("40", "PT40H"), ("1.5", "PT1H30M"), ("0.25", "PT15M"), ("0.33", "PT20M")]
)
def test_a_study_load_is_a_duration(hours, text):
    assert duration(Decimal(hours) if hours else None) == text


def test_the_page_holds_the_description_of_its_course(client):
    page = make_course()

    kinds = [data["@type"] for data in client.get(page.url).context["structured_data"]]

    assert kinds == ["Course", "BreadcrumbList"]


# --- The demo content -----------------------------------------------------------------------------------

ROW = {
    "slug": "voorbeeld",
    "is_example": True,
    "first_published": -30,
    "building_blocks": [],
    "application_areas": [],
    "tags": ["privacy"],
    "organisations": [],
    "contact": "",
    "provider": "Leerhuis",
    "level": "advanced",
    "audiences": ["teachers"],
    "form": "on-site",
    "languages": ["nl"],
    "hours": 1.5,
    "price": 12.5,
    "currency": "EUR",
    "certificate": "attendance",
    "start": "dates",
    "website": "https://leerhuis.example/",
    "zone": "Europe/Amsterdam",
    "occurrences": [
        {"days": 9, "start": "10:00", "end": "12:00", "venue": "", "online_url": "", "status": "scheduled"},
        {"days": 20, "moved_from_days": 18, "start": "10:00", "end": "12:00", "venue": "", "online_url": "",
         "status": "cancelled", "reason": {"nl": "Docent ziek", "en": "Teacher ill"}},
    ],
    "sources": [{"title": "Lesplan", "publisher": "Leerhuis", "url": "https://leerhuis.example/plan", "year": 2026}],
    "nl": {"title": "Cursus", "summary": "Kort", "body": "<p>Tekst</p>", "prerequisites": "<p>Niets</p>",
           "outcomes": ["Uitleggen", "Beoordelen"]},
    "en": {"title": "Course", "summary": "Short", "body": "<p>Text</p>", "outcomes": ["Explain"]},
}  # fmt: skip


def load(monkeypatch, *rows):
    monkeypatch.setattr(demo_courses, "read_folder", lambda name: iter(rows))
    regions = load_regions()
    demo_courses.load_courses(
        Vocabulary(tags=load_tags(), regions=regions, venues=load_venues(regions), organisations={}, contributors={})
    )


def test_a_file_of_the_demo_becomes_a_course_in_two_languages_with_its_dates(monkeypatch):
    load(monkeypatch, ROW)
    load(monkeypatch, ROW)

    dutch, english = (CoursePage.objects.get(locale__language_code=code) for code in ("nl", "en"))
    assert (dutch.live, dutch.hours, dutch.price) == (True, Decimal("1.5"), Decimal("12.5"))
    assert [block.value for block in dutch.outcomes] == ["Uitleggen", "Beoordelen"]
    assert [block.value for block in english.outcomes] == ["Explain"]
    assert [block.block_type for block in dutch.body] == ["paragraph", "links"]
    assert (english.level, english.audiences, english.prerequisites) == ("advanced", ["teachers"], "")
    assert [(row.status, row.reason) for row in Occurrence.objects.order_by("starts_at")] == [
        ("scheduled", ""),
        ("cancelled", "Docent ziek"),
    ]


def test_a_course_of_the_demo_that_starts_any_time_has_no_dates(monkeypatch):
    row = {key: value for key, value in ROW.items() if key not in ("occurrences", "zone", "price", "hours", "en")}

    load(monkeypatch, {**row, "start": "any-time"})

    page = CoursePage.objects.get()
    assert (page.live, page.price, page.hours, Occurrence.objects.count()) == (True, None, None, 0)
