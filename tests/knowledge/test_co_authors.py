"""Writing with others: asked by mail, named only with consent, gone again when they leave."""

import pytest

from knowledge.enums import CoAuthorStatus, SubmissionStatus
from knowledge.models import CoAuthor, Submission
from members.models import Contributor, MailMessage, Notice
from tests.factories.members import ContactFactory, UserFactory
from tests.knowledge.writing import begin, client_of, fill, make_writer, organisation_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(writer):
    return begin(client_of(writer), title="Samen schrijven")


def ask(user, draft, email):
    return client_of(user).post(url(draft, "people"), {"email": email})


def answer(user, draft, choice, **values):
    return client_of(user).post(url(draft, "co-author"), {"answer": choice, **values})


def authors(draft):
    """Return who is named in the draft as it is stored now."""
    page = Submission.objects.get(pk=draft.pk).draft
    return [row.contributor.user for row in page.authors.all()]


def test_who_is_asked_is_named_and_writes_along_only_after_accepting(writer, draft):
    other = make_writer()
    assert ask(writer, draft, f" {other.email.upper()} ").status_code == 302
    client = client_of(other)
    assert client.get(url(draft, "write", "what")).status_code == 404
    shown = client.get(url(draft, "co-author"))
    assert shown.status_code == 200
    assert authors(draft) == [writer]

    accepted = answer(other, draft, "accept", organisation=organisation_of(other).pk)

    page = Submission.objects.get(pk=draft.pk).draft
    assert accepted.status_code == 302
    assert authors(draft) == [writer, other]
    assert set(page.organisations.all()) == {organisation_of(writer), organisation_of(other)}
    assert fill(client_of(other), draft, "approach", problem="Van ons beiden").status_code == 302
    assert CoAuthor.objects.get().status == CoAuthorStatus.ACCEPTED


def test_the_question_comes_by_mail_and_once(writer, draft):
    other = make_writer()
    ask(writer, draft, other.email)
    again = ask(writer, draft, other.email)
    ask(writer, draft, "nieuw@hub.example")

    assert again.status_code == 200
    assert Notice.objects.get(user=other).url.endswith(url(draft, "co-author"))
    assert sorted(MailMessage.objects.values_list("recipient", flat=True)) == ["nieuw@hub.example", other.email]


def test_the_answer_to_who_asks_does_not_tell_whether_there_is_an_account(writer, draft):
    UserFactory(email="bekend@hub.example")

    known, unknown = ask(writer, draft, "bekend@hub.example"), ask(writer, draft, "onbekend@hub.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    page = client_of(writer).get(url(draft, "people")).content.decode()
    assert page.count("bekend@hub.example") == 2 * page.count("onbekend@hub.example") > 0


def test_somebody_asked_before_they_have_an_account_can_accept(writer, draft):
    ask(writer, draft, "nieuw@hub.example")
    Contributor.objects.create(name="Al bekend", email="nieuw@hub.example")
    late = UserFactory(email="nieuw@hub.example")

    answer(late, draft, "accept")

    page = Submission.objects.get(pk=draft.pk).draft
    assert authors(draft) == [writer, late]
    assert late.contributor.name == "Al bekend"
    assert list(page.organisations.all()) == [organisation_of(writer)]


def test_only_who_was_asked_sees_and_answers(writer, draft):
    other, stranger = make_writer(), make_writer()
    ask(writer, draft, other.email)

    assert client_of(stranger).get(url(draft, "co-author")).status_code == 404
    assert answer(stranger, draft, "accept").status_code == 404
    assert answer(writer, draft, "accept").status_code == 404
    assert authors(draft) == [writer]


def test_an_organisation_is_named_by_who_writes_for_it(writer, draft):
    other, elsewhere = make_writer(), make_writer()
    ask(writer, draft, other.email)

    refused = answer(other, draft, "accept", organisation=organisation_of(elsewhere).pk)

    assert refused.status_code == 200
    assert authors(draft) == [writer]


def test_who_declines_is_not_named_and_not_asked_again(writer, draft):
    other = make_writer()
    ask(writer, draft, other.email)

    answer(other, draft, "decline")

    assert CoAuthor.objects.get().status == CoAuthorStatus.DECLINED
    assert ask(writer, draft, other.email).status_code == 200
    assert authors(draft) == [writer]
    assert client_of(other).get(url(draft, "write", "what")).status_code == 404


@pytest.mark.parametrize("by", ["self", "writer"])
def test_who_leaves_is_named_no_more(writer, draft, by):
    other = make_writer()
    ask(writer, draft, other.email)
    answer(other, draft, "accept")
    row = CoAuthor.objects.get()

    client_of(other if by == "self" else writer).post(url(draft, "people", row.pk, "end"))

    assert authors(draft) == [writer]
    assert CoAuthor.objects.get().status == CoAuthorStatus.ENDED
    assert client_of(other).get(url(draft, "write", "what")).status_code == 404


def test_a_question_can_be_taken_back(writer, draft):
    ask(writer, draft, "fout@hub.example")

    client_of(writer).post(url(draft, "people", CoAuthor.objects.get().pk, "end"))

    assert not CoAuthor.objects.exists()


def test_a_co_author_of_elsewhere_writes_and_does_not_decide_who_else_does(writer, draft):
    other = make_writer()
    ask(writer, draft, other.email)
    answer(other, draft, "accept")
    ask(writer, draft, "derde@hub.example")
    third = CoAuthor.objects.get(email="derde@hub.example")

    assert ask(other, draft, "vierde@hub.example").status_code == 200
    client_of(other).post(url(draft, "people", third.pk, "end"))

    assert sorted(CoAuthor.objects.values_list("email", flat=True)) == ["derde@hub.example", other.email]


def test_a_colleague_goes_on_with_a_draft_without_being_asked(writer, draft):
    colleague = ContactFactory(organisation=organisation_of(writer)).user

    assert fill(client_of(colleague), draft, "approach", problem="Van een collega").status_code == 302
    assert authors(draft) == [writer]


def test_while_reviewers_read_nobody_joins_or_leaves(writer, draft):
    other = make_writer()
    ask(writer, draft, other.email)
    Submission.objects.update(status=SubmissionStatus.IN_REVIEW)

    assert answer(other, draft, "accept").status_code == 200
    assert CoAuthor.objects.get().status == CoAuthorStatus.ASKED
    assert authors(draft) == [writer]


@pytest.mark.parametrize("email", ["", "geen adres", "a@b.example\nBcc: x@y.example", "x" * 300 + "@hub.example"])
def test_what_is_no_address_is_not_asked(writer, draft, email):
    assert ask(writer, draft, email).status_code == 200
    assert not CoAuthor.objects.exists()
    assert not MailMessage.objects.exists()


def test_writers_do_not_ask_themselves_and_not_everybody(writer, draft):
    assert ask(writer, draft, writer.email).status_code == 200
    for number in range(20):
        ask(writer, draft, f"persoon-{number}@hub.example")

    assert ask(writer, draft, "een-te-veel@hub.example").status_code == 200
    assert CoAuthor.objects.count() == 20


def test_asking_is_limited(writer, draft, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "co-author": "1/h"}

    answers = [ask(writer, draft, f"persoon-{number}@hub.example").status_code for number in range(2)]

    assert answers == [302, 429]
