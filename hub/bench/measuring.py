"""Measures the engine of this installation beside its floors, and says which gates it meets."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from hub.bench import gates
from hub.bench.corpus import FIRST_PAGE_ID
from hub.bench.floors import RawText, index_raw, read_texts
from hub.bench.gates import Gate
from hub.bench.questions import HITS, Questions, questions
from hub.bench.timing import RUNS, Action, Times, interleaved, once
from hub.bench.words import lexicon
from search import indexing
from search.documents import SearchDocument
from search.engines import SearchEngine, get_engine
from search.exceptions import SearchUnavailable
from search.models import IndexEntry
from search.normalise import normalise
from search.query import SearchQuery

PREFIXES = 200
RAW_TEXTS = 20_000
# A rebuild of a large index is measured once: its time is long, and so is that of the floor.
LARGE = 50_000
FINDABLE_RUNS = 20
MIB = 1024 * 1024


@dataclass
class Report:
    """What was measured: gates, and the median and p95 of each question by name."""

    works: int
    gates: list[Gate] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)


def forget_matches(engine: SearchEngine) -> None:
    """Empty the engine's memory of its answers: the next search is a first one.

    No part of the engine's interface, because no site needs it. Raises ``CommandError`` for one that has none.
    """
    forget = getattr(engine, "forget_answers", None)
    if forget is None:
        raise CommandError(f"The engine {engine.name} keeps no answers that can be forgotten.")
    forget()


def measure(runs: int = RUNS) -> Report:
    """Return everything about the corpus of this database."""
    engine = get_engine()
    try:
        engine.check_ready()
    except SearchUnavailable:
        # Being made by a thread of its own: here it is waited for.
        engine.rebuild()
    report = Report(works=IndexEntry.objects.filter(is_live=True).values("work").distinct().count())
    asked = questions(engine)
    for part in (_first_times, _further_clicks, _without_text, _suggestions, _pages, _rebuilds, _findable):
        report.gates += part(engine, asked, runs, report)
    return report


def _first_times(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    raw = RawText(Path(settings.HUB_INDEX_DIR))
    for name in asked.with_text:
        query = asked.queries[name]
        built = raw.build(query)
        times = interleaved(
            {"engine": partial(engine.search, query), "floor": partial(raw.rank, built)},
            runs=runs,
            before=partial(forget_matches, engine),
        )
        report.times[name] = times["engine"]
        report.times[f"{name} floor"] = times["floor"]
        yield gates.first_time(name, times["engine"].median, times["floor"].median, asked.matches[name])


def _further_clicks(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    """Measure what a filter costs once its words were searched for: each run asks with another filter."""
    filters = asked.queries["q2"].filters
    for name in asked.with_text:
        clicked = [replace(asked.queries[name], filters={facet: values}) for facet, values in filters.items()]
        engine.search(asked.queries[name])
        times = interleaved({str(query.filters): partial(engine.search, query) for query in clicked}, runs=runs)
        slowest = max(times.values(), key=lambda one: one.median)
        report.times[f"{name} click"] = slowest
        yield gates.at_most(f"{name}, further facet click", slowest.median, gates.FACET_CLICK_MS)


def _without_text(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    rows, columns = settings.HUB_MATRIX
    actions: dict[str, Action] = {
        name: partial(engine.search, asked.queries[name]) for name in asked.queries if name in gates.NO_TEXT_MS
    }
    actions["matrix"] = partial(engine.cross_count, asked.queries["q1"], rows, columns)
    for name, times in interleaved(actions, runs=runs).items():
        report.times[name] = times
        yield gates.at_most(f"{name}, no text", times.median, gates.NO_TEXT_MS[name], note=f"p95 {times.p95:.2f} ms")


def _suggestions(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    words = [word for word in lexicon(settings.LANGUAGE_CODE)[100:] if len(word) >= 5]
    prefixes = [words[place * 7][: 2 + place % 4] for place in range(PREFIXES)]
    queries = [replace(asked.queries["q1"], text=normalise(prefix)) for prefix in prefixes]
    engine.suggest(queries[0])
    times = Times.of([once(partial(engine.suggest, query)) for query in queries])
    report.times["suggestions"] = times
    note = f"median {times.median:.2f} ms, {PREFIXES} beginnings of words"
    yield gates.at_most("suggestions, p95", times.p95, gates.SUGGEST_P95_MS, note=note)


def _pages(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    """Measure the search page without kept pages beside the engine's own time for the same question."""
    client = Client()
    over, queries = {}, 0
    with override_settings(
        HUB_PAGE_CACHE_SECONDS=0, ALLOWED_HOSTS=["*"], DEBUG=False, HUB_RATES=dict.fromkeys(settings.HUB_RATES, "")
    ):
        for name, query in asked.queries.items():
            shown = replace(query, size=SearchQuery().size)
            address = shown.url
            for _warm in range(2):
                client.get(address)
            with CaptureQueriesContext(connection) as captured:
                if client.get(address).status_code != 200:
                    raise CommandError(f"{address} does not answer.")
            queries = max(queries, len(captured))
            times = interleaved(
                {"page": partial(client.get, address), "engine": partial(engine.search, shown)},
                runs=runs,
            )
            report.times[f"{name} page"] = times["page"]
            over[name] = times["page"].median - times["engine"].median
    worst = max(over, key=lambda name: over[name])
    note = f"worst: {worst}; median {statistics.median(over.values()):.1f} ms"
    yield gates.at_most("search page over the engine", over[worst], gates.PAGE_OVER_ENGINE_MS, note=note)
    yield gates.at_most("queries of the search page", queries, gates.PAGE_QUERIES, unit="queries")


