import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from home.enums import Dye, Shape
from home.templatetags import hub_tags
from knowledge.enums import Phase

COVER = {"block": "data-sharing", "area": "agri-food", "slug": "x", "dye": "woad", "weave": "wide-twill"}


def render(source, **context):
    return Template("{% load hub_tags %}" + source).render(Context(context))


def test_icon_is_decorative_and_comes_from_the_sprite():
    assert render('{% icon "search" %}') == (
        '<svg class="i" aria-hidden="true" focusable="false"><use href="/static/icons/icons.svg#i-search"></use></svg>'
    )


def test_an_error_follows_a_question_without_another_mark():
    class AskingForm(forms.Form):
        name = forms.CharField(label="Name", error_messages={"required": "Missing."})
        how = forms.CharField(label="How?", error_messages={"required": "Missing."})

    summary = render_to_string("components/error_summary.html", {"form": AskingForm({})})

    assert re.findall(r'<a href="#id_\w+">(.*?)</a>', summary) == ["Name: Missing.", "How? Missing."]


def test_shape_carries_its_dye():
    assert 'class="g dye-woad"' in render('{% shape "squares" "woad" %}')
    assert "icons.svg#g-squares" in render('{% shape "squares" "woad" %}')
    assert 'class="g"' in render('{% shape "ring" %}')
    assert render('{% shape "" "woad" %}') == ""


def test_sprite_has_every_shape_and_the_style_sheet_every_dye(settings):
    static = settings.STATICFILES_DIRS[0]
    sprite = (static / "icons" / "icons.svg").read_text()
    styles = (static / "css" / "hub.css").read_text()
    assert [name for name in Shape.values if f'id="g-{name}"' not in sprite] == []
    assert [name for name in Dye.values if f".dye-{name} {{" not in styles] == []


def test_every_icon_that_templates_name_is_in_the_sprite(settings):
    sprite = (settings.STATICFILES_DIRS[0] / "icons" / "icons.svg").read_text()
    named = {
        name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([a-z]+)" %}', path.read_text())
    }
    assert {name for name in named if f'id="i-{name}"' not in sprite} == set()


def test_cover_is_hidden_from_assistive_technology_and_has_no_style():
    svg = render('{% cover facts "card" %}', facts=COVER)
    assert svg.startswith('<svg class="cover dye-woad" viewBox="0 0 64 26"')
    assert 'aria-hidden="true"' in svg
    assert "style" not in svg


def test_cover_without_facts_has_the_neutral_dye():
    assert 'class="cover dye-none"' in render("{% cover facts %}", facts=None)
    assert render("{% cover facts %}", facts={}) == render("{% cover facts %}", facts=None)


def test_cover_escapes_what_no_term_should_be_called():
    svg = render("{% cover facts %}", facts={**COVER, "dye": '"><script>'})
    assert "<script>" not in svg


def test_cover_of_the_same_facts_is_drawn_once():
    hub_tags.draw_cover.cache_clear()
    render("{% cover facts %}{% cover facts %}", facts=COVER)
    assert hub_tags.draw_cover.cache_info().misses == 1


def test_loose_threads_have_the_dyes_of_the_selvedge():
    svg = render("{% loose_cloth %}")
    assert re.findall(r'path class="([a-z-]+)"', svg) == [
        "warp",
        *(f"dye-{dye}" for dye in ("madder", "logwood", "woad", "weld", "weld-over-woad")),
    ]


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "a & b", "\u2028"])
def test_structured_data_cannot_end_its_element_and_says_the_same(text):
    html = render("{% json_ld data %}", data={"name": text})
    start, end = '<script type="application/ld+json">', "</script>"
    assert html.startswith(start)
    assert html.endswith(end)
    body = html.removeprefix(start).removesuffix(end)
    assert not set(body) & set("<>&\u2028\u2029")
    assert json.loads(body) == {"name": text}


def test_structured_data_knows_dates_and_decimals_and_nothing_gives_nothing():
    html = render(
        "{% json_ld data %}", data={"startDate": datetime(2026, 11, 12, tzinfo=UTC), "price": Decimal("1.50")}
    )
    assert "2026-11-12T00:00:00Z" in html
    assert '"1.50"' in html
    assert render("{% json_ld data %}", data=None) == ""


def test_shy_escapes_and_hyphenates():
    assert render("{{ text|shy:'nl' }}", text="<b>") == "&lt;b&gt;"
    assert "\u00ad" in render("{{ text|shy:'nl' }}", text="verantwoordelijkheid")


def test_date_tile_of_one_day_and_of_more_days():
    one = SimpleNamespace(
        starts_at=datetime(2026, 11, 12, 12, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 12, 16, tzinfo=UTC),
        all_day=False,
    )
    more = SimpleNamespace(
        starts_at=datetime(2031, 3, 1, 23, tzinfo=UTC), ends_at=datetime(2031, 3, 4, 23, tzinfo=UTC), all_day=True
    )
    with translation.override("nl"):
        tile, longer = hub_tags.date_tile(one), hub_tags.date_tile(more)
    assert (tile["attribute"], tile["day"], tile["note"]) == ("2026-11-12T13:30+01:00", "12", "donderdag")
    assert tile["month"].startswith("nov")
    assert (longer["attribute"], longer["day"], longer["month"]) == ("2031-03-02", "2", "mrt 2031")


def test_date_tile_is_on_the_clock_of_the_event():
    late = SimpleNamespace(
        starts_at=datetime(2026, 11, 12, 23, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 13, 0, tzinfo=UTC),
        all_day=False,
    )
    assert hub_tags.date_tile(late)["day"] == "13"
    assert hub_tags.date_tile(late, "Europe/London")["day"] == "12"


def test_ladder_marks_what_is_behind_and_where_it_is():
    steps = hub_tags.ladder(list(Phase), "running")
    assert [(step["is_done"], step["is_current"]) for step in steps] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert not any(step["is_done"] or step["is_current"] for step in hub_tags.ladder(list(Phase), ""))


def test_hit_is_drawn_by_its_type_or_else_by_the_common_template():
    assert hub_tags.hit_templates(SimpleNamespace(type="event")) == (
        "search/includes/hit--event.html",
        "search/includes/hit.html",
    )


def test_cells_of_a_table_get_the_names_of_their_columns():
    assert hub_tags.labelled(["a", "b"], ["One", "Two"]) == [("One", "a"), ("Two", "b")]
    assert hub_tags.labelled(["a", "b"], ["One"]) == [("One", "a"), ("", "b")]


def test_host_of_an_address():
    assert hub_tags.host("https://www.example.org/path?x=1") == "example.org"
    assert hub_tags.host("example.org") == "example.org"
