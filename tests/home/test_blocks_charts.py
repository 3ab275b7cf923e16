"""Charts are drawn from what somebody typed: numbers are read right, and nothing is drawn outside its room."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, strategies as st

from home import charts, grid
from home.blocks import ChartBlock
from home.chart_data import ChartData, Series, check_chart, parse_number, read_chart
from home.enums import ChartKind

# --- The grid ------------------------------------------------------------------------------------------------


def test_cells_of_a_spreadsheet_are_read():
    text = "Gebied\t2023\t2024\r\nZorg en\u00a0 welzijn\t12\t15\r\n\t\t\r\nEnergie\t9\r\n"

    assert grid.parse(text) == [["Gebied", "2023", "2024"], ["Zorg en welzijn", "12", "15"], ["Energie", "9", ""]]


def test_cells_typed_by_hand_are_read():
    assert grid.parse("Gebied;n\nZorg;3") == [["Gebied", "n"], ["Zorg", "3"]]
    assert grid.parse("Gebied | n\nZorg | 3") == [["Gebied", "n"], ["Zorg", "3"]]
    # A tab anywhere: then a semicolon belongs to the words.
    assert grid.parse("Gebied\tn\nZorg; thuis\t3") == [["Gebied", "n"], ["Zorg; thuis", "3"]]
    assert grid.parse(" \n\n") == []


@given(st.lists(st.lists(st.text("ab c;|", max_size=4), min_size=1, max_size=4), max_size=5))
def test_a_grid_survives_being_written_and_read(rows):
    cells = grid.parse(grid.to_text(rows))

    if cells and len(cells[0]) > 1:
        assert grid.parse(grid.to_text(cells)) == cells
    assert len({len(row) for row in cells}) <= 1


# --- Numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        (" 12,5 ", "12.5"),
        ("12.5", "12.5"),
        ("1.204", "1204"),
        ("1,204", "1204"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.204,50", "1204.50"),
        ("1,204.50", "1204.50"),
        ("1.204.300", "1204300"),
        ("1 204 300", "1204300"),
        ("1\u202f204", "1204"),
        ("12%", "12"),
        ("€ 1.250,00", "1250.00"),
        ("-3,5", "-3.5"),
        ("\N{MINUS SIGN}3", "-3"),
        ("+7", "7"),
        ("12.34", "12.34"),
        ("1234.567", "1234.567"),
    ],
)
def test_a_number_is_read_as_a_person_wrote_it(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "?", "n/a", "N.v.t.", "onbekend"])
def test_a_gap_is_a_gap_and_not_zero(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text", ["twaalf", "1e5", "1/2", "1.2.3", "1,20,4", "--3", "NaN", "Infinity", "١٢", "3 4x", "9" * 16]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_number(text)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_numbers(text):
    try:
        number = parse_number(text)
    except ValueError:
        return
    assert number is None or number.is_finite()


def test_the_cell_that_is_no_number_is_named():
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read_chart([["Gebied", "2023", "2024"], ["Zorg", "3", "4"], ["Energie", "5", "veel"]])

    with translation.override("en"):
        assert refused.value.messages == ["Row 3, column 3: “veel” is not a number."]


def test_a_row_without_a_name_is_refused():
    with pytest.raises(ValidationError):
        read_chart([["Gebied", "n"], ["", "3"]])


@pytest.mark.parametrize(
    ("unit", "texts"),
    [("%", "1.204%"), ("€", "€\u00a01.204"), ("kWh", "1.204\u00a0kWh"), ("deelnemers", "1.204"), ("", "1.204")],
)
def test_numbers_are_printed_as_the_house_prints_them(unit, texts):
    data = read_chart([["", "n"], ["Zorg", "1204"], ["Energie", ""]], unit)

    with translation.override("nl"):
        assert data.rows == [("Zorg", [texts]), ("Energie", ["–"])]


# --- What can be read ----------------------------------------------------------------------------------------


def chart_of(rows, names=("n",)):
    return ChartData(
        tuple(f"r{number}" for number in range(rows)),
        tuple(Series(name, tuple(map(Decimal, range(rows)))) for name in names),
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (chart_of(25), ChartKind.BARS),
        (chart_of(7, "abcd"), ChartKind.BARS),
        (chart_of(3, "abcde"), ChartKind.BARS),
        (chart_of(13), ChartKind.COLUMNS),
        (chart_of(3, "abc"), ChartKind.COLUMNS),
        (ChartData(("Zorg en welzijn",) * 3, (Series("n", (Decimal(1),) * 3),)), ChartKind.COLUMNS),
        (chart_of(1), ChartKind.LINE),
        (chart_of(25), ChartKind.LINE),
        (ChartData(("a", "b"), (Series("n", (None, None)),)), ChartKind.BARS),
    ],
)
def test_a_chart_that_nobody_can_read_is_refused(data, kind):
    with pytest.raises(ValidationError):
        check_chart(data, kind)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (chart_of(24), ChartKind.BARS),
        (chart_of(6, "abcd"), ChartKind.BARS),
        (chart_of(11), ChartKind.COLUMNS),
        (chart_of(24, "abcd"), ChartKind.LINE),
        (ChartData(("a", "b"), (Series("n", (None, Decimal(0))),)), ChartKind.COLUMNS),
    ],
)
def test_the_largest_charts_are_drawn(data, kind):
    check_chart(data, kind)

    assert charts.draw(data, kind).shapes


# --- Geometry ------------------------------------------------------------------------------------------------

numbers = st.one_of(st.none(), st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=2))
LENGTHS = ("x", "x1", "x2", "cx")
HEIGHTS = ("y", "y1", "y2", "cy")


@st.composite
def chart_data(draw):
    rows, width = draw(st.integers(2, 6)), draw(st.integers(1, 2))
    names = draw(st.lists(st.text("abcdé <&", min_size=1, max_size=60), min_size=rows, max_size=rows))
    columns = [draw(st.lists(numbers, min_size=rows, max_size=rows)) for _ in range(width)]
    columns[0][0] = draw(st.integers(-(10**9), 10**9).map(Decimal))
    return ChartData(tuple(names), tuple(Series(f"s{n}", tuple(values)) for n, values in enumerate(columns)))


def every(shapes):
    for shape in shapes:
        yield shape
        yield from every(shape.children)


@given(chart_data(), st.sampled_from(ChartKind.values))
def test_nothing_is_drawn_outside_the_room_of_a_chart(data, kind):
    drawing = charts.draw(data, kind)

    assert drawing.height > 0
    for shape in every(drawing.shapes):
        attributes = shape.attributes
        for name in LENGTHS:
            if name in attributes:
                assert 0 <= float(attributes[name].removesuffix("%")) <= 100, (name, shape)
        for name in HEIGHTS:
            if name in attributes:
                assert -0.001 <= float(attributes[name].removesuffix("em")) <= drawing.height + 0.001, (name, shape)
        if shape.tag == "rect":
            assert float(attributes["width"].removesuffix("%")) >= 0
            assert float(attributes["height"].removesuffix("em")) >= 0
            right = float(attributes["x"].removesuffix("%")) + float(attributes["width"].removesuffix("%"))
            assert right <= 100.02


@given(chart_data(), st.sampled_from(ChartKind.values))
def test_every_number_has_a_shape_or_is_a_gap(data, kind):
    shapes = charts.draw(data, kind).shapes

    marks = [shape for shape in shapes if shape.tag == ("svg" if kind == ChartKind.LINE else "rect")]
    assert len(marks) == len(data.numbers)


@given(st.lists(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=3), min_size=1, max_size=9))
def test_a_scale_holds_its_numbers_and_zero(values):
    scale = charts.nice_scale(values)

    assert all(-1e-9 <= scale.at(value) <= 1 + 1e-9 for value in [*values, Decimal(0)])
    assert list(scale.ticks) == sorted(set(scale.ticks))
    assert 2 <= len(scale.ticks) <= 12


def test_bars_are_as_long_as_their_numbers_and_fall_the_other_way_below_zero():
    data = ChartData(("a", "b", "c"), (Series("n", (Decimal(30), Decimal(15), Decimal(-10))),))

    bars = [shape.attributes for shape in charts.draw(data, ChartKind.BARS).shapes if shape.tag == "rect"]

    assert [(bar["x"], bar["width"]) for bar in bars] == [("25%", "75%"), ("25%", "37.5%"), ("0%", "25%")]


def test_series_differ_by_more_than_colour():
    rows = tuple(map(Decimal, (1, 2, 3)))
    data = ChartData(("a", "b", "c"), tuple(Series(name, rows) for name in "wxyz"))

    lines = charts.draw(data, ChartKind.LINE)
    bars = charts.draw(data, ChartKind.BARS)

    samples = [
        (shapes[0].attributes.get("stroke-dasharray"), shapes[1].children[0].attributes["d"])
        for _name, shapes in lines.key
    ]
    assert len(set(samples)) == 4
    assert [shape.text for shape in bars.shapes if shape.text in set("wxyz")] == list("wxyz") * 3


def test_a_line_is_broken_at_a_gap():
    data = ChartData(tuple("abcd"), (Series("n", (Decimal(1), Decimal(2), None, Decimal(3))),))

    shapes = charts.draw(data, ChartKind.LINE).shapes

    assert len([shape for shape in shapes if shape.attributes.get("stroke-width") == "3"]) == 1


# --- The block -----------------------------------------------------------------------------------------------


def chart(**values):
    given_values = {"title": "Meer uit de zorg", "kind": "bars", "cells": [["Gebied", "n"], ["Zorg", "3"]], **values}
    return ChartBlock().to_python({"unit": "", "source": "", "source_url": "", **given_values})


def refused(value):
    with pytest.raises(ValidationError) as error:
        ChartBlock().clean(value)
    return sorted(error.value.block_errors)


def test_a_chart_is_refused_at_the_field_that_is_wrong():
    assert refused(chart(cells=[["Gebied", "n"], ["Zorg", "veel"]])) == ["cells"]
    assert refused(chart(cells=[["Gebied", "n"], ["Zorg", "-"]])) == ["cells"]
    assert refused(chart(kind="line")) == ["kind"]
    assert refused(chart(kind="pie")) == ["kind"]
    assert refused(chart(source_url="https://example.org/")) == ["source"]
    assert ChartBlock().clean(chart())["cells"] == [["Gebied", "n"], ["Zorg", "3"]]


def test_a_chart_has_its_numbers_in_a_table_and_no_style_of_its_own():
    html = str(
        ChartBlock().render(chart(cells=[["Gebied", "<n>"], ["Zorg & co", "1204"], ["Energie", ""]], unit="mensen"))
    )

    assert re.search(r'<svg aria-label="[^"]+" height="[\d.]+em" role="img" width="100%">', html)
    assert "<details" in html
    assert re.findall(r'<td class="num">(.*?)</td>', html) == ["1.204", "–"]
    assert html.count("Zorg &amp; co") == 2
    assert ("<n>" in html, "style=" in html, bool(re.search(r"\son\w+=", html))) == (False, False, False)
    assert "<small>mensen</small>" in html


def test_the_draft_of_a_chart_is_not_drawn_and_breaks_nothing():
    for cells in ([], [["Gebied"]], [["Gebied", "n"], ["Zorg", "veel"]], [["Gebied", "n"]]):
        value = chart(cells=cells)
        assert (value.data, value.drawing) == (None, None)
        assert "<svg" not in str(ChartBlock().render(value))
