"""Scores in an index so large that the server reads parts of it at once."""

from collections import defaultdict

import pytest
from elasticsearch.helpers import bulk

from search.engines.elasticsearch import queries
from search.engines.elasticsearch.mapping import index_body
from search.engines.elasticsearch.queries import Asked
from search.normalise import normalise
from search.query import SearchQuery
from tests.search import elastic

pytestmark = pytest.mark.elasticsearch

# The server reads two parts at once when each has 50,000 documents.
PART = 60_000
PAGE = 10_000
# As often, and in as many words, is "water" in a title: each has a score of its own.
TITLES = ["water", "water water water een twee drie vier", "water een twee drie vier vijf zes zeven acht negen"]
WANTED = {"term": {"title_nl": {"value": "water", "boost": 8.0}}}


@pytest.fixture
def index(elasticsearch):
    name, client, body = f"{elasticsearch}-large", elastic.server(), index_body()
    single = {"auto_expand_replicas": "false", "number_of_replicas": 0}
    client.indices.create(index=name, mappings=body["mappings"], settings=body["settings"] | single)
    for first in (0, PART):
        bulk(client, map(document, range(first, first + PART)), index=name, chunk_size=5_000)
        client.indices.refresh(index=name)
    return name


def document(number):
    kind = number % len(TITLES)
    source = {"locale": "nl", "audience": "public", "published": 0, "weight": 0.0, "title_nl": TITLES[kind]}
    return {"_id": str(number), "_source": {**source, "public_id": f"{kind}-{number:06}", "work": str(number)}}


def test_a_work_has_the_score_of_its_own_words(index):
    query = SearchQuery(text=normalise("water"), past=True)
    asked = Asked(query=query, audiences=("public",), moment=None, today=20_000, wanted=WANTED)
    scores, after, count = defaultdict(set), None, 0

    while hits := ask(index, queries.works_request(asked, size=PAGE, after=after)):
        for hit in hits:
            score, public_id = after = hit["sort"]
            scores[public_id[0]].add(score)
        count += len(hits)

    assert count == 2 * PART
    assert [len(found) for found in scores.values()] == [1, 1, 1]
    assert len(set.union(*scores.values())) == 3


def ask(index, body):
    return elastic.server().search(index=index, **body)["hits"]["hits"]
