from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from knowledge.enums import NeighbourChoice, SubmissionEventKind
from knowledge.models import BestPracticeIndexPage, NeighbourFinding, Submission
from knowledge.submissions.neighbours import likeness, neighbour_answer, neighbours_for, neighbours_of
from members.models import Notice
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import ContributorFactory, OrganisationFactory, UserFactory
from tests.knowledge.drafting import allow_writing, make_draft, make_writer

pytestmark = pytest.mark.django_db

TITLE = "Heropname voorspellen met federatief leren"
SUMMARY = "Drie ziekenhuizen trainden samen een model; de patiëntgegevens bleven thuis."
LIKE_IT = {
    "title": "Federatief leren voorspelt heropnames",
    "summary": "Ziekenhuizen trainen een model op patiëntgegevens.",
}


@pytest.fixture(autouse=True)
def _writing(site, monkeypatch):
    allow_writing(monkeypatch)


@pytest.fixture
def writer():
    return make_writer()


@pytest.fixture
def draft(writer):
    return make_draft(writer, title=TITLE, summary=SUMMARY)


def make_work(**values):
    section = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    return publish(BestPracticePageFactory(parent=section, **{**LIKE_IT, **values}))


def titles(found):
    return [neighbour.title for neighbour in found]


# --- What is alike --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (f"{TITLE} {SUMMARY}", " ".join(LIKE_IT.values()), True),
        ("AI leest mee bij borstkankerscreening", "AI als tweede lezer bij borstkanker: radiologen", False),
        ("AI in de zorg", "AI in de zorg", False),
        ("Komkommers telen in een autonome kas", "De autonome kas: komkommers telen op afstand", True),
        ("Komkommers telen met AI in de kas", "Koeien tellen met een camera", False),
        ("", "", False),
    ],
)
def test_texts_are_alike_when_they_share_many_words_that_say_something(one, other, is_alike):
    assert bool(likeness(one, other)) is is_alike
    assert likeness(one, other) == likeness(other, one)


def test_a_draft_that_looks_like_a_work_is_told_of_it(draft, writer):
    organisation = OrganisationFactory(name="Ziekenhuis Oost")
    page = make_work(evidence_level="idea")
    page.organisations.set([organisation])
    publish(page)
    make_work(title="Koeien tellen met een camera", summary="Boeren zien ziekte eerder.")

    found = neighbours_for(draft, writer)

    assert titles(found) == [LIKE_IT["title"]]
    assert (found[0].organisations, found[0].url) == (("Ziekenhuis Oost",), page.url)
    assert found[0].evidence
    # What is typed counts before what was saved.
    assert neighbours_for(draft, writer, {"title": "Koeien", "summary": "Vee in de wei van de boer"}) == []


def test_a_change_of_a_live_work_does_not_look_like_itself(draft, writer):
    page = Submission.objects.get(pk=draft.pk).draft
    for name, value in {"problem": "<p>p</p>", "approach": "<p>a</p>", "expected_effect": "e"}.items():
        setattr(page, name, value)
    publish(page)

    assert neighbours_for(draft, writer) == []


def test_a_work_that_the_writer_may_not_see_is_never_shown_named_or_counted(draft, writer, client):
    make_work(title="Federatief leren voorspelt heropnames GEHEIM").view_restrictions.create(restriction_type="groups")
    client.force_login(writer)
    address = reverse("submissions:neighbours", args=[draft.uuid])

    for params in ({}, {"title": TITLE, "summary": SUMMARY}):
        page = client.get(address, params).content.decode()
        assert "GEHEIM" not in page
    assert neighbours_for(draft, writer) == []
    assert neighbours_of(draft) == []
    # It is there: somebody else is shown it.
    assert len(neighbours_for(draft, UserFactory(is_superuser=True))) == 1


def test_an_answer_about_a_work_that_one_may_not_see_is_refused_like_one_about_nothing(draft, writer):
    page = make_work()
    page.view_restrictions.create(restriction_type="groups")

    refusals = []
    for work in (page.translation_key, uuid4(), draft.page.translation_key):
        with pytest.raises(ValidationError) as refused:
            neighbour_answer(submission=draft, user=writer, work=work, choice=NeighbourChoice.CO_AUTHOR)
        refusals.append(str(refused.value))

    assert len(set(refusals)) == 1
    assert not NeighbourFinding.objects.exists()


# --- Answers --------------------------------------------------------------------------------------------


