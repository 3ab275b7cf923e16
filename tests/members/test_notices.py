from datetime import datetime
from email import message_from_string
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from freezegun import freeze_time

from members.delivery import as_email
from members.digests import MAX_PARTS, digest_begin, digest_period
from members.enums import NoticeFrequency, NoticeKind
from members.letters import MAX_SUBJECT, Letter, letter_draw
from members.models import MailMessage, Notice, NoticePreference
from members.notices import OPTIONAL_KINDS, notice_send, notices_read, preferences_set
from tests.factories.members import UserFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HELLO = Letter(subject="Iets nieuws", paragraphs=("Er is iets.",), action=("Bekijk", "https://hub.example/nl/x/"))


def hello():
    return HELLO


def tell(user, matter="work:1", kind=NoticeKind.REMINDER, write=hello, **values):
    notice_send(kind=kind, matter=matter, user=user, write=write, **values)


def choose(user, frequency, kind=NoticeKind.REMINDER):
    preferences_set(user=user, frequencies={kind: frequency})


# --- Once ------------------------------------------------------------------------------------------------


def test_somebody_is_told_once_for_each_kind_matter_and_period(db):
    user, other = UserFactory(), UserFactory()
    for _again in range(2):
        for period in ("2026-W01", "2026-W02"):
            tell(user, period=period)
        tell(user, matter="work:2")
        tell(user, kind=NoticeKind.REVIEW)
        tell(other)

    told = Notice.objects.values_list("user", "kind", "matter", "period").order_by("pk")
    assert list(told) == [
        (user.pk, "reminder", "work:1", "2026-W01"),
        (user.pk, "reminder", "work:1", "2026-W02"),
        (user.pk, "reminder", "work:2", ""),
        (user.pk, "review", "work:1", ""),
        (other.pk, "reminder", "work:1", ""),
    ]
    assert MailMessage.objects.count() == 5
    assert len(set(MailMessage.objects.values_list("key", "message_id"))) == 5


def test_an_address_without_an_account_is_told_once_whatever_its_case_and_without_keeping_it_in_the_key(db):
    for email in ("Ella@hub.example", "ella@HUB.example"):
        notice_send(kind=NoticeKind.INVITATION, matter="invitation:1", email=email, language="en", write=hello)

    message = MailMessage.objects.get()
    assert (message.recipient, message.user, message.language) == ("Ella@hub.example", None, "en")
    assert "ella" not in message.key
    assert not Notice.objects.exists()


def test_nothing_is_sent_of_what_was_undone(db, mailoutbox):
    user = UserFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(user)
        raise RuntimeError
    call_command("send_mail")
    assert (mailoutbox, Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "values", [{}, {"email": "a@hub.example", "user": "somebody"}, {"email": "a@hub.example", "matter": ""}]
)
def test_a_notice_has_one_reader_and_a_matter(db, values):
    fields = {"matter": "x", **values}
    if "user" in fields:
        fields["user"] = UserFactory()
    with pytest.raises(ValueError, match="A notice is"):
        notice_send(kind=NoticeKind.ACCOUNT, write=hello, **fields)


@pytest.mark.parametrize("email", ["geen adres", "a@hub.example\nBcc: eve@hub.example", "a@hub.example, b@hub.example"])
def test_what_is_not_one_address_is_refused(db, email):
    with pytest.raises(ValidationError):
        notice_send(kind=NoticeKind.INVITATION, matter="x", email=email, write=hello)
    assert not MailMessage.objects.exists()


# --- What it looks like ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "greeting"), [("nl", "nl"), ("en", "en")])
def test_it_is_written_in_the_language_of_the_reader(db, language, greeting):
    user = UserFactory(name="Ella", language=language)
    tell(user, write=lambda: Letter(subject=gettext("Sign in")))

    with translation.override(language):
        assert MailMessage.objects.get().subject == gettext("Sign in")
        assert f"/{language}/account/preferences/" in MailMessage.objects.get().text


