"""The reader's own time beside that of an event, where it is another one."""

from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "hub" / "static" / "js" / "viewer-time.js"
SITE = "http://hub.test"
PAGE = """<!DOCTYPE html><html lang="nl"><head>
<script src="/viewer-time.js" data-words="jouw tijd: {time}" defer></script></head><body><main>
<p><time id="amsterdam" datetime="2026-11-12T13:30+01:00">donderdag 12 november, 13.30 uur</time></p>
<p><time id="tokyo" datetime="2026-11-12T21:30+09:00">21.30 uur</time></p>
<p><time id="kolkata" datetime="2026-11-12T18:00+05:30">18.00 uur</time></p>
<p><time id="day" datetime="2026-11-12">12 november</time></p>
<p><time id="tile" class="date" datetime="2026-11-12T13:30+01:00">12 nov</time></p>
<p><time id="nonsense" datetime="2026-99-99T13:30+01:00">ooit</time></p>
</main></body></html>"""


@pytest.fixture
def read(browser):
    """Return what a reader in a zone reads of each time."""

    def shown(zone):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        failed = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.route("**/viewer-time.js", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript"))
        page.route(f"{SITE}/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(f"{SITE}/")
        texts = {time.get_attribute("id"): time.inner_text() for time in page.locator("time").all()}
        context.close()
        assert failed == []
        return texts

    return shown


def test_a_reader_elsewhere_reads_the_time_there_as_well(read):
    texts = read("Asia/Tokyo")

    assert texts["amsterdam"].startswith("donderdag 12 november, 13.30 uur (jouw tijd: do 12 nov")
    assert "21:30" in texts["amsterdam"]
    assert "21:30" in texts["kolkata"]
    unchanged = ("tokyo", "day", "tile", "nonsense")
    assert [texts[name] for name in unchanged] == ["21.30 uur", "12 november", "12 nov", "ooit"]


def test_a_reader_on_the_same_clock_reads_nothing_twice(read):
    texts = read("Europe/Berlin")

    assert texts["amsterdam"] == "donderdag 12 november, 13.30 uur"
    assert "13:30" in texts["tokyo"]


def test_another_day_is_named(read):
    assert "vr 13 nov" in read("Pacific/Kiritimati")["amsterdam"]
