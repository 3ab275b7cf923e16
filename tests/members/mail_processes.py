"""What real processes do in ``test_mail_processes.py``: write a message, hand it over, be killed on the way.

Each function is the whole life of one process, as in ``tests.search.processes``. The mail server is a file: one line
for each message that it accepted.
"""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from members.enums import NoticeKind
from members.letters import Letter
from members.mail import mail_mark_sent, mail_send_again
from members.models import MailMessage
from members.notices import notice_send

ACTIONS = {"again": mail_send_again, "mark": mail_mark_sent}


class FileServer(BaseEmailBackend):
    """A mail server that tells where it is, and waits there to be killed."""

    spool: ClassVar[Path]
    pipe: ClassVar[object] = None
    stop_at: ClassVar[str] = ""

    def _pass(self, point):
        if self.stop_at == point:
            self.pipe.send(point)
            time.sleep(600)

    def open(self):
        self._pass("taken")

    def send_messages(self, email_messages):
        self._pass("handing")
        for email in email_messages:
            with self.spool.open("a") as spool:
                spool.write(email.message()["Message-ID"] + "\n")
        self._pass("accepted")
        return len(email_messages)

    def close(self):
        self._pass("recorded")


def at_home(pipe, database, folder, stop_at=""):
    """Use this database and this mail server; called first in each process."""
    connection.settings_dict["NAME"] = database
    settings.HUB_MAIL_TRANSPORT = f"{__name__}.{FileServer.__name__}"
    FileServer.spool, FileServer.pipe, FileServer.stop_at = folder / "spool", pipe, stop_at


def tell(number):
    """Write the invitation of that number, when it has not been written yet."""
    notice_send(
        kind=NoticeKind.INVITATION,
        matter=f"invitation:{number}",
        email=f"kill{number}@hub.example",
        write=lambda: Letter(subject="Uitnodiging"),
    )


def write(pipe, database, folder, numbers, stop_at=""):
    """Write messages; ``writing`` stops before the transaction is committed, ``written`` after."""
    at_home(pipe, database, folder)
    with transaction.atomic():
        for number in numbers:
            tell(number)
        if stop_at == "writing":
            pipe.send("writing")
            time.sleep(600)
    pipe.send("written")
    if stop_at:
        time.sleep(600)


def deliver(pipe, database, folder, stop_at=""):
    """Send what is due, as the command does."""
    at_home(pipe, database, folder, stop_at)
    call_command("send_mail", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115 - it lasts as long as the process
    pipe.send("done")


def look(pipe, database, folder, later=False, action=""):
    """Say what states the messages are in; ``later`` all leases are over, ``action`` is an administrator's."""
    at_home(pipe, database, folder)
    if later:
        MailMessage.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    for message in MailMessage.objects.all() if action else ():
        ACTIONS[action](message=message)
    pipe.send(sorted(MailMessage.objects.values_list("state", flat=True)))
