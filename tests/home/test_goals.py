"""What the coalition agreed, and how far it is: every counting is kept, and the newest one holds."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from freezegun import freeze_time

from home.models import Goal, GoalReading, GoalText
from home.vocabulary import goals
from hub.demo.goals import load_goals

pytestmark = pytest.mark.django_db


def make_goal(*readings, slug="pilots", **values):
    goal = Goal(**{"slug": slug, "target": 10, **values})
    goal.texts.add(GoalText(language="nl", name="pilots bij de overheid", explanation="Bij een overheid."))
    goal.texts.add(GoalText(language="en", name="pilots in government"))
    for day, value in readings:
        goal.readings.add(GoalReading(counted_on=day, value=value))
    goal.save()
    return Goal.objects.get(pk=goal.pk)


# --- Which counting holds -------------------------------------------------------------------------------


@freeze_time("2026-11-27 12:00")
@pytest.mark.parametrize(
    ("period", "readings", "value"),
    [
        ("total", [], 0),
        ("total", [("2025-03-01", 4), ("2026-06-01", 7), ("2024-01-01", 2)], 7),
        ("total", [("2025-03-01", 4)], 4),
        ("total", [("2025-03-01", 4), ("2026-11-28", 9)], 4),
        ("year", [("2025-12-31", 9)], 0),
        ("year", [("2025-12-31", 9), ("2026-01-01", 1)], 1),
    ],
)
def test_the_newest_counting_up_to_today_holds_and_a_year_starts_at_nothing(period, readings, value):
    goal = make_goal(*((date.fromisoformat(day), number) for day, number in readings), period=period)

    assert goal.value == value


@pytest.mark.parametrize(("value", "reached", "bar"), [(0, False, 0), (9, False, 9), (10, True, 10), (14, True, 10)])
def test_a_bar_is_full_when_the_target_is_met(value, reached, bar):
    goal = make_goal((timezone.localdate(), value))

    assert (goal.value, goal.is_reached, goal.shown_value) == (value, reached, bar)


def test_a_target_of_nothing_is_refused():
    with pytest.raises(ValidationError):
        Goal(slug="niets", target=0).full_clean()


def test_a_source_is_an_address_that_one_can_follow():
    with pytest.raises(ValidationError):
        GoalReading(goal=make_goal(), value=1, source_url="javascript:alert(1)").full_clean()


def test_it_has_a_name_in_each_language_and_a_retired_one_is_shown_no_more():
    make_goal()
    make_goal(slug="oud", retired_at=timezone.localdate())
    make_goal(slug="straks", retired_at=timezone.localdate() + timedelta(days=1), order=2)

    assert [goal.slug for goal in goals()] == ["pilots", "straks"]
    with translation.override("en"):
        assert (goals()[0].name, goals()[0].explanation) == ("pilots in government", "")


# --- Where everybody sees it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("/nl/", ["Wat we hebben afgesproken", "pilots bij de overheid", "van 10", "Zo tellen we", "/nl/progress/"]),
        ("/en/", ["What we agreed", "pilots in government", "of 10", "/en/progress/"]),
        ("/nl/progress/", ["pilots bij de overheid", "Bij een overheid.", "1 maart 2024", "bron.example", "Doel: 10"]),
    ],
)
def test_the_front_page_and_the_page_about_progress_tell_it(site, client, path, texts):
    goal = make_goal((date(2024, 3, 1), 4), (timezone.localdate(), 7))
    goal.readings.filter(value=4).update(source_url="https://bron.example/lijst")

    html = client.get(path).content.decode()

    assert [text for text in texts if text not in html] == []


def test_without_goals_the_front_page_is_silent_and_the_page_says_so(site, client):
    assert "Wat we hebben afgesproken" not in client.get("/nl/").content.decode()
    assert "Hier staan nog geen doelen." in client.get("/nl/progress/").content.decode()


@pytest.mark.parametrize("invented", [True, False])
def test_invented_numbers_say_that_they_are(site, client, invented):
    make_goal(is_example=invented)

    for path in ("/nl/", "/nl/progress/"):
        assert ("De getallen zijn verzonnen" in client.get(path).content.decode()) is invented


def test_a_counting_shows_at_the_next_request_also_to_who_has_the_page(site, client):
    goal = make_goal((date(2026, 1, 1), 4))
    etag = client.get("/nl/progress/").headers["ETag"]
    assert client.get("/nl/progress/", headers={"if-none-match": etag}).status_code == 304

    GoalReading.objects.create(goal=goal, counted_on=timezone.localdate(), value=9)

    answer = client.get("/nl/progress/", headers={"if-none-match": etag})
    assert (answer.status_code, "9 <small>van 10" in answer.content.decode()) == (200, True)


def test_more_goals_ask_no_more_queries(site, client, settings, django_assert_max_num_queries):
    settings.HUB_PAGE_CACHE_SECONDS = 0
    for number in range(12):
        make_goal((date(2026, 1, 1), number), (date(2026, 2, 1), number), slug=f"goal-{number}")
    client.get("/nl/progress/")

    with django_assert_max_num_queries(6):
        client.get("/nl/progress/")


# --- Keeping it up to date ------------------------------------------------------------------------------


def test_an_editor_adds_a_counting_and_the_earlier_ones_stay(site, client, django_user_model):
    from django.contrib.auth.models import Group

    editor = django_user_model.objects.create_user(email="e@hub.example", password="x")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    goal = make_goal((date(2026, 1, 1), 4), dye="woad")
    url = f"/admin/snippets/home/goal/edit/{goal.pk}/"
    first = goal.readings.get()
    texts = list(goal.texts.all())
    data = {
        "slug": "pilots", "order": "0", "target": "10", "period": "total", "dye": "woad", "retired_at": "",
        "readings-TOTAL_FORMS": "2", "readings-INITIAL_FORMS": "1", "readings-MIN_NUM_FORMS": "0",
        "readings-MAX_NUM_FORMS": "1000", "readings-0-id": first.pk, "readings-0-counted_on": "2026-01-01",
        "readings-0-value": "4", "readings-1-id": "", "readings-1-counted_on": "2026-02-01", "readings-1-value": "6",
        "texts-TOTAL_FORMS": "2", "texts-INITIAL_FORMS": "2", "texts-MIN_NUM_FORMS": "1", "texts-MAX_NUM_FORMS": "2",
    }  # fmt: skip
    for number, text in enumerate(texts):
        data |= {f"texts-{number}-id": text.pk, f"texts-{number}-language": text.language}
        data |= {f"texts-{number}-name": text.name, f"texts-{number}-explanation": text.explanation}

    response = client.post(url, data)

    assert response.status_code == 302, response.context["form"].errors
    assert [(r.counted_on.month, r.value) for r in Goal.objects.get(pk=goal.pk).countings] == [(2, 6), (1, 4)]


def test_the_demo_shows_seven_goals_once_and_counts_its_own_signatories(site):
    load_goals()
    load_goals()

    assert [goal.slug for goal in goals()] == [
        "applications", "researchers", "matchmaking-talks", "collaborations", "matchmaking-places",
        "public-sector-pilots", "signatories",
    ]  # fmt: skip
    assert [goal.is_example for goal in goals()] == [True] * 6 + [False]
    assert [goal.slug for goal in goals() if len(goal.texts.all()) != 2] == []
