"""From a search to what the server is asked: the words, the viewer and the moment, each as the index knows them."""

import math
import time
from typing import NamedTuple

from search.engines.analysis import Vocabulary
from search.engines.elasticsearch import queries
from search.engines.elasticsearch.queries import Asked, Body
from search.engines.elasticsearch.server import Server, Version
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.questions import Question, Questions
from search.engines.ranking import DAY
from search.query import SearchQuery
from search.remembered import Remembered
from search.synonyms import expansions


class Moment(NamedTuple):
    """When something is asked, in POSIX seconds, of which version of the index; and when something was over last."""

    now: float
    version: Version
    ended: float


class Asking:
    """Puts searches to the server as the embedded engine of this process would understand them.

    That one knows how rare words are among what everybody may see, and when something was over last.
    """

    def __init__(self, local: EmbeddedEngine, server: Server) -> None:
        self.local = local
        self.server = server
        self._vocabulary = Remembered(Vocabulary.current)

    def begin(self) -> Moment:
        """Return the moment of now; raises ``SearchUnavailable`` when the index does not have the current version."""
        now, version = time.time(), self.server.current()
        # Else the first answers of a process would weigh every word alike, and be in another order.
        if not self.local.is_warm:
            self.local.warm_up()
        return Moment(now, version, self.local.last_end(now))

    def asked(self, query: SearchQuery, moment: Moment, *, is_relaxed: bool = False) -> Asked:
        """Return a search with what the index knows of it; ``is_relaxed``: most of its words are enough."""
        questions = self.questions(moment)
        ask = questions.most_of if is_relaxed else questions.all_of
        return Asked(
            query=query,
            audiences=self.server.audiences(moment.version, query.tokens),
            moment=round(moment.ended * 1e6) if math.isfinite(moment.ended) else None,
            today=int(moment.now // DAY),
            wanted=self.body(ask(query.text.wanted)) if query.text.wanted else None,
            excluded=self.body(questions.any_of(query.text.excluded)) if query.text.excluded else None,
        )

    def questions(self, moment: Moment) -> Questions:
        """Return what puts questions about words, with the synonyms of the moment."""
        return Questions(self.vocabulary(moment), expansions(moment.version.stamp))

    def vocabulary(self, moment: Moment) -> Vocabulary:
        """Return the words of which compounds are made; the index is made anew when they change."""
        return self._vocabulary.get(moment.version.stamp)

    def body(self, question: Question) -> Body:
        """Return the query for a question about words."""
        return queries.question_body(question, self.local.rarity)
