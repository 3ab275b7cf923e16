"""The page of a submission, the desk, and the link of an adviser: who sees what, what each button does, and attacks."""

import re
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time

from knowledge.enums import LinkState, SubmissionStatus as Status
from knowledge.models import AdviceRequest, BestPracticePage, LinkCheck, NeighbourFinding, ReviewDeputy
from knowledge.submissions import advice, assigning, services
from members.models import MailMessage
from tests.factories.members import ContactFactory, UserFactory
from tests.factories.submissions import (
    STEPS,
    author_organisation,
    fresh,
    make_author,
    make_reply,
    make_reviewer,
    make_submission,
    save,
)

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(autouse=True)
def _steps(site, terms, monkeypatch):
    monkeypatch.setattr(BestPracticePage, "submission_steps", STEPS)
    with translation.override("en"):
        yield


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def url_of(name, submission, *args):
    return reverse(f"submissions:{name}", args=[submission.uuid, *args])


def page_of(user, submission, **params):
    response = signed_in(user).get(url_of("detail", submission), params)
    return response.status_code, response.content.decode()


def press(client, submission, act, **data):
    data.setdefault("revision", submission.revision_id or "")
    return client.post(url_of("decide", submission, act), data)


@pytest.fixture
def people():
    author = make_author(language="en")
    organisation = author_organisation(author)
    return {
        "author": author,
        "colleague": make_author(organisation),
        "viewer": ContactFactory(organisation=organisation, role="viewer").user,
        "reviewer": make_reviewer(name="Fatima"),
        "stranger": make_author(),
        "nobody": UserFactory(),
    }


# --- Who sees what ------------------------------------------------------------------------------------------


def test_each_sees_their_part_of_the_page(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    services.message_add(submission=submission, user=people["reviewer"], text="Onder ons gezegd", is_internal=True)
    services.message_add(submission=submission, user=people["reviewer"], text="Hardop gezegd")
    seen = {}
    for role, user in people.items():
        status, body = page_of(user, submission)
        marks = ("Hardop gezegd", "Onder ons gezegd", "Approve and publish", "Send only a message", "Take it back")
        seen[role] = (status, [mark for mark in marks if mark in body])
    writer = ["Hardop gezegd", "Send only a message", "Take it back"]
    assert seen == {
        "author": (200, writer),
        "colleague": (200, writer),
        "viewer": (200, ["Hardop gezegd"]),
        "reviewer": (200, ["Hardop gezegd", "Onder ons gezegd", "Approve and publish"]),
        "stranger": (404, []),
        "nobody": (404, []),
    }
    answer = Client().get(url_of("detail", submission))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("members:login"))


def test_nobody_reviews_a_draft_that_was_not_submitted_or_reads_it(people):
    submission = make_submission(people["author"])
    assert page_of(people["reviewer"], submission)[0] == 404


