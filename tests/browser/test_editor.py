"""The editor's screens in a browser: what only a browser can measure."""

import pytest


@pytest.mark.parametrize("width", [1440, 768])
def test_a_long_title_is_shown_in_full_and_grows(sign_in, site_url, width):
    page = sign_in("editor", "/admin/content/best-practice/")
    page.set_viewport_size({"width": width, "height": 900})
    links = page.locator("td.title a[href*='/edit/']").evaluate_all("all => all.map(a => [a.innerText.trim(), a.href])")
    page.goto(max(links, key=lambda link: len(link[0]))[1])
    title = page.locator("#id_title")
    measure = "field => [field.scrollHeight <= field.clientHeight, field.scrollWidth <= field.clientWidth]"

    assert title.evaluate(measure) == [True, True]

    before = title.evaluate("field => field.offsetHeight")
    title.fill(f"{title.input_value()} and quite a few more words than there were at first, for one line more")

    assert title.evaluate(measure) == [True, True]
    assert title.evaluate("field => field.offsetHeight") > before


@pytest.mark.parametrize("width", [1440, 768])
def test_the_tables_of_the_matrix_report_share_their_columns_and_keep_the_first_in_sight(sign_in, width):
    page = sign_in("editor", "/admin/reports/hub/matrix/")
    page.set_viewport_size({"width": width, "height": 900})
    widths = page.locator(".hub-matrix table").evaluate_all(
        """tables => tables.map(table => [...table.rows[0].cells].map(cell => Math.round(cell.offsetWidth)))"""
    )

    assert len(widths) > 1
    assert len({row[0] for row in widths}) == 1
    assert len({cell for row in widths for cell in row[1:]}) == 1

    box = page.locator(".hub-scroll").first
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    left = "box => [...box.querySelectorAll('tr > :first-child')].map(cell => cell.offsetLeft - box.scrollLeft)"
    # A collapsed border lies half in the cell.
    assert set(box.evaluate(left)) <= {0, 1}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
