"""The measures of relevance, the judged searches of the repository, and the command that compares them."""

import json
import math
import tomllib
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hub.demo.data_files import DATA
from hub.relevance import baseline, metrics
from hub.relevance.judgments import HALVES, KINDS, Judgment, load, named_works
from hub.relevance.measure import Outcome, figures, run, unfindable, work_keys
from hub.relevance.tuning import current_weights, engine_with, tune
from search.engines import get_engine
from tests.search.builders import make_document, period, store

FOLDER = settings.BASE_DIR / "tests" / "data" / "relevance"


def make_judgment(**values):
    defaults = {
        "id": "nl-kas", "language": "nl", "kind": "word", "half": "report", "text": "kas", "why": "Grower",
        "grades": {"een-kas": 3},
    }  # fmt: skip
    return Judgment(**{**defaults, **values})


def make_outcome(found=("een-kas",), *, total=None, spelling="", **values):
    judgment = make_judgment(**values)
    return Outcome(judgment=judgment, found=found, total=len(found) if total is None else total, spelling=spelling)


# --- Measures ---------------------------------------------------------------------------------------------


def test_ndcg_is_the_discounted_gain_over_the_best_that_could_be():
    # By hand: (1 + 7 / log2 3) / (7 + 1 / log2 3)
    assert metrics.ndcg(["b", "a"], {"a": 3, "b": 1}) == pytest.approx(0.70981, abs=1e-5)
    assert metrics.ndcg(["a", "b"], {"a": 3, "b": 1}) == 1.0
    assert metrics.ndcg(["x", "a"], {"a": 2}) == pytest.approx(1 / math.log2(3))
    assert metrics.ndcg([], {"a": 2}) == 0.0


def test_ndcg_looks_at_ten_works_and_asks_no_more_of_them_than_ten_can_give():
    grades = {str(number): 3 for number in range(12)}

    assert metrics.ndcg([str(number) for number in range(10)], grades) == 1.0
    assert metrics.ndcg([*"abcdefghij", "0"], grades) == 0.0


def test_recall_asks_for_wanted_works_among_the_first_twenty():
    grades = {"a": 3, "b": 2, "c": 1}

    assert metrics.recall(["c", "b"], grades) == 0.5
    assert metrics.recall([*(str(number) for number in range(20)), "a"], grades) == 0.0


def test_the_first_wanted_work_counts_by_its_place():
    grades = {"a": 2, "b": 1}

    assert metrics.reciprocal_rank(["b", "x", "a"], grades) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(["b"], grades) == 0.0


def test_without_judgments_there_is_nothing_to_measure():
    with pytest.raises(ValueError, match="of use"):
        metrics.ndcg(["a"], {})
    with pytest.raises(ValueError, match="wanted"):
        metrics.recall(["a"], {"a": 1})


def test_averages_leave_out_what_cannot_be_measured():
    measured = figures(
        [
            make_outcome(),
            make_outcome((), spelling="kas"),
            make_outcome(("x", "een-kas"), grades={"een-kas": 1}),
            make_outcome(("x",), kind="nothing", grades={}),
        ]
    )

    assert measured.searches == 3
    assert measured.ndcg == pytest.approx((1 + 0 + 1 / math.log2(3)) / 3)
    assert (measured.recall, measured.reciprocal_rank) == (0.5, 0.5)
    assert (measured.nothing, measured.corrected) == (0.5, 0.5)


def test_figures_of_no_searches_are_empty():
    assert figures([]).ndcg is None


# --- Judgments --------------------------------------------------------------------------------------------


def test_the_repository_has_enough_judged_searches_in_both_languages():
    languages = Counter(judgment.language for judgment in load(FOLDER))

    assert languages["nl"] >= 60
    assert languages["en"] >= 30
    assert languages.total() >= 90


def test_both_halves_have_every_kind_of_search():
    numbers = Counter((judgment.kind, judgment.half) for judgment in load(FOLDER))

    assert {kind for kind, _half in numbers} == set(KINDS)
    uneven = {kind for kind in KINDS if abs(numbers[kind, HALVES[0]] - numbers[kind, HALVES[1]]) > 1}
    assert uneven == set()


def test_few_searches_should_find_nothing():
    assert 0 < sum(not judgment.grades for judgment in load(FOLDER)) <= 8


def test_every_judged_work_is_in_the_demo_content():
    works = {f"{path.parent.name}/{path.stem}" for path in DATA.glob("*/*.toml")}
    works |= {f"organisations/{row['slug']}" for row in _rows("organisations", "organisation")}
    works |= {f"working-groups/{row['slug']}" for row in _rows("working-groups", "working_group")}
    works |= {row["slug"] for row in _rows("pages", "page")}

    assert named_works(load(FOLDER)) - works == set()


def _rows(name, key):
    return tomllib.loads((DATA / f"{name}.toml").read_text())[key]


