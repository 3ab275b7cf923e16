"""What becomes of a message, by what the mail server says; a real one, on this machine."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from freezegun import freeze_time

from members.delivery import BACKOFF, LEASE, mail_deliver, mail_doubt_abandoned
from members.enums import MailState
from members.letters import DrawnLetter
from members.mail import mail_create, mail_mark_sent, mail_send_again, mails_prune
from members.models import MailMessage
from members.tasks import deliver_mail
from tests.factories.members import UserFactory
from tests.members.mail_server import HANG_UP, mail_server

pytestmark = pytest.mark.django_db


def written(**values):
    drawn = DrawnLetter(text="Één regel.\n", html="<p>Één regel.</p>")
    fields = {"key": "user:1|account|a|", "recipient": "ella@hub.example", "subject": "Dag"}
    return mail_create(**{**fields, "drawn": drawn, **values})


def send(message):
    """Deliver a message whatever the clock says."""
    MailMessage.objects.filter(pk=message.pk, state=MailState.WAITING).update(next_attempt_at=timezone.now())
    return mail_deliver(uuid=message.uuid)


@pytest.mark.parametrize(
    ("answers", "state", "accepted"),
    [
        ({}, MailState.SENT, 1),
        ({"QUIT": HANG_UP}, MailState.SENT, 1),
        # For good.
        ({"RCPT": "550 no such user"}, MailState.FAILED, 0),
        ({"MAIL": "553 not from you"}, MailState.FAILED, 0),
        ({"DATA": "554 no"}, MailState.FAILED, 0),
        ({"END": "554 spam"}, MailState.FAILED, 0),
        # For now.
        ({"RCPT": "451 greylisted"}, MailState.WAITING, 0),
        ({"MAIL": "421 busy"}, MailState.WAITING, 0),
        ({"END": "452 disk full"}, MailState.WAITING, 0),
        ({"EHLO": HANG_UP, "HELO": HANG_UP}, MailState.WAITING, 0),
        ({"EHLO": "421 busy", "HELO": "421 busy"}, MailState.WAITING, 0),
        # Nobody knows.
        ({"RCPT": HANG_UP}, MailState.IN_DOUBT, 0),
        ({"END": HANG_UP}, MailState.IN_DOUBT, 1),
    ],
)
def test_what_the_mail_server_says_decides(settings, answers, state, accepted):
    with mail_server(settings, answers) as server:
        message = mail_deliver(uuid=written().uuid)

    assert (message.state, len(server.accepted), message.attempts) == (state, accepted, 1)
    assert bool(message.last_error) == (state != MailState.SENT)
    assert (message.sent_at is not None) == (state == MailState.SENT)


def test_it_is_sent_as_it_was_written(settings):
    message = written(recipient_name="Ella Óskars", reply_to="desk@hub.example")
    with mail_server(settings, {}) as server:
        mail_deliver(uuid=message.uuid)

    head = server.accepted[0]
    for line in (
        f"Message-ID: {message.message_id}",
        "Auto-Submitted: auto-generated",
        "Reply-To: desk@hub.example",
        "From: desk@hub.example",
        "Subject: Dag",
    ):
        assert line in head
    assert "<ella@hub.example>" in head
    assert "text/plain" in head
    assert "text/html" in head


def test_without_a_mail_server_it_is_tried_again_with_longer_and_longer_pauses_and_then_fails(settings):
    with mail_server(settings, {}):
        pass
    message = written()
    pauses = []
    for _attempt in BACKOFF:
        with freeze_time(timezone.now()):
            message = send(message)
            pauses.append(message.next_attempt_at - timezone.now())
            assert message.state == MailState.WAITING
    message = send(message)

    assert pauses == list(BACKOFF)
    assert (message.state, message.attempts) == (MailState.FAILED, len(BACKOFF) + 1)


def test_what_cannot_be_a_message_fails_before_anybody_is_connected_to(settings):
    message = written(subject="Dag\nBcc: eve@hub.example")
    with mail_server(settings, {}) as server:
        message = mail_deliver(uuid=message.uuid)

    assert (message.state, server.accepted) == (MailState.FAILED, [])


def test_what_is_not_due_or_is_somebody_elses_is_left_alone(mailoutbox):
    message = written()
    MailMessage.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert mail_deliver(uuid=message.uuid) is None
    for state in set(MailState) - {MailState.WAITING}:
        MailMessage.objects.update(next_attempt_at=timezone.now() - LEASE, state=state)
        assert mail_deliver(uuid=message.uuid) is None
    assert mailoutbox == []


class SlowServer(BaseEmailBackend):
    """Takes longer than the lease, in which ``meanwhile`` happens."""

    meanwhile = staticmethod(lambda message: None)

    def send_messages(self, email_messages):
        with freeze_time(timezone.now() + LEASE + timedelta(seconds=1)):
            assert mail_doubt_abandoned() == 1
            self.meanwhile(MailMessage.objects.get())
        return len(email_messages)


@pytest.mark.parametrize(
    ("decide", "state"),
    [(lambda message: None, MailState.SENT), (lambda message: mail_send_again(message=message), MailState.WAITING)],
)
def test_a_slow_hand_over_still_records_how_it_went_unless_somebody_decided(settings, monkeypatch, decide, state):
    settings.HUB_MAIL_TRANSPORT = f"{__name__}.SlowServer"
    monkeypatch.setattr(SlowServer, "meanwhile", staticmethod(decide))

    assert mail_deliver(uuid=written().uuid).state == state


@pytest.mark.parametrize("decide", [mail_send_again, mail_mark_sent])
def test_a_message_is_decided_about_once_and_only_when_it_needs_it(decide):
    message = written()
    for state in (MailState.WAITING, MailState.HANDING, MailState.SENT):
        MailMessage.objects.update(state=state)
        with pytest.raises(ValidationError):
            decide(message=message)
    for state in (MailState.IN_DOUBT, MailState.FAILED):
        MailMessage.objects.update(state=state)
        decide(message=message)
        with pytest.raises(ValidationError):
            decide(message=message)


def test_an_administrator_sends_again_with_the_same_id(settings):
    message = written()
    with mail_server(settings, {"END": HANG_UP}) as first:
        message = mail_deliver(uuid=message.uuid)
    mail_send_again(message=message)
    with mail_server(settings, {}) as second:
        assert mail_deliver(uuid=message.uuid).state == MailState.SENT

    ids = [[line for line in mail.splitlines() if line.startswith("Message-ID")] for mail in first.accepted]
    assert ids == [[line for line in mail.splitlines() if line.startswith("Message-ID")] for mail in second.accepted]
    with pytest.raises(ValidationError):
        mail_mark_sent(message=message)


def test_the_worker_is_asked_in_the_transaction_and_again_for_later_when_it_did_not_work(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.HUB_MAIL_TRANSPORT = "members.mail_backends.SmtpBackend"
    with mail_server(settings, {"RCPT": "451 later"}):
        message = written()
        assert [(job.task_path, job.args_kwargs["args"]) for job in DBTaskResult.objects.all()] == [
            ("members.tasks.deliver_mail", [str(message.uuid)])
        ]
        deliver_mail.call(str(message.uuid))

    message.refresh_from_db()
    assert [job.run_after for job in DBTaskResult.objects.order_by("run_after")][1:] == [message.next_attempt_at]


def test_the_command_sends_what_is_due_once(mailoutbox, capsys):
    written()
    call_command("send_mail")
    call_command("send_mail")

    assert [mail.to for mail in mailoutbox] == [["ella@hub.example"]]
    assert "Sent: 1 of 1." in capsys.readouterr().out


def test_the_words_of_what_is_past_are_removed_and_it_is_still_not_told_again(settings, mailoutbox):
    old, failed, doubtful = (written(key=f"user:1|account|{name}|", user=UserFactory()) for name in "abc")
    new = written(key="user:1|account|d|")
    states = {old: MailState.SENT, failed: MailState.FAILED, doubtful: MailState.IN_DOUBT, new: MailState.SENT}
    for message, state in states.items():
        long_ago = timezone.now() - timedelta(days=settings.HUB_MAIL_DAYS + 1)
        MailMessage.objects.filter(pk=message.pk).update(
            state=state, created_at=timezone.now() if message == new else long_ago
        )

    assert (mails_prune(), mails_prune()) == (2, 0)

    left = {message.pk: message for message in MailMessage.objects.all()}
    assert [bool(left[message.pk].text) for message in states] == [False, False, True, True]
    assert [left[message.pk].recipient for message in (old, failed)] == ["", ""]
    assert written(key=old.key).pk == old.pk
    with pytest.raises(ValidationError):
        mail_send_again(message=left[failed.pk])
