"""Fifty private works added to a site change no byte that an anonymous visitor receives.

Not only hits and counts: an order, a score, a suggestion, a date or an entity tag that moves tells that something is
there. The clock stands still, so that nothing else can move.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client
from freezegun import freeze_time
from wagtail.models import PageViewRestriction

from search.searchable import searchable_page_models
from tests.hub.canary import SHARED, build_world, make_things, make_work
from tests.hub.surfaces import SURFACES, answer
from tests.search.pages import make_group, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

PUBLIC_WORKS, PRIVATE_WORKS = 24, 50
# Words whose statistics the private works shift: each stands in some public works, in many private ones.
WORDS = ["weefsel", "gezondheidszorg", "voorspellen", "verpleegkundige", "ethiek"]
RARE, COMMON = "turfsteker", "veenkolonie"


def crawl(world):
    """Return the answer at every address of every surface, to somebody without a session."""
    client = Client()
    paths = ("/nl/search/?q=", "/api/v1/search/?q=", "/search.atom?q=")
    more = [f"{path}{words}" for words in (*WORDS, f"{RARE}+{COMMON}") for path in paths]
    more += [f"/nl/search/?q={word}" for word in ("gezondheitszorg", "voorspelen", "ethiek+weefsel+zorg")]
    addresses = [address for surface in SURFACES for address in surface.addresses(world)] + more
    return {address: answer(client, address) for address in addresses}


def add_public_works():
    """Publish works with the words in different numbers, so that their order depends on how rare each is.

    Of the two with ``RARE`` and ``COMMON`` the one that says the rarer word twice comes first: private works that
    have it, if they counted, would turn that round.
    """
    for number in range(PUBLIC_WORKS):
        words = [word for place, word in enumerate(WORDS) if number % (place + 2) == 0]
        publish(f"Openbaar {number} {' '.join(words)}", summary=f"{SHARED} {' '.join(reversed(words))} {COMMON}")
    publish("Een", summary=f"{RARE} {RARE} {COMMON}")
    publish("Twee", summary=f"{RARE} {COMMON} {COMMON}")


def add_private_works(world):
    """Publish works of every type, and below a restricted section, with the words and values that public ones have."""
    group = make_group("Besloten")
    section = publish("Besloten afdeling", show_in_menus=True)
    restrict(section, PageViewRestriction.GROUPS, [group])
    publish_translation(section, "Private section")
    made = 1
    things = make_things("besloten", world.open_things.collection, slug="manufacturing")
    for model in searchable_page_models():
        page = make_work(model, "besloten", things, [world.open_things, things])
        restrict(page, PageViewRestriction.GROUPS, [group])
        made += 1
    for number in range(PRIVATE_WORKS - made):
        words = " ".join(WORDS[: 1 + number % len(WORDS)] * (1 + number % 3))
        page = publish(f"Besloten {number} {words}", section, summary=f"{SHARED} {words} {RARE} {RARE}")
        if number % 10 == 0:
            publish_translation(page, f"Private {number} {words}")


def test_private_works_change_no_byte_that_a_visitor_receives(site, terms):
    with freeze_time(datetime.now(UTC).replace(microsecond=0)) as clock:
        world = build_world()
        add_public_works()
        clock.tick(3600)
        before = crawl(world)
        add_private_works(world)
        after = crawl(world)

    assert sorted(address for address in before if before[address] != after[address]) == []
