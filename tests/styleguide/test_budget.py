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
    assert re.findall(r"<script(?![^>]*ld\+json)[^>]*>", html) == []
    assert head.index("preload") < head.index("stylesheet")


@pytest.mark.django_db
def test_scripts_of_the_search_page_are_deferred(client, homes):
    html = client.get("/nl/search/").content.decode()
    scripts = re.findall(r"<script src[^>]*>", html)
    assert len(scripts) == 2
    assert ["defer" in script for script in scripts] == [True, True]
