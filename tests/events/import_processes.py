"""What real processes do in ``test_import_processes.py``: import a calendar, publish what is due, be killed on the way.

Each function is the whole life of one process, as in ``tests.members.mail_processes``.
"""

import os
import time
from datetime import timedelta

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.conf import settings
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from events.importing import services
from events.models import CalendarSource, EventPage, ImportedEvent, ImportItem, ImportRun, Occurrence
from home import publication
from home.models import StandardPage
from hub.site_setup import site_setup
from tests.events.importing import look as look_at, make_source, vevent
from tests.factories.home import StandardPageFactory


def at_home(database, folder):
    """Use this database, and an index of words of one's own; called first in each process."""
    connection.settings_dict["NAME"] = database
    settings.HUB_INDEX_DIR = folder / "index"


def prepare_import(pipe, database, folder, many):
    """Make a site, and an import of which everything was chosen and nothing is done yet; tell how many events exist."""
    at_home(database, folder)
    site_setup()
    source = make_source()
    days = [f"{timezone.localdate() + timedelta(days=10 * number):%Y%m%d}T100000" for number in range(1, many + 1)]
    titles = ["Aardwarmte", "Bloembollen", "Chipfabriek", "Dijkbewaking", "Energiehub"]
    run = look_at(
        source, *(vevent(uid=title, title=title, start=day, end=None) for title, day in zip(titles, days, strict=True))
    )
    services.source_hold(source=source)
    services.run_start(run=run, choices=dict.fromkeys(run.items.values_list("pk", flat=True), "take"))
    services.source_let_go(source=source)
    pipe.send(EventPage.objects.count())


def prepare_pages(pipe, database, folder):
    """Make a site, and three pages that should be live by now; tell whether they are."""
    at_home(database, folder)
    home = site_setup()
    for number in range(3):
        page = StandardPageFactory(parent=home, title=f"Straks {number}", slug=f"straks-{number}", live=False)
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now())
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        revision.save()
    StandardPage.objects.filter(title__startswith="Straks").update(go_live_at=timezone.now())
    pipe.send(list(Page.objects.filter(title__startswith="Straks").values_list("live", flat=True)))


def _tell(pipe, point):
    pipe.send(point)
    time.sleep(600)


def continue_import(pipe, database, folder, stop_at=""):
    """Go on with the import; ``item`` stops inside the transaction of the third event, ``between`` after it."""
    at_home(database, folder)
    apply, done = services.item_apply, []

    if stop_at == "item":
        write = services.item_write

        def stop_inside(**values):
            notes = write(**values)
            done.append(1)
            if len(done) == 3:
                _tell(pipe, stop_at)
            return notes

        services.item_write = stop_inside
    if stop_at == "between":

        def stop_after(**values):
            item = apply(**values)
            done.append(1)
            if len(done) == 3:
                _tell(pipe, stop_at)
            return item

        services.item_apply = stop_after
    run = services.run_continue(run=ImportRun.objects.get())
    pipe.send(run.state)


def let_go(pipe, database, folder):
    """Let the time pass after which who was killed has let go of the calendar."""
    at_home(database, folder)
    CalendarSource.objects.update(busy_until=None)
    pipe.send("done")


def look(pipe, database, folder):
    """Say what is there: pages, dates, what is noted of them, and how far the events are."""
    at_home(database, folder)
    states = sorted(ImportItem.objects.values_list("state", flat=True))
    pipe.send((EventPage.objects.count(), Occurrence.objects.count(), ImportedEvent.objects.count(), states))


def publish(pipe, database, folder, stop_at=""):
    """Publish what is due; ``publishing`` stops inside the transaction of the second page."""
    at_home(database, folder)
    done = []

    def stop(**kwargs):
        done.append(1)
        if stop_at and len(done) == 2:
            _tell(pipe, stop_at)

    page_published.connect(stop, weak=False)
    outcome = publication.publish_due()
    pipe.send((outcome.published, outcome.failed))


def look_live(pipe, database, folder):
    """Say which of the scheduled pages are live."""
    at_home(database, folder)
    pipe.send(list(Page.objects.filter(title__startswith="Straks").order_by("title").values_list("live", flat=True)))
