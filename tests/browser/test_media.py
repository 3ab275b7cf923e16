"""The page as other people meet it: colours of their own, no motion, four times as large, on paper."""

import pytest

from tests.browser.measuring import is_drawn
from tests.browser.test_accessibility import TEMPLATES

# 1280 by 1024 at 400 % (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
# A button that is a mail address stays, as the text that it is on paper.
ON_SCREEN_ONLY = (
    ".nav, .tools, .facets, .search, .btn:not([href^='mailto:']), .pages, .tabs, .site-foot, .crumbs, .cover, .skip"
)
CONTRAST_OF_TEXT = """
() => [...document.querySelectorAll("h1, .btn, .knot, .badge, .result a, .matrix th")].filter(e => {
  const style = getComputedStyle(e);
  return e.getClientRects().length && style.color === style.backgroundColor;
}).map(e => e.className || e.tagName)
"""


def test_in_colours_of_the_readers_own_edges_and_threads_stay(open_page, artefacts):
    page = open_page("/nl/")
    page.emulate_media(forced_colors="active")
    page.screenshot(path=artefacts / "screenshots" / "home-forced-colors.png", full_page=True)

    edge = page.evaluate("getComputedStyle(document.querySelector('.hero .btn')).borderTopStyle")
    thread = page.evaluate("getComputedStyle(document.querySelector('.matrix .h5'), '::before').backgroundImage")

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert edge == "solid"
    assert thread.startswith("repeating-linear-gradient")
    assert page.evaluate(CONTRAST_OF_TEXT) == []


def test_what_is_ticked_is_seen_in_forced_colours(open_page):
    page = open_page("/nl/search/?building_block=data-sharing")
    page.emulate_media(forced_colors="active")
    background = "e => getComputedStyle(e).backgroundColor"

    ticked = page.locator("input[name=building_block]:checked").first.evaluate(background)
    empty = page.locator("input[name=building_block]:not(:checked):not(:disabled)").first.evaluate(background)

    assert ticked != empty


def test_nothing_moves_for_who_asked_for_less_motion(open_page):
    page = open_page("/nl/search/")
    durations = """() => [...new Set([...document.querySelectorAll("*")].flatMap(
        e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).animationDuration]))].sort()"""

    assert page.evaluate(durations) == ["0.12s", "0s"]
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(durations) == ["0s"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_on_paper_there_is_the_text_and_no_way_around(open_page, artefacts, name):
    page = open_page(TEMPLATES[name])
    page.emulate_media(media="print")
    page.pdf(path=artefacts / "screenshots" / f"{name}.pdf", format="A4")

    assert is_drawn(page, "h1")
    assert not is_drawn(page, ON_SCREEN_ONLY)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgba(0, 0, 0, 0)",
        "rgb(255, 255, 255)",
    )


def test_on_paper_whom_to_ask_has_an_address(open_page):
    page = open_page(TEMPLATES["best-practice"])
    page.emulate_media(media="print")
    ask = page.locator("main a.btn[href^=mailto]").first

    printed = ask.evaluate("e => getComputedStyle(e, '::after').content + getComputedStyle(e).borderStyle")

    assert ask.get_attribute("href") in printed
    assert printed.endswith("none")


def test_on_paper_a_link_elsewhere_says_where_it_leads(open_page):
    page = open_page(TEMPLATES["best-practice"])
    page.emulate_media(media="print")
    link = page.locator("main .links a[href^=http]").first

    printed = link.evaluate("e => getComputedStyle(e, '::after').content")

    assert link.get_attribute("href") in printed


def test_four_times_as_large_everything_is_below_each_other(open_page):
    found, page = {}, None
    for name, path in TEMPLATES.items():
        page = open_page(path, width=320, page=page)
        page.set_viewport_size(ZOOMED)
        stuck = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter(
                e => ["fixed", "sticky"].includes(getComputedStyle(e).position)).map(e => e.className)"""
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        if stuck or wide > ZOOMED["width"]:
            found[name] = (wide, stuck)
    assert found == {}
