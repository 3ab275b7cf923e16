"""The arithmetic of measuring: gates, percentiles, turns, drawings. Nothing here looks at a clock."""

import json
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from hub.bench import gates
from hub.bench.load import LoadResult
from hub.bench.plot import growth_svg
from hub.bench.timing import Times, interleaved, percentile
from hub.management.commands.bench_growth import LINES


def test_a_first_search_may_take_two_and_a_half_times_the_floor_and_a_millisecond():
    assert gates.first_time("q4", 6.0, 2.0, 19_000).is_met
    assert not gates.first_time("q4", 6.01, 2.0, 19_000).is_met
    assert gates.first_time("q4", 6.0, 2.0, 19_000).ratio == 3.0


def test_a_share_binds_from_above_and_from_below():
    assert gates.share_of("es", 4.0, 10.0, 0.4).is_met
    assert not gates.share_of("es", 4.1, 10.0, 0.4).is_met
    assert gates.at_least_share_of("rebuild", 5.0, 10.0, 0.5, unit="entries/s").is_met
    assert not gates.at_least_share_of("rebuild", 4.9, 10.0, 0.5, unit="entries/s").is_met


def test_only_missed_ratios_decide_the_exit():
    found = [
        gates.at_most("milliseconds", 9.0, 1.0),
        gates.first_time("q3", 1.0, 0.1, 50),
        gates.first_time("q4", 99.0, 1.0, 50),
    ]

    assert [gate.name for gate in gates.failures(found)] == ["q4, first time (50 matches)"]


def test_the_verdict_says_by_how_much():
    assert gates.at_most("click", 1.5, 1.5).verdict == "met"
    assert gates.at_most("click", 3.0, 1.5).verdict == "missed: 2.0 × the limit"
    assert gates.at_least_share_of("rebuild", 2.5, 10.0, 0.5, unit="/s").verdict == "missed: 0.50 × the least"


def test_the_table_has_a_line_for_each_gate():
    lines = gates.table([gates.first_time("q4", 8.0, 4.0, 19_000), gates.at_most("page", 4.0, 5.0, note="warm")])

    assert lines.splitlines()[2:] == [
        "| q4, first time (19,000 matches) | ≤ 2.5 × floor + 1 ms | 8.00 ms | 4.00 ms | 2.00 | met |",
        "| page | ≤ 5 ms | 4.00 ms |  |  | met; warm |",
    ]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 10), (0.95, 19), (0.99, 20), (1.0, 20)],
)
def test_a_percentile_is_the_nearest_rank(share, expected):
    assert percentile(list(range(20, 0, -1)), share) == expected


def test_times_of_nothing_are_refused():
    with pytest.raises(ValueError, match="Nothing"):
        Times.of([])


def test_what_is_compared_takes_turns_and_the_first_rounds_do_not_count():
    called = []

    found = interleaved(
        {"a": lambda: called.append("a"), "b": lambda: called.append("b")},
        runs=2,
        warm=1,
        before=lambda: called.append("-"),
    )

    assert "".join(called) == "-a-b-a-b-a-b"
    assert [found["a"].runs, found["b"].runs] == [2, 2]


def test_every_answer_that_is_no_page_is_an_error():
    result = LoadResult(seconds=2, milliseconds=[1.0, 2.0, 3.0, 4.0])
    result.statuses.update({"200": 2, "503": 1, "TimeoutError": 1})

    assert result.errors == 2
    assert result.lines()[-1] == "| 2 | 2.0 | 4.0 | 4.0 | 200: 2, 503: 1, TimeoutError: 1 | 2 |"


def test_a_drawing_is_well_formed_and_names_each_line():
    drawn = growth_svg({"a < b": [(1_000, 0.5), (10_000, 5.0)], "c": [(1_000, 0.5), (10_000, 5.0)]}, title="Growth")

    root = ElementTree.fromstring(drawn)
    texts = {element.text: element.get("y") for element in root.iter() if element.tag.endswith("text")}
    assert {"a < b", "c", "Growth", "1,000", "10,000"} <= texts.keys()
    assert texts["a < b"] != texts["c"]


def test_nothing_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing"):
        growth_svg({}, title="Growth")


def test_growth_is_told_and_drawn_from_kept_results(tmp_path):
    for works in (1_000, 10_000):
        folder = tmp_path / f"bench-{works}"
        folder.mkdir()
        times = {key: {"median": works / 1_000} for key in LINES}
        (folder / "bench.json").write_text(json.dumps({"works": works, "times": times}))
    out, image = StringIO(), tmp_path / "growth.svg"

    call_command("bench_growth", tmp_path / "bench-10000", tmp_path / "bench-1000", image=image, stdout=out)

    assert out.getvalue().splitlines()[0] == "| median ms | 1,000 | 10,000 |"
    assert "| matrix: matrix | 1.00 | 10.00 |" in out.getvalue().splitlines()
    assert ElementTree.parse(image).getroot().tag.endswith("svg")
    with pytest.raises(CommandError, match="bench-7"):
        call_command("bench_growth", tmp_path / "bench-7")