def _rebuilds(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    entries = IndexEntry.objects.filter(is_live=True).count()
    texts = read_texts(RAW_TEXTS)
    times = interleaved(
        {"engine": engine.rebuild, "floor": partial(index_raw, texts)}, runs=1 if report.works > LARGE else 3, warm=0
    )
    done, raw = entries / times["engine"].median * 1000, len(texts) / times["floor"].median * 1000
    report.times["rebuild"] = times["engine"]
    note = f"{entries:,} entries in {times['engine'].median / 1000:.1f} s; floor: {len(texts):,} of them"
    yield gates.at_least_share_of(
        "rebuild of the text index", done, raw, gates.REBUILD_OF_RAW, unit="entries/s", note=note
    )


def _findable(engine: SearchEngine, asked: Questions, runs: int, report: Report) -> Iterator[Gate]:
    """Measure from the start of the writing transaction until a search for a new word finds the new work."""
    found = []
    for number in range(FINDABLE_RUNS):
        document = _new_document(number)
        found.append(once(partial(_publish_and_find, engine, document)))
        with transaction.atomic():
            indexing.remove_work(document.work)
    report.times["findable"] = Times.of(found)
    note = f"p95 {report.times['findable'].p95:.1f} ms"
    yield gates.at_most("publish → findable", report.times["findable"].median, gates.FINDABLE_MS, note=note)


def _new_document(number: int) -> SearchDocument:
    work = uuid4()
    return SearchDocument(
        work=work,
        page_id=FIRST_PAGE_ID - number,
        locale="nl",
        type="news",
        title=f"Nieuw {_word_of(work.hex)}",
        summary="",
        body="",
        url="/nl/news/new/",
        published_at=datetime.now(UTC),
        audience=frozenset({"public"}),
        languages=("nl",),
    )


def _word_of(digits: str) -> str:
    """Return letters for hexadecimal digits: one word, and no other work has it."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digits)


def _publish_and_find(engine: SearchEngine, document: SearchDocument) -> None:
    with transaction.atomic():
        indexing.store(document.work, {code: document for code, _name in settings.LANGUAGES})
    engine.catch_up()
    word = document.title.split()[1]
    if engine.search(SearchQuery(text=normalise(word), size=HITS)).total != 1:
        raise CommandError(f"What was published is not found: {word}")


def folder_size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def process_memory(**environment: str) -> dict[str, float]:
    """Return what ``bench_memory`` measures in a new process with these settings, in MiB."""
    command = [sys.executable, sys.argv[0], "bench_memory"]
    env = {**os.environ, **environment}
    found = subprocess.run(command, check=True, capture_output=True, text=True, env=env)  # noqa: S603 - this very program
    measured: dict[str, float] = json.loads(found.stdout)
    return measured


def size_gates(works: int, memory: dict[str, float]) -> Iterator[Gate]:
    """Yield what one process holds and what is on disk, for each 100,000 works."""
    share = works / 100_000
    held = memory["after"] - memory["before"]
    note = f"{held:.1f} MiB in all; {memory['trimmed'] - memory['before']:.1f} when what is free is handed back"
    yield gates.at_most("memory per process, per 100,000", held / share, gates.MEMORY_MIB, unit="MiB", note=note)
    disk = folder_size(Path(settings.HUB_INDEX_DIR)) / MIB
    database = Path(str(settings.DATABASES["default"]["NAME"])).stat().st_size / MIB
    note = f"text index {disk:.1f} MiB in all; the database itself is {database:,.0f} MiB"
    yield gates.at_most("text index on disk, per 100,000", disk / share, gates.DISK_MIB, unit="MiB", note=note)
