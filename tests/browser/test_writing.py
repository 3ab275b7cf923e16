"""Somebody writes her first best practice in a browser, loses the connection, and finds everything back."""

import re

import pytest

from tests.browser.conftest import PASSWORD

WAIT = 12_000


@pytest.fixture
def writing(browser, site_url):
    """The first step of a new draft, in the browser of somebody who writes for an organisation.

    Not watched: losing the connection and meeting another version are what these tests are about.
    """
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(f"{site_url}/nl/account/login/?next=/nl/account/submissions/start/best-practice/")
    sign_in_here(page)
    page.wait_for_url(re.compile("start/best-practice"))
    page.fill("input[name=title]", "Heropname voorspellen")
    page.locator("main form button.btn").click()
    page.wait_for_url(re.compile("write/what"))
    yield page
    context.close()


def sign_in_here(page):
    page.fill("input[name=username]", "member@hub.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()


def status(page):
    return page.locator("[data-autosave-status]")


def wait_saved(page):
    page.wait_for_function(
        "() => /^(Bewaard|Saved)/.test(document.querySelector('[data-autosave-status]').textContent)", timeout=WAIT
    )


def test_what_is_typed_is_saved_without_a_button(writing):
    page = writing
    page.fill("textarea[name=summary]", "Minder mensen komen terug.")
    wait_saved(page)

    page.reload()

    assert page.input_value("textarea[name=summary]") == "Minder mensen komen terug."


def test_a_lost_connection_loses_nothing(writing):
    page = writing
    page.context.set_offline(True)
    page.fill("textarea[name=summary]", "Getypt in de trein.")
    page.wait_for_function(
        "text => document.querySelector('[data-autosave-status]').textContent === text",
        arg=status(page).get_attribute("data-offline"),
        timeout=WAIT,
    )
    # The page is closed before it was sent: nothing leaves it when the line is back, which it notices at once.
    address = page.url
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.context.set_offline(False)
    page.goto("about:blank")

    page.goto(address)

    assert page.input_value("textarea[name=summary]") == "Getypt in de trein."
    wait_saved(page)
    page.reload()
    assert page.input_value("textarea[name=summary]") == "Getypt in de trein."


def test_back_on_the_line_it_is_saved_by_itself(writing):
    page = writing
    page.context.set_offline(True)
    page.fill("textarea[name=summary]", "Getypt in de tunnel.")
    page.wait_for_timeout(4000)

    page.context.set_offline(False)

    wait_saved(page)
    page.reload()
    assert page.input_value("textarea[name=summary]") == "Getypt in de tunnel."


def test_two_windows_are_told_and_both_texts_are_kept(writing):
    page = writing
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("textarea[name=summary]", "Uit het eerste venster.")
    wait_saved(page)
    other.fill("textarea[name=summary]", "Uit het tweede venster.")
    other.wait_for_function(
        "() => document.querySelector('[data-autosave-status]').classList.contains('error')", timeout=WAIT
    )

    other.locator("button.btn[value=stay]").click()
    other.wait_for_load_state()

    assert "Uit het eerste venster." in other.inner_text(".theirs")
    assert other.input_value("textarea[name=summary]") == "Uit het tweede venster."


def test_a_choice_opens_the_questions_that_belong_to_it(writing):
    page = writing
    page.goto(page.url.replace("/what/", "/result/"))
    method = page.locator("textarea[name=measurement_method]")
    assert not method.is_visible()

    page.check("input[name=evidence_level][value=measured]")

    assert method.is_visible()


def test_without_javascript_on_a_phone_a_draft_is_written_and_checked(open_page):
    page = open_page("/nl/account/login/?next=/nl/account/submissions/start/use-case/", width=360, javascript=False)
    sign_in_here(page)
    page.fill("input[name=title]", "Een vraag")
    page.locator("main form button.btn").click()
    page.fill("textarea[name=summary]", "Kort")
    page.locator("input[name=building_blocks]").first.check()
    page.locator("input[name=application_areas]").first.check()
    page.locator("button.btn[value=next]").click()
    page.check("input[name=status][value=explored]")
    page.fill("textarea[name=question]", "Kan het?")
    page.fill("textarea[name=solution]", "Geprobeerd.")
    page.locator("button.btn[value=next]").click()

    assert page.url.endswith("/check/")
    assert page.locator(".needs .is-open").count() == 0
