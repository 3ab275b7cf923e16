"""The site without a mouse: two walks with real keys, what is heard at each stop, and how every stop looks.

The walks are those of docs/accessibility.md. What is heard is the accessibility tree of Chromium.
"""

import re

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.hearing import Ear
from tests.browser.test_accessibility import TEMPLATES

MOST_STOPS = 120
STICKY_PAGES = ("search", "best-practices", "agenda")

# Elements that a key reaches and that are drawn; what is only for assistive technology until it has the focus is not.
REACHED = """
const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 1;
const reached = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(e => !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && shown(e));
"""
# WCAG 2.5.8: 24 by 24 pixels, or so far from others that circles of that size do not touch, or part of a sentence.
TOO_SMALL = (
    """() => {
"""
    + REACHED
    + """
const box = e => (e.closest("label") || e).getBoundingClientRect();
const inSentence = e => getComputedStyle(e).display === "inline" &&
  [...e.parentElement.childNodes].some(n => n.nodeType === Node.TEXT_NODE && /[^\\s,.:·]/.test(n.data));
const middle = r => [r.left + r.width / 2, r.top + r.height / 2];
const small = r => r.width < 23.5 || r.height < 23.5;
const boxes = reached.map(e => [e, box(e)]);
const touches = (r, other) => {
  const [x, y] = middle(r);
  if (small(other)) { const [u, v] = middle(other); return Math.hypot(x - u, y - v) < 23.5; }
  return Math.hypot(Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)) < 11.75;
};
return boxes.filter(([e, r]) => small(r) && !inSentence(e) && boxes.some(([f, o]) => f !== e && touches(r, o)))
  .map(([e, r]) => `${e.className || e.tagName} "${e.textContent.trim().slice(0, 30)}" ${r.width | 0}x${r.height | 0}`);
}"""
)
UNMARKED = (
    """() => {
"""
    + REACHED
    + """
const look = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineColor, s.boxShadow].join(); };
return reached.filter(e => {
  document.activeElement.blur();
  const before = look(e);
  e.focus({preventScroll: true});
  return document.activeElement !== e || look(e) === before;
}).map(e => `${e.className || e.tagName} "${e.textContent.trim().slice(0, 30)}"`);
}"""
)
# What lies over the middle of the focused element, other than itself, its label or what is in it.
COVERING = """() => {
const e = document.activeElement, r = (e.closest("label") || e).getBoundingClientRect();
if (e === document.body) return "";
if (r.bottom <= 0 || r.top >= innerHeight) return "outside the window";
const within = (value, most) => Math.min(Math.max(value, 0), most - 1);
const middle = [within(r.left + r.width / 2, innerWidth), within(r.top + r.height / 2, innerHeight)];
const over = document.elementFromPoint(...middle);
const own = over && (e.contains(over) || over.contains(e) || (e.closest("label") || e).contains(over));
return own ? "" : `${over.className || over.tagName} over ${e.id || e.textContent.trim().slice(0, 30)}`;
}"""


class Walk:
    """Somebody who has keys and ears."""

    def __init__(self, page):
        self.page = page
        self.ear = Ear(page)

    def tab_to(self, wanted, key="Tab"):
        """Press Tab until something whose announcement matches has the focus; return what is heard of it."""
        stops = []
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press(key)
            stops.append(self.ear.focus())
            if re.search(wanted, str(stops[-1])):
                return stops[-1]
        return pytest.fail(f"{wanted!r} was not among: " + "; ".join(map(str, stops)))

    def tab_into(self, selector):
        """Press Tab until the focus is within an element; return what is heard."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => !!document.activeElement.closest(selector)", selector):
                return self.ear.focus()
        return pytest.fail(f"Tab never came to {selector}")

    def press(self, key):
        """Press a key that leads to another page, or to another state of this one."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def type(self, text):
        self.page.keyboard.type(text)

    def heading(self):
        return self.page.inner_text("h1").replace("\u00ad", "")

    def hears_focus_on(self, wanted):
        """Wait until something has the focus of which this is heard; return what is heard."""
        for _try in range(50):
            said = self.ear.focus()
            if re.search(wanted, str(said)):
                return said
            self.page.wait_for_timeout(100)
        return pytest.fail(f"The focus stayed on {said}")


@pytest.mark.parametrize("width", [1440, 360])
def test_a_visitor_finds_a_practice_with_the_keyboard(open_page, width):
    walk = Walk(open_page("/nl/", width=width))
    page, is_narrow = walk.page, width < 1024

    # Her corner of the matrix in one link, whose name is whole without the table around it.
    corner = walk.tab_to("link: .* voor Data delen in Gezondheid en zorg")
    walk.press("Enter")
    assert walk.heading() == corner.name.removesuffix(" voor Data delen in Gezondheid en zorg")
    assert page.title().startswith(f"{walk.heading()}: Data delen, Gezondheid en zorg")

    if is_narrow:
        walk.tab_to(r"link: Filters")
        walk.press("Enter")
        assert str(walk.hears_focus_on("form")) == "form: Filters"
    walk.tab_to("checkbox: Best practice")
    if is_narrow:
        page.keyboard.press("Space")
        # With the number of results that there will be.
        walk.tab_to(r"button: \w+ \d+ resul")
        walk.press("Enter")
        said = walk.hears_focus_on("heading")
        # Heard with the focus, and not a second time.
        assert (said.name, page.inner_text("#search-status")) == (walk.heading(), "")
    else:
        walk.press("Space")
        page.wait_for_function("document.getElementById('search-status').textContent !== ''")
        assert page.text_content("#search-status") == page.text_content("h1")
        assert walk.ear.focus().states == ("checked",)
        page.keyboard.press("Escape")

    practice = walk.tab_into(".result")
    walk.press("Enter")
    assert walk.ear.outline()[0] == (1, practice.name)
    assert ("region", "Verwant") in walk.ear.landmarks()

    if is_narrow:
        walk.tab_to("link: Menu")
        walk.press("Enter")
    language = walk.tab_to("link: English")
    assert (language.name, page.evaluate("document.activeElement.lang")) == ("English", "en")
    walk.press("Enter")
    assert (page.get_attribute("html", "lang"), page.url.count("/en/best-practices/")) == ("en", 1)


