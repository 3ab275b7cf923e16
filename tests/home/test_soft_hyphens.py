"""Long words may break in headings, and only there: machines and copies get the words as they are written."""

import json
import re

import pytest
from django.urls import reverse

from home.models import StandardPage
from home.wording import SOFT_HYPHEN
from search.normalise import normalise
from tests.factories.home import BuildingBlockFactory, HubImageFactory, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db

LONG = "Aansprakelijkheidsverzekeringsmaatschappij"


@pytest.fixture
def practice(practices):
    image = HubImageFactory()
    page = BestPracticePageFactory(parent=practices[0], title=LONG, summary=f"Over een {LONG}.")
    page.building_blocks = [BuildingBlockFactory(nl=LONG)]
    body = [
        ("heading", LONG),
        ("paragraph", f"<p>{LONG}</p><h3>{LONG} &amp; <b>{LONG}</b></h3>"),
        ("table", {"caption": "x", "cells": [["Naam", LONG], [LONG, LONG]]}),
        ("facts", [{"name": LONG, "value": LONG, "note": ""}]),
        ("figure", {"image": image, "alt": LONG}),
        ("chart", {"title": LONG, "kind": "bars", "cells": [["", "n"], [LONG, "3"]]}),
    ]
    return publish(page, image=image, image_alt=LONG, body=body)


def test_headings_table_heads_names_of_facts_and_titles_of_cards_may_break(practice, client):
    html = client.get(practice.url).content.decode()

    for tag in ("h1", "h2", "h3", "th", "dt"):
        every = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)
        found = [text for text in every if LONG.lower() in text.replace(SOFT_HYPHEN, "").lower()]
        assert found, tag
        assert [text for text in found if SOFT_HYPHEN not in text] == [], tag
    assert "&amp;" in re.search(r"<h3>.*?</h3>", html, re.DOTALL).group()
    row = client.get("/nl/search/").content.decode()
    assert SOFT_HYPHEN in re.search(r"<h2><a [^>]*>(.*?)</a></h2>", row, re.DOTALL).group()


def test_machines_read_the_words_without_soft_hyphens(practice, client):
    html = client.get(practice.url).content.decode()

    head = html.partition("</head>")[0]
    assert (f"<title>{LONG}" in head, f'property="og:title" content="{LONG}"' in head) == (True, True)
    assert f'alt="{LONG}"' in html
    assert SOFT_HYPHEN not in head
    assert [text for text in re.findall(r'\s[\w-]+="([^"]*)"', html) if SOFT_HYPHEN in text] == []
    described = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert any(LONG in block for block in described)
    assert [block for block in described if SOFT_HYPHEN in block or "\\u00ad" in json.dumps(json.loads(block))] == []


def test_the_api_and_the_feeds_have_no_soft_hyphens(practice, client):
    answers = [
        client.get("/api/v1/search/?lang=nl").content.decode(),
        client.get(f"/api/v1/works/{practice.public_id}/?lang=nl").content.decode(),
        client.get("/sitemap.xml").content.decode(),
    ]

    assert LONG in answers[0]
    assert [SOFT_HYPHEN in text or "\\u00ad" in text for text in answers] == [False, False, False]


def test_running_text_is_copied_as_it_was_written(practice, client):
    html = client.get(practice.url).content.decode()

    assert f"<p>{LONG}</p>" in html
    assert "<td data-label=" in html
    assert f">{LONG}</td>" in html


def test_a_title_that_was_copied_from_a_page_is_found_and_is_stored_without_its_breaks(homes, practice, client):
    copied = re.search(r"<h1>(.*?)</h1>", client.get(practice.url).content.decode()).group(1)
    assert SOFT_HYPHEN in copied

    assert normalise(copied).terms == (LONG,)
    found = client.get(reverse("search:search"), {"q": copied}).content.decode()
    assert practice.url in found

    page = StandardPage(title=copied, summary=copied, slug="kopie", image_alt=copied, locale=homes[0].locale)
    homes[0].add_child(instance=page)
    assert (page.title, page.summary, page.image_alt) == (LONG, LONG, LONG)