def test_everything_that_a_letter_says_is_in_its_text_and_in_its_html():
    letter = Letter(
        subject="Reactie",
        paragraphs=("Eerste alinea.", "Tweede <b>alinea</b> & meer."),
        action=("Bekijk de reactie", "https://hub.example/nl/x/?a=1&b=2"),
        quote='Een "regel"\nen nog een',
        rows=(("Van", "O'Neil & zn"), ("Voor", "<script>")),
        parts=(Letter(subject="Deel & meer", paragraphs=("Van het deel.",)),),
    )
    drawn = letter_draw(letter, language="en", name="Ella <x>", choice="My submissions")

    assert drawn.text == (
        "Hello Ella <x>,\n\nEerste alinea.\n\nTweede <b>alinea</b> & meer.\n\n"
        '> Een "regel"\n> en nog een\n\nVan: O\'Neil & zn\nVoor: <script>\n\n'
        "Bekijk de reactie:\nhttps://hub.example/nl/x/?a=1&b=2\n\n"
        "* Deel & meer\n\nVan het deel.\n\n"
        "-- \nAI-coalitie\nhttp://testserver/en/\n\n"
        "You receive this because of your account (My submissions). Choose what you want to hear of, and how often:\n"
        "http://testserver/en/account/preferences/\n"
    )
    for part in (
        "Hello Ella &lt;x&gt;,",
        "Tweede &lt;b&gt;alinea&lt;/b&gt; &amp; meer.",
        'href="https://hub.example/nl/x/?a=1&amp;b=2"',
        "Een &quot;regel&quot;<br>en nog een",
        "&lt;script&gt;",
        "Deel &amp; meer",
        "Van het deel.",
        'href="http://testserver/en/account/preferences/"',
    ):
        assert part in drawn.html
    assert "<script" not in drawn.html
    assert "src=" not in drawn.html


def test_what_is_always_sent_offers_no_choice():
    drawn = letter_draw(HELLO, language="en")
    assert "so it is always sent" in drawn.text
    assert "preferences" not in drawn.text + drawn.html


@pytest.mark.parametrize(
    "subject", ["Dag\r\nBcc: eve@hub.example", "Dag\x00\x0bBcc: eve@hub.example", "Dag\u2028\tBcc:"]
)
def test_no_header_is_smuggled_in_by_a_subject(db, subject):
    tell(UserFactory(), write=lambda: Letter(subject=subject))
    sent = message_from_string(as_email(MailMessage.objects.get()).message().as_string())

    assert sent["Subject"].startswith("Dag Bcc:")
    assert sent["Bcc"] is None


def test_a_subject_is_cut_and_an_action_is_a_web_address():
    assert len(Letter(subject="x" * 1000).subject) == MAX_SUBJECT
    with pytest.raises(ValueError, match="https://"):
        Letter(subject="x", action=("Klik", "javascript:alert(1)"))


def test_a_letter_is_the_same_after_it_was_kept(db):
    letter = Letter(
        subject="a", paragraphs=("b",), action=("c", "https://d/"), quote="e", rows=(("f", "g"),), parts=(HELLO,)
    )
    tell(UserFactory(), write=lambda: letter)
    assert Letter.from_json(Notice.objects.get().letter) == letter


# --- How often -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "is_active", "kind", "number"),
    [
        (None, True, NoticeKind.REMINDER, 1),
        (NoticeFrequency.AT_ONCE, True, NoticeKind.REMINDER, 1),
        (NoticeFrequency.DAILY, True, NoticeKind.REMINDER, 0),
        (NoticeFrequency.WEEKLY, True, NoticeKind.REMINDER, 0),
        (NoticeFrequency.NEVER, True, NoticeKind.REMINDER, 0),
        (None, False, NoticeKind.REMINDER, 0),
        (NoticeFrequency.NEVER, True, NoticeKind.ACCOUNT, 1),
        (NoticeFrequency.NEVER, False, NoticeKind.INVITATION, 1),
    ],
)
def test_who_gets_mail_at_once(db, frequency, is_active, kind, number):
    user = UserFactory(is_active=is_active)
    if frequency is not None:
        # A row for a mandatory kind cannot be made by the service; it would have no effect.
        NoticePreference.objects.create(user=user, kind=kind, frequency=frequency)
    tell(user, kind=kind)

    assert (MailMessage.objects.count(), Notice.objects.for_user(user).unread().count()) == (number, 1)


def test_what_is_read_in_the_hub_is_not_new_any_more(db):
    user, other = UserFactory(), UserFactory()
    tell(user)
    tell(other)
    assert (notices_read(user=user), notices_read(user=user)) == (1, 0)
    assert [notice.user for notice in Notice.objects.unread()] == [other]