def test_a_member_signs_in_with_the_keyboard_after_a_mistake(open_page):
    walk = Walk(open_page("/nl/events/"))
    page = walk.page

    walk.tab_to("link: Inloggen")
    walk.press("Enter")
    walk.tab_to("textbox: E-mailadres")
    walk.type("member@hub.example")
    page.keyboard.press("Tab")
    walk.type("verkeerd")
    walk.press("Enter")

    # The answer begins at the mistake; each field says it again, and what was typed is there.
    summary = walk.hears_focus_on("group")
    assert (page.title()[:5], summary.name[:35]) == ("Fout:", "Dit e-mailadres en wachtwoord horen")
    page.keyboard.press("Tab")
    address = walk.ear.focus()
    assert (address.name, address.value) == ("E-mailadres", "member@hub.example")
    assert (address.states, address.description) == (("required", "invalid"), summary.name)
    page.keyboard.press("Tab")
    assert walk.ear.focus().name == "Wachtwoord"
    walk.type(PASSWORD)
    walk.press("Enter")
    assert page.url.endswith("/nl/events/")

    meeting = walk.tab_to("link: Werkgroepoverleg Data delen")
    walk.press("Enter")
    assert walk.ear.outline()[0] == (1, meeting.name)

    walk.tab_to("button: Uitloggen, ")
    walk.press("Enter")
    assert walk.hears_focus_on("status").role == "status"
    page.keyboard.press("Tab")
    assert walk.ear.focus().name == "Waar werk je aan?"


def test_a_browser_may_fill_in_who_signs_in(open_page):
    page = open_page("/nl/account/login/")

    fields = page.eval_on_selector_all(
        "form.panel input:not([type=hidden])", "all => all.map(e => [e.type, e.autocomplete, e.onpaste])"
    )

    assert fields == [["email", "username", None], ["password", "current-password", None]]


@pytest.mark.parametrize(
    ("path", "address", "arrives"),
    [("/nl/", "#after-matrix", "after-matrix"), ("/nl/search/", "#results", "results")],
)
def test_a_long_row_of_stops_can_be_passed_in_one(open_page, path, address, arrives):
    page = open_page(path)
    link = page.locator(f"main a[href='{address}']").first

    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    seen = link.bounding_box()["height"]
    page.keyboard.press("Enter")
    page.wait_for_function("id => document.activeElement.id === id", arg=arrives)

    assert seen > 10


def test_the_menu_of_a_small_screen_gives_the_focus_back(open_page):
    walk = Walk(open_page("/nl/", width=360))

    walk.tab_to("link: Menu")
    walk.press("Enter")
    assert walk.tab_to("link: Kennis zoeken").name == "Kennis zoeken"
    walk.tab_to("link: Sluit")
    walk.press("Enter")

    assert walk.ear.focus().name == "Menu"


def test_a_date_can_be_typed_without_the_page_changing_meanwhile(open_page):
    page = open_page("/nl/search/?past=1")
    page.focus("#from")

    page.keyboard.type("01022026")

    assert page.input_value("#from").startswith("2026-")
    assert page.url.endswith("?past=1")


@pytest.mark.parametrize("width", [320, 1440])
def test_what_one_presses_is_large_enough_or_stands_apart(open_page, width):
    found, page = {}, None
    for name, path in TEMPLATES.items():
        page = open_page(path, width=width, page=page)
        small = page.evaluate(TOO_SMALL)
        if small:
            found[name] = small
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_shows_that_it_has_the_focus(open_page, scheme):
    found, page = {}, None
    for name, path in TEMPLATES.items():
        page = open_page(path, scheme=scheme, page=page)
        # After a key the browser shows where the focus is, also when a script moves it.
        page.keyboard.press("Tab")
        unmarked = page.evaluate(UNMARKED)
        if unmarked:
            found[name] = unmarked
    assert found == {}


@pytest.mark.parametrize("name", STICKY_PAGES)
def test_what_sticks_never_covers_the_focus(open_page, name):
    page = open_page(TEMPLATES[name])
    page.set_viewport_size({"width": 1280, "height": 480})
    page.focus("#filters summary >> nth=0")
    covered = []

    for key in ("Tab", "Shift+Tab"):
        for _stop in range(25):
            page.keyboard.press(key)
            covering = page.evaluate(COVERING)
            if covering:
                covered.append((key, covering))

    assert covered == []