def test_a_search_starts_its_id_with_its_language():
    assert [judgment.id for judgment in load(FOLDER) if not judgment.id.startswith(f"{judgment.language}-")] == []


QUERY = {"id": "nl-a", "kind": "word", "half": "tune", "text": "kas", "why": "Grower"}


def write_queries(folder, *rows):
    lines = []
    for row in rows:
        works = row.get("works", {})
        lines += ["[[query]]", *(f"{key} = {json.dumps(value)}" for key, value in row.items() if key != "works")]
        lines += ["[query.works]", *(f"{json.dumps(key)} = {json.dumps(grade)}" for key, grade in works.items())]
    (folder / "queries-nl.toml").write_text("\n".join(lines))
    return folder


def test_a_judgment_is_read_with_its_reasons(tmp_path):
    write_queries(
        tmp_path, {**QUERY, "works": {"a": [3, "Exactly"], "b": 1}}, {**QUERY, "id": "nl-b", "same_as": "nl-a"}
    )

    first, second = load(tmp_path)

    assert (first.language, first.grades, first.reasons) == ("nl", {"a": 3, "b": 1}, {"a": "Exactly"})
    assert (second.text, second.grades) == ("kas", first.grades)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{**QUERY, "works": {"a": 3}}] * 2, "same id"),
        ([{**QUERY, "works": {"a": 4}}], "a grade is"),
        ([{**QUERY, "works": {"a": 0}}], "a grade is"),
        ([{**QUERY, "works": {}}], "works are missing"),
        ([{**QUERY, "kind": "nothing", "works": {"a": 1}}], "works are missing"),
        ([{**QUERY, "kind": "haiku", "works": {"a": 1}}], "no kind"),
        ([{**QUERY, "half": "both", "works": {"a": 1}}], "no half"),
        ([{**QUERY, "note": "", "works": {"a": 1}}], "unknown fields"),
        ([{"id": "nl-a", "works": {"a": 1}}], "fields are missing"),
        ([{**QUERY, "same_as": "nl-b"}], "same_as"),
        ([{**QUERY, "works": {"a": 1}}, {**QUERY, "id": "nl-b", "half": "report", "same_as": "nl-a"}], "another half"),
    ],
)
def test_a_judgment_that_cannot_be_understood_is_refused(tmp_path, rows, problem):
    with pytest.raises(ValueError, match=problem):
        load(write_queries(tmp_path, *rows))


# --- Measuring on an engine -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_search_is_measured_by_the_works_in_their_order():
    store(make_document("Een kas"), make_document("Een schuur", body="Naast de kas."), make_document("Een stal"))

    outcome = run(get_engine(), make_judgment(), work_keys())

    assert (outcome.found, outcome.total, outcome.ndcg) == (("een-kas", "een-schuur"), 2, 1.0)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "found"), [("typo", ("een-kasteel",)), ("word", ())])
def test_only_who_made_a_slip_follows_another_spelling(kind, found):
    store(make_document("Een kasteel"))

    outcome = run(get_engine(), make_judgment(text="kastel", kind=kind), work_keys())

    assert (outcome.found, outcome.total, outcome.spelling) == (found, 0, "kasteel")


@pytest.mark.django_db
def test_works_that_a_visitor_cannot_find_are_named():
    store(
        make_document("Een kas"),
        make_document("Besloten", audience=frozenset({"login"})),
        make_document("Voorbij", periods=(period(-3, -2),)),
    )
    judgments = [make_judgment(grades={"een-kas": 3, "besloten": 2, "voorbij": 2, "weg": 1})]

    assert unfindable(get_engine(), judgments, work_keys()) == {"besloten", "voorbij", "weg"}


@pytest.mark.django_db
def test_an_engine_with_other_weights_ranks_otherwise_and_leaves_no_trace():
    store(make_document("Een kas"), make_document("Een schuur", body="kas kas kas"))
    before = dict(current_weights())

    with engine_with({"title": 0.01, "body": 50}) as engine:
        outcome = run(engine, make_judgment(), work_keys())

    assert outcome.found == ("een-schuur", "een-kas")
    assert run(get_engine(), make_judgment(), work_keys()).found == ("een-kas", "een-schuur")
    assert dict(current_weights()) == before


def test_a_weight_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="No weight colour"), engine_with({"colour": 1}):
        pass


def test_tuning_finds_better_weights_one_at_a_time():
    def score(weights):
        return -abs(math.log2(weights["title"] / 16)) - abs(math.log2(weights["other"] / 0.5))

    best, highest = tune(score, {"title": 4.0, "body": 1.0, "other": 1.0})

    assert (best, highest) == ({"title": 16.0, "body": 1.0, "other": 0.5}, 0.0)


