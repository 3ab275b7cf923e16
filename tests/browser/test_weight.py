"""What a first visit to each kind of page costs: bytes, requests, and how soon and how steadily it stands."""

import gzip

from tests.browser.measuring import LAYOUT_SHIFT, vitals
from tests.browser.test_accessibility import TEMPLATES

KIB = 1024
BUDGET = 60 * KIB
MOST_REQUESTS = 8
KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JS"}
COLUMNS = ("page", *KINDS.values(), "together, compressed", "requests", "LCP in ms", "layout shift")


def test_every_kind_of_page_is_light_and_stands_still(browser, site_url, artefacts):
    weights = {name: weigh(browser, site_url + path) for name, path in TEMPLATES.items()}

    rows = [[name, *weight.values()] for name, weight in weights.items()]
    lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
    table = "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)
    (artefacts / "weight.md").write_text(f"Bytes, first visit, 1440 pixels wide.\n\n{table}")
    assert {name: weight["bytes"] for name, weight in weights.items() if weight["bytes"] > BUDGET} == {}
    assert {name: n for name, weight in weights.items() if (n := weight["requests"]) > MOST_REQUESTS} == {}
    assert {name: weight["shift"] for name, weight in weights.items() if weight["shift"] >= LAYOUT_SHIFT} == {}


def weigh(browser, address):
    """Return the cost of an address for somebody who comes for the first time."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl")
    page, answers = context.new_page(), []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright wants a function of Python
    page.goto(address, wait_until="networkidle")
    measured = vitals(page)
    bytes_of = dict.fromkeys(KINDS, 0)
    for answer in answers:
        if answer.request.resource_type in KINDS:
            bytes_of[answer.request.resource_type] += len(gzip.compress(answer.body()))
    context.close()
    return {
        **bytes_of,
        "bytes": sum(bytes_of.values()),
        "requests": len(answers),
        "largest": round(measured["largest"]),
        "shift": round(measured["shift"], 4),
    }
