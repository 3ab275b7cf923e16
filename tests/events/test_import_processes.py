"""The same end whatever was killed (SIGKILL): real processes that import and publish."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision

from events.importing import services
from events.models import EventPage
from home.models import HomePage, StandardPage
from tests.events import import_processes as processes
from tests.events.importing import look, make_source, vevent
from tests.factories.home import StandardPageFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the database of the test is copied for the processes"),
]

PATIENCE = 120
MANY = 5

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.events.import_processes"])


@pytest.fixture
def copied(tmp_path):
    """Copy the database of the test, for other processes to open; returns what they need."""

    def copied():
        path = tmp_path / "hub.sqlite3"
        path.write_bytes(connection.connection.serialize())
        return str(path), tmp_path / "index"

    return copied


@pytest.fixture
def start():
    """Start a process; returns it and the pipe to it. Whatever still runs at the end is killed."""
    running = []

    def start(target, *args, **options):
        pipe, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, *args), kwargs=options, daemon=True)
        process.start()
        theirs.close()
        running.append(process)
        return process, pipe

    yield start
    for process in running:
        # Only what still runs: the number of one that has ended may be another process's by now.
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)


@pytest.fixture
def ask(start):
    """Run a process to its end and return what it said."""

    def ask(target, *args):
        process, pipe = start(target, *args)
        assert pipe.poll(PATIENCE), "nothing was heard of the other process"
        said = pipe.recv()
        process.join(PATIENCE)
        assert process.exitcode == 0
        return said

    return ask


@pytest.fixture
def killed(start):
    """Run a process until it tells that it is at a point, and kill it there."""

    def killed(target, *args, stop_at):
        process, pipe = start(target, *args, stop_at=stop_at)
        assert pipe.poll(PATIENCE), "it never came there"
        assert pipe.recv() == stop_at
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -9

    return killed


@pytest.fixture
def half_done(site):
    """An import of which everything was chosen and nothing is done yet."""
    source = make_source()
    days = [f"{timezone.localdate() + timedelta(days=10 * number):%Y%m%d}T100000" for number in range(1, MANY + 1)]
    titles = ["Aardwarmte", "Bloembollen", "Chipfabriek", "Dijkbewaking", "Energiehub"]
    run = look(
        source, *(vevent(uid=title, title=title, start=day, end=None) for title, day in zip(titles, days, strict=True))
    )
    services.source_hold(source=source)
    services.run_start(run=run, choices=dict.fromkeys(run.items.values_list("pk", flat=True), "take"))
    services.source_let_go(source=source)
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(("stop_at", "finished"), [("item", 2), ("between", 3)])
def test_an_import_that_was_killed_is_finished_by_whoever_goes_on(half_done, copied, killed, ask, stop_at, finished):
    database = copied()
    killed(processes.continue_import, *database, stop_at=stop_at)
    states = sorted(["done"] * finished + ["waiting"] * (MANY - finished))
    assert ask(processes.look, *database) == (finished, finished, finished, states)
    # Who was killed holds the calendar for a while.
    assert ask(processes.continue_import, *database) == "running"

    ask(processes.let_go, *database)
    for _again in range(2):
        assert ask(processes.continue_import, *database) == "done"

    assert ask(processes.look, *database) == (MANY, MANY, MANY, ["done"] * MANY)


def test_two_that_go_on_at_once_make_each_page_once(half_done, copied, start, ask):
    database = copied()
    both = [start(processes.continue_import, *database) for _ in range(2)]
    for process, pipe in both:
        assert pipe.poll(PATIENCE)
        pipe.recv()
        process.join(PATIENCE)

    assert ask(processes.look, *database) == (MANY, MANY, MANY, ["done"] * MANY)


@pytest.fixture
def due(site):
    """Three pages that should be live by now."""
    for number in range(3):
        page = StandardPageFactory(
            parent=HomePage.objects.get(pk=site.pk), title=f"Straks {number}", slug=f"straks-{number}", live=False
        )
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now())
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        revision.save()
    StandardPage.objects.filter(title__startswith="Straks").update(go_live_at=timezone.now())


def test_a_publication_that_was_killed_is_finished_by_whoever_comes_next(due, copied, killed, ask):
    database = copied()
    killed(processes.publish, *database, stop_at="publishing")
    assert ask(processes.look_live, *database).count(True) == 1

    assert ask(processes.publish, *database) == (2, [])
    assert ask(processes.publish, *database) == (0, [])

    assert ask(processes.look_live, *database) == [True] * 3


def test_two_that_publish_at_once_publish_each_page_once(due, copied, start):
    database = copied()
    both = [start(processes.publish, *database) for _ in range(2)]
    published = 0
    for process, pipe in both:
        assert pipe.poll(PATIENCE)
        number, failed = pipe.recv()
        assert failed == []
        published += number
        process.join(PATIENCE)

    assert published == 3
