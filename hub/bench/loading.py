"""Writes a generated corpus into a database of its own."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import CommandError
from django.db import transaction

from home.models import BuildingBlock, Region, Tag, TagText
from hub.bench.corpus import SEED, Corpus, Terms
from hub.bench.words import Writer, lexicon
from members.enums import OrganisationKind
from members.models import Organisation
from search import indexing
from search.engines import get_engine
from search.models import IndexEntry

ORGANISATIONS = 2_000
TAGS = 1_000
BATCH = 2_000
GROUP = "Bench"
FORMS = ("{0} {1}", "Stichting {0}", "{0} Groep", "Universiteit {0}", "Gemeente {0}", "{0} & {1}", "Hogeschool {0}")


def check_folder() -> None:
    """Raise ``CommandError`` unless everything that is written goes to a folder that is only for measuring."""
    name = Path(str(settings.DATABASES["default"]["NAME"]))
    folder = Path(settings.HUB_INDEX_DIR).resolve().parent
    if not folder.name.startswith("bench") or name.resolve().parent != folder:
        raise CommandError("Thousands of invented works go into a folder of their own: set HUB_VAR_DIR=var/bench-1000.")


def corpus_load(count: int, *, seed: int = SEED, report: Callable[[str], None] | None = None) -> None:
    """Add ``count`` works with the vocabularies they need, and let the engine read them.

    The vocabularies of the site must be there. Raises ``CommandError`` when they are not, or when works were
    generated here before.
    """
    if not BuildingBlock.objects.exists() or not Region.objects.exists():
        raise CommandError("The corpus uses the site's own terms: load the demo content into this folder first.")
    group, is_new = Group.objects.get_or_create(name=GROUP)
    if not is_new:
        raise CommandError("This folder has a generated corpus already: remove the folder to make another.")
    organisations_create(ORGANISATIONS, seed=seed)
    tags_create(TAGS)
    works = Corpus(Terms.of_the_site(f"group:{group.pk}"), seed=seed).works(count)
    while batch := list(itertools.islice(works, BATCH)):
        indexing.store_new(batch)
        if report:
            report(f"{IndexEntry.objects.count():,} entries")
    get_engine().catch_up()


@transaction.atomic
def organisations_create(count: int, *, seed: int = SEED) -> None:
    """Create so many organisations with made-up names. In bulk: none of them has a page that would follow."""
    random = np.random.default_rng(seed)
    writer = Writer("nl", random)
    kinds = OrganisationKind.values
    Organisation.objects.bulk_create(
        Organisation(
            name=FORMS[number % len(FORMS)].format(*(word.capitalize() for word in writer.words(2, number))),
            slug=f"bench-{number}",
            kind=kinds[number % len(kinds)],
            is_example=True,
        )
        for number in range(count)
    )


@transaction.atomic
def tags_create(count: int) -> None:
    """Create so many tags, each with a name in every language of the site."""
    tags = [Tag(name=f"bench {number}", slug=f"bench-{number}") for number in range(count)]
    Tag.objects.bulk_create(tags)
    TagText.objects.bulk_create(
        TagText(tag=tag, language=code, name=f"{lexicon(code)[900 + 3 * number]} {number}")
        for number, tag in enumerate(tags)
        for code, _name in settings.LANGUAGES
    )