@pytest.mark.parametrize(
    ("frequency", "now", "period"),
    [
        (NoticeFrequency.DAILY, datetime(2026, 3, 4, 6, 59), "2026-03-03"),
        (NoticeFrequency.DAILY, datetime(2026, 3, 4, 7, 0), "2026-03-04"),
        (NoticeFrequency.DAILY, datetime(2026, 3, 29, 7, 0), "2026-03-29"),
        (NoticeFrequency.DAILY, datetime(2026, 10, 25, 23, 0), "2026-10-25"),
        (NoticeFrequency.WEEKLY, datetime(2026, 3, 2, 6, 59), "2026-W09"),
        (NoticeFrequency.WEEKLY, datetime(2026, 3, 2, 7, 0), "2026-W10"),
        (NoticeFrequency.WEEKLY, datetime(2026, 3, 8, 23, 59), "2026-W10"),
        (NoticeFrequency.WEEKLY, datetime(2027, 1, 3, 12, 0), "2026-W53"),
        (NoticeFrequency.WEEKLY, datetime(2027, 1, 4, 12, 0), "2027-W01"),
    ],
)
def test_periods_begin_at_seven_on_the_clock_of_the_site(frequency, now, period):
    begin = digest_begin(frequency, now.replace(tzinfo=AMSTERDAM))
    assert (digest_period(frequency, begin), begin.hour) == (period, 7)


def at(text):
    return freeze_time(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM))


def test_daily_and_weekly_letters_are_written_once_a_period(db, mailoutbox):
    daily, weekly = UserFactory(language="en"), UserFactory(language="en")
    choose(daily, NoticeFrequency.DAILY)
    choose(weekly, NoticeFrequency.WEEKLY)
    sent = []
    # Wednesday to the Tuesday after next; told at ten each day, the command at noon and in the evening.
    for day in ("2026-03-04", "2026-03-05", "2026-03-09", "2026-03-10", "2026-03-16"):
        for hour in ("10", "12", "20"):
            with at(f"{day}T{hour}:00"):
                if hour == "10":
                    for number in range(2):
                        for user in (daily, weekly):
                            tell(user, matter=f"{day}:{number}")
                call_command("send_mail")
            sent += [(day, mail.to[0].split("<")[-1].rstrip(">") == daily.email, mail.subject) for mail in mailoutbox]
            mailoutbox.clear()

    two, four = "2 notices from AI-coalitie", "4 notices from AI-coalitie"
    assert sent == [
        ("2026-03-05", True, two),
        ("2026-03-09", True, two),
        ("2026-03-09", False, four),
        ("2026-03-10", True, two),
        ("2026-03-16", True, two),
        ("2026-03-16", False, four),
    ]


def test_a_letter_of_several_has_what_is_unread_and_one_of_one_is_that_one(db, mailoutbox):
    user = UserFactory(language="en")
    choose(user, NoticeFrequency.DAILY)
    with at("2026-03-04T10:00"):
        tell(user, matter="seen")
        notices_read(user=user)
        tell(user)
    with at("2026-03-05T07:00"):
        call_command("send_mail")
    assert [mail.subject for mail in mailoutbox] == ["Iets nieuws"]
    assert "(Once a day)" in mailoutbox[0].body


def test_a_long_letter_says_how_many_more_there_are(db, mailoutbox):
    user = UserFactory(language="en")
    choose(user, NoticeFrequency.DAILY)
    with at("2026-03-04T10:00"):
        for number in range(MAX_PARTS + 3):
            tell(user, matter=f"work:{number}")
    with at("2026-03-05T07:00"):
        call_command("send_mail")
    (mail,) = mailoutbox
    assert mail.body.count("* Iets nieuws") == MAX_PARTS
    assert "3 more are in your hub." in mail.body


@pytest.mark.parametrize(
    ("later", "number"),
    [
        (NoticeFrequency.AT_ONCE, 1),
        (NoticeFrequency.WEEKLY, 0),
        (NoticeFrequency.NEVER, 0),
    ],
)
def test_what_waits_goes_with_a_new_choice(db, mailoutbox, later, number):
    user = UserFactory()
    choose(user, NoticeFrequency.DAILY)
    with at("2026-03-04T10:00"):
        tell(user)
        choose(user, later)
    with at("2026-03-05T07:00"):
        call_command("send_mail")
    assert len(mailoutbox) == number


def test_what_was_never_wanted_does_not_come_when_mail_is_wanted_again(db, mailoutbox):
    user = UserFactory()
    choose(user, NoticeFrequency.NEVER)
    with at("2026-03-04T10:00"):
        tell(user)
        choose(user, NoticeFrequency.DAILY)
    with at("2026-03-05T07:00"):
        call_command("send_mail")
    assert mailoutbox == []


def test_a_closed_account_gets_no_letter_of_several(db, mailoutbox):
    user = UserFactory()
    choose(user, NoticeFrequency.DAILY)
    with at("2026-03-04T10:00"):
        tell(user)
    user.is_active = False
    user.save()
    with at("2026-03-05T07:00"):
        call_command("send_mail")
    assert mailoutbox == []


