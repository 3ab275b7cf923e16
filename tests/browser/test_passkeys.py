"""Passkeys, with a key that Chromium pretends to have; and an app with codes, in a real browser."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import PASSWORD

SECURITY = "/nl/account/security/"


@pytest.fixture
def base_url(site_url):
    # A passkey is for a host with a name.
    return site_url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser, base_url):
    """A page of a browser with a key inside that knows its owner."""
    context = browser.new_context(base_url=base_url, locale="nl")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def sign_in(page, who, path=SECURITY):
    page.goto(f"/nl/account/login/?next={path}")
    page.fill("[name=username]", f"{who}@hub.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def arrives(page, end):
    """Wait for a page; what follows the question mark of an address is where one is going, not where one is."""
    page.wait_for_url(lambda url: urlsplit(url).path.endswith(end))


def confirm(page):
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def sign_out(page):
    page.goto("/nl/account/security/")
    page.locator(".site-head form button").click()
    page.wait_for_load_state()


def test_a_passkey_is_made_opens_alone_is_a_second_step_and_is_removed(page):
    sign_in(page, "newcomer")
    page.goto("/nl/account/passkeys/add/")
    confirm(page)
    arrives(page, "/passkeys/add/")
    page.fill("[name=name]", "Sleutel van Chromium")
    page.click("form[data-passkey] button")
    arrives(page, "/two-step/recovery-codes/")
    assert page.locator(".codes li").count() == 10

    page.goto(SECURITY)
    assert "Sleutel van Chromium" in page.inner_text("main")

    sign_out(page)
    page.goto("/nl/account/login/?next=/nl/events/")
    page.click("form[data-passkey] button")
    arrives(page, "/nl/events/")

    sign_out(page)
    sign_in(page, "newcomer")
    arrives(page, "/two-step/code/")
    page.click("form[data-passkey] button")
    arrives(page, SECURITY)

    page.locator("a[href$='/remove/']").click()
    if "/confirm/" in page.url:
        confirm(page)
    arrives(page, "/remove/")
    page.click("main form.panel button")
    arrives(page, SECURITY)
    assert "Sleutel van Chromium" not in page.inner_text("section[aria-labelledby=steps]")


def test_an_app_works_without_javascript(browser, base_url):
    context = browser.new_context(base_url=base_url, locale="nl", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "other")
    page.goto("/nl/account/two-step/app/")
    confirm(page)
    secret = re.sub(r"\s", "", page.inner_text(".secret"))
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.press("[name=code]", "Enter")
    arrives(page, "/two-step/recovery-codes/")
    code = page.locator(".codes li").first.inner_text()

    page.goto("/nl/account/security/")
    page.locator(".site-head form button").click()
    sign_in(page, "other", "/nl/events/")
    assert page.locator("form[data-passkey]").is_hidden()
    page.fill("[name=code]", code)
    page.press("[name=code]", "Enter")
    arrives(page, "/nl/events/")

    page.goto("/nl/account/two-step/app/off/")
    confirm(page)
    page.click("main form.panel button")
    arrives(page, SECURITY)
    context.close()
