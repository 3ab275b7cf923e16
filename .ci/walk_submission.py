#!/usr/bin/env python3
"""Walks a first submission in a browser, and counts what it takes: pages, fields filled in, clicks, characters.

    .venv/bin/python .ci/walk_submission.py http://127.0.0.1:8000     a running demo

A member signs in, begins a best practice at each level of evidence, fills in only what the hub asks for, and submits.
Prints a table. The minutes are an estimate from what was counted: typing on a laptop (52 words a minute, Dhakal et al.,
CHI 2018) or a phone (36, Palin et al., MobileHCI 2019), reading all of every page (238, Brysbaert, JML 2019), and five
seconds of thought over each field and each click. Exit 1 when it cannot be submitted.
"""

import re
import sys
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu"]
WHO: Final = ("member@hub.example", "demo-hub-2026")
# Characters a minute (five a word typed, six read), and seconds of thought.
LAPTOP, PHONE, READ, THOUGHT = 260, 180, 1428, 5
SENTENCES: Final = (
    "Het model voorspelt welke patiënten binnen dertig dagen terugkomen, zodat verpleegkundigen eerder bellen. "
    "We hebben dat met drie andere ziekenhuizen gedaan, zonder gegevens te delen. "
)
LEVELS: Final[dict[str, dict[str, str]]] = {
    "idea": {"expected_effect": SENTENCES},
    "pilot": {"pilot_setting": SENTENCES},
    "measured": {
        "measurement_method": SENTENCES,
        "outcomes-0-indicator": "Heropnames binnen 30 dagen",
        "outcomes-0-baseline": "14,2",
        "outcomes-0-outcome": "11,8",
        "outcomes-0-unit": "%",
        "outcomes-0-sample": "2.140 ontslagen patiënten",
        "outcomes-0-period": "januari tot en met juni 2026",
    },
}


@dataclass
class Count:
    """What it took."""

    pages: int = 0
    fields: int = 0
    clicks: int = 0
    typed: int = 0
    read: int = 0

    def minutes(self, typing: int) -> str:
        """Return an estimate of the time of somebody who types so many characters a minute."""
        thought = (self.fields + self.clicks) * THOUGHT / 60
        return f"{self.typed / typing + self.read / READ + thought:.1f}"


class Walker:
    """Somebody in a browser, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, Count()

    def look(self) -> None:
        """Read the page that is open."""
        self.count.pages += 1
        self.count.read += len(self.page.locator("main").inner_text())

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        self.page.fill(f"[name='{name}']", text)
        self.count.fields += 1
        self.count.typed += len(text)

    def choose(self, selector: str) -> None:
        """Tick a box."""
        self.page.locator(selector).first.check()
        self.count.fields += 1

    def press(self, selector: str, arrives: str) -> None:
        """Press a button, and read what comes."""
        self.page.locator(selector).first.click()
        self.page.wait_for_url(re.compile(arrives))
        self.count.clicks += 1
        self.look()


def sign_in(page: Page, site: str) -> None:
    """Sign in, which is not counted."""
    page.goto(f"{site}/nl/account/login/?next=/nl/account/submissions/start/")
    page.fill("input[name=username]", WHO[0])
    page.fill("input[name=password]", WHO[1])
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("submissions/start"))


def walk(page: Page, level: str) -> Count:
    """Write and submit one best practice; raises when the hub does not take it."""
    walker = Walker(page)
    walker.look()
    walker.press("a[href$='start/best-practice/']", "start/best-practice")
    walker.fill("title", f"Heropname voorspellen met federatief leren ({level})")
    walker.press("main form button.btn", "write/what")
    walker.fill("summary", SENTENCES)
    walker.choose("[name=building_blocks]")
    walker.choose("[name=application_areas]")
    walker.press("button.btn[value=next]", "write/approach")
    walker.fill("problem", SENTENCES * 3)
    walker.fill("approach", SENTENCES * 3)
    walker.press("button.btn[value=next]", "write/result")
    walker.choose(f"[name=evidence_level][value={level}]")
    for name, text in LEVELS[level].items():
        walker.fill(name, text)
    walker.press("button.btn[value=next]", "write/responsible")
    walker.press("button.btn[value=next]", "check")
    walker.press("main form button.btn", r"submissions/[0-9a-f-]{36}/$")
    return walker.count


def main(site: str) -> int:
    """Walk at each level, and print the table."""
    row = "{:<10} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}"
    print(row.format("evidence", "pages", "fields", "clicks", "typed", "read", "laptop", "phone"))
    with sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for level in LEVELS:
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            sign_in(page, site)
            count = walk(page, level)
            counted = (count.pages, count.fields, count.clicks, count.typed, count.read)
            print(row.format(level, *counted, count.minutes(LAPTOP), count.minutes(PHONE)))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
