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
    "courses": "/nl/courses/",
    "course": "/nl/courses/elements-of-ai/",
    "course-dated": "/nl/courses/privacyvriendelijk-trainen-van-modellen/",
    "news": "/nl/news/",
    "news-article": "/nl/news/valmodel-houdt-half-stand/",
    "publications": "/nl/publications/",
    "publication": "/nl/publications/opgave-ai-de-nieuwe-systeemtechnologie/",
    "use-cases": "/nl/use-cases/",
    "use-case": "/nl/use-cases/zonnepanelen-tellen-vanuit-de-lucht/",
    "funding-calls": "/nl/funding-calls/",
    "funding-call": "/nl/funding-calls/herhaalbonus/",
    "agenda": "/nl/events/",
    "event": "/nl/events/data-delen-zonder-verplaatsen/",
    "event-cancelled": "/nl/events/spreekuur-kleine-apparaten/",
    "organisations": "/nl/organisations/",
    "organisation": "/nl/organisations/ziekenhuis-oosterlanden/",
    "organisation-events": "/nl/organisations/gemeente-zandmeer/?type=event",
    "working-groups": "/nl/working-groups/",
    "working-group": "/nl/working-groups/data-sharing/",
    "building-blocks": "/nl/building-blocks/",
    "landing": "/nl/building-blocks/data-sharing/",
    "landing-without-group": "/nl/building-blocks/startups-and-scale-ups/",
    "landing-area": "/en/application-areas/manufacturing/",
    "application-areas": "/nl/application-areas/",
    "matrix": "/nl/matrix/",
    "progress": "/nl/progress/",
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_guide_breaks_no_rule(sign_in, scheme):
    page = sign_in("editor", "/nl/_styleguide/")
    page.emulate_media(color_scheme=scheme)
    # Its examples bring headings of the pages that they come from.
    options = {**RULES, "rules": {"heading-order": {"enabled": False}}}
    violations = Axe().run(page, options=options).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:5]) for v in violations] == []


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