@pytest.mark.parametrize("number", [1, 30])
def test_writing_letters_costs_so_many_queries_a_person_whatever_the_number_of_notices(
    db, django_assert_num_queries, number
):
    user = UserFactory()
    choose(user, NoticeFrequency.DAILY)
    with at("2026-03-04T10:00"):
        for matter in range(number):
            tell(user, matter=f"work:{matter}")
    with at("2026-03-05T07:00"), django_assert_num_queries(28):
        call_command("send_mail")


# --- The page --------------------------------------------------------------------------------------------


def choices(**values):
    return {**dict.fromkeys(OPTIONAL_KINDS, NoticeFrequency.DAILY.value), **values}


def test_the_page_shows_and_saves_what_somebody_chose(client, site):
    user, other = UserFactory(), UserFactory()
    client.force_login(user)
    page = client.get("/en/account/preferences/")
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
    assert page.content.decode().count("checked") == len(OPTIONAL_KINDS)
    assert '<meta name="robots" content="noindex">' in page.content.decode()

    response = client.post("/en/account/preferences/", choices(review="never"))

    assert (response.status_code, response.url) == (302, "/en/account/preferences/")
    saved = dict(NoticePreference.objects.filter(user=user).values_list("kind", "frequency"))
    assert saved == choices(review="never")
    assert not NoticePreference.objects.filter(user=other).exists()


def test_a_wrong_or_missing_choice_is_told_and_the_others_are_not_lost(client, site):
    user = UserFactory()
    client.force_login(user)
    for wrong in ({"review": "hourly"}, {"review": ""}):
        page = client.post("/en/account/preferences/", choices(**wrong))
        text = page.content.decode()
        assert (page.status_code, "Choose how often." in text) == (200, True)
        assert text.count("checked") == len(OPTIONAL_KINDS) - 1
    assert not NoticePreference.objects.exists()


def test_mandatory_kinds_are_not_a_choice(client, site):
    user = UserFactory()
    client.force_login(user)
    client.post("/en/account/preferences/", choices(account="never", invitation="never"))
    assert set(NoticePreference.objects.values_list("kind", flat=True)) == set(OPTIONAL_KINDS)
    with pytest.raises(ValueError, match="Mandatory"):
        choose(user, NoticeFrequency.NEVER, NoticeKind.ACCOUNT)


def test_the_page_asks_to_sign_in_and_a_forged_post_is_refused(client, site, db):
    address = reverse("members:preferences")
    assert "/account/login/?next=" in client.get(address).url
    client.force_login(UserFactory())
    client.handler.enforce_csrf_checks = True
    assert client.post(address, choices()).status_code == 403
    assert not NoticePreference.objects.exists()


# --- Mails of Django and others --------------------------------------------------------------------------


@pytest.fixture
def queue(settings):
    settings.EMAIL_BACKEND = "members.mail_backends.QueueBackend"


def test_mails_of_others_go_into_the_outbox_a_row_for_each_recipient(db, queue, mailoutbox):
    user = UserFactory(email="ella@hub.example", language="en")
    email = EmailMultiAlternatives(
        "Dag\nallen", "tekst", "Iemand <iemand@hub.example>", ["Ella <Ella@hub.example>"], bcc=["b@hub.example"]
    )
    email.attach_alternative("<p>tekst</p>", "text/html")
    email.subject = "Dag allen"
    assert email.send() == 1
    assert mailoutbox == []

    rows = MailMessage.objects.order_by("pk").values_list("recipient", "user", "language", "sender", "text", "html")
    words = ("Iemand <iemand@hub.example>", "tekst", "<p>tekst</p>")
    assert list(rows) == [("Ella@hub.example", user.pk, "en", *words), ("b@hub.example", None, "en", *words)]
    call_command("send_mail")
    assert [mail.to for mail in mailoutbox] == [["Ella <Ella@hub.example>"], ["b@hub.example"]]


def test_a_mail_with_a_file_is_refused_rather_than_sent_without(db, queue):
    email = EmailMultiAlternatives("Dag", "tekst", None, ["ella@hub.example"])
    email.attach("brief.pdf", b"%PDF", "application/pdf")
    with pytest.raises(ValueError, match="no files"):
        email.send()
    assert not MailMessage.objects.exists()


def test_the_demo_keeps_mail_in_the_outbox(db, queue, settings):
    settings.HUB_MAIL_TRANSPORT = "members.mail_backends.OutboxBackend"
    send_mail("Dag", "tekst", None, ["ella@hub.example"])
    call_command("send_mail")
    message = MailMessage.objects.get()
    assert (message.state, message.text, mail.outbox) == ("sent", "tekst", [])
    assert message.sent_at <= timezone.now()
