"""A browser on a demo site: the one at HUB_BROWSER_URL, else one that is started for these tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("HUB_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = os.environ.get("DEMO_PASSWORD", "demo-hub-2026")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site_url(tmp_path_factory):
    """The address of a running site with the demo content, without a slash at the end."""
    given = os.environ.get("HUB_BROWSER_URL")
    if given:
        yield given.rstrip("/")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "HUB_VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
        "DEBUG": "0",
    }
    environment.pop("DATABASE_URL", None)
    for command in (["migrate", "-v", "0"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"], cwd=ROOT, env=environment
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(url, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail("The site did not answer.")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def artefacts():
    """The folder for what the tests leave for people to look at; never in the repository."""
    folder = Path(os.environ.get("HUB_ARTEFACTS", ROOT / "var" / "artefacts"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Watcher:
    """What a page should never do: complain, ask another host for anything, or ask for what is not there."""

    def __init__(self, page, site_url):
        self.complaints = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request, site_url))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _heard(self, message):
        # A 404 that the test itself asks for is logged by the browser as an error.
        if message.type == "error" and "404" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request):
        # A test that goes on to the next page stops what the last one still asked for.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} {response.url}")

    def _asked(self, request, site_url):
        if not request.url.startswith((site_url, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")


@pytest.fixture
def open_page(browser, site_url):
    """Return a function that opens a path; what the pages complain of fails the test at its end."""
    contexts, watchers = [], []

    def opened(path, *, width=1440, scheme="light", javascript=True, page=None):
        if page is None:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                java_script_enabled=javascript,
                locale="nl",
            )
            contexts.append(context)
            page = context.new_page()
            watchers.append(Watcher(page, site_url))
        page.goto(site_url + path)
        return page

    yield opened
    complaints = [complaint for watcher in watchers for complaint in watcher.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in(open_page):
    """Return a function that signs one of the demo people in and returns the page."""

    def signed_in(who, path="/nl/"):
        page = open_page(f"/nl/account/login/?next={path}")
        page.fill("[name=username]", f"{who}@hub.example")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    return signed_in
