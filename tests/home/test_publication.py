"""Publication and expiry by the clock, and what the editor is told about them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from freezegun import freeze_time

from home import publication
from home.models import StandardPage
from home.visibility import visibility_of
from tests.factories.home import StandardPageFactory, publish
from tests.factories.members import UserFactory
from tests.home.editor import PUBLISH, edit, edit_url, errors_of
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def page(homes):
    return publish(StandardPageFactory(parent=homes[0], title="Pagina", slug="pagina"))


def draft(homes, number=1):
    page = StandardPageFactory(parent=homes[0], title=f"Later {number}", slug=f"later-{number}", live=False)
    page.save_revision()
    return page


def fresh(page):
    return StandardPage.objects.get(pk=page.pk)


def schedule(page, **moments):
    for name, moment in moments.items():
        setattr(page, name, moment)
    page.save_revision().publish()
    return fresh(page)


def run():
    call_command("publish_scheduled", verbosity=0)


def test_one_page_that_cannot_be_published_stops_no_other_and_the_command_fails(homes, monkeypatch, capsys):
    pages = [schedule(draft(homes, number), go_live_at=timezone.now() + HOUR) for number in range(3)]
    ending = schedule(draft(homes, 9), expire_at=timezone.now() + HOUR)
    broken = pages[1].scheduled_revision
    broken.content["content_type"], broken.content["title"] = 0, None
    broken.save()

    with freeze_time(timezone.now() + 2 * HOUR):
        with pytest.raises(CommandError, match=f"revision {broken.pk}"):
            run()
        assert [fresh(page).live for page in pages] == [True, False, True]
        assert (fresh(ending).live, fresh(ending).expired) == (False, True)
        with pytest.raises(CommandError):
            run()


def test_a_second_round_does_nothing(homes):
    schedule(draft(homes), go_live_at=timezone.now() + HOUR)

    with freeze_time(timezone.now() + 2 * HOUR):
        first, second = publication.publish_due(), publication.publish_due()

    assert (first.published, second.published, second.withdrawn, second.failed) == (1, 0, 0, [])


def moments_asked():
    return set(DBTaskResult.objects.filter(task_path="home.tasks.publish_due").values_list("run_after", flat=True))


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_the_worker_is_asked_to_come_at_the_moment(homes, settings, name):
    settings.TASKS = DATABASE_QUEUE
    moment = timezone.now() + HOUR

    schedule(draft(homes), **{name: moment})

    assert moments_asked() == {moment}


def test_publishing_through_the_editor_asks_the_worker_too(admin, page, settings):
    settings.TASKS = DATABASE_QUEUE

    edit(admin, page, go_live_at="2039-12-02 09:00", **PUBLISH)

    assert moments_asked() == {datetime(2039, 12, 2, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))}


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_readiness_says_when_the_clock_has_stopped(homes, client, name):
    moment = timezone.now() + HOUR
    schedule(draft(homes), **{name: moment})

    def said():
        response = client.get("/readyz")
        return response.status_code, response.json()["parts"]["publication"]

    assert said() == (200, "ok")
    with freeze_time(moment + publication.LATE - timedelta(seconds=1)):
        assert said() == (200, "ok")
    with freeze_time(moment + publication.LATE + timedelta(seconds=1)):
        assert said() == (200, "late")
        run()
        assert said() == (200, "ok")


# --- What the editor is told ------------------------------------------------------------------------------

NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
EARLIER = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
AT = "Tuesday 1 December 2026 at 09:00, Amsterdam time"


def said_of(page):
    with translation.override("en"):
        return visibility_of(fresh(page).get_latest_revision_as_object())


def fill_in(page, **moments):
    for name, moment in moments.items():
        setattr(page, name, moment)
    page.save_revision()


NOBODY, SEEN = "Now: nobody sees this page. It is a draft.", "Now: everybody can see this page."
FILLED_IN = f"{AT} is filled in as the start. It counts once the draft is published or approved."
SITUATIONS = {
    "draft": (False, lambda page: None, [NOBODY]),
    "live": (True, lambda page: None, [SEEN]),
    "draft with a start": (False, lambda page: fill_in(page, go_live_at=TUESDAY), [NOBODY, FILLED_IN]),
    "scheduled": (False, lambda page: schedule(page, go_live_at=TUESDAY), [NOBODY, f"Visible from {AT}."]),
    "live and scheduled": (
        True,
        lambda page: schedule(page, go_live_at=TUESDAY),
        [SEEN, f"The new version is visible from {AT}."],
    ),
    "live with an end": (True, lambda page: schedule(page, expire_at=TUESDAY), [SEEN, f"Visible until {AT}."]),
    "start in the past": (
        False,
        lambda page: fill_in(page, go_live_at=EARLIER),
        [
            NOBODY,
            (
                "Friday 20 November 2026 at 09:00, Amsterdam time, filled in as the start, is past: "
                "the draft is visible as soon as it is published."
            ),
        ],
    ),
    "end in the past": (
        False,
        lambda page: fill_in(page, expire_at=EARLIER),
        [
            NOBODY,
            (
                "Friday 20 November 2026 at 09:00, Amsterdam time, filled in as the end, is past: "
                "choose another before you publish."
            ),
        ],
    ),
    "private": (True, restrict, ["Now: only who may see this part of the site can see this page."]),
}


@freeze_time(NOW)
@pytest.mark.parametrize("name", SITUATIONS)
def test_it_says_who_sees_a_page_and_from_when(homes, name):
    is_live, prepare, sentences = SITUATIONS[name]
    page = draft(homes)
    if is_live:
        publish(page)
    prepare(fresh(page))

    assert said_of(page) == sentences


def test_it_says_that_the_time_is_over_before_the_job_has_run_and_after(homes):
    page = schedule(draft(homes), expire_at=timezone.now() + HOUR)

    with freeze_time(timezone.now() + 2 * HOUR):
        before = said_of(page)[0]
        run()
        after = said_of(page)[0]

    assert before == after == "Now: nobody sees this page, because its time is over."


def test_it_says_that_the_start_was_missed(homes):
    with freeze_time(NOW):
        page = schedule(draft(homes), go_live_at=TUESDAY)

    with freeze_time(TUESDAY + HOUR):
        assert said_of(page)[1:] == [f"Should have been visible from {AT}: ask who runs the site why it is not."]


def test_it_says_that_a_page_above_is_not_published(homes, page):
    child = publish(StandardPageFactory(parent=page, title="Kind", slug="kind"))
    fresh(page).unpublish()

    assert said_of(child)[-1] == (
        "“Pagina”, above it, is not published: menus do not lead here, search and the address do."
    )


def test_it_says_what_the_review_does(site):
    from knowledge.models import BestPracticeIndexPage
    from tests.factories.knowledge import BestPracticePageFactory

    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    with freeze_time(NOW):
        page = BestPracticePageFactory(parent=parent, locale=parent.locale, live=False, go_live_at=TUESDAY)
        page.save_revision()
        page.get_workflow().start(page, UserFactory())
        with translation.override("en"):
            said = visibility_of(page.get_latest_revision_as_object())

    assert said == [
        "Now: nobody sees this page. It is a draft under review.",
        f"Visible from {AT}, if the review approves it before; else as soon as it does.",
    ]


@pytest.mark.parametrize("values", [{}, {"go_live_at": "2039-12-02 09:00"}])
def test_it_is_on_the_screen_and_said_after_saving_with_a_moment(admin, page, values):
    response = edit(admin, page, **values)

    panel = admin.get(edit_url(page)).content.decode()
    told = [str(message) for message in response.wsgi_request._messages]
    assert "data-visibility" in panel
    assert any("2039" in text for text in told) is bool(values)


def test_a_time_that_is_over_does_not_keep_a_draft_from_being_saved_and_publishing_asks_for_another(admin, page):
    now = timezone.now().replace(second=0, microsecond=0)
    fill_in(page, expire_at=now + HOUR, go_live_at=now)

    with freeze_time(timezone.now() + 2 * HOUR):
        saved = edit(admin, page, title="Nieuwe titel")
        refused = edit(admin, page, title="Nog nieuwer", **PUBLISH)

    assert (saved.status_code, fresh(page).get_latest_revision_as_object().title) == (302, "Nieuwe titel")
    assert list(errors_of(refused)) == ["expire_at"]
