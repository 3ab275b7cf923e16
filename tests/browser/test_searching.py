"""Searching with the scripts: suggestions, parts of the page, the field in a long facet, the sheet; and on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.hearing import Ear, heard
from tests.browser.measuring import is_drawn
from tests.browser.test_accessibility import RULES

BUSY = "/nl/search/?q=data"
EMPTY_CROSSING = "/nl/search/?building_block=human-capital&application_area=agri-food&type=publication"


def faults(page):
    return [
        (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in Axe().run(page, options=RULES).response["violations"]
    ]


def type_and_wait(page, words):
    page.focus("#q")
    page.keyboard.type(words, delay=15)
    page.wait_for_selector(".suggest:not([hidden]) [role=option]")


def pointed(page):
    """Return the text of the option that the field points at; None without one."""
    return page.evaluate(
        """() => {
          const id = document.getElementById("q").getAttribute("aria-activedescendant");
          return id && document.getElementById(id).querySelector("span").textContent;
        }"""
    )


# --- Suggestions -------------------------------------------------------------------------------------------


def test_suggestions_are_walked_through_with_the_keys(open_page):
    page = open_page("/nl/")
    type_and_wait(page, "data")
    names = page.locator(".suggest [role=option] > span:first-child").all_text_contents()

    assert (page.get_attribute("#q", "aria-expanded"), pointed(page)) == ("true", None)
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "End"):
        page.keyboard.press(key)
        walked.append(pointed(page))
    assert walked == [names[0], names[1], names[0], None, names[-1], None, names[0], None]
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("[aria-selected=true]").count() == 0

    page.keyboard.press("Escape")
    assert (is_drawn(page, ".suggest"), page.input_value("#q")) == (False, "data")
    page.keyboard.press("ArrowDown")
    assert (is_drawn(page, ".suggest"), pointed(page)) == (True, names[0])
    page.keyboard.press("Tab")
    assert (is_drawn(page, ".suggest"), page.get_attribute("#q", "aria-expanded")) == (False, "false")


def test_enter_follows_what_is_pointed_at_and_without_it_sends_what_was_typed(open_page):
    page = open_page("/nl/")
    type_and_wait(page, "data")
    page.keyboard.press("ArrowDown")
    address = page.locator(".suggest [aria-selected=true]").get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(address)

    page.go_back()
    page.fill("#q", "")
    type_and_wait(page, "data")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/nl/search/?q=data")


def test_the_suggestions_are_heard(open_page):
    page = open_page("/nl/")
    type_and_wait(page, "data")
    ear = Ear(page)

    assert ear.focus().role == "combobox"
    assert ear.focus().states == ("expanded",)
    number = page.locator("[role=option]").count()
    assert re.search(r"\d+", page.text_content("#search-form [role=status]"))[0] == str(number)
    groups = [heard(node).name for node in ear.nodes("group")]
    assert groups == page.locator(".suggest-group").all_text_contents()


@pytest.mark.parametrize("width", [360, 1440])
def test_every_suggestion_can_be_touched_and_the_page_stays_as_wide(open_page, width):
    page = open_page("/nl/", width=width)
    type_and_wait(page, "data")

    heights = page.eval_on_selector_all("[role=option]", "all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_navigation():
        page.locator("[role=option]").last.click()


def test_one_letter_asks_nothing_and_typing_asks_once(open_page):
    page = open_page("/nl/")
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url.partition("q=")[2]) if "suggest/?" in request.url else None
    )
    page.focus("#q")
    page.keyboard.type("d")
    page.wait_for_timeout(400)
    assert asked == []

    page.keyboard.type("ata", delay=10)
    page.wait_for_selector(".suggest:not([hidden])")
    assert asked == ["data"]


def test_half_a_word_of_an_input_method_asks_nothing(open_page):
    page = open_page("/nl/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "suggest/?" in request.url else None)
    page.focus("#q")
    client = page.context.new_cdp_session(page)

    client.send("Input.imeSetComposition", {"text": "data", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(400)
    assert asked == []
    client.send("Input.insertText", {"text": "data"})
    page.wait_for_selector(".suggest:not([hidden])")
    assert len(asked) == 1


def test_without_javascript_a_search_field_is_a_field(open_page):
    page = open_page("/nl/", javascript=False)
    page.fill("#q", "data")
    page.press("#q", "Enter")

    assert page.url.endswith("/nl/search/?q=data")
    assert page.get_attribute("#q", "role") is None


# --- Only what changes travels -----------------------------------------------------------------------------


def test_a_choice_fetches_the_region_and_a_page_of_results_only_those(open_page):
    page, parts = open_page("/nl/search/"), []
    page.on("response", lambda answer: parts.append(answer) if "hx-target" in answer.request.headers else None)
    whole = len(page.request.get(page.url).body())

    page.check("input[name=building_block][value=data-sharing]")
    page.wait_for_selector(".chip")
    page.locator(".pages a[rel=next]").click()
    page.wait_for_selector(".pages a[rel=prev]")
    page.wait_for_function("() => document.activeElement.id === 'results'")

    assert [part.request.headers["hx-target"] for part in parts] == ["search-region", "search-results"]
    region, results = (len(part.body()) for part in parts)
    assert results < 0.7 * region
    assert region < whole
    assert page.locator("#filters input[name=building_block][value=data-sharing]").is_checked()


def test_what_stands_outside_the_part_follows_it(open_page):
    page = open_page("/nl/search/?q=data")
    page.check("input[name=building_block][value=data-sharing]")
    page.wait_for_url(re.compile("building_block=data-sharing"))
    page.wait_for_selector(".chip")

    assert "building_block=data-sharing" in page.locator(".tools a[lang=en]").get_attribute("href")
    assert "building_block%3Ddata-sharing" in page.locator(".tools a[href*=login]").get_attribute("href")
    # A new question keeps the filters that are shown.
    page.fill("#q", "leren")
    page.press("#q", "Enter")
    page.wait_for_url(re.compile("q=leren"))
    assert "building_block=data-sharing" in page.url


def test_back_and_forward_show_what_their_address_says(open_page):
    page = open_page("/nl/search/")
    everything = page.inner_text("h1")
    page.check("input[name=type][value=fieldlab]")
    page.wait_for_function("text => document.querySelector('h1').innerText !== text", arg=everything)
    fieldlabs = page.inner_text("h1")

    page.go_back()
    page.wait_for_function("text => document.querySelector('h1').innerText === text", arg=everything)
    assert page.locator("html > head > title").count() == 1
    page.go_forward()
    page.wait_for_function("text => document.querySelector('h1').innerText === text", arg=fieldlabs)

    assert "type=fieldlab" in page.url


# --- Filters -----------------------------------------------------------------------------------------------


def test_a_long_facet_is_filtered_while_one_types(open_page):
    page = open_page(f"{BUSY}&tag=federated-learning")
    facet = page.locator("#facet-tag")
    field, rows = facet.locator(".facet-find input"), facet.locator("li:visible")
    number = facet.locator("li").count()

    last = facet.locator(".opt > span:first-of-type").last.text_content()
    field.fill(last.upper())
    shown = rows.all_inner_texts()
    words = facet.locator("[role=status]").get_attribute("data-words")
    assert facet.locator("[role=status]").inner_text() == words.format(shown=1, total=number)
    # What was chosen stays; the list unfolds by itself.
    assert [text.partition("\n")[0] for text in shown] == ["Federatief leren", last]

    field.press("Enter")
    assert page.url.endswith("tag=federated-learning")
    field.press("Escape")
    assert (field.input_value(), rows.count()) == ("", number)


def test_without_javascript_a_long_facet_has_no_field_and_shows_everything(open_page):
    page = open_page(BUSY, javascript=False)
    page.click("#facet-tag > summary")
    page.click("#more-tag > summary")

    assert page.locator("#facet-tag li:visible").count() == page.locator("#facet-tag li").count()
    assert page.locator(".facet-find").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_a_button_chooses_an_interval_and_lets_it_go(open_page, javascript):
    page = open_page("/nl/search/?q=data", javascript=javascript)
    page.click("#facet-when > summary")
    page.locator(".preset").last.click()
    page.wait_for_url(re.compile(r"\?q=data&when=\d{4}-01-01/\d{4}-12-31$"))
    page.wait_for_selector(".preset[aria-pressed=true]")
    assert page.locator(".preset[aria-pressed=true]").count() == 1

    page.locator(".preset[aria-pressed=true]").click()
    page.wait_for_url(re.compile(r"\?q=data$"))


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_filters_are_a_sheet_on_small_screens(open_page, javascript, width):
    page = open_page(BUSY, width=width, javascript=javascript)
    page.click("#filters-link")
    page.wait_for_selector("#filters", state="visible")

    box = page.locator("#filters").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, 900)
    # Nothing under it is drawn, so no key leads there, and it does not scroll.
    assert [page.locator(under).first.is_visible() for under in ("h1", ".site-head", "#q", ".site-foot")] == [False] * 4
    button = page.locator("#search-count").bounding_box()
    assert 800 < button["y"] + button["height"] <= 900
    page.click(".facet-close")
    assert page.locator("h1").is_visible()
    assert not page.locator("#filters").is_visible()


def test_the_sheet_counts_takes_the_focus_and_gives_it_back(open_page):
    page = open_page(BUSY, width=360)
    page.click("#filters-link")
    page.wait_for_function("() => /\\d/.test(document.getElementById('search-count').textContent)")
    assert page.evaluate("document.activeElement.id") == "filters"
    before = page.inner_text("#search-count")

    page.check("#filters input[name=type][value=fieldlab]")
    page.wait_for_function("text => document.getElementById('search-count').innerText !== text", arg=before)
    promised = re.search(r"\d+", page.inner_text("#search-count"))[0]
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.id === 'filters-link'")
    page.click("#filters-link")
    page.click("#search-count")
    page.wait_for_url(re.compile("type=fieldlab"))
    page.wait_for_function("() => document.activeElement.id === 'results'")

    assert re.search(r"\d+", page.inner_text("h1"))[0] == promised
    assert not page.locator("#filters").is_visible()


def test_the_forms_of_a_search_fold_away_by_themselves(open_page):
    page = open_page(BUSY)
    menu = page.locator("details.menu")

    page.click(".menu > summary")
    assert menu.locator("a").first.is_visible()
    page.keyboard.press("Escape")
    assert (menu.get_attribute("open"), page.evaluate("document.activeElement.tagName")) == (None, "SUMMARY")
    page.click(".menu > summary")
    page.click("h1")
    assert menu.get_attribute("open") is None


# --- As a whole --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_no_state_of_searching_breaks_a_rule(open_page, artefacts, width, scheme):
    found, folder = {}, artefacts / "screenshots"

    def judge(name, page):
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
        if broken := faults(page):
            found[name] = broken

    page = open_page("/nl/", width=width, scheme=scheme)
    type_and_wait(page, "data")
    page.keyboard.press("ArrowDown")
    judge("suggestions-home", page)
    page = open_page("/nl/search/", page=page)
    type_and_wait(page, "data")
    page.keyboard.press("ArrowDown")
    judge("suggestions-search", page)
    page = open_page(f"{BUSY}&tag=federated-learning", page=page)
    page.click(".tips > summary")
    page.click(".menu > summary")
    judge("search-unfolded", page)
    if width < 1024:
        page.click("#filters-link")
    page.locator("#facet-tag .facet-find input").fill("syn")
    judge("search-filtered", page)
    page.locator("#facet-when > summary").click()
    page.locator(".preset").first.scroll_into_view_if_needed()
    judge("search-dates", page)
    page = open_page(EMPTY_CROSSING, page=page)
    judge("search-crossing", page)
    assert found == {}


def test_a_list_of_results_prints_without_its_controls(open_page, artefacts):
    page = open_page("/nl/search/?q=data&building_block=data-sharing", scheme="dark")
    page.emulate_media(media="print")

    controls = "#filters, #q, .searchband, .chips, .bar, .menu, .tips, .pages, .past, .site-foot, button"
    assert [is_drawn(page, selector) for selector in controls.split(", ")] == [False] * 11
    assert [is_drawn(page, selector) for selector in ("h1", ".result h2", ".result .meta")] == [True] * 3
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    page.pdf(path=artefacts / "search.pdf")