def test_tuning_leaves_what_makes_no_difference_and_the_unit():
    assert tune(lambda weights: weights["body"], {"title": 4.0, "body": 1.0})[0] == {"title": 4.0, "body": 1.0}


# --- Compared with the last time --------------------------------------------------------------------------


def test_worse_figures_of_the_reported_half_are_problems():
    before = baseline.to_baseline([make_outcome(), make_outcome((), id="nl-b", half="tune")])

    worse = baseline.problems(before, [make_outcome(()), make_outcome((), id="nl-b", half="tune")])
    same = baseline.problems(before, [make_outcome(), make_outcome(id="nl-b", half="tune")])

    assert worse == [
        "nDCG@10 fell from 1.000 to 0.000.",
        "recall@20 fell from 1.000 to 0.000.",
        "Searches that find nothing rose from 0.0% to 100.0%.",
    ]
    assert same == []


def test_a_hair_less_is_no_problem():
    before = baseline.to_baseline([make_outcome()])
    before["figures"]["report"]["recall"] = 1.01

    assert baseline.problems(before, [make_outcome()]) == []


def test_other_searches_cannot_be_compared():
    before = baseline.to_baseline([make_outcome()])

    assert baseline.problems(before, [make_outcome(id="nl-b")]) == [
        "The searches are not those of the baseline: look at the figures and write it anew."
    ]


def test_the_searches_that_moved_are_named_worst_first():
    before = baseline.to_baseline(
        [make_outcome((), id="nl-up"), make_outcome(id="nl-down"), make_outcome(id="nl-same")]
    )

    moved = baseline.changes(
        before, [make_outcome(id="nl-up"), make_outcome((), id="nl-down"), make_outcome(id="nl-same")]
    )

    assert moved == [("nl-down", 1.0, 0.0), ("nl-up", 0.0, 1.0)]


# --- The command ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    rows = [
        {**QUERY, "half": "report", "works": {"een-kas-vol-groente": [3, "Exactly"]}},
        {**QUERY, "id": "nl-b", "text": "groente", "works": {"een-kas-vol-groente": 3}},
        {**QUERY, "id": "nl-c", "kind": "nothing", "text": "vol"},
    ]
    return write_queries(tmp_path, *rows)


@pytest.mark.django_db
def test_the_command_fails_when_the_reported_half_has_become_worse(folder, capsys):
    store(make_document("Een kas vol groente"))
    call_command("bench_relevance", judgments=folder, write_baseline=True)
    call_command("bench_relevance", judgments=folder)
    assert "Not worse than the baseline." in capsys.readouterr().out
    store(make_document("Kas"))

    with pytest.raises(CommandError, match=r"nDCG@10 fell from 1\.000 to 0\.631"):
        call_command("bench_relevance", judgments=folder)

    assert "nl-a: 1.00 → 0.63" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_prints_a_table_and_what_was_missed(folder, capsys):
    store(make_document("Een kas vol groente"), make_document("Kas"))

    call_command("bench_relevance", judgments=folder, half="report")

    printed = capsys.readouterr().out
    assert "| report | 1 | 0.631 | 1.000 | 0.500 | 0.0% | 0.0% |" in printed
    assert "found:  kas (0), een-kas-vol-groente (3)" in printed


@pytest.mark.django_db
def test_the_command_shows_one_search_with_its_judgments(folder, capsys):
    store(make_document("Een kas vol groente"))

    call_command("bench_relevance", judgments=folder, show="nl-a")

    assert "  1 3 een-kas-vol-groente: Exactly" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_tries_other_weights_without_comparing(folder, capsys):
    store(make_document("Een kas vol groente"))

    call_command("bench_relevance", judgments=folder, weights=[("title", 2.0)])
    call_command("bench_relevance", judgments=folder, tune=True)

    printed = capsys.readouterr().out
    assert "best: title=8, summary=3, body=1, other=0.4, " in printed
    assert ": nDCG@10 of tune 1.0000" in printed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "no baseline"),
        (["--write-baseline", "--set", "title=2"], "all searches"),
        (["--set", "colour=2"], "No weight colour"),
        (["--set", "title=much"], "not NAME=NUMBER"),
        (["--show", "nl-x"], "no search"),
    ],
)
def test_the_command_says_what_it_cannot_do(folder, options, problem):
    store(make_document("Een kas vol groente"))

    with pytest.raises(CommandError, match=problem):
        call_command("bench_relevance", "--judgments", str(folder), *options)


@pytest.mark.django_db
def test_the_command_refuses_judgments_that_do_not_fit_the_site(folder, tmp_path_factory):
    store(make_document("Een schuur"))

    with pytest.raises(CommandError, match="cannot find what is judged: een-kas-vol-groente"):
        call_command("bench_relevance", judgments=folder)
    with pytest.raises(CommandError, match="no judged searches"):
        call_command("bench_relevance", judgments=tmp_path_factory.mktemp("empty"))
