"""Content blocks in a browser: nothing breaks the layout, and nothing is asked of another host before a click."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from home.blocks import body_blocks

STATIC = Path(__file__).resolve().parents[2] / "hub" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
SITE = "http://hub.test"
BLOCKS = body_blocks().child_blocks

LONG = "Aansprakelijkheidsverzekeringsmaatschappijdirecteursvergaderingsnotulen"
UNBROKEN = "x" * 75
ADDRESS = "https://example.org/" + "a" * 400


def longest(words):
    """Return a text as long as its field allows, with words that do not fit on a telephone."""
    return f"{LONG} {UNBROKEN} {words}"


def rich(words="tekst"):
    return f"<p>{longest(words)} <a href='{ADDRESS}'>{ADDRESS}</a></p>"


CELLS = [["", *(f"{LONG[:40]} {n}" for n in range(7))], *([longest("naam"), *([UNBROKEN] * 7)] for _ in range(3))]
SERIES = [f"Reeks {number} {LONG[:50]}" for number in range(4)]
NUMBERS = [["", *SERIES], *([f"{longest('rij')} {row}", "999.999.999.999", "-3", "", "0"] for row in range(6))]
LINK = {"title": "", "page": None, "address": ADDRESS, "note": longest("opmerking")[:160]}

HOSTILE = {
    "heading": longest("kop")[:120],
    "paragraph": rich() + f"<h3>{longest('kop')}</h3><ul><li>{longest('punt')}</li></ul>",
    "quote": {"text": longest("citaat") * 3, "who": longest("naam")[:160]},
    "callout": {"title": longest("let op")[:100], "text": rich()},
    "steps": [{"title": longest("stap")[:120], "text": rich()}] * 12,
    "accordion": [{"title": longest("vraag")[:120], "text": rich()}] * 2,
    "figure": {"image": None, "alt": longest("alt"), "caption": longest("bijschrift")[:250]},
    "video": {
        "address": "https://vimeo.com/76979871",
        "title": longest("film")[:160],
        "duration": "12:59:59",
        "summary": rich(),
        "transcript": ADDRESS,
    },
    "facts": [{"name": longest("naam")[:80], "value": longest("waarde")[:200], "note": longest("opmerking")}] * 2,
    "table": {"caption": longest("tabel")[:200], "cells": CELLS},
    "chart": {
        "title": longest("grafiek")[:160],
        "kind": "bars",
        "cells": NUMBERS,
        "unit": LONG[:40],
        "source": longest("bron"),
    },
    "links": [LINK, {**LINK, "title": longest("link")[:120]}],
    "action": {**LINK, "title": UNBROKEN[:50], "note": longest("zin")},
    "download": {"document": None, "title": ""},
    "files": [{"document": None, "title": ""}],
}
LINES = {**HOSTILE["chart"], "kind": "line"}
COLUMNS = {
    **HOSTILE["chart"],
    "kind": "columns",
    "cells": [["", "a", "b"], ["2023", "999.999.999.999", "-7"], ["2024", "1", ""]],
}
CASES = [*HOSTILE.items(), ("chart", LINES), ("chart", COLUMNS)]


def drawn(name, value):
    """Return a page with one block; the image of a figure and the files are stood in for by the examples."""
    block = BLOCKS[name]
    given = block.to_python(value)
    example = block.get_preview_value()
    if name == "figure":
        given.picture = {**example.picture, "width": 4000, "height": 3000}
    elif name == "download":
        given.file = example.file
    elif name == "files":
        given = example
    with translation.override("nl"):
        context = {"bound_block": block.bind(given), "page_title": name}
        return render_to_string("wagtailcore/shared/block_preview.html", context)


@pytest.fixture
def shown(browser):
    """Return a function that shows a page of ours in a browser; it has ``asked``: what went to other hosts."""
    contexts = []

    def show(html, *, width=1280, javascript=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.asked = []

        def answer(route):
            url = route.request.url
            path = STATIC / url.removeprefix(f"{SITE}/static/")
            if url == f"{SITE}/":
                route.fulfill(body=html, content_type="text/html")
            elif url.startswith(SITE) and path.is_file():
                route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
            else:
                page.asked.append(url)
                route.abort()

        page.route("**/*", answer)
        page.goto(f"{SITE}/")
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}-{n}" for n, (name, _value) in enumerate(CASES)])
def test_no_block_is_wider_than_the_screen(shown, name, value, width):
    page = shown(drawn(name, value), width=width)

    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")

    assert (
        page.evaluate("document.querySelector('main').innerText.length + document.querySelectorAll('main img').length")
        > 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.asked == []


def test_a_wide_table_scrolls_inside_its_own_frame_and_can_be_reached_by_keyboard(shown):
    page = shown(drawn("table", HOSTILE["table"]))

    box = page.locator(".table-box")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    page.keyboard.press("Tab")
    assert box.evaluate("(box) => box === document.activeElement")


def test_a_video_asks_its_host_for_nothing_before_the_click(shown):
    page = shown(drawn("video", HOSTILE["video"]))
    assert (page.asked, page.locator("iframe").count()) == ([], 0)

    page.get_by_role("button").click()
    page.wait_for_selector("iframe")

    frame = page.locator("iframe")
    assert page.asked == ["https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"]
    assert frame.get_attribute("title") == HOSTILE["video"]["title"]
    assert frame.evaluate("(frame) => frame === document.activeElement")
    # Nothing is remembered: whoever comes back is asked again.
    page.goto(f"{SITE}/")
    assert (len(page.asked), page.locator("iframe").count(), page.get_by_role("button").count()) == (1, 0, 1)
    assert page.context.storage_state() == {"cookies": [], "origins": []}


def test_without_javascript_a_video_is_a_link(shown):
    page = shown(drawn("video", HOSTILE["video"]), javascript=False)

    assert page.get_by_role("button").count() == 0
    assert page.locator("figcaption a").first.get_attribute("href") == "https://vimeo.com/76979871"
    assert page.asked == []


def test_answers_are_closed_on_the_screen_and_open_on_paper(shown):
    page = shown(drawn("accordion", [{"title": "Mag dat?", "text": "<p>Ja, dat mag.</p>"}]), javascript=False)
    answer = page.locator("details .rich")

    heading = page.get_by_role("heading", name="Mag dat?")
    assert (heading.count(), answer.is_visible()) == (1, False)
    page.emulate_media(media="print")
    # A closed answer takes no room on the screen, and does on paper.
    assert answer.bounding_box()["height"] > 10
    page.emulate_media(media="screen")
    page.locator("summary").press("Enter")
    assert answer.is_visible()
