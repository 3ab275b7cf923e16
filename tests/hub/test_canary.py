"""One sweep: no byte of a private work on any surface for who may not see it, and all of it for who may."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, get_page_models

from home.models import ClassifiedMixin, HubPage
from hub.demo.loader import load_terms
from search.audience import user_tokens
from search.engines import get_engine
from search.normalise import normalise
from search.query import SearchQuery
from search.spelling import corrected
from tests.hub.canary import AREA, BLOCK, SHARED, STEM, TWIN, build_world
from tests.hub.surfaces import DIGEST, SURFACES, answer, public_pages
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db

# In this order, so that what is kept for a member would reach a visitor, and what is kept for a visitor a member.
ORDER = ("right group", "anonymous", "right group", "without group", "wrong group", "superuser")
INSIDERS = ("right group", "superuser")
# The routes of page types: each is among the addresses of ``SURFACES``.
ROUTES = {"index_route", "landing", "calendar"}
# Wagtail's own form for the password of a file: there are no such passwords, and it refuses to be read.
REFUSING = {"wagtaildocs_authenticate_with_password"}


@pytest.fixture(scope="module")
def _built(_site_snapshot, django_db_setup, django_db_blocker):
    """The world, made once for all tests of this module, and the rows to put back for each."""
    made = []

    def build():
        _site_snapshot.restore()
        load_terms()
        made.append(build_world())

    with django_db_blocker.unblock():
        return Snapshot.taken(build), made[0]


@pytest.fixture
def world(db, _built):
    snapshot, made = _built
    snapshot.restore()
    return made


@pytest.fixture
def clients(world):
    return {viewer: client_of(user) for viewer, user in world.viewers.items()}


def client_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def tells(client, address, is_hidden):
    """Return whether an answer tells of a private work.

    An address with a canary in it gives that back, as any page repeats what was searched for; it tells something
    when it differs from the answer for the twin. Any other may not have a canary in it.
    """
    told = answer(client, address)
    if is_hidden:
        return told[0] != 404
    if STEM not in address:
        return STEM in str(told).lower()
    told, twin = (without_digest(given) for given in (told, answer(client, address.replace(STEM, TWIN))))
    return repr(told).lower().replace(STEM, TWIN) != repr(twin).lower()


def without_digest(given):
    status, headers, body = given
    return status, {key: value for key, value in headers.items() if key != DIGEST}, body


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_a_surface_tells_of_private_works_who_may_see_them_and_nobody_else(world, clients, surface):
    leaks, seen = [], {viewer: [] for viewer in INSIDERS}
    for address in surface.addresses(world):
        told = [(viewer, tells(clients[viewer], address, surface.hidden)) for viewer in ORDER]
        leaks += [(viewer, address) for viewer, is_told in told if is_told and viewer not in INSIDERS]
        for viewer in INSIDERS:
            seen[viewer].append({is_told for name, is_told in told if name == viewer})

    assert leaks == []
    # Whoever may see it sees it each time, whoever asked before.
    assert [both for both in seen["right group"] if len(both) > 1] == []
    shown = surface.only_for or (INSIDERS if surface.shows else ())
    assert {viewer: {True} in told for viewer, told in seen.items()} == {viewer: viewer in shown for viewer in INSIDERS}


def asked_of_the_engine(user, world):
    """Return what the engine itself gives for a beginning, a slip, words, everything, and a work for everybody."""
    engine, query = get_engine(), SearchQuery(tokens=user_tokens(user), size=100)

    def about(text):
        return query.replace(text=normalise(text))

    slip = f"{STEM}evennt"
    suggested, found, everything = engine.suggest(about(STEM)), engine.search(about(f"{STEM}kop")), engine.search(query)
    spelling = corrected(engine, about(slip))
    private = {page.work for page in world.private.values()}
    return {
        "suggested works": [hit.title for hit in suggested.hits],
        "suggested values": [bucket.label for _facet, bucket in suggested.values],
        "near words": engine.near_words(slip, query),
        "spelling": spelling.text.text if spelling else "",
        "hits": [(hit.title, hit.summary, hit.url, hit.card, hit.labels) for hit in found.hits],
        "highlights": [hit.highlight for hit in found.hits],
        "all hits": [hit.url for hit in everything.hits],
        "values": [(facet.key, bucket.value) for facet in everything.facets for bucket in facet.buckets],
        "related": [near.hit.url for page in world.open.values() for near in engine.related(page.work, query, size=50)],
        "related to it": [STEM for work in private if engine.related(work, query)],
        "works": [STEM for work in engine.works(query) if work in private],
    }


def test_the_engine_tells_no_more_than_the_pages(world):
    told = {}
    for viewer, user in world.viewers.items():
        said = asked_of_the_engine(user, world)
        told[viewer] = {name for name, found in said.items() if STEM in str(found).lower()}
    every = set(asked_of_the_engine(None, world))

    assert told == {
        "anonymous": set(), "without group": set(), "wrong group": set(), "right group": every, "superuser": every,
    }  # fmt: skip


def test_numbers_leave_out_what_the_viewer_may_not_see(world):
    """Of each type there is one work for everybody and one for the group, all on one crossing of the matrix."""
    types = [model.search_type for model in world.open]
    classified = sum(issubclass(model, ClassifiedMixin) for model in world.open)
    for viewer, number in {"anonymous": 1, "wrong group": 1, "right group": 2, "superuser": 2}.items():
        query = SearchQuery(tokens=user_tokens(world.viewers[viewer]))
        results = get_engine().search(query.replace(text=normalise(SHARED)))
        counts = {facet.key: {bucket.value: bucket.count for bucket in facet.buckets} for facet in results.facets}
        assert results.total == number * len(types), viewer
        assert {name: counts["type"][name] for name in types} == dict.fromkeys(types, number), viewer
        for key, value in (("building_block", BLOCK), ("tag", "open-label")):
            assert counts[key][value] == number * classified, (viewer, key)
        table = get_engine().cross_count(query, "building_block", "application_area")
        assert table.counts[BLOCK, AREA] == number * classified, viewer


# --- What is hidden answers like what does not exist ----------------------------------------------------


def stand_in(address):
    """Return the part of an address that names something private, and one as long that names nothing."""
    if found := re.match(r"/documents/\d+", address):
        return found[0], found[0][:-1] + "9"
    if STEM in address:
        return STEM, TWIN
    found = re.search(r"/(?:works?|registrations|interest)/([a-z2-7]{10})|oud-adres", address)
    assert found is not None, address
    name = found[1] or found[0]
    return name, name[::-1]


@pytest.mark.parametrize("surface", [s for s in SURFACES if s.hidden], ids=lambda surface: surface.name)
def test_what_is_hidden_answers_byte_for_byte_like_what_does_not_exist(world, clients, surface):
    for address in surface.addresses(world):
        private, nothing = stand_in(address)
        for viewer in ("anonymous", "wrong group"):
            hidden = repr(without_digest(answer(clients[viewer], address)))
            absent = repr(without_digest(answer(clients[viewer], address.replace(private, nothing))))
            for written in (str, lambda text: quote(text, safe="")):
                absent = absent.replace(written(nothing), written(private))
            assert hidden == absent, (viewer, address)


# --- The list is whole ----------------------------------------------------------------------------------


def named_patterns(resolver, namespace=""):
    """Yield the name of every URL pattern outside the admin."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if not str(pattern.pattern).startswith("admin/"):
                yield namespace + (pattern.name or str(pattern.pattern))
        elif isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith("admin/"):
            yield from named_patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_url_pattern_belongs_to_a_surface():
    known = {view for surface in SURFACES for view in surface.views}

    assert set(named_patterns(get_resolver())) == known | REFUSING


def test_every_route_of_a_page_type_belongs_to_a_surface():
    routable = [model for model in get_page_models() if issubclass(model, RoutablePageMixin)]

    assert {route.name for model in routable for route in model.get_subpage_urls()} == ROUTES


def test_every_page_type_is_among_the_surfaces(world):
    addresses = set(public_pages(world))
    swept = {page.specific_class for page in Page.objects.live() if page.get_url() in addresses}

    assert swept == {model for model in get_page_models() if issubclass(model, HubPage)}
