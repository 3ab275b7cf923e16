"""What follows publication: citing, reusing, putting right, confirming, counting."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home import figures
from home.figures import FIGURES, figures_prune, figures_write
from home.models import FigureKind, WorkFigure
from knowledge.enums import AdoptionStatus, WorkNoteKind
from knowledge.models import Adoption, BestPracticeIndexPage, BestPracticePage, EvidenceConfirmation, WorkNote
from knowledge.works import services, still_correct
from knowledge.works.citations import Citation, Name, as_bibtex, as_csl, as_ris, as_text
from knowledge.works.reading import citation_of
from members.models import Contributor, Notice
from tests.factories.knowledge import BestPracticeAuthorFactory, BestPracticePageFactory
from tests.factories.members import (
    ContactFactory,
    ContributorFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.hub.editors import make_moderator, section
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def organisation(name):
    """Return an organisation that takes part."""
    found = OrganisationFactory(name=name)
    ParticipationFactory(organisation=found)
    return found


@pytest.fixture
def own(site):
    return organisation("Ziekenhuis Oost")


@pytest.fixture
def other(site):
    return organisation("Zorggroep West")


@pytest.fixture
def author(own):
    return ContactFactory(organisation=own).user


@pytest.fixture
def practice(site, own, author):
    """A published pilot of one organisation, with an author who has an account and one who has none."""
    parent = section(BestPracticeIndexPage)
    page = BestPracticePageFactory.build(
        title="Heropname voorspellen", evidence_level="pilot", pilot_setting="Vier afdelingen", summary="Kort.", slug=""
    )
    page.locale = parent.locale
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.organisations.add(own)
    BestPracticeAuthorFactory(page=page, contributor=ContributorFactory(name="Marieke de Vries", user=author))
    BestPracticeAuthorFactory(page=page, contributor=ContributorFactory(name="Samira Bouzid"))
    page.save_revision().publish()
    return BestPracticePage.objects.get(pk=page.pk)


@pytest.fixture
def adopter(other):
    return ContactFactory(organisation=other).user


@pytest.fixture
def moderator(site):
    return make_moderator()


def signed_in(user):
    browser = Client(headers={"user-agent": BROWSER})
    browser.force_login(user)
    return browser


def recorded(practice, adopter, other, **values):
    given = {"setting": "Cardiologie", "result": "Een tiende minder heropnames.", **values}
    return services.adoption_record(page=practice, organisation=other, user=adopter, **given)


# --- Citing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Marieke de Vries", ("Marieke", "de", "Vries")),
        ("Jan van der Berg", ("Jan", "van der", "Berg")),
        ("Fatima El Amrani", ("Fatima El", "", "Amrani")),
        ("Anna-Sophie 't Hart", ("Anna-Sophie", "'t", "Hart")),
        ("Plato", ("", "", "Plato")),
        ("jan de", ("jan", "", "de")),
    ],
)
def test_a_name_is_divided_as_dutch_surnames_are(text, parts):
    name = Name.of(text)
    assert (name.given, name.particle, name.family) == parts


def cited(**values):
    fields = {
        "public_id": "abcdefghij",
        "title": "Veilig & {snel}: 50% minder",
        "people": ("Marieke de Vries", "Samira Bouzid"),
        "organisations": ("Ziekenhuis Oost",),
        "publisher": "AI-coalitie",
        "published": date(2026, 11, 3),
        "modified": date(2026, 11, 4),
        "url": "https://hub.example/nl/best-practices/x/",
        "language": "nl",
        "abstract": "Een\nregel",
    }
    return Citation(**{**fields, **values})


def test_a_citation_reads_as_reference_lists_do():
    assert as_text(cited()) == (
        "Vries, M. de, & Bouzid, S. (2026). Veilig & {snel}: 50% minder. AI-coalitie. "
        "https://hub.example/nl/best-practices/x/"
    )
    assert as_text(cited(people=(), organisations=())).startswith("AI-coalitie (2026). Veilig")


def test_bibtex_escapes_what_would_be_a_command():
    entry = as_bibtex(cited(title=r"\input{/etc/passwd} $x$ #1"))

    assert r"title = {{\textbackslash{}input\{/etc/passwd\} \$x\$ \#1}}" in entry
    assert "author = {Marieke de Vries and Samira Bouzid}" in entry
    assert "author = {{Ziekenhuis Oost}}" in as_bibtex(cited(people=()))


def test_csl_and_ris_have_the_same_people_and_no_line_of_their_own():
    item = json.loads(as_csl(cited()))[0]
    assert item["author"][0] == {"family": "Vries", "given": "Marieke", "non-dropping-particle": "de"}
    assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
    lines = as_ris(cited(abstract="Een\r\nER  - \r\nTY  - JOUR")).split("\r\n")
    assert lines[1] == "AU  - de Vries, Marieke"
    assert [line for line in lines if line.startswith(("TY", "ER"))] == ["TY  - ELEC", "ER  - "]


@pytest.mark.parametrize(("kind", "words"), [("bib", "@misc{"), ("json", '"type": "webpage"'), ("ris", "TY  - ELEC")])
def test_a_practice_is_cited_by_whoever_may_see_it(client, practice, kind, words):
    address = reverse("works:cite", args=[practice.public_id, kind])
    shown = client.get(address)
    assert (shown.status_code, words in shown.content.decode()) == (200, True)

    restrict(practice)

    assert client.get(address).status_code == 404


def test_a_practice_is_cited_with_the_day_on_which_readers_saw_it(practice):
    practice.first_published_at = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    practice.last_published_at = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    citation = citation_of(practice)
    assert (citation.published, citation.modified) == (date(2026, 1, 1), date(2026, 6, 1))


# --- Reusing ------------------------------------------------------------------------------------------


def test_reuse_is_shown_counted_and_found_once_a_moderator_let_it_through(client, practice, adopter, other, moderator):
    address = reverse("works:adopt", args=[practice.public_id])
    form = {"organisation": other.pk, "setting": "Cardiologie", "result": "Een tiende minder <b>heropnames</b>."}
    assert signed_in(adopter).post(address, form).status_code == 302
    adoption = Adoption.objects.get()
    assert "Cardiologie" not in client.get(practice.url).content.decode()
    assert client.get("/api/v1/search/?reuse=reused").json()["meta"]["total"] == 0

    decided = signed_in(moderator).post(reverse("works:adoptions"), {"adoption": adoption.pk, "decision": "show"})

    assert decided.status_code == 302
    page = client.get(practice.url).content.decode()
    assert "Cardiologie" in page
    assert "<b>heropnames" not in page
    assert client.get("/api/v1/search/?reuse=reused").json()["meta"]["total"] == 1
    assert practice.__class__.objects.get(pk=practice.pk).get_search_weight() > 1 / 3


def test_reuse_tells_the_moderators_then_the_authors_and_who_recorded_it(practice, adopter, other, moderator, author):
    adoption = recorded(practice, adopter, other)
    assert list(Notice.objects.values_list("user", flat=True)) == [moderator.pk]

    services.adoption_decide(adoption=adoption, user=moderator, is_shown=True)

    assert set(Notice.objects.values_list("user", flat=True)) == {moderator.pk, adopter.pk, author.pk}


def test_a_reviewer_who_may_not_decide_on_a_reuse_is_not_asked_to(practice, adopter, other, moderator):
    ContactFactory(organisation=other, user=moderator)
    another = make_moderator()

    recorded(practice, adopter, other)

    assert list(Notice.objects.values_list("user", flat=True)) == [another.pk]


def test_who_may_record_reuse(client, practice, adopter, other, own, author):
    stranger, viewer = UserFactory(), ContactFactory(organisation=other, role="viewer").user
    address = reverse("works:adopt", args=[practice.public_id])
    answers = {user: signed_in(user).get(address).status_code for user in (adopter, author, stranger, viewer)}

    assert answers == {adopter: 200, author: 403, stranger: 403, viewer: 403}
    assert client.get(address).status_code == 302
    for user, organisation_ in ((author, own), (stranger, other), (adopter, own)):
        with pytest.raises(ValidationError):
            recorded(practice, user, organisation_)


def test_reuse_is_recorded_once_and_again_after_it_was_declined(practice, adopter, other, moderator):
    adoption = recorded(practice, adopter, other)
    with pytest.raises(ValidationError) as refused:
        recorded(practice, adopter, other)
    assert list(refused.value.message_dict) == ["organisation"]

    with pytest.raises(ValidationError):
        services.adoption_decide(adoption=adoption, user=moderator, is_shown=False)
    services.adoption_decide(adoption=adoption, user=moderator, is_shown=False, reason="Waar was het?")
    with pytest.raises(ValidationError):
        services.adoption_decide(adoption=adoption, user=moderator, is_shown=True)

    recorded(practice, adopter, other, setting="Longgeneeskunde")
    assert set(Adoption.objects.values_list("status", flat=True)) == {AdoptionStatus.DECLINED, AdoptionStatus.WAITING}


def test_only_reviewers_see_and_decide_what_waits_and_never_on_their_own(practice, adopter, other, moderator):
    adoption = recorded(practice, adopter, other)
    address = reverse("works:adoptions")
    post = {"adoption": adoption.pk, "decision": "show"}

    assert "Cardiologie" in signed_in(moderator).get(address).content.decode()
    assert signed_in(adopter).get(address).status_code == 404
    assert signed_in(adopter).post(address, post).status_code == 404
    for key in ("0", "x", "9" * 30, ""):
        assert signed_in(moderator).post(address, {**post, "adoption": key}).status_code == 404
    Adoption.objects.update(user=moderator)
    signed_in(moderator).post(address, post)
    assert Adoption.objects.get().status == AdoptionStatus.WAITING
    # Nor on what colleagues recorded: it is of the organisation that they write for.
    ContactFactory(organisation=other, user=moderator)
    Adoption.objects.update(user=adopter)
    signed_in(moderator).post(address, post)
    assert Adoption.objects.get().status == AdoptionStatus.WAITING
    assert "Cardiologie" not in signed_in(moderator).get(address).content.decode()


def test_why_a_reuse_is_declined_has_an_end(practice, adopter, other, moderator):
    adoption = recorded(practice, adopter, other)

    with pytest.raises(ValidationError):
        services.adoption_decide(adoption=adoption, user=moderator, is_shown=False, reason="x" * 601)
    services.adoption_decide(adoption=adoption, user=moderator, is_shown=False, reason="x" * 600)
    assert Adoption.objects.get().status == AdoptionStatus.DECLINED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("setting", ""),
        ("result", " "),
        ("result", "x" * 1001),
        ("source_url", "javascript:alert(1)"),
        ("organisation", "x"),
    ],
)
def test_what_is_wrong_with_a_reuse_is_said_and_what_was_typed_stays(practice, adopter, other, name, value):
    given = {"organisation": other.pk, "setting": "Cardiologie", "result": "Minder", "status": "shown", name: value}
    answer = signed_in(adopter).post(reverse("works:adopt", args=[practice.public_id]), given)

    assert answer.status_code == 200
    assert answer.context["form"].errors[name]
    assert "Cardiologie" in answer.content.decode() or name == "setting"
    assert not Adoption.objects.exists()


# --- Correcting and withdrawing -----------------------------------------------------------------------


def test_a_withdrawn_practice_stays_says_so_and_counts_for_nothing(client, practice, author):
    answer = signed_in(author).post(
        reverse("works:note", args=[practice.public_id]),
        {"kind": "withdrawal", "text": "De meting <i>klopte</i> niet."},
    )

    assert answer.status_code == 302
    page = client.get(practice.url)
    assert page.status_code == 200
    assert "De meting &lt;i&gt;klopte&lt;/i&gt; niet." in page.content.decode()
    stored = BestPracticePage.objects.get(pk=practice.pk)
    assert (stored.get_search_weight(), stored.is_withdrawn) == (0, True)
    assert stored.get_search_card()["badges"][0]["tone"] == "bad"
    described = client.get(f"/api/v1/works/{practice.public_id}/?lang=nl").json()["structured_data"][0]
    assert described["creativeWorkStatus"] != "Pilot"


def test_notes_are_added_one_after_the_other_and_never_twice_the_same_way(practice, author):
    def note(kind, text="Omdat."):
        services.work_note_add(page=practice, kind=kind, text=text, user=author)

    note(WorkNoteKind.CORRECTION)
    with pytest.raises(ValidationError):
        note(WorkNoteKind.RETURN)
    note(WorkNoteKind.WITHDRAWAL)
    with pytest.raises(ValidationError):
        note(WorkNoteKind.WITHDRAWAL)
    note(WorkNoteKind.RETURN)
    with pytest.raises(ValidationError):
        note(WorkNoteKind.CORRECTION, "  ")

    assert not BestPracticePage.objects.get(pk=practice.pk).is_withdrawn
    assert WorkNote.objects.count() == 3


def test_who_does_not_answer_for_a_practice_finds_no_way_to_withdraw_it(practice, adopter, moderator, author):
    address = reverse("works:note", args=[practice.public_id])

    answers = [signed_in(user).get(address).status_code for user in (adopter, UserFactory(), author, moderator)]
    assert answers == [404, 404, 200, 200]
    assert signed_in(adopter).post(address, {"kind": "withdrawal", "text": "Weg"}).status_code == 404
    assert not WorkNote.objects.exists()


# --- Still correct? -----------------------------------------------------------------------------------


@pytest.fixture
def old(practice):
    BestPracticePage.objects.update(last_published_at=timezone.now() - timedelta(days=200))
    return BestPracticePage.objects.get(pk=practice.pk)


def test_authors_are_asked_once_in_a_half_year(old, author):
    call_command("ask_still_correct", verbosity=0)
    call_command("ask_still_correct", verbosity=0)

    notice = Notice.objects.get()
    assert (notice.user, notice.period) == (author, still_correct.half_year(timezone.localdate()))


def test_a_practice_that_cannot_be_asked_about_stops_no_other(old, author, monkeypatch):
    def refuse(page, user):
        raise RuntimeError("no token")

    monkeypatch.setattr(still_correct, "token_of", refuse)
    with pytest.raises(CommandError, match="1 could not be asked"):
        call_command("ask_still_correct", verbosity=0)
    assert not Notice.objects.exists()


def test_nobody_is_asked_about_an_idea_a_recent_a_confirmed_or_a_withdrawn_practice(old, practice, author):
    assert [page.pk for page in still_correct.due_practices()] == [old.pk]
    BestPracticePage.objects.update(evidence_level="idea")
    assert still_correct.due_practices() == []
    BestPracticePage.objects.update(evidence_level="pilot")
    still_correct.answer(page=old, user=author)
    assert still_correct.due_practices() == []
    EvidenceConfirmation.objects.all().delete()
    services.work_note_add(page=old, kind=WorkNoteKind.WITHDRAWAL, text="Weg", user=author)
    assert still_correct.due_practices() == []


def test_opening_the_address_changes_nothing_and_the_button_confirms_once_a_day(client, old, author):
    address = reverse("works:still_correct", args=[still_correct.token_of(old, author)])

    assert client.get(address).status_code == 200
    assert not EvidenceConfirmation.objects.exists()
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 200

    confirmation = EvidenceConfirmation.objects.get()
    assert (confirmation.contributor.user, confirmation.confirmed_on) == (author, timezone.localdate())
    assert str(confirmation.contributor.name) in client.get(old.url).content.decode()


@pytest.mark.parametrize("change", ["forged", "old", "closed", "left", "private"])
def test_an_address_that_does_not_hold_confirms_nothing(client, old, author, change, monkeypatch):
    token = still_correct.token_of(old, author)
    expected = 410
    if change == "forged":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    elif change == "old":
        monkeypatch.setattr(still_correct, "ANSWER_SECONDS", -1)
    elif change == "closed":
        author.is_active = False
        author.save()
    elif change == "left":
        expected = 404
        Contributor.objects.filter(user=author).update(user=None)
        author.contacts.update(ends_on=timezone.localdate() - timedelta(days=1))
    else:
        expected = 404
        restrict(old, PageViewRestriction.GROUPS)
    address = reverse("works:still_correct", args=[token])

    assert (client.get(address).status_code, client.post(address).status_code) == (expected, expected)
    assert not EvidenceConfirmation.objects.exists()


# --- Counting -----------------------------------------------------------------------------------------


def test_views_and_appearances_are_counted_without_people_and_once_an_hour(client, practice, moderator):
    reader = Client(headers={"user-agent": BROWSER}, REMOTE_ADDR="192.0.2.7")
    for _time in range(3):
        reader.get(practice.url)
        reader.get("/nl/search/?q=heropname")
    Client(headers={"user-agent": "Googlebot/2.1"}).get(practice.url)
    signed_in(moderator).get(practice.url)

    figures_write(counts=FIGURES.take())

    totals = WorkFigure.objects.totals([practice.translation_key])
    assert totals == {practice.translation_key: {FigureKind.VIEW: 1, FigureKind.APPEARANCE: 1}}
    assert {field.name for field in WorkFigure._meta.fields} == {"id", "work", "day", "kind", "times"}


def test_counts_of_two_processes_add_up_and_old_ones_are_forgotten(practice, settings):
    today = timezone.localdate()
    for _process in range(2):
        figures_write(counts={(practice.translation_key, today, FigureKind.VIEW): 2})
    old = today - timedelta(days=settings.HUB_FIGURES_DAYS + 1)
    figures_write(counts={(practice.translation_key, old, FigureKind.VIEW): 5})

    assert figures_prune() == 1
    assert WorkFigure.objects.get().times == 4


def test_a_process_that_counts_forgets_once_a_day_by_itself(practice, settings, monkeypatch):
    monkeypatch.setattr(figures, "_pruned", {})
    monkeypatch.setattr(figures, "MOST_WAITING", 1)
    old = timezone.localdate() - timedelta(days=settings.HUB_FIGURES_DAYS + 1)
    kept = []
    for _time in range(2):
        WorkFigure.objects.create(work=practice.translation_key, day=old, kind=FigureKind.DOWNLOAD, times=1)
        FIGURES.clear()
        FIGURES.count(FigureKind.VIEW, [practice.translation_key], "visitor")
        figures.flush_when_due()
        kept.append(WorkFigure.objects.filter(day=old).count())

    # The second time it had been done already.
    assert kept == [0, 1]


# --- Safety -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["adopt", "note", "confirm"])
def test_every_form_asks_for_its_token(practice, author, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)

    assert browser.post(reverse(f"works:{name}", args=[practice.public_id]), {}).status_code == 403
    assert browser.post(reverse("works:adoptions"), {}).status_code == 403