def test_the_page_is_kept_nowhere_and_has_a_clock(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    response = signed_in(people["author"]).get(url_of("detail", submission))
    body = response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in body
    assert "1 of 1" in body
    assert "To be answered by" in body


# --- Buttons ----------------------------------------------------------------------------------------------------


def test_a_reviewer_is_led_from_one_decision_to_the_next(people):
    rows = [make_submission(people["author"], title=f"P{n}", status=Status.SUBMITTED) for n in range(3)]
    client = signed_in(people["reviewer"])
    assert "Next: P1" in client.get(url_of("detail", rows[0])).content.decode()
    response = press(client, rows[0], "approve", text="Mooi")
    assert response.url == url_of("detail", rows[1])
    response = press(client, rows[1], "changes", text="Graag een nulmeting")
    assert response.url == url_of("detail", rows[2])
    response = press(client, rows[2], "decline", text="Past niet")
    assert response.url == reverse("submissions:desk")
    assert [fresh(row).state for row in rows] == [Status.PUBLISHED, Status.CHANGES_REQUESTED, Status.DECLINED]


def test_a_standard_reply_goes_before_what_was_typed_in_the_language_of_the_author(people):
    reply = make_reply(nl="Waarmee vergelijken jullie?", en="What do you compare it with?")
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    press(signed_in(people["reviewer"]), submission, "changes", canned=reply.pk, text="Thanks")
    event = submission.events.get(kind="changes-requested")
    assert event.text == "What do you compare it with?\n\nThanks"


def test_what_is_said_of_fields_is_enough_to_ask_for_changes(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    client = signed_in(people["reviewer"])
    refused = press(client, submission, "changes")
    assert (refused.status_code, "Say what you ask" in refused.content.decode()) == (200, True)
    press(client, submission, "say", field="problem", text="Voor wie?")
    press(client, submission, "changes", field="approach", text="In welke volgorde?")
    assert fresh(submission).state == Status.CHANGES_REQUESTED
    said = submission.events.exclude(field="").values_list("field", "text")
    assert list(said) == [("problem", "Voor wie?"), ("approach", "In welke volgorde?")]
    assert "Voor wie?" in MailMessage.objects.get(user=people["author"], subject__startswith="Changes").text


def test_what_was_typed_stays_when_it_is_refused(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    client = signed_in(people["reviewer"])
    other = make_reviewer()
    services.submission_decline(submission=submission, user=other, text="Nee")
    response = press(client, submission, "approve", text="Dit vond ik ervan")
    assert response.status_code == 409
    assert "Dit vond ik ervan" in response.content.decode()


def test_approving_another_version_than_was_read_shows_both_and_keeps_the_words(people):
    submission = make_submission(people["author"], summary="Gelezen woorden", status=Status.SUBMITTED)
    page = submission.draft
    page.summary = "Latere woorden"
    page.save_revision(user=people["reviewer"])
    client = signed_in(people["reviewer"])
    response = press(client, submission, "approve", text="Mijn oordeel")
    body = response.content.decode()
    assert response.status_code == 409
    for words in ("<del>Gelezen</del>", "<ins>Latere</ins>", "Mijn oordeel", "Go on with the newest version"):
        assert words in body
    assert not fresh(submission).page.live
    press(client, submission, "renew")
    press(client, fresh(submission), "approve")
    assert BestPracticePage.objects.get(pk=submission.page_id).summary == "Latere woorden"


def test_a_change_is_compared_with_the_time_before_or_with_what_is_online(people):
    author, reviewer = people["author"], people["reviewer"]
    submission = make_submission(author, summary="Eerst", status=Status.PUBLISHED, reviewer=reviewer)
    save(submission, author, summary="Daarna")
    services.submission_submit(submission=fresh(submission), user=author)
    services.changes_request(submission=fresh(submission), user=reviewer, text="Meer")
    save(submission, author, summary="Tenslotte")
    services.submission_submit(submission=fresh(submission), user=author)
    assert "<del>Daarna</del>" in page_of(reviewer, submission)[1]
    assert "<del>Eerst</del>" in page_of(reviewer, submission, against="live")[1]
    assert "<ins>Tenslotte</ins>" in page_of(reviewer, submission, against="x")[1]
    assert "<ins>" not in page_of(author, submission)[1]


def test_authors_talk_and_take_back(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    client = signed_in(people["colleague"])
    client.post(url_of("message", submission), {"text": "Nog een aanvulling"})
    empty = client.post(url_of("message", submission), {"text": " "})
    assert (empty.status_code, "Write something first" in empty.content.decode()) == (200, True)
    client.post(url_of("withdraw", submission), {"text": "Toch niet"})
    assert fresh(submission).state == Status.WITHDRAWN
    assert list(submission.events.values_list("text", flat=True))[-2:] == ["Nog een aanvulling", "Toch niet"]
    # Who reads along says nothing.
    assert signed_in(people["viewer"]).post(url_of("message", submission), {"text": "Ik ook"}).status_code == 409


def test_who_and_when_are_set(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    client = signed_in(people["reviewer"])
    data = {"assignee": people["reviewer"].pk, "due_on": "2099-01-01"}
    assert client.post(url_of("assign", submission), data).status_code == 302
    submission = fresh(submission)
    assert (submission.assignee, str(submission.due_on)) == (people["reviewer"], "2099-01-01")
    refused = client.post(url_of("assign", submission), {"assignee": people["author"].pk, "due_on": "2000-01-01"})
    assert refused.status_code == 200
    assert fresh(submission).assignee == people["reviewer"]


def test_works_that_it_looks_like_are_shown_with_what_the_writers_said(people):
    words = {
        "title": "Heropnames voorspellen met federatief leren",
        "summary": "Zes ziekenhuizen trainen samen een model",
    }
    old = make_submission(people["author"], status=Status.PUBLISHED, reviewer=people["reviewer"], **words)
    submission = make_submission(people["author"], status=Status.SUBMITTED, **words)
    work = old.page.translation_key
    body = page_of(people["reviewer"], submission)[1]
    assert old.page.get_url() in body
    assert "The writers said nothing of it" in body
    NeighbourFinding.objects.create(
        submission=submission, work=work, title=words["title"], choice="different", reason="Wij meten kosten"
    )
    body = page_of(people["reviewer"], submission)[1]
    assert "Wij meten kosten" in body
    assert "What it looks like" not in page_of(people["author"], submission)[1]


# --- The desk -----------------------------------------------------------------------------------------------------


def titles(client, **params):
    response = client.get(reverse("submissions:desk"), params)
    return [row.submission.page.draft_title for row in response.context["rows"]]


def test_the_desk_lists_narrows_and_sorts(people):
    author, reviewer = people["author"], people["reviewer"]
    with freeze_time("2026-11-02 10:00"):
        old = make_submission(author, title="Oud", block="data-sharing", status=Status.SUBMITTED)
    new = make_submission(author, title="Aap", status=Status.IN_REVIEW, reviewer=reviewer)
    other = make_submission(author, title="Mies", status=Status.SUBMITTED)
    assigning.submission_assign(submission=other, assignee=make_reviewer(), user=reviewer)
    make_submission(author, title="Af", status=Status.DECLINED)
    make_submission(author, title="Concept")
    client = signed_in(reviewer)
    asked = {
        (): ["Oud", "Aap", "Mies"],
        (("sort", "title"),): ["Aap", "Mies", "Oud"],
        (("sort", "newest"),): ["Mies", "Aap", "Oud"],
        (("sort", "due"),): ["Oud", "Aap", "Mies"],
        (("status", "declined"),): ["Af"],
        (("status", "all"), ("sort", "title")): ["Aap", "Af", "Mies", "Oud"],
        (("assignee", "me"),): ["Aap"],
        (("assignee", "nobody"),): ["Oud"],
        (("assignee", "other"),): ["Mies"],
        (("overdue", "1"),): ["Oud"],
        (("block", "data-sharing"),): ["Oud"],
        (("type", "best-practice"), ("block", "")): ["Oud", "Aap", "Mies"],
        # What does not exist is as if it was not asked.
        (("status", "x"), ("type", EVIL), ("sort", "x"), ("page", "99"), ("assignee", "' OR 1=1")): [
            "Oud",
            "Aap",
            "Mies",
        ],
    }
    assert {params: titles(client, **dict(params)) for params in asked} == asked
    assert new.state == Status.IN_REVIEW
    assert old.due_on < timezone.localdate()


def test_the_desk_is_there_only_for_reviewers(people):
    for name in ("desk", "statistics", "deputies"):
        address = reverse(f"submissions:{name}")
        statuses = {role: signed_in(user).get(address).status_code for role, user in people.items()}
        assert statuses == {role: 200 if role == "reviewer" else 404 for role in people}
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("number", [1, 30])
def test_the_desk_asks_as_much_for_thirty_as_for_one(people, number, django_assert_max_num_queries):
    for position in range(number):
        submission = make_submission(
            people["author"], title=f"P{position}", block="data-sharing", status=Status.SUBMITTED
        )
        LinkCheck.objects.create(submission=submission, url="https://weg.example/", state=LinkState.BROKEN)
    client = signed_in(people["reviewer"])
    client.get(reverse("submissions:desk"))
    with django_assert_max_num_queries(20):
        response = client.get(reverse("submissions:desk"))
    assert len(response.context["rows"]) == number


def test_one_act_on_several_is_checked_for_each(people):
    rows = [make_submission(people["author"], title=f"P{n}", status=Status.SUBMITTED) for n in range(3)]
    own = make_submission(make_author(), title="Eigen", status=Status.SUBMITTED)
    own.author.groups.set(people["reviewer"].groups.all())
    client = signed_in(own.author)
    chosen = [row.uuid for row in (*rows[:2], own)]
    data = {"act": "assign-me", "submission": chosen, "next": reverse("submissions:desk") + "?sort=title"}
    response = client.post(reverse("submissions:bulk"), data, follow=True)
    assert response.redirect_chain[0][0].endswith("?sort=title")
    assert [fresh(row).assignee for row in (*rows, own)] == [own.author, own.author, None, None]
    assert "Done for 2 submissions" in response.content.decode()
    assert "“Eigen”: You cannot assign this now." in response.content.decode()
    client.post(reverse("submissions:bulk"), {"act": "start", "submission": [rows[2].uuid]})
    assert fresh(rows[2]).state == Status.IN_REVIEW
    reply = make_reply("Nee", nl="Helaas")
    for act, status in (("changes", Status.CHANGES_REQUESTED), ("decline", Status.DECLINED)):
        row = rows.pop()
        refused = client.post(reverse("submissions:bulk"), {"act": act, "submission": [row.uuid]}, follow=True)
        assert f"“{row}”" in refused.content.decode()
        client.post(reverse("submissions:bulk"), {"act": act, "submission": [row.uuid], "canned": reply.pk})
        assert fresh(row).state == status
    for data in ({}, {"act": "start"}, {"act": "x", "submission": chosen}, {"act": "start", "submission": ["x" * 36]}):
        assert client.post(reverse("submissions:bulk"), {**data, "next": "https://evil.example/"}).status_code == 302
    answer = client.post(reverse("submissions:bulk"), {"next": "https://evil.example/"})
    assert answer.url == reverse("submissions:desk")


def test_who_is_away_says_so_on_a_page(people):
    deputy = make_reviewer()
    client = signed_in(people["reviewer"])
    address = reverse("submissions:deputies")
    day = timezone.localdate().isoformat()
    assert client.post(address, {"deputy": deputy.pk, "starts_on": day, "ends_on": day}).status_code == 302
    row = ReviewDeputy.objects.get()
    again = client.post(address, {"deputy": deputy.pk, "starts_on": day, "ends_on": day})
    assert "Somebody stands in for you in these days already." in again.content.decode()
    assert str(people["reviewer"]) in signed_in(deputy).get(address).content.decode()
    end = reverse("submissions:deputy_end", args=[row.pk])
    assert signed_in(deputy).post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert not ReviewDeputy.objects.exists()


def test_how_long_it_takes_is_a_table(people):
    make_submission(people["author"], status=Status.DECLINED)
    body = signed_in(people["reviewer"]).get(reverse("submissions:statistics")).content.decode()
    assert "1 (100 %)" in body


# --- Advice from outside ------------------------------------------------------------------------------------------


def ask(people, submission, **values):
    data = {"name": "Ada", "email": "ada@elders.example", "question": "Klopt dit?", "language": "en", **values}
    return signed_in(people["reviewer"]).post(url_of("advice_ask", submission), data)


def link_in_mail():
    text = MailMessage.objects.get(recipient="ada@elders.example").text
    return re.search(r"http://testserver(/en/advice/\S+/)", text)[1]


def test_somebody_outside_reads_that_version_only_and_answers_once(people):
    submission = make_submission(people["author"], summary="Deze versie", status=Status.SUBMITTED)
    services.message_add(submission=submission, user=people["reviewer"], text="Onder ons", is_internal=True)
    services.message_add(submission=submission, user=people["reviewer"], text="Hardop")
    assert ask(people, submission).status_code == 302
    link, visitor = link_in_mail(), Client()
    assert link.split("/")[3] not in str(AdviceRequest.objects.values())
    page = submission.draft
    page.summary = "Latere versie"
    page.save_revision(user=people["author"])
    response = visitor.get(link)
    body = response.content.decode()
    assert [words in body for words in ("Deze versie", "Klopt dit?", "Latere versie", "Onder ons", "Hardop")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert people["author"].name not in body
    headers = response.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    empty = visitor.post(link, {"text": ""})
    assert empty.status_code == 200
    assert AdviceRequest.objects.get().is_open
    assert "Thank you" in visitor.post(link, {"text": "Dit klopt"}).content.decode()
    assert visitor.get(link).status_code == 410
    assert visitor.post(link, {"text": "Nog eens"}).status_code == 410
    event = submission.events.get(kind="advice-given")
    assert (event.name, event.text, event.is_internal, event.user) == ("Ada", "Dit klopt", True, None)
    assert "Dit klopt" in page_of(people["reviewer"], submission)[1]
    assert "Dit klopt" not in page_of(people["author"], submission)[1]


def test_a_link_stops_working_when_it_is_old_or_taken_back(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    ask(people, submission)
    link, asked = link_in_mail(), AdviceRequest.objects.get()
    assert Client().get(link).status_code == 200
    with freeze_time(timezone.now() + timezone.timedelta(days=advice.DAYS, minutes=1)):
        assert Client().get(link).status_code == 410
    revoke = url_of("advice_revoke", submission, asked.pk)
    assert signed_in(people["author"]).post(revoke).status_code == 404
    assert signed_in(people["reviewer"]).post(revoke).status_code == 302
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"text": "Toch"}).status_code == 410
    assert AdviceRequest.objects.get().text == ""


def test_a_link_that_was_tampered_with_is_not_found(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    ask(people, submission)
    link, asked = link_in_mail(), AdviceRequest.objects.get()
    token = link.split("/")[3]
    tampered = [
        token[:-1],
        token + "A",
        token.swapcase(),
        asked.digest,
        str(asked.pk),
        "x" * 500,
        "%00",
        "..%2f",
        "a b",
    ]
    statuses = {wrong: Client().get(f"/en/advice/{wrong}/").status_code for wrong in tampered}
    assert statuses == dict.fromkeys(tampered, 404)


def test_a_question_is_for_an_address_and_not_for_many(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    for wrong in ({"email": "x"}, {"name": " "}, {"question": ""}, {"email": "a@b.example\nBcc: c@d.example"}):
        assert ask(people, submission, **wrong).status_code == 200
    assert not AdviceRequest.objects.exists()
    for number in range(advice.MOST_OPEN):
        assert ask(people, submission, email=f"a{number}@elders.example").status_code == 302
    assert ask(people, submission).status_code == 200
    assert AdviceRequest.objects.count() == advice.MOST_OPEN


# --- Attacks ------------------------------------------------------------------------------------------------------


POSTS = (
    ("message", ()),
    ("withdraw", ()),
    ("assign", ()),
    ("advice_ask", ()),
    *(("decide", (act,)) for act in ("say", "note", "start", "changes", "approve", "decline", "renew", "links")),
)
AUTHORS = {"message", "withdraw"}


def test_nobody_acts_on_what_is_not_theirs(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    before = submission.events.count()
    for name, args in POSTS:
        data = {"text": "x", "revision": submission.revision_id}
        for role in ("stranger", "nobody", "viewer", "author", "colleague"):
            if name in AUTHORS and role in ("author", "colleague", "viewer"):
                continue
            answer = signed_in(people[role]).post(url_of(name, submission, *args), data)
            assert answer.status_code == 404, (name, args, role)
        assert Client().post(url_of(name, submission, *args), data).status_code == 302
    for name in ("bulk", "deputies"):
        assert signed_in(people["author"]).post(reverse(f"submissions:{name}"), {}).status_code == 404
    missing = type("Missing", (), {"uuid": uuid4()})
    assert signed_in(people["reviewer"]).get(url_of("detail", missing)).status_code == 404
    assert press(signed_in(people["reviewer"]), submission, "delete").status_code == 404
    assert (fresh(submission).state, submission.events.count()) == (Status.SUBMITTED, before)


def test_every_post_asks_for_its_token_and_nothing_happens_by_get(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    ask(people, submission)
    asked = AdviceRequest.objects.get()
    ReviewDeputy.objects.create(
        user=people["reviewer"], deputy=make_reviewer(), starts_on="2026-01-01", ends_on="2099-01-01"
    )
    row = ReviewDeputy.objects.get()
    addresses = [url_of(name, submission, *args) for name, args in POSTS]
    addresses += [url_of("advice_revoke", submission, asked.pk), reverse("submissions:bulk")]
    addresses += [reverse("submissions:deputy_end", args=[row.pk])]
    client = signed_in(people["reviewer"], enforce_csrf_checks=True)
    for address in (*addresses, reverse("submissions:deputies"), link_in_mail()):
        assert client.post(address, {"text": "x"}).status_code == 403, address
    for address in addresses:
        assert signed_in(people["reviewer"]).get(address).status_code == 405, address
    assert fresh(submission).state == Status.SUBMITTED


def test_what_people_type_is_text_everywhere(people):
    author, reviewer = people["author"], people["reviewer"]
    author.name = EVIL
    author.save()
    submission = make_submission(author, title=EVIL, summary=EVIL, problem="<p>veilig</p>", status=Status.SUBMITTED)
    make_reply(EVIL, en=EVIL)
    services.message_add(submission=submission, user=author, text=EVIL)
    services.message_add(submission=submission, user=reviewer, text=EVIL, field="summary")
    services.message_add(submission=submission, user=reviewer, text=EVIL, is_internal=True)
    ask(people, submission, name=EVIL, question=EVIL)
    link = link_in_mail()
    client = signed_in(reviewer)
    LinkCheck.objects.create(submission=submission, url=EVIL, state=LinkState.BROKEN)
    answers = [client.get(address) for address in (url_of("detail", submission), reverse("submissions:desk"))]
    answers += [Client().get(link), client.get("/admin/snippets/knowledge/cannedreply/")]
    Client().post(link, {"text": EVIL})
    answers += [press(client, submission, "decline", text=EVIL), signed_in(author).get(url_of("detail", submission))]
    answers += [client.get(url_of("detail", submission)), signed_in(author).get(reverse("members:preferences"))]
    bodies = [answer.content.decode() for answer in answers]
    bodies += list(MailMessage.objects.values_list("html", flat=True))
    assert sum("alert(1)" in body for body in bodies) > 6
    for body in bodies:
        assert "<script>alert" not in body
        assert "<img src=x" not in body
    for subject in MailMessage.objects.values_list("subject", flat=True):
        assert "\n" not in subject


def test_a_flood_of_messages_is_stopped_and_the_words_stay(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    client = signed_in(people["author"])
    with override_settings(HUB_RATES={"message": "3/h"}):
        answers = [client.post(url_of("message", submission), {"text": f"Bericht {n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Bericht 3" in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert submission.events.filter(kind="message").count() == 3


def test_links_of_advisers_are_not_tried_without_end(people):
    with override_settings(HUB_RATES={"advice": "2/m"}):
        assert [Client().get("/en/advice/x/").status_code for _ in range(3)] == [404, 404, 429]


def test_long_words_are_refused_and_kept(people):
    submission = make_submission(people["author"], status=Status.SUBMITTED)
    response = signed_in(people["author"]).post(url_of("message", submission), {"text": "x" * 5001})
    assert response.status_code == 200
    assert "x" * 5001 in response.content.decode()
    assert submission.events.filter(kind="message").count() == 0
