"""Messages to registrants: read before they go, once for each person, whatever happens in the middle."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from events.desk import messaging
from events.jobs import Outcome
from events.letters.meeting import account_url
from events.models import Registration, RegistrationMessage
from events.registration import services
from events.registration.links import manage_url
from members.models import MailMessage, Notice
from tests.events.desk import make_held
from tests.factories.home import publish
from tests.factories.members import ContributorFactory, UserFactory
from tests.factories.registrations import register, register_guest

pytestmark = pytest.mark.django_db

WORDS = {"subject_nl": "Andere zaal", "text_nl": "We zitten in zaal 3.\n\nTot dan!", "reply_to": "vraag@hub.example"}


def write(client, held, query="", **values):
    answer = client.post(held.url(f"messages/new/{query}"), {**WORDS, **values})
    assert answer.status_code == 302, answer.context["form"].errors
    return RegistrationMessage.objects.order_by("-pk").first()


def send(client, held, message, people):
    return client.post(held.url(f"messages/{message.uuid}/"), {"people": people}, follow=True)


def told():
    """Return whom the message was written to, each as often as it was."""
    return sorted(MailMessage.objects.filter(subject="Andere zaal").values_list("recipient", flat=True))


@pytest.fixture
def held(site, client):
    return make_held(client, capacity=2)


def people(held):
    """Register two with a place (one of them for two dates), one who waits, and an address that nobody confirmed."""
    users = [UserFactory(email=f"{name}@hub.example", name=name) for name in ("ada", "bea", "cor")]
    for user in users:
        register(held.schedule, user=user, occurrence=held.date)
    register(held.schedule, user=users[0], occurrence=held.add_date(20))
    register_guest(held.schedule, email="spook@hub.example")
    guest = register_guest(held.schedule, email="gast@hub.example", occurrence=held.schedule.occurrences.last())
    services.registration_confirm_address(registration=guest)


def test_it_is_read_before_it_goes_and_each_person_gets_it_once(held, client):
    people(held)
    message = write(client, held)
    assert told() == []
    seen = client.get(held.url(f"messages/{message.uuid}/"))
    assert (seen.context["number"], "Send to 4 people" in seen.content.decode()) == (4, True)
    assert "We zitten in zaal 3." in seen.content.decode()
    assert "Sent to 4 people." in send(client, held, message, 4).content.decode()
    expected = [f"{name}@hub.example" for name in ("ada", "bea", "cor", "gast")]
    assert told() == expected
    again = send(client, held, message, 4).content.decode()
    assert ("Nobody gets it twice" in again, told()) == (True, expected)
    message.refresh_from_db()
    assert (message.recipients, message.author, message.delivered_at is not None) == (4, held.organiser, True)
    mail = MailMessage.objects.get(recipient="gast@hub.example", subject="Andere zaal")
    assert (mail.reply_to, "Weefdag" in mail.text, "zaal 3" in mail.text) == ("vraag@hub.example", True, True)


def test_the_list_says_to_whom_it_goes(held, client):
    people(held)
    message = write(client, held, "?state=waiting")
    send(client, held, message, 1)
    assert told() == ["cor@hub.example"]


def test_a_list_that_changed_while_it_was_read_is_read_once_more(held, client):
    people(held)
    message = write(client, held)
    refused = send(client, held, message, 3)
    assert (refused.status_code, told()) == (409, [])
    assert "it has 4 people now" in refused.content.decode()
    for wrong in ("", "x", "-4", "9" * 20):
        assert send(client, held, message, wrong).status_code == 409


def test_what_was_broken_off_goes_on_and_tells_nobody_twice(held, client, monkeypatch):
    people(held)
    message = write(client, held)
    told_before = messaging._tell
    calls = []

    def dies(*args):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        told_before(*args)

    monkeypatch.setattr(messaging, "_tell", dies)
    message = messaging.message_send(message=message, desk=_desk(held), expected=4)
    with pytest.raises(KeyboardInterrupt):
        messaging.message_deliver(message=message)
    assert len(told()) == 2
    monkeypatch.setattr(messaging, "_tell", told_before)
    assert messaging.messages_resume().done == 0
    later = timezone.now() + timedelta(hours=1)
    assert messaging.messages_resume(now=later) == Outcome(done=4)
    assert messaging.messages_resume(now=later) == Outcome()
    assert told() == [f"{name}@hub.example" for name in ("ada", "bea", "cor", "gast")]


def _desk(held):
    from events.desk.access import find_desk

    return find_desk(held.page.public_id, held.organiser)


def test_each_reads_it_in_their_language_or_in_the_first_that_was_written(held, client):
    english = UserFactory(email="en@hub.example", language="en")
    register(held.schedule, user=english, occurrence=held.date, language="en")
    register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    message = write(client, held, subject_en="Another room", text_en="We are in room 3.")
    seen = client.get(held.url(f"messages/{message.uuid}/")).context["readings"]
    assert [(each.language, each.people, each.letter.subject) for each in seen] == [
        ("nl", 1, "Andere zaal"), ("en", 1, "Another room"),
    ]  # fmt: skip
    send(client, held, message, 2)
    assert MailMessage.objects.get(subject="Another room").recipient == "en@hub.example"
    only_dutch = write(client, held)
    letter = client.get(held.url(f"messages/{only_dutch.uuid}/")).context["readings"][1].letter
    assert (letter.subject, letter.paragraphs[0].startswith("The organiser of")) == ("Andere zaal", True)


def test_words_of_people_are_one_line_in_a_header_and_text_in_a_letter(held, client):
    register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    message = write(
        client, held, subject_nl="Zaal\r\nBcc: spion@hub.example", text_nl="<script>alert(1)</script> http://x.example"
    )
    assert message.subjects["nl"] == "Zaal Bcc: spion@hub.example"
    page = client.get(held.url(f"messages/{message.uuid}/")).content.decode()
    assert "<script>alert" not in page
    send(client, held, message, 1)
    mail = MailMessage.objects.get(recipient="nl@hub.example", subject__startswith="Zaal")
    assert "<script>" not in mail.html


@pytest.mark.parametrize(
    "values",
    [{"subject_nl": ""}, {"text_nl": " "}, {"reply_to": "nobody"}, {"subject_en": "Only"}, {"text_nl": "x" * 5001}],
)
def test_what_is_not_whole_is_asked_for_and_nothing_typed_is_lost(held, client, values):
    answer = client.post(held.url("messages/new/"), {**WORDS, **values})
    assert (answer.status_code, RegistrationMessage.objects.count()) == (400, 0)
    assert answer.context["form"]["reply_to"].value() == values.get("reply_to", WORDS["reply_to"])


def test_one_that_was_not_sent_is_rewritten_and_one_that_was_is_not(held, client):
    register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    message = write(client, held)
    assert client.get(held.url(f"messages/{message.uuid}/?edit")).context["form"]["subject_nl"].value() == "Andere zaal"
    client.post(held.url(f"messages/{message.uuid}/?edit"), {**WORDS, "subject_nl": "Zaal 4"})
    assert RegistrationMessage.objects.get().subjects == {"nl": "Zaal 4"}
    send(client, held, message, 1)
    assert "form" not in client.get(held.url(f"messages/{message.uuid}/?edit")).context


def test_who_rewrites_it_while_another_sends_it_changes_nothing(held, client):
    register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    read_before = write(client, held)
    send(client, held, read_before, 1)
    with pytest.raises(ValidationError) as refusal:
        messaging.message_write(
            schedule=held.schedule,
            author=held.organiser,
            subjects={"nl": "Zaal 4"},
            texts={"nl": "Toch niet."},
            reply_to="vraag@hub.example",
            selection={},
            message=read_before,
        )
    assert refusal.value.code == "sent"
    assert RegistrationMessage.objects.get().subjects == {"nl": "Andere zaal"}


def test_who_has_an_account_signs_in_and_only_a_guest_gets_a_link_that_is_a_key(held, client):
    row = register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    guest = register_guest(held.schedule, email="gast@hub.example")
    services.registration_confirm_address(registration=guest)
    guest.refresh_from_db()
    send(client, held, write(client, held), 2)
    texts = dict(MailMessage.objects.filter(subject="Andere zaal").values_list("recipient", "text"))
    with translation.override("nl"):
        assert account_url(row) in texts["nl@hub.example"]
        assert manage_url(guest) in texts["gast@hub.example"]


def test_answers_go_to_the_contact_person_who_may_be_asked(held, client):
    assert client.get(held.url("messages/new/")).context["form"]["reply_to"].value() == held.organiser.email
    held.page.contact = ContributorFactory(email="contact@hub.example", is_public_contact=True)
    publish(held.page)
    assert client.get(held.url("messages/new/")).context["form"]["reply_to"].value() == "contact@hub.example"


def test_who_cannot_be_told_keeps_nobody_else_waiting_and_is_tried_again(held, client):
    people(held)
    message = messaging.message_send(message=write(client, held), desk=_desk(held), expected=4)
    first = Registration.objects.filter(pk__in=message.addressees).order_by("turn").first()
    account = UserFactory(email="later@hub.example")
    Registration.objects.filter(pk=first.pk).update(user=None, email="geen adres")
    assert messaging.message_deliver(message=message) == Outcome(done=3, failed=1)
    later = timezone.now() + timedelta(hours=1)
    assert messaging.messages_resume(now=later) == Outcome(done=3, failed=1)
    Registration.objects.filter(pk=first.pk).update(user=account)
    assert messaging.messages_resume(now=later) == Outcome(done=4)
    assert messaging.messages_resume(now=later) == Outcome()
    assert told() == [f"{name}@hub.example" for name in ("bea", "cor", "gast", "later")]


def test_nobody_to_write_to_is_said(held, client):
    message = write(client, held)
    assert send(client, held, message, 0).status_code == 409
    assert Notice.objects.filter(matter__startswith="message:").count() == 0


def test_who_is_erased_in_the_meantime_is_left_out(held, client):
    row = register(held.schedule, user=UserFactory(email="nl@hub.example"), occurrence=held.date)
    message = messaging.message_send(message=write(client, held), desk=_desk(held), expected=1)
    Registration.objects.filter(pk=row.pk).update(erased_at=timezone.now(), email="", user=None)
    assert messaging.message_deliver(message=message) == Outcome()
    assert told() == []
