"""Calendars elsewhere, every night: what is taken over, what fails, and who hears of it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.enums import ImportState
from events.importing.refreshing import calendars_refresh, source_refresh
from events.models import EventPage, ImportRun, Occurrence
from home.fetching import FetchFailed
from members.models import Notice
from tests.events.importing import imported, make_source, vcalendar, vevent
from tests.home.fetch_server import Handler, TestGuard, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def server(settings, monkeypatch):
    running = serve()
    settings.HUB_FETCH_GUARD = "tests.home.fetch_server.TestGuard"
    TestGuard.open_ports = {running.server_port}
    monkeypatch.setattr(Handler, "body", vcalendar(soon()))
    monkeypatch.setattr(Handler, "etag", '"een"')
    Handler.asked.clear()
    yield f"http://127.0.0.1:{running.server_port}"
    TestGuard.open_ports = set()
    running.shutdown()
    running.server_close()


def soon(uid="een@elders", days=30, **more):
    start = timezone.now() + timedelta(days=days)
    return vevent(uid=uid, start=f"{start:%Y%m%d}T133000", end=f"{start:%Y%m%d}T170000", **more)


def served(monkeypatch, *events, etag):
    monkeypatch.setattr(Handler, "body", vcalendar(*events))
    monkeypatch.setattr(Handler, "etag", etag)


def refresh():
    call_command("refresh_calendars", verbosity=0)


def test_a_night_takes_over_what_is_new_and_what_changed_and_asks_whether_anything_did(server, monkeypatch):
    source = make_source(url=f"{server}/ok")

    refresh()
    assert EventPage.objects.get().title == "Kennismaking met AI"
    refresh()
    served(monkeypatch, soon(title="Nieuwe naam"), etag='"twee"')
    refresh()

    assert EventPage.objects.get().title == "Nieuwe naam"
    assert [etag for _path, _host, etag in Handler.asked] == [None, '"een"', '"een"']
    assert ImportRun.objects.filter(source=source, is_nightly=True, state=ImportState.DONE).count() == 2


def test_what_has_no_end_is_read_again_after_a_week_though_nothing_changed(server):
    source = make_source(url=f"{server}/ok")
    refresh()
    source.refresh_from_db()
    source.read_at = timezone.now() - timedelta(days=8)
    source.save()

    refresh()

    assert Handler.asked[-1][2] is None


def test_what_may_be_here_already_waits_for_a_person(server, monkeypatch):
    make_source(url=f"{server}/ok")
    refresh()
    served(monkeypatch, soon(), soon(uid="twee@elders"), etag='"twee"')
    other = make_source(name="Nog een", url=f"{server}/ok")
    refresh()

    assert (EventPage.objects.count(), other.imported.count()) == (2, 0)
    assert set(ImportRun.objects.get(source=other).items.values_list("proposal", flat=True)) == {"duplicate"}


def test_a_calendar_that_fails_is_left_in_peace_longer_each_time_and_its_owner_hears_the_third(server):
    source = make_source(url=f"{server}/missing")
    pauses = []
    for number in range(4):
        with pytest.raises(CommandError):
            refresh()
        source.refresh_from_db()
        pauses.append(round((source.next_try_at - timezone.now()) / timedelta(hours=1)))
        refresh()
        assert Notice.objects.count() == (1 if number >= 2 else 0)
        source.next_try_at = timezone.now()
        source.save()

    assert (pauses, source.problem, len(Handler.asked)) == ([2, 4, 8, 16], "status", 4)
    notice = Notice.objects.get()
    assert (notice.user, notice.subject) == (source.owner, "The calendar “Agenda elders” cannot be read")


def test_one_calendar_that_fails_stops_no_other_and_what_was_taken_over_stays(server, monkeypatch):
    good, page = make_source(url=f"{server}/ok"), make_source(name="Aardappel", url=f"{server}/large")
    refresh_result = calendars_refresh()
    assert (refresh_result.read, refresh_result.failed) == (1, 1)

    monkeypatch.setattr(Handler, "body", b"<!doctype html><p>Verhuisd</p>")
    monkeypatch.setattr(Handler, "etag", '"twee"')
    with pytest.raises(FetchFailed):
        source_refresh(source=good)

    good.refresh_from_db()
    page.refresh_from_db()
    assert (good.problem, page.problem) == ("page", "size")
    assert Occurrence.objects.for_work(imported(good).work).get().is_cancelled is False


def test_an_import_that_cannot_be_gone_on_with_stops_no_calendar(server):
    broken = ImportRun.objects.create(source=make_source(name="Kapot", url=""), content=b"onzin", state="running")
    make_source(url=f"{server}/ok")

    with pytest.raises(CommandError):
        refresh()

    broken.source.refresh_from_db()
    assert (EventPage.objects.count(), broken.source.busy_until) == (1, None)


def test_a_calendar_that_another_holds_is_passed_over(server):
    source = make_source(url=f"{server}/ok", busy_until=timezone.now() + timedelta(minutes=5))

    assert source_refresh(source=source) is None
    assert Handler.asked == []


@pytest.mark.parametrize("values", [{"is_active": False}, {"url": ""}])
def test_what_is_not_looked_at_every_night_is_not(server, values):
    make_source(**{"url": f"{server}/ok", **values})

    refresh()

    assert Handler.asked == []
