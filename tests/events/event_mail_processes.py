"""What real processes do in ``test_event_mail_processes.py``: change a date, tell of it, remind, be killed on the way.

Each function is the whole life of one process, as in ``tests.members.mail_processes``, whose mail server they use.
"""

import os
import time
from datetime import timedelta

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page

from events import change_letters as changes, reminders, services
from events.enums import EventKind, RegistrationState
from events.models import CalendarInvite, DateChange, EventPage, Occurrence, Registration
from members.models import MailMessage
from tests.members.mail_processes import at_home

TITLE = "Gedode bijeenkomst"


def prepare(pipe, database, folder, people, days):
    """Publish an event with people who have a place, and change its date an hour ago."""
    at_home(pipe, database, folder)
    locale, _is_new = Locale.objects.get_or_create(language_code="nl")
    page = EventPage(title=TITLE, slug="gedood", kind=EventKind.WORKSHOP, locale=locale, live=True)
    Page.get_first_root_node().add_child(instance=page)
    start = timezone.now() + timedelta(days=days)
    schedule = services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=start, ends_at=start + timedelta(hours=2)
    )
    row = schedule.occurrences.get()
    for number in range(people):
        email = f"kill{number}@hub.example"
        Registration.objects.create(
            schedule=schedule, occurrence=row, name=email, email=email, email_key=email, number=f"K{number}",
            turn=number, taking_part="on-site", language="nl", state=RegistrationState.CONFIRMED,
            created_at=timezone.now() - timedelta(days=30),
        )  # fmt: skip
    pipe.send("prepared")


def change(pipe, database, folder):
    """Move the date, an hour ago: the quiet period is over."""
    at_home(pipe, database, folder)
    row = Occurrence.objects.get(schedule__registrations__number="K0")
    row.schedule.refresh_from_db()
    later = timedelta(hours=1)
    services.occurrence_move(occurrence=row, starts_at=row.starts_at + later, ends_at=row.ends_at + later)
    ago = timezone.now() - timedelta(hours=1)
    DateChange.objects.update(first_at=ago, last_at=ago)
    Registration.objects.update(created_at=ago - timedelta(days=30))
    pipe.send("changed")


def run(pipe, database, folder, stop_at=""):
    """Write what is due, as the command does; ``stop_at`` is a point at which it waits to be killed."""
    at_home(pipe, database, folder)
    if stop_at:
        _wait(pipe, stop_at)
    call_command("send_event_mails", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115 - as long as the process
    pipe.send("done")


def _wait(pipe, stop_at):
    """Let one function of the app wait: before it is called, or after it was and before its transaction ends."""
    module, name, when, call = POINTS[stop_at]
    whole, calls = getattr(module, name), []

    def waiting(*args, **values):
        calls.append(args)
        if len(calls) < call:
            return whole(*args, **values)
        if when == "after":
            whole(*args, **values)
        pipe.send(stop_at)
        time.sleep(600)
        return None

    setattr(module, name, waiting)


# Where it is killed: a function, before or after it, and at which of its calls.
POINTS = {
    "settling": (changes, "_settle", "after", 1),
    "settled": (changes, "_tell", "before", 1),
    "telling the second": (changes, "_tell_reader", "after", 2),
    "one is told": (changes, "_tell_reader", "before", 2),
    "all are told": (changes, "_tell", "after", 1),
    "reminding the second": (reminders, "registration_send", "after", 2),
    "all but one are reminded": (reminders, "registration_send", "before", 3),
}


def look(pipe, database, folder):
    """Say whom each kind of letter was written to, and what is left open."""
    at_home(pipe, database, folder)
    written = {}
    for message in MailMessage.objects.filter(recipient__startswith="kill").order_by("recipient"):
        kind = message.key.split("|")[2].split(":")[0]
        written.setdefault(kind, []).append(message.recipient)
    open_changes = DateChange.objects.filter(told_at=None).count()
    sequences = set(CalendarInvite.objects.values_list("sequence", flat=True))
    pipe.send((written, open_changes, sequences))
