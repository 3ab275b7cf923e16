"""The indices behind the alias: made, looked at, put in each other's place, removed.

Each has a moment and a number behind its name, and tells of itself what it is: which make, of which words, and by its
state document which version of ``IndexState`` it shows. It is written to by an alias of its own and never by its name,
because the server makes an index for whatever is written to a name that is not there, and guesses its fields.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from elasticsearch import NotFoundError

from search.engines.analysis import Vocabulary
from search.engines.elasticsearch.connection import alias, feed_client
from search.engines.elasticsearch.documents import STATE_ID
from search.engines.elasticsearch.mapping import index_body, schema_digest
from search.exceptions import SearchUnavailable
from search.models import IndexChange

# What only asks how things are is answered at once, or the server is not well.
LOOK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What an index says of itself; without a stamp it has shown no version yet."""

    name: str
    schema: str
    words: str
    version: int
    stamp: UUID | None

    def is_followable(self, words: str) -> bool:
        """Return whether what changed since is all that it lacks; otherwise it is to be made anew.

        Not when it is of another make or of other words, when the database does not know its version by that stamp (a
        backup was put back, or a transaction rolled back), or when everything was indexed anew since.
        """
        if (self.schema, self.words) != (schema_digest(), words) or self.stamp is None:
            return False
        if not IndexChange.knows(self.version, self.stamp):
            return False
        newer = IndexChange.objects.filter(version__gt=self.version)
        return not newer.filter(kind=IndexChange.Kind.REBUILD).exists()


def words_digest(vocabulary: Vocabulary) -> str:
    """Return what tells the words that compounds are split into from others."""
    return hashlib.sha256(" ".join(sorted(vocabulary.own)).encode()).hexdigest()


def entrance(index: str) -> str:
    """Return the alias that an index is written by: gone when the index is."""
    return f"{index}.write"


def create(words: str) -> str:
    """Make an empty index that nobody asks yet, and return its name."""
    name = f"{alias()}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    body = index_body()
    body["mappings"]["_meta"]["words"] = words
    # One copy while it is filled: the others are copied whole when it is done.
    filling = {"auto_expand_replicas": "false", "number_of_replicas": 0}
    feed_client().indices.create(
        index=name,
        settings=body["settings"] | filling,
        mappings=body["mappings"],
        aliases={entrance(name): {"is_hidden": True}},
    )
    return name


def finish(index: str) -> None:
    """Let an index that was filled have its copies."""
    feed_client().indices.put_settings(
        index=index, settings={"auto_expand_replicas": index_body()["settings"]["auto_expand_replicas"]}
    )


def look() -> Standing | None:
    """Return what the index behind the alias says of itself; ``None`` when there is none, or more than one.

    Raises ``SearchUnavailable`` when something that is not ours stands in the alias's place.
    """
    found = feed_client().options(request_timeout=LOOK_SECONDS).indices.get(index=alias(), ignore_unavailable=True).body
    if alias() in found:
        raise SearchUnavailable("an index has the name of the alias")
    if len(found) != 1:
        return None
    ((name, told),) = found.items()
    meta = told["mappings"].get("_meta", {})
    version, stamp = _state(name)
    return Standing(name, str(meta.get("schema", "")), str(meta.get("words", "")), version, stamp)


def _state(index: str) -> tuple[int, UUID | None]:
    """Return the version and stamp of the state document, as a search shows them."""
    try:
        answer = (
            feed_client()
            .options(request_timeout=LOOK_SECONDS)
            .search(
                index=index,
                query={"ids": {"values": [STATE_ID]}},
                docvalue_fields=[{"field": "version"}, {"field": "stamp"}],
                size=1,
            )
        )
        fields = answer["hits"]["hits"][0]["fields"]
        return int(fields["version"][0]), UUID(fields["stamp"][0])
    # No such document, or an index of quite another make; or it went in between.
    except (IndexError, KeyError, ValueError, NotFoundError):
        return 0, None


def switch(index: str) -> None:
    """Let the alias mean this index and no other, in one step; an alias that was not there is made."""
    held: dict[str, Any] = feed_client().indices.get(index=alias(), ignore_unavailable=True).body
    actions: list[dict[str, Any]] = [{"remove": {"index": old, "alias": alias()}} for old in held if old != index]
    feed_client().indices.update_aliases(actions=[*actions, {"add": {"index": index, "alias": alias()}}])


def orphans() -> list[str]:
    """Return the indices that were made for this alias and that it does not mean; only names that ``create`` gives."""
    made = re.compile(rf"{re.escape(alias())}-\d{{14}}-[0-9a-f]{{8}}")
    found = feed_client().indices.get_alias(index=f"{alias()}-*").body
    return sorted(name for name, told in found.items() if made.fullmatch(name) and alias() not in told["aliases"])


def remove(index: str) -> None:
    """Remove an index; harmless when it is gone."""
    feed_client().indices.delete(index=index, ignore_unavailable=True)
