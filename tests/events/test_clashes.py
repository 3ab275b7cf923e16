"""How badly dates are in each other's way: the rule in a table, better days, holidays, and who is told of what."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import translation
from freezegun import freeze_time

from events import services
from events.clashes import (
    PUBLIC_HOLIDAY,
    SCHOOL_HOLIDAY,
    DayOff,
    Nearness,
    Other,
    Span,
    Traits,
    clashes_of,
    days_off_score,
    free_slots,
    nearness_of,
)
from events.days_off import days_off, school_regions
from events.models import EventIndexPage, Occurrence
from events.planning.shifting import Timed
from home.models import ApplicationArea, BuildingBlock, Region
from tests.factories.events import VenueFactory, at, make_draft, make_event
from tests.hub.editors import make_editor, make_user, make_writer_below, section

TUESDAY = date(2031, 11, 11)
ENERGY = Traits(areas=frozenset({"energy"}))


def span(day=TUESDAY, start="13:30", end="17:00", days=0):
    last = day + timedelta(days=days)
    return Span(at(f"{day} {start}"), at(f"{last} {end}"), day, last)


def other(traits=ENERGY, **when):
    return Other(span(**when), traits)


def traits(**values):
    return Traits(**{name: frozenset(v) if isinstance(v, set) else v for name, v in values.items()})


# --- The rule ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "nearness"),
    [
        (span(), Nearness.HOURS),
        (span(start="16:59", end="18:00"), Nearness.HOURS),
        (span(start="17:00", end="18:00"), Nearness.DAY),
        (span(start="09:00", end="13:30"), Nearness.DAY),
        (span(TUESDAY - timedelta(days=1)), Nearness.WEEK),
        (span(TUESDAY + timedelta(days=5)), Nearness.WEEK),
        (span(TUESDAY + timedelta(days=6)), None),
        (span(TUESDAY - timedelta(days=2)), None),
        (span(TUESDAY - timedelta(days=2), days=1), Nearness.WEEK),
        (span(TUESDAY - timedelta(days=2), days=4), Nearness.HOURS),
        (span(TUESDAY - timedelta(days=2), days=6), Nearness.HOURS),
        (span(TUESDAY - timedelta(days=2), days=7), Nearness.WEEK),
        (span(TUESDAY - timedelta(days=20), days=60), Nearness.WEEK),
        (span(TUESDAY - timedelta(days=20), days=10), None),
    ],
)
def test_nearness_is_the_same_time_the_same_day_or_the_same_week_both_ways(theirs, nearness):
    assert (nearness_of(span(), theirs), nearness_of(theirs, span())) == (nearness, nearness)


@pytest.mark.parametrize(
    ("ours", "theirs", "when", "score"),
    [
        # What is shared: weight times four at the same time.
        ({"areas": {"energy"}}, {"areas": {"energy"}}, {}, 12),
        ({"areas": {"energy", "health"}}, {"areas": {"energy", "health"}}, {}, 24),
        ({"areas": {"a", "b", "c", "d"}}, {"areas": {"a", "b", "c", "d"}}, {}, 24),
        ({"blocks": {"data"}}, {"blocks": {"data"}}, {}, 8),
        ({"audiences": {"teachers"}}, {"audiences": {"teachers"}}, {}, 12),
        ({"region": "UT"}, {"region": "UT"}, {}, 4),
        ({"venue": 1}, {"venue": 1}, {}, 48),
        ({"areas": {"energy"}, "blocks": {"data"}}, {"areas": {"energy"}, "blocks": {"data"}}, {}, 20),
        # Nearness: two on the same day, one in the same week.
        ({"areas": {"energy"}}, {"areas": {"energy"}}, {"start": "09:00", "end": "10:00"}, 6),
        ({"areas": {"energy"}}, {"areas": {"energy"}}, {"day": TUESDAY + timedelta(days=1)}, 3),
        ({"region": "UT"}, {"region": "UT"}, {"start": "09:00", "end": "10:00"}, 2),
        # A region in the same week and a venue at another hour say nothing; nor do two that share nothing.
        ({"region": "UT"}, {"region": "UT"}, {"day": TUESDAY + timedelta(days=1)}, None),
        ({"venue": 1}, {"venue": 1}, {"start": "09:00", "end": "10:00"}, None),
        ({"areas": {"energy"}}, {"areas": {"health"}}, {}, None),
        ({"region": ""}, {"region": ""}, {}, None),
        ({}, {}, {}, None),
        ({"areas": {"energy"}}, {"areas": {"energy"}}, {"day": TUESDAY + timedelta(days=7)}, None),
    ],
)
def test_a_clash_weighs_what_is_shared_by_how_near_it_is(ours, theirs, when, score):
    found = clashes_of(span(), traits(**ours), [other(traits(**theirs), **when)])

    assert [clash.score for clash in found] == ([] if score is None else [score])


def test_the_worst_comes_first_and_the_soonest_among_equals():
    week, later_week = other(day=TUESDAY + timedelta(days=1)), other(day=TUESDAY + timedelta(days=2))
    same_time, same_day = other(), other(start="09:00", end="10:00")

    found = clashes_of(span(), ENERGY, [later_week, week, same_day, same_time])

    assert [clash.other for clash in found] == [same_time, same_day, week, later_week]


def test_holidays_among_the_days_count_once_for_each_kind():
    off = {
        TUESDAY: [DayOff("A"), DayOff("B")],
        TUESDAY + timedelta(days=1): [DayOff("C", is_school=True), DayOff("D", is_school=True)],
    }

    assert days_off_score(span(), off) == PUBLIC_HOLIDAY
    assert days_off_score(span(days=1), off) == PUBLIC_HOLIDAY + SCHOOL_HOLIDAY
    assert days_off_score(span(TUESDAY + timedelta(days=2)), off) == 0


# --- Better days ------------------------------------------------------------------------------------------


def slots(others=(), off=None, today=date(2031, 1, 1), when=None, zone="Europe/Amsterdam"):
    when = when or span()
    timed = Timed(when.starts_at, when.ends_at, zone)
    found = free_slots(ENERGY, others, off or {}, today=today, shifted=timed.later)
    return [(slot.span.first - when.first).days for slot in found]


def test_better_days_are_the_nearest_working_days_the_later_one_first():
    assert slots() == [1, -1, 2]


def test_a_day_without_a_clash_goes_before_a_nearer_one_with_one():
    # This week and the next hold the same people; the week before does not: Friday the 7th is the nearest of it.
    taken = [other(day=TUESDAY + timedelta(days=n)) for n in (0, 8)]

    assert slots(taken) == [-4, -5, -6]


def test_weekends_public_holidays_and_what_is_past_are_no_better_days():
    off = {TUESDAY + timedelta(days=1): [DayOff("X")]}

    assert slots(off=off, today=TUESDAY - timedelta(days=1)) == [2, 3, 6]


def test_a_school_holiday_is_only_worse():
    off = {TUESDAY + timedelta(days=1): [DayOff("X", is_school=True)]}

    assert slots(off=off) == [-1, 2, 3]


def test_a_day_on_which_the_clocks_skip_the_time_is_no_better_day():
    # 2031-03-30 is a Sunday in Europe; where the clocks change on a working day, that day falls out.
    zone = ZoneInfo("Africa/Cairo")
    start = datetime(2026, 4, 23, 0, 30, tzinfo=zone)
    timed = Timed(start, start + timedelta(hours=1), "Africa/Cairo")

    assert timed.later(1) is None
    assert timed.later(2) is not None


# --- Holidays ---------------------------------------------------------------------------------------------


def names(first, last, region=""):
    with translation.override("nl"):
        return {
            day: [(o.name, o.is_school, o.regions) for o in offs] for day, offs in days_off(first, last, region).items()
        }


def test_public_holidays_are_named_in_the_readers_language():
    day = date(2027, 4, 27)

    assert [off for off in names(day, day)[day] if not off[1]] == [("Koningsdag", False, ())]
    with translation.override("en"):
        assert [off.name for off in days_off(day, day)[day] if not off.is_school] == ["King's Day"]


# The ministry's own dates (Staatscourant 2024, 19237, and rijksoverheid.nl): first and last day of the summer holidays
# and of the autumn holiday of 2026.
@pytest.mark.parametrize(
    ("region", "first", "last", "name"),
    [
        ("NH", date(2026, 7, 4), date(2026, 8, 16), "Zomervakantie"),
        ("UT", date(2026, 7, 18), date(2026, 8, 30), "Zomervakantie"),
        ("LI", date(2026, 7, 11), date(2026, 8, 23), "Zomervakantie"),
        ("NH", date(2026, 10, 10), date(2026, 10, 18), "Herfstvakantie"),
        ("ZH", date(2026, 10, 17), date(2026, 10, 25), "Herfstvakantie"),
        ("ZE", date(2026, 10, 17), date(2026, 10, 25), "Herfstvakantie"),
        ("UT", date(2026, 12, 19), date(2027, 1, 3), "Kerstvakantie"),
    ],
)
def test_the_region_of_the_venue_decides_which_school_holidays_count(region, first, last, name):
    day = timedelta(days=1)
    found = [d for d, offs in names(first - 3 * day, last + 3 * day, region).items() if name in [o[0] for o in offs]]

    assert (min(found), max(found), len(found)) == (first, last, (last - first).days + 1)


def test_without_a_region_a_school_holiday_says_where_it_is_unless_it_is_everywhere():
    autumn, christmas = date(2026, 10, 12), date(2026, 12, 21)

    assert names(autumn, autumn) == {autumn: [("Herfstvakantie", True, ("Noord",))]}
    assert names(christmas, christmas) == {christmas: [("Kerstvakantie", True, ())]}
    assert school_regions("GE") == ("Midden", "Zuid")
    assert set(school_regions("NL")) == {"Noord", "Midden", "Zuid"}


def test_another_country_has_its_own_holidays_and_none_is_none(settings):
    day = date(2031, 10, 3)
    settings.HUB_HOLIDAY_COUNTRY = "DE"
    assert [off[0] for off in names(day, day)[day]] == ["Tag der Deutschen Einheit"]

    settings.HUB_HOLIDAY_COUNTRY = ""
    assert names(day, day) == {}


def test_a_country_that_nobody_knows_does_not_pass_the_checks(settings):
    settings.HUB_HOLIDAY_COUNTRY = "XX"

    assert [error.id for error in run_checks() if error.id.startswith("events.")] == ["events.E001"]


# --- Who is told of what ----------------------------------------------------------------------------------

CHECK = "/admin/events/calendar/check/"


@pytest.fixture
def _terms(site, terms):
    pass


def energy(page, *blocks):
    page.application_areas = [ApplicationArea.objects.get(slug="energy-and-sustainability")]
    page.building_blocks = list(BuildingBlock.objects.filter(slug__in=blocks))
    page.save_revision()
    page.save()
    return page


def picked(**values):
    return {"first_day": "2031-11-12", "start_time": "13:30", "end_time": "17:00", **values}


def ask(client, query="", **values):
    return client.post(f"{CHECK}?{query}", picked(**values))


@pytest.mark.django_db
@pytest.mark.usefixtures("_terms")
class TestCheck:
    start = "2031-11-12 14:00"

    def test_says_what_is_in_the_way_and_why_the_worst_first(self, client):
        venue = VenueFactory(region=Region.objects.create(code="UT", name_nl="Utrecht", name_en="Utrecht"))
        near = energy(make_event("Zelfde tijd", start=at(self.start), date={"venue": venue}), "data-sharing")
        energy(make_event("Zelfde week", start=at("2031-11-14 10:00")))
        make_event("Iets anders", start=at(self.start))
        mine = energy(make_draft("Nieuw"), "data-sharing")
        client.force_login(make_editor())

        told = ask(client, f"page={mine.pk}", venue=venue.pk).context["told"]

        assert [(c.near, c.title, c.why, c.is_serious) for c in told.clashes] == [
            (
                "At the same time",
                "Zelfde tijd",
                ["the same venue: De Weverij, Utrecht", "Energy and sustainability", "Data sharing"],
                True,
            ),
            ("In the same week", "Zelfde week", ["Energy and sustainability"], False),
        ]
        assert told.clashes[0].url == reverse("wagtailadmin_pages:edit", args=[near.pk])
        assert len(told.slots) == 3

    def test_takes_the_axes_as_they_are_ticked_in_the_form_of_a_new_page(self, client):
        energy(make_event("Zelfde tijd", start=at(self.start)))
        area = ApplicationArea.objects.get(slug="energy-and-sustainability")
        client.force_login(make_editor())

        def titles(**values):
            form = {f"first_date-{name}": value for name, value in picked().items()}
            response = client.post(f"{CHECK}?part&prefix=first_date", {**form, "title": "Nieuw", **values})
            return [clash.title for clash in response.context["told"].clashes]

        assert titles(application_areas=[area.pk]) == ["Zelfde tijd"]
        assert titles() == []

    def test_tells_of_a_draft_only_to_who_sees_it_in_the_editor(self, client):
        draft = energy(make_draft("Geheim plan"))
        services.schedule_create(
            work=draft.translation_key,
            zone="Europe/Amsterdam",
            starts_at=at(self.start),
            ends_at=at("2031-11-12 16:00"),
        )
        energy(make_event("Openbaar", start=at(self.start)))
        mine = energy(make_event("Van mij", start=at("2031-06-10 10:00"), parent=section(EventIndexPage, "en")))

        def told(user):
            client.force_login(user)
            return [(c.title, c.is_draft) for c in ask(client, f"page={mine.pk}").context["told"].clashes]

        assert sorted(told(make_editor())) == [("Geheim plan", True), ("Openbaar", False)]
        # Rights on the English agenda only: the Dutch draft is not hers to see, the public event is everybody's.
        assert told(make_writer_below(section(EventIndexPage, "en"))) == [("Openbaar", False)]

    def test_leaves_out_what_is_cancelled_or_postponed_and_the_works_own_dates(self, client):
        off = energy(make_event("Afgelast", start=at(self.start)))
        services.occurrence_cancel(occurrence=Occurrence.objects.get(), reason="Ziek")
        later = energy(make_event("Uitgesteld", start=at(self.start)))
        services.schedule_postpone(schedule=later.schedule, reason="Zaal")
        mine = energy(make_event("Van mij", start=at(self.start)))
        client.force_login(make_editor())

        assert off.live
        assert ask(client, f"page={mine.pk}").context["told"].clashes == []

    def test_a_page_that_is_not_theirs_is_missing_and_who_has_no_rights_is_refused(self, client):
        mine = make_draft("Nieuw")
        client.force_login(make_writer_below(section(EventIndexPage, "en")))
        assert ask(client, f"page={mine.pk}").status_code == 404

        client.force_login(make_editor())
        assert [ask(client, f"page={p}").status_code for p in ("0", "x", "1" * 40)] == [404, 404, 404]
        client.force_login(make_user())
        assert ask(client).status_code == 302
        client.force_login(make_editor())
        assert client.get(CHECK).status_code == 405

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"first_day": ""}, "Choose a day first."),
            ({"first_day": "2031-02-31"}, "Enter a valid date."),
            ({"first_day": "9999-12-31"}, "2200-12-31"),
            ({"last_day": "9999-12-31"}, "2200-12-31"),
            ({"first_day": "2026-10-25", "start_time": "02:30"}, "comes twice"),
            ({"end_time": ""}, "Nothing is in the way"),
        ],
    )
    def test_a_date_that_is_not_finished_or_impossible_is_said_to_be_so(self, client, values, said):
        client.force_login(make_editor())

        response = ask(client, "part", **values)

        assert (response.status_code, said in response.content.decode()) == (200, True)

    def test_a_holiday_is_in_the_way_of_everything(self, client):
        client.force_login(make_editor())

        told = ask(client, first_day="2031-12-25").context["told"]

        assert told.holidays[0] == "Public holiday: Christmas Day"
        assert told.is_serious

    @freeze_time("2031-10-01")
    @pytest.mark.parametrize("number", [1, 30])
    def test_costs_as_much_for_thirty_as_for_one(self, client, number, django_assert_max_num_queries):
        for position in range(number):
            energy(make_event(f"Dag {position}", start=at(self.start) + timedelta(hours=position)), "data-sharing")
        mine = energy(make_draft("Nieuw"), "data-sharing")
        client.force_login(make_editor())
        ask(client, f"page={mine.pk}")

        with django_assert_max_num_queries(32):
            told = ask(client, f"page={mine.pk}").context["told"]

        assert len(told.clashes) + told.more == number
