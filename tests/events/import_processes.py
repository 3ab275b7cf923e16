"""What real processes do in ``test_import_processes.py``: import a calendar, publish what is due, be killed on the way.

Each function is the whole life of one process, as in ``tests.members.mail_processes``.
"""

import os
import time

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.conf import settings
from django.db import connection
from wagtail.models import Page
from wagtail.signals import page_published

from events.importing import services
from events.models import CalendarSource, EventPage, ImportedEvent, ImportItem, ImportRun, Occurrence
from home import publication


def at_home(database, index):
    """Use this database, and an index of words of one's own; called first in each process."""
    connection.settings_dict["NAME"] = database
    settings.HUB_INDEX_DIR = index


def _tell(pipe, point):
    pipe.send(point)
    time.sleep(600)


def continue_import(pipe, database, index, stop_at=""):
    """Go on with the import; ``item`` stops inside the transaction of the third event, ``between`` after it."""
    at_home(database, index)
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


def let_go(pipe, database, index):
    """Let the time pass after which who was killed has let go of the calendar."""
    at_home(database, index)
    CalendarSource.objects.update(busy_until=None)
    pipe.send("done")


def look(pipe, database, index):
    """Say what is there: pages, dates, what is noted of them, and how far the events are."""
    at_home(database, index)
    states = sorted(ImportItem.objects.values_list("state", flat=True))
    pipe.send((EventPage.objects.count(), Occurrence.objects.count(), ImportedEvent.objects.count(), states))


def publish(pipe, database, index, stop_at=""):
    """Publish what is due; ``publishing`` stops inside the transaction of the second page."""
    at_home(database, index)
    done = []

    def stop(**kwargs):
        done.append(1)
        if stop_at and len(done) == 2:
            _tell(pipe, stop_at)

    page_published.connect(stop, weak=False)
    outcome = publication.publish_due()
    pipe.send((outcome.published, outcome.failed))


def look_live(pipe, database, index):
    """Say which of the scheduled pages are live."""
    at_home(database, index)
    pipe.send(list(Page.objects.filter(title__startswith="Straks").order_by("title").values_list("live", flat=True)))
