"""Asking the server: several requests in one round, and only what the index vouches for.

Every round ends with the document that says how far the index is: one shard shows all that was written at once, and
the requests of a round are answered one after the other by one copy of it. What is not of the version that the
database has now is no answer.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any, NamedTuple
from uuid import UUID

from search.audience import EVERYTHING, satisfies
from search.engines.elasticsearch import queries
from search.engines.elasticsearch.answers import Answer, checked, counts_of, state_of
from search.engines.elasticsearch.connection import alias, search_client, translated
from search.engines.elasticsearch.documents import AND
from search.engines.elasticsearch.mapping import schema_digest
from search.engines.elasticsearch.queries import Body
from search.exceptions import Reason, SearchUnavailable
from search.models import IndexFeed, IndexState


class Version(NamedTuple):
    """A version of the index, by its number and its stamp."""

    number: int
    stamp: UUID


class Server:
    """Asks the index of this installation; remembers which audiences its works have."""

    def __init__(self) -> None:
        # One value, replaced whole, so that threads never see half of it.
        self._audiences: tuple[UUID | None, tuple[str, ...]] = (None, ())

    def current(self) -> Version:
        """Return the version that database and index both have; raises ``SearchUnavailable`` when they differ."""
        state, fed = IndexState.current(), self.fed()
        if state is None or fed.stamp != state[1]:
            raise SearchUnavailable("The index is behind.", Reason.BEHIND)
        return fed

    def fed(self) -> Version:
        """Return the version that the index was said to have; raises ``SearchUnavailable`` while it was never made."""
        fed = IndexFeed.current(alias(), schema_digest())
        if fed is None:
            raise SearchUnavailable("There is no index yet.", Reason.MISSING)
        return Version(*fed)

    def ask(self, version: Version, bodies: Sequence[Body]) -> list[Answer]:
        """Return the answers to several requests, all of one version; raises ``SearchUnavailable``."""
        requests = [*bodies, queries.state_request()]
        response = self._sent(requests)
        given = response.get("responses") if isinstance(response, dict) else None
        if not isinstance(given, list) or len(given) != len(requests):
            raise SearchUnavailable("The server answers something else.")
        *answers, state = [checked(answer, request) for answer, request in zip(given, requests, strict=True)]
        if state_of(state) != version:
            raise SearchUnavailable("The index is of another version than it was said to be.", Reason.BEHIND)
        return answers

    def _sent(self, requests: Sequence[Body]) -> Any:
        """Return what the server answers to all of them in one round."""
        header = {"preference": token_hex(4)}
        rounds = [part for request in requests for part in (header, request)]
        with translated():
            return search_client().msearch(searches=rounds, index=alias(), max_concurrent_searches=1).body

    def audiences(self, version: Version, tokens: frozenset[str]) -> tuple[str, ...] | None:
        """Return the audiences in use that these tokens meet; ``None`` for who sees everything."""
        if EVERYTHING in tokens:
            return None
        return tuple(
            audience
            for audience in self._in_use(version)
            if all(satisfies(tokens, clause) for clause in audience.split(AND))
        )

    def _in_use(self, version: Version) -> tuple[str, ...]:
        stamp, audiences = self._audiences
        if stamp != version.stamp:
            (answer,) = self.ask(version, [queries.audiences_request()])
            audiences = tuple(counts_of(answer["aggregations"]["audience"]))
            self._audiences = (version.stamp, audiences)
        return audiences
