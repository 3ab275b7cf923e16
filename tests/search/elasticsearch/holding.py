"""What an index holds, read from the server itself and not by way of any engine."""

import threading
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from search.audience import satisfies
from search.engines.elasticsearch.documents import AND
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.turns import turn
from search.models import AUDIENCE, IndexEntry, IndexFeed, IndexState, IndexTerm
from tests.search.elastic import server

MANY = 10_000


def held(index):
    """Return the clauses of every document that a search of an index (or alias) shows, by the key of its entry."""
    answer = server().search(
        index=index, query={"exists": {"field": "locale"}}, docvalue_fields=["audience"], size=MANY
    )
    return {int(hit["_id"]): hit.get("fields", {}).get("audience", [""])[0] for hit in answer["hits"]["hits"]}


def in_database():
    """Return what there should be: the clauses of every live entry by its key."""
    found = {key: [] for key in IndexEntry.objects.filter(is_live=True).values_list("pk", flat=True)}
    rows = IndexTerm.objects.filter(facet=AUDIENCE, entry_id__in=found).order_by("value")
    for key, value in rows.values_list("entry_id", "value"):
        found[key].append(value)
    return {key: AND.join(clauses) for key, clauses in found.items()}


def seen(index, tokens=frozenset({"public"})):
    """Return the public ids of the works that a viewer sees in an index."""
    keys = [key for key, told in held(index).items() if all(satisfies(tokens, one) for one in told.split(AND))]
    return sorted(set(IndexEntry.objects.filter(pk__in=keys).values_list("public_id", flat=True)))


def with_word(index, word):
    """Return the keys of the documents in which a search of the index finds a word."""
    answer = server().search(index=index, query={"term": {"words": word}}, size=MANY)
    return sorted(int(hit["_id"]) for hit in answer["hits"]["hits"])


def state_of(index):
    """Return version and stamp of the state document as a search shows it; ``None`` without one."""
    answer = server().search(
        index=index, query={"ids": {"values": ["state"]}}, docvalue_fields=["version", "stamp"], size=1
    )
    for hit in answer["hits"]["hits"]:
        return hit["fields"]["version"][0], UUID(hit["fields"]["stamp"][0])
    return None


def says(alias):
    """Return what the database says that the index shows."""
    return IndexFeed.current(alias, schema_digest())


def is_current(alias):
    """Return whether index, database and what is said of the index are one version, and the documents are its own."""
    return says(alias) == IndexState.current() == state_of(alias) and held(alias) == in_database()


def is_believed(alias):
    """Return whether an engine would take the index's word: as ``ElasticsearchEngine`` decides it."""
    return says(alias) is not None and says(alias) == IndexState.current() == state_of(alias)


@contextmanager
def turn_elsewhere(kind):
    """Let somebody else have a turn: another session of the database, or another opening of the file."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold():
        with turn(kind) as is_theirs:
            assert is_theirs
            is_held.set()
            is_over.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_held.wait(60)
    yield
    is_over.set()
    holder.join()
