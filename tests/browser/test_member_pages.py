"""The pages of members by the rules of axe, narrow and wide, light and dark; and never a sideways scroll."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_accessibility import RULES

MINE = "/nl/account/"
WRITTEN = "Heropname voorspellen met vier zorginstellingen"
READ = "Verpleegkundigen leren een model tegenspreken"
# The least of WCAG 2.2 (2.5.8), in pixels.
TARGET = 24
PRACTICE = "/nl/best-practices/voorbeeld-retouren-vergelijken-tussen-webwinkels/"


def found_by(page):
    """Return what axe finds wrong on a page, and how wide it is when that is more than the window."""
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["scrolls sideways"] if wide else [])]


def address_of(page, title):
    """Return the address of the submission with this title on the page."""
    return page.get_by_role("link", name=title).first.get_attribute("href")


def member_pages(page):
    """Return the addresses of what a member sees."""
    own = address_of(page, WRITTEN)
    return {
        "my hub": MINE,
        "account": f"{MINE}security/",
        "preferences": f"{MINE}preferences/",
        "begin": f"{MINE}submissions/start/",
        "begin one": f"{MINE}submissions/start/best-practice/",
        "from a file": f"{MINE}submissions/import/",
        "submission": own,
        "step": f"{own}write/what/",
        "step with rows": f"{own}write/result/",
        "check": f"{own}check/",
        "people": f"{own}people/",
        "files": f"{own}files/",
        "organisation": f"{MINE}organisations/ziekenhuis-oosterlanden/",
        "a note": address_of(page, "Corrigeer of trek in"),
        "its people": f"{MINE}organisations/ziekenhuis-oosterlanden/people/",
        "its page": f"{MINE}organisations/ziekenhuis-oosterlanden/page/nl/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_a_member_break_no_rule(sign_in, open_page, width, scheme):
    page = sign_in("member", MINE)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for name, path in member_pages(page).items():
        open_page(path, page=page)
        if wrong := found_by(page):
            found[name] = wrong
    assert found == {}


def test_what_one_says_of_a_work_is_chosen_with_a_finger(sign_in, open_page):
    page = sign_in("member", MINE)
    open_page(address_of(page, "Corrigeer of trek in"), page=page)

    sizes = [box.bounding_box() for box in page.locator("input[type=radio]").all()]

    assert [(size["width"] >= TARGET, size["height"] >= TARGET) for size in sizes] == [(True, True)] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_a_reviewer_break_no_rule(sign_in, open_page, width, scheme):
    page = sign_in("moderator", f"{MINE}submissions/desk/")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    paths = [MINE, f"{MINE}submissions/desk/", address_of(page, READ), f"{MINE}submissions/desk/statistics/"]
    paths += [f"{MINE}submissions/desk/deputies/", "/nl/works/reuse/"]
    found = {}
    for path in paths:
        open_page(path, page=page)
        if wrong := found_by(page):
            found[path] = wrong
    assert found == {}


def test_reuse_is_shown_with_a_practice_and_recorded_by_another_organisation(sign_in, open_page):
    page = sign_in("member", PRACTICE)
    assert "Buurtwinkels Lindeman" in page.locator("#reused + p").inner_text()

    page.get_by_role("link", name="Vertel wat jouw organisatie ermee deed").click()

    assert found_by(page) == []
    page.fill("[name=setting]", "Poliklinische apotheek")
    page.fill("[name=result]", "x")
    # Nothing is recorded: the demo is for every test.
    assert page.get_by_role("button", name="Leg het vast").is_visible()
