"""What holds for every page: nothing inline that the content security policy would block, no dead links."""

import re
from html import unescape

import pytest

PAGES = [
    "/nl/",
    "/en/",
    "/nl/search/",
    "/nl/search/?q=zzzz&building_block=data-sharing",
    "/nl/best-practices/",
    "/nl/fieldlabs/",
    "/nl/events/",
    "/nl/events/?past=1",
    "/nl/organisations/",
    "/nl/building-blocks/",
    "/nl/building-blocks/data-sharing/",
    "/nl/application-areas/",
    "/nl/application-areas/health-and-care/",
    "/nl/matrix/",
    "/nl/account/login/",
]
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*(?:\ssrc=|application/ld\+json))""", re.I
)


@pytest.fixture
def skeleton(site, terms):
    return site


def problems(html):
    ids = re.findall(r'\sid="([^"]+)"', html)
    return {
        "inline": INLINE.findall(html),
        "first-level headings": html.count("<h1") - 1,
        "empty addresses": html.count('href=""'),
        "repeated ids": sorted({name for name in ids if ids.count(name) > 1}),
        "labels without control": sorted(set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html)) - set(ids)),
        "editor's bar": html.count("wagtail-userbar"),
    }


def test_pages_have_nothing_inline_and_are_sound(client, skeleton):
    found = {}
    for path in PAGES:
        response = client.get(path)
        wrong = {name: value for name, value in problems(response.content.decode()).items() if value}
        if wrong or response.status_code != 200:
            found[path] = (response.status_code, wrong)
    assert found == {}


def test_every_link_of_these_pages_leads_somewhere(client, skeleton):
    addresses = set()
    for path in PAGES:
        html = client.get(path).content.decode()
        addresses |= {unescape(address) for address in re.findall(r'<a[^>]*\shref="(/[^"]*)"', html)}
    assert "/nl/matrix/" in addresses
    # Who may not write yet is led on to where it says how one takes part.
    answers = {address: client.get(address, follow=True).status_code for address in sorted(addresses)}
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_missing_page_offers_search_and_signing_in_with_the_way_back(client, site):
    response = client.get("/nl/geheim/?x=1&y=2")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'role="search"' in html
    assert 'href="/nl/account/login/?next=%2Fnl%2Fgeheim%2F%3Fx%3D1%26y%3D2"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_signed_in_visitor_is_not_asked_to_sign_in(client, site, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="a@hub.example", password="x", name="Anna"))
    html = client.get("/nl/geheim/").content.decode()
    assert "/nl/account/login/" not in html
    assert 'action="/nl/account/logout/"' in html


def test_searched_words_are_escaped(client, site):
    html = client.get("/nl/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html


def test_server_error_page_needs_no_database(rf):
    from hub.views import server_error

    response = server_error(rf.get("/nl/"))
    assert response.status_code == 500
    assert b"<h1>" in response.content
