"""The door on a telephone: it goes on without a line, after a reload as well, and sends what it noted later."""

import re

import pytest

from tests.browser.conftest import PASSWORD

PHONE = {"width": 390, "height": 844}
EVENT = "/nl/events/een-camera-op-het-plein/"
ALL_SENT = "() => !Object.keys(localStorage).some((key) => key.startsWith('check-in:'))"


@pytest.fixture
def door(browser, site_url):
    """The check-in page of an event, kept on a telephone of its own: a line that is cut is what is tested here."""
    context = browser.new_context(viewport=PHONE, locale="nl")
    page = context.new_page()
    page.goto(f"{site_url}/nl/account/login/?next={EVENT}")
    page.fill("[name=username]", "editor@hub.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{EVENT}")
    desk = page.locator("a[href*='/account/events/']").first.get_attribute("href")
    page.goto(f"{site_url}{desk}check-in/")
    page.wait_for_function(
        """async () => {
            const kept = await (await caches.open("check-in-1")).keys();
            return Boolean(navigator.serviceWorker.controller) && kept.some((one) => one.url.includes("check-in.js"));
        }"""
    )
    yield page
    context.close()


def absent(page):
    """Return the rows of people who did not arrive, by their numbers."""
    return page.locator("[data-people] li:not(.is-here)").evaluate_all("rows => rows.map((row) => row.dataset.number)")


def two_absent(page):
    """Return the numbers of two people who are not there, whoever was noted before."""
    rows = page.locator("[data-people] li").evaluate_all("rows => rows.slice(0, 2).map((row) => row.dataset.number)")
    for number in rows:
        if row(page, number).get_attribute("class") == "is-here":
            row(page, number).locator("[data-out]").click()
    page.wait_for_function(ALL_SENT)
    return rows


def row(page, number):
    return page.locator(f"[data-people] li[data-number='{number}']")


def waiting(page):
    """Return how many arrivals this telephone has not sent yet."""
    return page.evaluate(
        """() => Object.keys(localStorage).filter((key) => key.startsWith("check-in:"))
            .flatMap((key) => JSON.parse(localStorage.getItem(key))).length"""
    )


def test_the_door_goes_on_without_a_line_and_sends_when_it_is_back(door):
    first, second = two_absent(door)
    door.context.set_offline(True)
    row(door, first).locator("[data-in]").click()
    door.wait_for_selector(".door-line.is-off")
    assert (row(door, first).get_attribute("class"), waiting(door)) == ("is-here", 1)

    door.reload()
    door.fill("[data-door-field]", second)
    door.press("[data-door-field]", "Enter")
    assert waiting(door) == 2
    door.locator("[data-told]").wait_for()

    door.context.set_offline(False)
    door.wait_for_function(ALL_SENT)
    other = door.context.new_page()
    other.goto(door.url)
    assert not {first, second} & set(absent(other))

    # The other telephone takes it back; this one hears of it by itself.
    for number in (first, second):
        row(other, number).locator("[data-out]").click()
    other.wait_for_function(ALL_SENT)
    door.evaluate("window.dispatchEvent(new Event('online'))")
    door.wait_for_selector(f"[data-people] li[data-number='{first}']:not(.is-here)")
    assert {first, second} <= set(absent(door))


def test_letters_narrow_the_list_and_the_telephone_forgets_it_when_asked(door):
    rows = door.locator("[data-people] li")
    name = rows.first.locator("b").inner_text()
    door.fill("[data-door-field]", name[:5])
    assert door.locator("[data-people] li:not([hidden])").count() < rows.count()
    assert re.search(r"\d", door.locator("[data-count]").inner_text())
    door.locator("[data-forget]").click()
    door.locator("[data-told]").wait_for()
    assert door.evaluate("async () => (await caches.keys()).length") == 0


def test_without_scripts_the_door_is_a_form(door, browser):
    context = browser.new_context(java_script_enabled=False, storage_state=door.context.storage_state())
    page = context.new_page()
    page.goto(door.url)
    number = page.locator("[data-people] li:not(.is-here)").first.get_attribute("data-number")
    page.fill("[name=q]", number)
    page.press("[name=q]", "Enter")
    assert row(page, number).get_attribute("class") == "is-here"
    row(page, number).locator("[data-out]").click()
    assert row(page, number).get_attribute("class") is None
    context.close()
