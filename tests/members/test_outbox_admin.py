"""The outbox in the editor: who reads what, who decides, and that a letter can do nothing there."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from members.enums import MailState, NoticeKind
from members.letters import DrawnLetter
from members.mail import mail_create
from members.models import MailMessage
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

HOSTILE = "<p>Hallo</p><script>alert(1)</script><img src='https://elders.example/x.png'>"


def written(number=1, kind=NoticeKind.REVIEW, **values):
    message = mail_create(
        key=f"x|{number}",
        recipient=f"ella{number}@hub.example",
        subject=f"Onderwerp {number}",
        drawn=DrawnLetter(text="Geheime <b>woorden</b>", html=HOSTILE),
        kind=kind,
    )
    MailMessage.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message


def staff(client, *codenames):
    """Sign in somebody of the desk with these rights on the outbox."""
    user = UserFactory(is_staff=True)
    UserProfile.objects.create(user=user, preferred_language="en")
    user.user_permissions.add(*Permission.objects.filter(codename__in=("access_admin", *codenames)))
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _site(site):
    pass


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_shows_messages_and_costs_the_same_for_one_as_for_many(admin, django_assert_max_num_queries, number):
    for count in range(number):
        written(count)
    with django_assert_max_num_queries(14):
        page = admin.get(reverse("outbox:index"))
    assert len(page.context["object_list"]) == min(number, 20)
    assert "ella0@hub.example" in page.content.decode() or number > 20


def test_the_list_can_be_narrowed_and_searched(admin):
    for number, state in enumerate(MailState):
        written(number, state=state)
    for query, subjects in (
        ("state=in-doubt", ["Onderwerp 4"]),
        ("kind=review&state=failed", ["Onderwerp 3"]),
        ("kind=account", []),
        ("q=ella2", ["Onderwerp 2"]),
        ("q=onderwerp+1", ["Onderwerp 1"]),
    ):
        page = admin.get(f"{reverse('outbox:index')}?{query}")
        assert [message.subject for message in page.context["object_list"]] == subjects, query


def test_where_mail_does_not_leave_the_list_says_so(admin, settings):
    settings.HUB_MAIL_TRANSPORT = "members.mail_backends.OutboxBackend"
    assert "Nothing is sent from here" in admin.get(reverse("outbox:index")).content.decode()


def test_nobody_writes_changes_or_deletes_a_message(admin):
    message = written()
    for path in ("new/", f"edit/{message.pk}/", f"delete/{message.pk}/", f"history/{message.pk}/"):
        assert admin.get(f"/admin/outbox/{path}").status_code == 404
    page = admin.get(reverse("outbox:inspect", args=[message.pk])).content.decode()
    assert "Geheime &lt;b&gt;woorden" in page
    assert "Send again" not in page


def test_a_message_shows_what_there_is_to_know_and_no_empty_lines(admin):
    page = reverse("outbox:inspect", args=[written(last_error="450 later").pk])
    waiting = [field["label"] for field in admin.get(page).context["fields"]]
    MailMessage.objects.update(state=MailState.SENT, last_error="", sent_at=timezone.now())
    sent = [field["label"] for field in admin.get(page).context["fields"]]

    same = ["Subject", "To", "Kind", "Language", "State", "Attempts"]
    assert waiting == [*same, "Last error", "Written", "Next attempt", "Message ID"]
    assert sent == [*same, "Written", "Sent", "Message ID"]


def test_the_html_of_a_letter_is_framed_without_any_rights(admin):
    message = written()
    page = admin.get(reverse("outbox:inspect", args=[message.pk])).content.decode()
    framed = admin.get(reverse("outbox:html", args=[message.pk]))

    assert f'src="/admin/outbox/{message.pk}/html/"' in page
    assert 'sandbox=""' in page
    assert "<script>alert(1)" not in page
    assert framed.content.decode() == HOSTILE
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "img-src" not in policy


# What each may do: open the list, read the words of a review, of an account, of a mail of Django; decide.
RIGHTS = [
    ((), (False, False, False, False, False)),
    (("view_mailmessage",), (True, True, False, False, False)),
    (("change_mailmessage",), (True, True, False, False, True)),
]


@pytest.mark.parametrize(("codenames", "expected"), RIGHTS)
def test_words_that_give_access_are_not_for_the_desk(client, codenames, expected):
    """Else somebody of the desk could ask for a new password of a superuser, and read it here."""
    kinds = (NoticeKind.REVIEW, NoticeKind.ACCOUNT, "")
    rows = [written(number, kind, state=MailState.IN_DOUBT) for number, kind in enumerate(kinds)]
    client = staff(client, *codenames)

    opened = client.get(reverse("outbox:index")).status_code == 200
    words, framed = [], []
    for row in rows:
        page = client.get(reverse("outbox:inspect", args=[row.pk]))
        words.append(page.status_code == 200 and "Geheime" in page.content.decode())
        framed.append(client.get(reverse("outbox:html", args=[row.pk])).status_code == 200)
    decided = client.post(reverse("outbox:decide", args=[rows[0].pk]), {"decision": "sent"})
    rows[0].refresh_from_db()

    assert framed == words
    assert (opened, *words, rows[0].state == MailState.SENT) == expected
    assert decided.status_code in (302, 403)


def test_a_member_has_no_outbox(client):
    message = written(state=MailState.IN_DOUBT)
    client.force_login(UserFactory())
    for view in ("inspect", "html", "decide"):
        client.post(reverse(f"outbox:{view}", args=[message.pk]), {"decision": "sent"})
        assert client.get(reverse(f"outbox:{view}", args=[message.pk])).status_code in (302, 403, 404)
    message.refresh_from_db()
    assert message.state == MailState.IN_DOUBT


@pytest.mark.parametrize(("decision", "state"), [("again", MailState.WAITING), ("sent", MailState.SENT)])
def test_a_superuser_decides_once_about_a_message_in_doubt(admin, decision, state):
    message = written(state=MailState.IN_DOUBT, attempts=3)
    page = reverse("outbox:inspect", args=[message.pk])
    assert "Send again" in admin.get(page).content.decode()

    first = admin.post(reverse("outbox:decide", args=[message.pk]), {"decision": decision}, follow=True)
    second = admin.post(reverse("outbox:decide", args=[message.pk]), {"decision": decision}, follow=True)

    message.refresh_from_db()
    assert message.state == state
    assert "The decision about the message is recorded." in first.content.decode()
    assert "has been decided about already" in second.content.decode()
    assert "Send again" not in second.content.decode()


def test_nothing_else_can_be_decided_and_not_by_a_link_or_a_forged_form(admin):
    message = written(state=MailState.IN_DOUBT)
    address = reverse("outbox:decide", args=[message.pk])
    assert admin.post(address, {"decision": "delete"}).status_code == 404
    assert admin.get(address, {"decision": "sent"}).status_code == 405
    admin.handler.enforce_csrf_checks = True
    assert admin.post(address, {"decision": "sent"}).status_code == 403
    message.refresh_from_db()
    assert message.state == MailState.IN_DOUBT


def test_a_message_without_words_says_why(admin):
    message = written(state=MailState.SENT, text="", html="", subject="", recipient="", pruned_at=timezone.now())
    page = admin.get(reverse("outbox:inspect", args=[message.pk])).content.decode()
    assert "were removed because the message is old" in page
    assert "Message without words" in admin.get(reverse("outbox:index")).content.decode()
