"""``manage.py bench_relevance``: how well search answers the judged searches, on the demo content of this database."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.bench.served import own_index
from hub.relevance import baseline
from hub.relevance.judgments import HALVES, KINDS, NOTHING, REPORT, TUNE, Judgment, load
from hub.relevance.measure import Figures, Keys, Outcome, figures, measure, run, unfindable, work_keys
from hub.relevance.metrics import WANTED
from hub.relevance.tuning import Weights, current_weights, engine_with, tune
from search.engines import SearchEngine
from search.engines.elasticsearch.lifecycle import rebuild

FOLDER = settings.BASE_DIR / "tests" / "data" / "relevance"
ENGINES = ("embedded", "elasticsearch")
WORST = 10
SHOWN = 5


class Command(BaseCommand):
    """Prints the figures, and fails when those of the half that is reported are worse than the baseline."""

    help = "Measure relevance with the judged searches; fails when it has become worse (docs/relevance.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add which half, which weights, and what to do instead of comparing."""
        parser.add_argument("--judgments", type=Path, default=FOLDER, help="the folder of queries-<language>.toml")
        parser.add_argument("--half", choices=HALVES, help="print the figures of one half, without comparing")
        parser.add_argument("--set", action="append", default=[], type=_weight, metavar="NAME=VALUE", dest="weights",
                            help="try another weight, without comparing")  # fmt: skip
        parser.add_argument(
            "--engine", choices=ENGINES, default=ENGINES[0], help="elasticsearch: see ELASTICSEARCH_URL"
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--show", metavar="ID", help="print what one search finds, with its judgments")
        what.add_argument("--tune", action="store_true", help="look for better weights on the tuning half")
        what.add_argument("--write-baseline", action="store_true", help="keep the figures to compare with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print; raises ``CommandError`` for judgments that do not fit and for worse figures."""
        weights = dict(options["weights"])
        if options["write_baseline"] and (weights or options["half"] or options["engine"] != ENGINES[0]):
            raise CommandError("A baseline is of all searches, by the embedded engine with its own weights.")
        try:
            judgments = load(options["judgments"])
            with _index_for(options["engine"]), engine_with(weights, options["engine"]) as engine:
                keys = work_keys()
                self._check(engine, judgments, keys)
                if options["show"]:
                    self._show(engine, judgments, keys, options["show"])
                elif options["tune"]:
                    self._tune(options["engine"], judgments, keys, {**current_weights()})
                else:
                    outcomes = measure(engine, judgments, keys)
                    self._report([o for o in outcomes if options["half"] in (None, o.judgment.half)])
                    if not weights and not options["half"]:
                        self._compare(outcomes, options)
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _check(self, engine: SearchEngine, judgments: Sequence[Judgment], keys: Keys) -> None:
        if not judgments:
            raise CommandError("There are no judged searches.")
        lost = unfindable(engine, judgments, keys)
        if lost:
            raise CommandError(f"A visitor of this site cannot find what is judged: {', '.join(sorted(lost))}")

    def _report(self, outcomes: Sequence[Outcome]) -> None:
        self.stdout.write("| searches | number | nDCG@10 | recall@20 | first wanted (MRR) | nothing | respelt |")
        self.stdout.write("|---" * 7 + "|")
        for name, group in groups(outcomes):
            self.stdout.write(row(name, figures(group)))
        noisy = [o for o in outcomes if o.judgment.kind == NOTHING and o.total]
        if noisy:
            found = ", ".join(f"{o.judgment.text!r} ({o.total})" for o in noisy)
            self.stdout.write(f"\nFinds something where nothing is of use: {found}")
        judged = [o for o in outcomes if o.judgment.kind != NOTHING]
        self.stdout.write(f"\nThe {WORST} worst:")
        for outcome in sorted(judged, key=lambda o: (o.ndcg, o.judgment.id))[:WORST]:
            self.stdout.write(f"\n{outcome.ndcg:.2f} {outcome.judgment.id}: {outcome.judgment.text}")
            self.stdout.write(f"  found:  {', '.join(graded(outcome, outcome.found[:SHOWN])) or 'nothing'}")
            self.stdout.write(f"  missed: {', '.join(graded(outcome, missed(outcome))) or 'nothing'}")

    def _compare(self, outcomes: Sequence[Outcome], options: dict[str, Any]) -> None:
        path = options["judgments"] / "baseline.json"
        if options["write_baseline"]:
            baseline.write(path, outcomes)
            self.stdout.write(f"\nThe baseline is written to {path}")
            return
        try:
            before = baseline.read(path)
        except OSError as error:
            raise CommandError("There is no baseline: write one.") from error
        for name, was, now in baseline.changes(before, outcomes):
            self.stdout.write(f"{name}: {was:.2f} → {now:.2f}")
        found = baseline.problems(before, outcomes)
        if found:
            raise CommandError(" ".join(found))
        self.stdout.write("\nNot worse than the baseline.")

    def _show(self, engine: SearchEngine, judgments: Sequence[Judgment], keys: Keys, name: str) -> None:
        judgment = next((judgment for judgment in judgments if judgment.id == name), None)
        if judgment is None:
            raise CommandError(f"There is no search {name!r}.")
        outcome = run(engine, judgment, keys)
        self.stdout.write(f"{judgment.text} ({judgment.language}, {judgment.kind}, {judgment.half}): {judgment.why}")
        self.stdout.write(f"{outcome.total} found" + (f"; offered: {outcome.spelling}" if outcome.spelling else ""))
        for rank, work in enumerate(outcome.found, start=1):
            self.stdout.write(f"{rank:3} {line(judgment, work)}")
        self.stdout.write("Not among them:")
        for work in judgment.grades:
            if work not in outcome.found:
                self.stdout.write(f"    {line(judgment, work)}")

    def _tune(self, engine_name: str, judgments: Sequence[Judgment], keys: Keys, start: Weights) -> None:
        def score(weights: Weights, half: str = TUNE) -> float:
            asked = [judgment for judgment in judgments if judgment.half == half and judgment.kind != NOTHING]
            with engine_with(weights, engine_name) as engine:
                return mean(outcome.ndcg for outcome in measure(engine, asked, keys))

        best, _score = tune(score, start)
        for name, weights in (("now", start), ("best", best)):
            shown = ", ".join(f"{part}={weight:g}" for part, weight in weights.items())
            scores = ", ".join(f"nDCG@10 of {half} {score(weights, half):.4f}" for half in (TUNE, REPORT))
            self.stdout.write(f"{name}: {shown}: {scores}")


@contextmanager
def _index_for(engine: str) -> Iterator[None]:
    """Let this engine have what it asks: for Elasticsearch an index of its own, removed at the end."""
    url = settings.HUB_ELASTICSEARCH["URL"]
    if engine == ENGINES[0]:
        yield
        return
    if not url:
        raise CommandError("Set ELASTICSEARCH_URL to a server that may be used.")
    with own_index(url):
        rebuild()
        yield


def _weight(raw: str) -> tuple[str, float]:
    """Return ``title=8`` as a name and a number."""
    name, _sign, value = raw.partition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{raw!r} is not NAME=NUMBER") from error


def groups(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield the rows of the table: all, each half, language and kind, as far as there are any."""
    yield "all", list(outcomes)
    languages = dict.fromkeys(outcome.judgment.language for outcome in outcomes)
    values = (*(("half", half) for half in HALVES), *(("language", code) for code in languages),
              *(("kind", kind) for kind in KINDS if kind != NOTHING))  # fmt: skip
    for name, value in values:
        group = [outcome for outcome in outcomes if getattr(outcome.judgment, name) == value]
        if group:
            yield value, group


def row(name: str, measured: Figures) -> str:
    """Return one row of the table."""
    parts = [measured.ndcg, measured.recall, measured.reciprocal_rank]
    shares = [measured.nothing, measured.corrected]
    cells = [f"{part:.3f}" if part is not None else "" for part in parts]
    cells += [f"{share:.1%}" if share is not None else "" for share in shares]
    return f"| {' | '.join([name, str(measured.searches), *cells])} |"


def missed(outcome: Outcome) -> list[str]:
    """Return the wanted works that are not among the first ten, the best first."""
    wanted = [work for work, grade in outcome.judgment.grades.items() if grade >= WANTED]
    return sorted(set(wanted) - set(outcome.found[:10]), key=lambda work: (-outcome.judgment.grades[work], work))


def graded(outcome: Outcome, works: Sequence[str]) -> list[str]:
    """Return works with their grades."""
    return [f"{work} ({outcome.judgment.grades.get(work, 0)})" for work in works]


def line(judgment: Judgment, work: str) -> str:
    """Return a work with its grade and the reason for it."""
    reason = judgment.reasons.get(work, "")
    return f"{judgment.grades.get(work, 0)} {work}" + (f": {reason}" if reason else "")
