"""The moderators' desk with the keyboard, and standard replies that become part of the words."""

import re

import pytest

from tests.browser.conftest import PASSWORD


@pytest.fixture
def desk(open_page):
    """The desk of the demo's moderator."""
    page = open_page("/nl/account/login/?next=/nl/account/submissions/desk/")
    page.fill("input[name=username]", "moderator@hub.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("submissions/desk"))
    return page


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_letters_walk_choose_and_open(desk):
    titles = desk.locator("[data-row] th a").all_inner_texts()
    assert len(titles) > 1
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    assert focused(desk) == titles[1]
    desk.keyboard.press("k")
    assert focused(desk) == titles[0]
    desk.keyboard.press("x")
    assert desk.locator("input[name=submission]:checked").count() == 1
    desk.keyboard.press("?")
    assert desk.locator("#keys").get_attribute("open") is not None
    desk.locator("[data-row] th a").first.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"submissions/[0-9a-f-]{36}/$"))


def test_letters_are_letters_where_one_types_and_can_be_turned_off(desk):
    desk.locator("select[name=sort]").focus()
    desk.keyboard.press("x")
    assert desk.locator("input[name=submission]:checked").count() == 0
    desk.locator("#keys summary").click()
    desk.locator("[data-keys]").click()
    desk.locator("[data-row] th a").first.focus()
    desk.keyboard.press("x")
    assert desk.locator("input[name=submission]:checked").count() == 0
    desk.reload()
    assert not desk.locator("[data-keys]").is_checked()


def test_one_letter_assigns(desk):
    desk.locator("[data-row] th a").first.focus()
    desk.keyboard.press("a")
    desk.wait_for_selector("[role=status]")
    assert desk.locator("[data-row]").first.locator("small").nth(1).inner_text() != ""
