"""The schedule: which command is due when, and the process that runs them."""

import sys
import threading
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.db import DatabaseError

from hub.models import ScheduledRun
from hub.scheduling import scheduler as scheduling
from hub.scheduling.scheduler import Scheduler, run_beside_each_other
from hub.scheduling.table import DAY, HOUR, MINUTES, TABLE, WEEK, Entry, lanes

ROOT = Path(__file__).resolve().parents[2]
OUR_APPS = ("hub", "knowledge", "events", "members", "home", "search")
# Commands that somebody runs by hand, or that another program runs; every other one has its turns in the table.
BY_HAND = {
    "check_messages", "compile_messages", "demo_banner", "load_demo", "setup_site", "run_scheduler", "second_steps_off",
    "build_compound_words", "rebuild_search_index",
}  # fmt: skip
NIGHT = Entry("night", DAY, at=time(3, 30))
WEEKLY = Entry("weekly", WEEK, at=time(4))
OFTEN = Entry("often", MINUTES)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_table_names_commands_that_exist_and_every_one_that_has_turns():
    known = get_commands()
    ours = {name for name, app in known.items() if app in OUR_APPS and not name.startswith("bench")}

    commands = [entry.command for entry in TABLE]
    assert (len(commands), [name for name in commands if name not in known]) == (len(set(commands)), [])
    assert ours - set(commands) == BY_HAND


def test_the_arguments_of_the_table_are_taken():
    for entry in TABLE:
        if entry.arguments:
            command = load_command_class(get_commands()[entry.command], entry.command)
            command.create_parser("manage.py", entry.command).parse_args(list(entry.arguments))


@pytest.mark.parametrize(
    ("entry", "now", "turn"),
    [
        (OFTEN, "2026-11-27T10:04:59", "2026-11-27T10:00:00"),
        (OFTEN, "2026-11-27T10:05:00", "2026-11-27T10:05:00"),
        (Entry("hourly", HOUR), "2026-11-27T10:59:00", "2026-11-27T10:00:00"),
        # Half past three in Amsterdam is an hour later by UTC in winter than in summer.
        (NIGHT, "2026-11-27T02:29:59", "2026-11-26T02:30:00"),
        (NIGHT, "2026-11-27T02:30:00", "2026-11-27T02:30:00"),
        (NIGHT, "2026-07-01T12:00:00", "2026-07-01T01:30:00"),
        (NIGHT, "2026-10-25T02:30:00", "2026-10-25T02:30:00"),
        # The 27th is a Friday.
        (WEEKLY, "2026-11-27T10:00:00", "2026-11-22T03:00:00"),
        (WEEKLY, "2026-11-29T02:59:59", "2026-11-22T03:00:00"),
        (WEEKLY, "2026-11-29T03:00:00", "2026-11-29T03:00:00"),
    ],
)
def test_turns_follow_the_clock_of_the_site(entry, now, turn):
    assert entry.turn(utc(now)) == utc(turn)


def test_a_turn_that_was_started_is_not_due_again_and_one_that_was_missed_is():
    now = utc("2026-11-27T10:00:00")

    assert NIGHT.is_due(None, now)
    assert NIGHT.is_due(utc("2026-11-26T03:00:00"), now)
    assert not NIGHT.is_due(utc("2026-11-27T02:30:01"), now)


def test_one_turn_may_fail_and_two_are_too_many():
    now = utc("2026-11-27T10:00:00")

    assert not NIGHT.is_overdue(utc("2026-11-26T02:40:00"), now)
    assert NIGHT.is_overdue(utc("2026-11-25T02:40:00"), now)
    assert NIGHT.is_overdue(None, now)


@pytest.fixture(autouse=True)
def _own_connection(monkeypatch):
    """The connection of a test has its transaction, and is none that has gone."""
    monkeypatch.setattr(scheduling, "close_old_connections", lambda: None)


@pytest.fixture
def ran(monkeypatch):
    """Programs that are run in place of commands, what is said of each, and which were run."""

    class Ran(list):
        programs = {}

    found = Ran()
    start = scheduling.subprocess.Popen

    def popen(arguments, **options):
        found.append(arguments[2:])
        return start([sys.executable, "-c", found.programs.get(arguments[2], "")], **options)

    monkeypatch.setattr(scheduling.subprocess, "Popen", popen)
    return found


@pytest.mark.django_db
def test_each_turn_is_run_once_in_order_with_its_arguments(ran):
    clock = [utc("2026-11-27T10:00:00")]
    table = (OFTEN, Entry("often-too", MINUTES, ("--age", "9")), NIGHT)
    scheduler = Scheduler(table, now=lambda: clock[0])

    assert scheduler.round() == ["often", "often-too", "night"]
    assert scheduler.round() == []
    clock[0] += timedelta(minutes=5)
    assert scheduler.round() == ["often", "often-too"]
    assert ran == [["often"], ["often-too", "--age", "9"], ["night"], ["often"], ["often-too", "--age", "9"]]


