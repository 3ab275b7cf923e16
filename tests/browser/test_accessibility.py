"""Every template by the rules of axe, narrow and wide, light and dark; and never a sideways scroll."""

import pytest
from axe_playwright_python.sync_playwright import Axe

TEMPLATES = {
    "home": "/nl/",
    "home-en": "/en/",
    "search": "/nl/search/?q=federatief&building_block=data-sharing",
    "search-empty": "/nl/search/?q=kwantumkaas&type=event",
    "best-practices": "/nl/best-practices/",
    "best-practice": "/nl/best-practices/ai-bij-borstkankerscreening-masai/",
    "fieldlabs": "/nl/fieldlabs/",
    "fieldlab": "/nl/fieldlabs/zorgdatalab-oost/",
    "fieldlab-en": "/en/fieldlabs/zorgdatalab-oost/",
    "agenda": "/nl/events/",
    "event": "/nl/events/data-delen-zonder-verplaatsen/",
    "event-cancelled": "/nl/events/spreekuur-kleine-apparaten/",
    "organisations": "/nl/organisations/",
    "organisation": "/nl/organisations/ziekenhuis-oosterlanden/",
    "building-blocks": "/nl/building-blocks/",
    "landing": "/nl/building-blocks/data-sharing/",
    "application-areas": "/nl/application-areas/",
    "matrix": "/nl/matrix/",
    "standard": "/nl/taking-part/",
    "log-in": "/nl/account/login/",
    "not-found": "/nl/bestaat-niet/",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_templates_break_no_rule(open_page, width, scheme):
    found, page = {}, None
    for name, path in TEMPLATES.items():
        page = open_page(path, width=width, scheme=scheme, page=page)
        violations = Axe().run(page, options=RULES).response["violations"]
        if violations:
            found[name] = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations]
    assert found == {}


def test_no_template_scrolls_sideways_on_the_smallest_screen(open_page):
    wide, page = {}, None
    for name, path in TEMPLATES.items():
        page = open_page(path, width=320, page=page)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[name] = width
    assert wide == {}


def test_the_first_tab_stop_leads_past_the_navigation(open_page):
    page = open_page("/nl/")

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")

    assert (first, page.evaluate("document.activeElement.tagName")) == ("skip", "MAIN")
