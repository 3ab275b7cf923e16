"""Take the screenshots of the guides from a site that runs with the demo content.

Usage: start the demo (``make demo``), then ``make screenshots``. The address of the site is that of
``HUB_BROWSER_URL`` (default ``http://127.0.0.1:8000``), the password of the demo's editor that of
``DEMO_PASSWORD``, the browser that of ``HUB_CHROMIUM`` (default ``/usr/bin/chromium``).

Writes ``docs/images/editors/<language>-<name>.png`` for each screen of the guides in each language, and
``docs/images/home.png``: the front page. Nothing is saved on the site but the editor's own language, which
is Dutch again at the end.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

BASE: Final = os.environ.get("HUB_BROWSER_URL", "http://127.0.0.1:8000").rstrip("/")
CHROMIUM: Final = os.environ.get("HUB_CHROMIUM", "/usr/bin/chromium")
EDITOR: Final = "editor@hub.example"
PASSWORD: Final = os.environ.get("DEMO_PASSWORD", "demo-hub-2026")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IMAGES: Final = Path(__file__).resolve().parent / "images"
LANGUAGES: Final = ("nl", "en")
# What a picture may weigh, and with how many colours that is tried.
LARGEST: Final = 90_000
PALETTES: Final = (256, 128, 64, 32, 16)
# Puts a field in the middle of the window, with what belongs to it above it.
TO_THE_MIDDLE: Final = "field => field.scrollIntoView({block: 'center', behavior: 'instant'})"
# The event whose dates are shown: words of its title, per language.
DATED_EVENT: Final = {"nl": "Matchmaking op vier plekken", "en": "Matchmaking in four places"}
FIRST_DATE: Final = {"first_day": "2027-03-18", "start_time": "13:30", "end_time": "17:00"}


def start_screen(page: Page, language: str) -> None:
    """Open what an editor sees first."""
    page.goto(f"{BASE}/admin/")


def best_practices(page: Page, language: str) -> None:
    """Open the list of best practices, in one language."""
    page.goto(f"{BASE}/admin/content/best-practice/?locale={language}")


def event_form(page: Page, language: str) -> None:
    """Open the form of a new event at its first date, with words in it that are never saved."""
    page.goto(f"{BASE}/admin/")
    page.locator("a[href*='/pages/add/events/eventpage/']").first.click()
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", {"nl": "Middag over spraak in de zorg", "en": "Afternoon on speech in care"}[language])
    for name, value in FIRST_DATE.items():
        page.fill(f"[name=first_date-{name}]", value)
    page.locator("[name=first_date-end_time]").blur()
    # The form moves for a moment after a field was left, and again when what is below comes into sight.
    for _moment in range(2):
        page.wait_for_timeout(500)
        page.locator("[name=first_date-first_day]").evaluate(TO_THE_MIDDLE)


def event_dates(page: Page, language: str) -> None:
    """Open the dates of an event that has several."""
    page.goto(f"{BASE}/admin/content/event/?locale={language}&q={DATED_EVENT[language]}")
    href = page.locator("main a[href*='/edit/']").first.get_attribute("href") or ""
    number = re.search(r"/pages/(\d+)/edit/", href)
    if number is None:
        raise SystemExit(f"No event “{DATED_EVENT[language]}”: load the demo first.")
    page.goto(f"{BASE}/admin/events/{number[1]}/dates/")


def matrix(page: Page, language: str) -> None:
    """Open the report of what lies on the matrix."""
    page.goto(f"{BASE}/admin/reports/hub/matrix/")


def translations(page: Page, language: str) -> None:
    """Open the report of what is missing or outdated in a language."""
    page.goto(f"{BASE}/admin/reports/hub/translations/")


def tags(page: Page, language: str) -> None:
    """Open the list of tags with what can be done to the first."""
    page.goto(f"{BASE}/admin/snippets/home/tag/")
    page.wait_for_load_state("networkidle")
    page.locator("main table [data-w-dropdown-target=toggle]").first.click()
    # The menu fades in, whatever motion is asked for.
    page.wait_for_timeout(600)


SCREENS: Final[dict[str, Callable[[Page, str], None]]] = {
    "start": start_screen,
    "best-practices": best_practices,
    "event-form": event_form,
    "event-dates": event_dates,
    "report-matrix": matrix,
    "report-translations": translations,
    "tags": tags,
}


def main() -> None:
    """Take all of them."""
    (IMAGES / "editors").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        front_page(browser)
        page = new_page(browser, 800)
        # A form that was filled in only for its picture may be left.
        page.on("dialog", lambda dialog: dialog.accept())
        log_in(page)
        try:
            for language in LANGUAGES:
                choose_language(page, language)
                for name, screen in SCREENS.items():
                    screen(page, language)
                    shoot(page, IMAGES / "editors" / f"{language}-{name}.png")
        finally:
            choose_language(page, LANGUAGES[0])
        browser.close()


def new_page(browser: Browser, height: int) -> Page:
    """Return a page 1280 pixels wide on which nothing moves."""
    return browser.new_page(
        viewport={"width": 1280, "height": height}, reduced_motion="reduce", color_scheme="light", locale="nl-NL"
    )


def front_page(browser: Browser) -> None:
    """Take the front page as a visitor sees it."""
    page = new_page(browser, 900)
    page.goto(f"{BASE}/nl/")
    shoot(page, IMAGES / "home.png")
    page.close()


def log_in(page: Page) -> None:
    """Sign in as the demo's editor."""
    page.goto(f"{BASE}/nl/account/login/?next=/admin/")
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")


def choose_language(page: Page, language: str) -> None:
    """Set the language of the editor's screens, by the form of the account."""
    page.goto(f"{BASE}/admin/account/")
    field = page.locator("select[name$=preferred_language]")
    field.select_option(language)
    field.evaluate("field => field.form.submit()")
    page.wait_for_load_state("networkidle")


def shoot(page: Page, path: Path) -> None:
    """Write what the window shows as a PNG with as many colours as its weight allows."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        picture = shot.convert("RGB")
    for colours in PALETTES:
        target = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= LARGEST:
            break
    path.write_bytes(target.getvalue())
    print(f"{path.name}: {colours} colours, {target.tell() // 1000} kB")  # noqa: T201 - said to who runs it


if __name__ == "__main__":
    main()