@pytest.mark.django_db
def test_a_command_that_fails_is_told_and_stops_no_other(ran, caplog):
    ran.programs["often"] = "raise SystemExit(3)"
    scheduler = Scheduler((OFTEN, NIGHT), now=lambda: utc("2026-11-27T10:00:00"))

    assert scheduler.round() == ["often", "night"]

    rows = ScheduledRun.objects.order_by("command").values_list("command", "exit_code", "succeeded_at")
    assert list(rows) == [("night", 0, utc("2026-11-27T10:00:00")), ("often", 3, None)]
    assert "often ended with 3 after 0 seconds" in caplog.messages


@pytest.mark.django_db
def test_a_command_that_hangs_is_ended_at_its_limit(ran, caplog):
    ran.programs["often"] = "import time; time.sleep(60)"
    entry = Entry("often", MINUTES, limit=timedelta(milliseconds=300))

    Scheduler((entry,), now=lambda: utc("2026-11-27T10:00:00")).round()

    assert ScheduledRun.objects.get().exit_code is None
    assert "often was ended after 0 seconds, its limit" in caplog.messages


@pytest.mark.django_db
def test_one_that_does_not_listen_is_killed(ran, monkeypatch):
    monkeypatch.setattr(scheduling, "GRACE_SECONDS", 0.2)
    ran.programs["often"] = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
    entry = Entry("often", MINUTES, limit=timedelta(seconds=1))

    Scheduler((entry,), now=lambda: utc("2026-11-27T10:00:00")).round()

    assert ScheduledRun.objects.get().ended_at is not None


@pytest.mark.django_db
def test_what_was_missed_is_done_once_and_said(ran, caplog):
    ScheduledRun.objects.create(command="night", started_at=utc("2026-11-20T02:30:00"))

    assert Scheduler((NIGHT,), now=lambda: utc("2026-11-27T10:00:00")).round() == ["night"]
    assert "night starts 27000 seconds late" in caplog.messages


@pytest.mark.django_db
def test_a_second_scheduler_does_not_do_the_same_turn(ran, monkeypatch):
    now = utc("2026-11-27T10:00:00")
    first, second = (Scheduler((OFTEN,), now=lambda: now) for _ in range(2))
    is_due = Entry.is_due

    def slowly(entry, last, moment):
        # The other one takes the turn between looking and taking.
        if not ran:
            monkeypatch.setattr(Entry, "is_due", is_due)
            assert first.round() == ["often"]
        return is_due(entry, last, moment)

    monkeypatch.setattr(Entry, "is_due", slowly)

    assert second.round() == []
    assert ran == [["often"]]


@pytest.mark.django_db
def test_asked_to_stop_it_runs_nothing_more(ran):
    scheduler = Scheduler((OFTEN,), now=lambda: utc("2026-11-27T10:00:00"))
    scheduler.stop()

    scheduler.forever()

    assert ran == []


def test_a_database_that_is_away_is_asked_again(monkeypatch, caplog):
    monkeypatch.setattr(scheduling, "TICK", timedelta(milliseconds=1))
    scheduler = Scheduler(())
    rounds = []

    def away():
        rounds.append(1)
        if len(rounds) == 3:
            scheduler.stop()
        raise DatabaseError

    monkeypatch.setattr(scheduler, "round", away)
    scheduler.forever()

    assert (len(rounds), caplog.messages.count("The database does not answer; nothing is run until it does.")) == (3, 3)


def test_what_comes_every_few_minutes_stands_behind_nothing_that_takes_long():
    quick, rest = lanes(TABLE)

    assert [entry.command for entry in quick] == [
        "publish_scheduled", "settle_registrations", "send_event_mails", "send_mail",
    ]  # fmt: skip
    assert sorted(entry.command for entry in (*quick, *rest)) == sorted(entry.command for entry in TABLE)


class Lane(Scheduler):
    """A lane whose rounds are a function."""

    def __init__(self, function):
        super().__init__(())
        self.round = function


def test_a_lane_goes_on_while_another_is_busy_and_all_end_together(monkeypatch):
    monkeypatch.setattr(scheduling, "TICK", timedelta(milliseconds=1))
    rounds, may_go_on = [], threading.Event()

    def quick():
        rounds.append(1)
        if len(rounds) == 3:
            may_go_on.set()

    def long():
        assert may_go_on.wait(10)
        busy.stop()

    busy = Lane(long)
    run_beside_each_other([Lane(quick), busy])

    assert len(rounds) >= 3


def test_a_lane_that_breaks_down_takes_the_process_with_it(monkeypatch):
    monkeypatch.setattr(scheduling, "TICK", timedelta(milliseconds=1))

    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_beside_each_other([Lane(lambda: None), Lane(broken)])


@pytest.mark.django_db
def test_a_command_that_starts_while_it_is_asked_to_stop_is_ended(ran):
    ran.programs["often"] = "import time; time.sleep(60)"
    scheduler = Scheduler((OFTEN,), now=lambda: utc("2026-11-27T10:00:00"))
    claim = scheduler._claim

    def claim_and_stop(entry):
        scheduler.stop()
        return claim(entry)

    scheduler._claim = claim_and_stop
    scheduler.round()

    assert (ran, ScheduledRun.objects.get().exit_code) == ([["often"]], -15)
