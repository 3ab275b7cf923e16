"""Synonyms of editors: what is refused, what an engine is told, and that it is told at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from search.expressions import expressions, folded_words
from search.models import IndexState, SynonymSet
from search.synonyms import expansions
from tests.hub.editors import make_editor, make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/search/synonymset/add/"


def make(text, meaning=SynonymSet.Meaning.EACH):
    row = SynonymSet(expressions=text, meaning=meaning)
    row.full_clean()
    row.save()
    return row


def stamp():
    state = IndexState.current()
    return state[1] if state else None


def found():
    return dict(expansions(stamp()))


def test_lines_and_commas_part_expressions_and_what_holds_no_word_is_left_out():
    assert expressions("AI,  kunstmatige   intelligentie\r\n…\n;Coördinatie") == [
        "AI", "kunstmatige intelligentie", "Coördinatie",
    ]  # fmt: skip
    assert folded_words("Coördinatie van AI") == ("coordinatie", "van", "ai")


def test_each_expression_counts_for_the_others():
    make("AI, Kunstmatige intelligentie, artificiële intelligentie")

    ai, dutch, other = ("ai",), ("kunstmatige", "intelligentie"), ("artificiele", "intelligentie")
    assert found() == {ai: (dutch, other), dutch: (ai, other), other: (ai, dutch)}


def test_only_the_first_finds_the_others_when_it_says_so():
    make("onderwijs\nmbo\nhbo", SynonymSet.Meaning.FIRST)

    assert found() == {("onderwijs",): (("mbo",), ("hbo",))}


def test_a_set_is_active_at_once_and_gone_at_once(django_assert_num_queries):
    row = make("AVG, GDPR")
    now = stamp()
    assert expansions(now) == {("avg",): (("gdpr",),), ("gdpr",): (("avg",),)}
    with django_assert_num_queries(0):
        expansions(now)

    row.expressions = "AVG, GDPR, privacywet"
    row.save()
    assert stamp() != now
    assert set(found()) == {("avg",), ("gdpr",), ("privacywet",)}

    SynonymSet.objects.all().delete()
    assert found() == {}


def test_a_set_that_is_rolled_back_was_never_there():
    make("AVG, GDPR")
    before = (stamp(), found())

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make("mkb, SME")
        assert ("sme",) in found()
        raise ZeroDivisionError

    assert (stamp(), found()) == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AI", "few"),
        ("…, !", "few"),
        (", ".join(f"woord{n}" for n in range(21)), "many"),
        ("AI, taalmodel, ai", "twice"),
        ("Coördinatie, coordinatie", "twice"),
        ("privacywet, gdpr", "elsewhere"),
    ],
)
def test_what_would_confuse_is_refused(text, code):
    make("AVG, GDPR")

    with pytest.raises(ValidationError) as refused:
        make(text)

    assert [error.code for error in refused.value.error_dict["expressions"]] == [code]


def test_the_refusal_names_the_other_set_and_a_set_does_not_refuse_itself():
    row = make("AVG, GDPR")
    with pytest.raises(ValidationError, match="AVG, GDPR"):
        make("privacywet, gdpr")

    row.expressions = "gdpr, AVG, privacywet"
    row.full_clean()


# --- In the editor ----------------------------------------------------------------------------------------


def test_an_editor_adds_a_set_from_a_form_that_is_filled_in(site, client):
    client.force_login(make_editor())

    form = client.get(ADD, {"expressions": "bsn", "meaning": "first"}).context["form"]
    client.post(ADD, {"expressions": "burgerservicenummer, bsn", "meaning": "each"})

    assert (form["expressions"].value(), form["meaning"].value()) == ("bsn", "each")
    assert str(SynonymSet.objects.get()) == "burgerservicenummer, bsn"
    assert "burgerservicenummer, bsn" in client.get("/admin/snippets/search/synonymset/").content.decode()


def test_a_refusal_is_said_in_the_form(site, client):
    make("AVG, GDPR")
    client.force_login(make_editor())

    answer = client.post(ADD, {"expressions": "gdpr, privacywet", "meaning": "each"})

    assert (answer.status_code, SynonymSet.objects.count()) == (200, 1)
    assert "“gdpr” is in another set already: AVG, GDPR" in answer.content.decode()


def test_a_member_may_not(site, client):
    client.force_login(make_user())

    assert client.get(ADD).status_code == 302
    assert client.post(ADD, {"expressions": "a1, b1", "meaning": "each"}).status_code == 302
    assert not SynonymSet.objects.exists()
