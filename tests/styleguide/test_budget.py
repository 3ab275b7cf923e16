"""What the face may weigh: one style sheet, and fonts that a page asks for at once."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "hub" / "static"
STYLE_SHEET = STATIC / "css" / "hub.css"
KIB = 1024


def test_the_style_sheet_is_at_most_40_kib():
    assert STYLE_SHEET.stat().st_size <= 40 * KIB


def test_the_style_sheet_of_searching_is_at_most_12_kib():
    assert (STATIC / "css" / "search.css").stat().st_size <= 12 * KIB


@pytest.mark.parametrize("name", ["search.js", "suggest.js"])
def test_a_script_of_our_own_is_at_most_12_kib(name):
    assert (STATIC / "js" / name).stat().st_size <= 12 * KIB


def test_the_fonts_are_subset_and_never_make_a_text_jump():
    faces = re.findall(r"@font-face {(.*?)}", STYLE_SHEET.read_text())
    files = [STATIC / "css" / re.search(r'url\("(.*?)"\)', face)[1] for face in faces]
    assert [file.resolve().stat().st_size < 30 * KIB for file in files] == [True] * 3
    assert ["font-display: optional" in face for face in faces] == [True] * 3


@pytest.mark.django_db
def test_a_page_asks_for_its_fonts_first_and_runs_no_script_that_it_does_not_need(client, homes):
    html = client.get("/nl/").content.decode()
    head = html[: html.index("</head>")]
    preloaded = re.findall(r'<link rel="preload" href="([^"]+)" as="font"', head)
    assert preloaded == [
        "/static/fonts/besley-latin-600-normal.woff2",
        "/static/fonts/public-sans-latin-wght-normal.woff2",
    ]
    assert scripts_of(client, "/nl/") == ['<script src="/static/js/suggest.js" defer>']
    assert scripts_of(client, "/nl/account/login/") == ['<script type="module" src="/static/js/passkeys.js">']
    assert head.index("preload") < head.index("stylesheet")


@pytest.mark.django_db
def test_the_search_page_fetches_one_script_and_names_what_that_fetches_when_it_is_needed(client, homes):
    later = 'data-htmx="/static/js/htmx.min.js" data-suggest="/static/js/suggest.js"'
    assert scripts_of(client, "/nl/search/") == [f'<script src="/static/js/search.js" {later} defer>']


def scripts_of(client, address):
    html = client.get(address).content.decode()
    return re.findall(r"<script(?![^>]*ld\+json)[^>]*>", html)
