"""Load on the whole stack: readers as they are, and an editor who publishes now and then (``make bench-stack``).

    locust --locustfile hub/bench/locustfile.py --host https://hub.example --headless --users 40 --run-time 60s

Run by locust in an environment of its own (requirements/load.txt): it imports nothing of the hub. ``HUB_LOAD_EDITOR``
and ``HUB_LOAD_PASSWORD`` are an editor without a second step; without them nobody publishes.
"""

import itertools
import os
import random
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from locust import FastHttpUser, between, constant_pacing, task

WORDS = ("zorg", "federatief", "data delen", "privacy", "taalmodel", "radiologie", "onderwijs", "gemeente", "valrisico")
# Filters of one page that a reader clicks, one after the other.
CLICKS = 4
_addresses = itertools.count(1)


class Visitor(FastHttpUser):
    """Somebody with an address of their own, as the proxy says it."""

    abstract = True

    def on_start(self) -> None:
        """Take an address: the limits count by it."""
        number = next(_addresses)
        self.client.client.default_headers["X-Forwarded-For"] = (
            f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        )
        self.client.client.default_headers["X-Forwarded-Proto"] = "https"

    def page(self, path: str, name: str) -> Any:
        """Ask for a page, counted under a name, and return what it says."""
        response = self.client.get(path, name=name)
        self._keep_cookies()
        return BeautifulSoup(response.text or "", "html.parser")

    def _keep_cookies(self) -> None:
        # The proxy that we stand in for is asked by https, so cookies that travel over https only are sent.
        for cookie in self.client.cookiejar:
            cookie.secure = False


class Reader(Visitor):
    """Somebody who looks whether it was done before: words, filters, works, the agenda."""

    weight = 19
    wait_time = between(1, 4)

    @task(4)
    def search(self) -> None:
        """Search words, then open what was found first or second."""
        found = self.page(f"/nl/search/?q={random.choice(WORDS)}", "search, words")  # noqa: S311
        self.open_one_of(found)

    @task(4)
    def browse(self) -> None:
        """Click filter after filter, each on the page that the one before gave."""
        path = "/nl/search/"
        for _click in range(CLICKS):
            form = self.page(path, "search, filters").select("main form input[type=checkbox]:not(:checked)")
            if not form:
                break
            box = random.choice(form[:40])  # noqa: S311
            joint = "&" if "?" in path else "?"
            path = f"{path}{joint}{box.get('name')}={box.get('value')}"

    @task(2)
    def front_page(self) -> None:
        """Come in by the front page and open a section of it."""
        self.open_one_of(self.page("/nl/", "front page"))

    @task(2)
    def agenda(self) -> None:
        """Look at what is to come, as a list or a month."""
        self.page("/nl/events/", "agenda")
        self.page("/nl/events/?view=month", "agenda, month")

    @task(1)
    def calendar(self) -> None:
        """Ask for the calendar of everything, as a visitor's program does."""
        self.client.get("/events.ics", name="calendar")

    def open_one_of(self, found: Any) -> None:
        """Open a work that a page points at."""
        links = [str(link["href"]) for link in found.select("main a[href]")]
        works = [link for link in links if link.startswith("/nl/") and "?" not in link and link.count("/") == 4]
        if works:
            self.page(random.choice(works[:10]), "work")  # noqa: S311


class Editor(Visitor):
    """Somebody who publishes a page every ten seconds, by the form of the editor."""

    fixed_count = 1 if os.environ.get("HUB_LOAD_EDITOR") else 0
    wait_time = constant_pacing(10)
    edit = ""

    def on_start(self) -> None:
        """Sign in and find a page to edit."""
        super().on_start()
        if not self.fixed_count:
            return
        login = self.page("/nl/account/login/", "sign in, form")
        form = _form(login.select_one("main form"))
        form |= {"username": os.environ["HUB_LOAD_EDITOR"], "password": os.environ["HUB_LOAD_PASSWORD"]}
        self.send("/nl/account/login/", form, "sign in")
        listing = self.page("/admin/pages/", "editor, pages")
        self.edit = os.environ.get("HUB_LOAD_PAGE", "") or str(listing.select_one("a[href*='/edit/']")["href"])

    @task
    def publish(self) -> None:
        """Open the form and publish what is in it."""
        page = self.page(self.edit, "editor, form")
        form = _form(page.select_one("form#page-edit-form"))
        self.send(self.edit, form | {"action-publish": "action-publish"}, "editor, publish")

    def send(self, path: str, form: dict[str, str], name: str) -> None:
        """Send a form as a browser does: from the site itself."""
        host = urlsplit(self.host or "").netloc
        headers = {"Origin": f"https://{host}", "Referer": urljoin(f"https://{host}", path)}
        with self.client.post(
            path, data=form, headers=headers, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{name}: {answer.status_code}, the form was not taken")
        self._keep_cookies()


def _form(form: Any) -> dict[str, str]:
    """Return what a browser would send of a form."""
    # The blocks of a text are drawn by a script; the page that is published has none.
    values = {f"{block['id']}-count": "0" for block in form.select("[data-block][id]")}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if field.name == "input" and kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "textarea":
            values[field["name"]] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            values[field["name"]] = chosen.get("value", "") if chosen else ""
        else:
            values[field["name"]] = field.get("value", "on" if kind == "checkbox" else "")
    return values