def test_what_is_different_is_kept_for_the_reviewers_and_nobody_is_written(draft, writer):
    page = make_work()
    answer = {"submission": draft, "user": writer, "work": page.translation_key, "choice": NeighbourChoice.DIFFERENT}

    with pytest.raises(ValidationError) as refused:
        neighbour_answer(**answer, reason="  ")
    finding = neighbour_answer(**answer, reason="Wij doen het met kinderen.")
    again = neighbour_answer(**answer, reason="Wij doen het met kinderen.")
    changed = neighbour_answer(**answer, reason="Wij doen het thuis.")

    assert list(refused.value.message_dict) == ["reason"]
    assert finding == again == changed
    events = draft.events.filter(kind=SubmissionEventKind.NEIGHBOUR)
    assert [event.text for event in events] == ["Wij doen het met kinderen.", "Wij doen het thuis."]
    assert [(row.title, row.finding.reason) for row in neighbours_of(draft)] == [(page.title, "Wij doen het thuis.")]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("choice", [NeighbourChoice.CO_AUTHOR, NeighbourChoice.EXPERIENCE])
def test_the_authors_of_a_work_are_told_once_who_turns_to_them(draft, writer, choice):
    author = UserFactory(language="en")
    page = make_work()
    page.authors.create(contributor=ContributorFactory(user=author))
    publish(page)
    writer.name = "Eva\r\nBcc: x@evil.example"
    writer.save()

    for reason in ("Zullen we samen?\r\nBcc: y@evil.example", "Nog eens"):
        neighbour_answer(submission=draft, user=writer, work=page.translation_key, choice=choice, reason=reason)

    notice = Notice.objects.get()
    assert notice.user == author
    assert "\n" not in notice.subject
    assert page.title in notice.subject
    assert notice.message is not None
    assert writer.email in str(notice.letter)


def test_a_work_without_authors_is_answered_for_by_who_writes_for_its_organisations(draft, writer):
    colleague = make_writer()
    page = make_work()
    page.organisations.set([colleague.contacts.get().organisation])
    publish(page)

    neighbour_answer(submission=draft, user=writer, work=page.translation_key, choice=NeighbourChoice.CO_AUTHOR)

    assert [notice.user for notice in Notice.objects.all()] == [colleague]


def test_an_answer_stays_when_the_work_is_gone_and_names_it_to_nobody_who_may_not_see_it(draft, writer):
    page = make_work()
    neighbour_answer(
        submission=draft, user=writer, work=page.translation_key, choice=NeighbourChoice.DIFFERENT, reason="Anders."
    )
    page.view_restrictions.create(restriction_type="groups")

    rows = neighbours_of(draft)

    assert [(row.title, row.url, row.finding.reason) for row in rows] == [("", "", "Anders.")]


# --- The page -------------------------------------------------------------------------------------------


def test_somebody_answers_on_the_page_and_is_led_on(draft, writer, client):
    page = make_work()
    client.force_login(writer)
    address = reverse("submissions:neighbours", args=[draft.uuid])
    answer = {"work": page.translation_key, "reason": "<script>alert(1)</script>"}

    shown = client.get(address).content.decode()
    refused = client.post(address, {"work": page.translation_key, "choice": "different", "reason": " "})
    wrong = [
        client.post(address, {"work": "x", "choice": "different", "reason": "a"}),
        client.post(address, {"work": page.translation_key, "choice": "x", "reason": "behouden"}),
        client.post(address, {"work": uuid4(), "choice": "co-author"}),
        client.post(address, {"work": page.translation_key, "choice": "different", "reason": "x" * 2_001}),
    ]
    assert page.title in shown.replace("\u00ad", "")
    assert [response.status_code for response in (refused, *wrong)] == [400] * 5
    assert "behouden" in wrong[1].content.decode()

    assert client.post(address, {**answer, "choice": "different"}).status_code == 302
    assert "<script>alert" not in client.get(address).content.decode()
    led = client.post(address, {**answer, "choice": "experience"})
    assert led.status_code == 302
    assert page.public_id in led.url


def test_the_page_is_for_writers(draft, client):
    address = reverse("submissions:neighbours", args=[draft.uuid])
    client.force_login(make_writer())

    assert client.get(address).status_code == 404
    assert client.post(address, {"work": uuid4(), "choice": "different", "reason": "a"}).status_code == 404


def test_more_works_ask_no_more_queries(
    draft, writer, client, django_assert_num_queries, django_assert_max_num_queries
):
    make_work()
    client.force_login(writer)
    address = reverse("submissions:neighbours", args=[draft.uuid])
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    count = len(few)
    for number in range(29):
        make_work(title=f"{LIKE_IT['title']} {number}")
    client.get(address)

    with django_assert_num_queries(count):
        client.get(address)
