"""Every template and the style guide, photographed for people to judge; each must also behave while it is shown."""

import pytest

from tests.browser.measuring import LAYOUT_SHIFT, vitals
from tests.browser.test_accessibility import TEMPLATES

GUIDE = "/nl/_styleguide/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_every_template_stands_still_and_fits(open_page, artefacts, width, scheme):
    found = {}
    for name, path in TEMPLATES.items():
        # A window of its own, with nothing in its cache: as somebody sees the site for the first time.
        page = open_page(path, width=width, scheme=scheme)
        problems = faults(page, width)
        page.reload()
        page.screenshot(path=artefacts / "screenshots" / f"{name}-{width}-{scheme}.png", full_page=True)
        page.context.close()
        if problems:
            found[name] = problems
    assert found == {}


def test_the_style_guide_is_photographed(sign_in, artefacts):
    page, found = sign_in("editor", GUIDE), {}
    for width in (360, 768, 1440):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.reload()
            if problems := faults(page, width, headings=None):
                found[f"{width}-{scheme}"] = problems
            page.screenshot(path=artefacts / "screenshots" / f"styleguide-{width}-{scheme}.png", full_page=True)
    assert found == {}


def faults(page, width, headings=1):
    """Return what is wrong with the page that is shown: sideways scroll, no title, moving about."""
    counted, shift = page.locator("h1:visible").count(), vitals(page)["shift"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [
        *([f"{counted} headings of the first level"] if headings not in (None, counted) else []),
        *([f"{wide} pixels wide"] if wide > width else []),
        *([f"moves by {shift:.3f}"] if shift >= LAYOUT_SHIFT else []),
    ]
