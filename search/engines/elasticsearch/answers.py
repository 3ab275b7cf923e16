"""What the server answers, as plain values; an answer that is not whole is none."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from search.exceptions import Reason, SearchUnavailable

Answer = Mapping[str, Any]
BAD_REQUEST = 400


def checked(answer: Any, request: Answer) -> Answer:
    """Return the answer to a request when it is whole; raises ``SearchUnavailable`` when anything is missing."""
    if not isinstance(answer, dict):
        raise SearchUnavailable("The server answers something else.")
    if error := answer.get("error"):
        kind = error.get("type", "") if isinstance(error, dict) else ""
        reason = Reason.MISSING if kind == "index_not_found_exception" else Reason.OTHER
        is_bad_request = answer.get("status") == BAD_REQUEST
        raise SearchUnavailable(f"The server refuses: {kind}", reason, is_about_question=is_bad_request)
    shards = answer.get("_shards", {})
    if answer.get("timed_out") or shards.get("failed"):
        raise SearchUnavailable("The server answers in part.")
    # An index has one: of a second that has the alias too, nobody knows how old what it says of the viewer is.
    if shards.get("total") != 1:
        raise SearchUnavailable("More than one index answers.", Reason.MISSING)
    if "hits" not in answer or not request.get("aggs", {}).keys() <= answer.get("aggregations", {}).keys():
        raise SearchUnavailable("The server answers something else.")
    return answer


def state_of(answer: Answer) -> tuple[int, UUID] | None:
    """Return up to which version, by its stamp, the index is; ``None`` when it does not say."""
    for hit in answer["hits"]["hits"]:
        fields = hit.get("fields", {})
        if "version" in fields and "stamp" in fields:
            return int(fields["version"][0]), UUID(fields["stamp"][0])
    return None


def counts_of(aggregation: Answer) -> dict[str, int]:
    """Return the count of every value; raises ``SearchUnavailable`` when some were left out."""
    if aggregation.get("sum_other_doc_count") or aggregation.get("doc_count_error_upper_bound"):
        raise SearchUnavailable("The server counted some of the values.")
    return {bucket["key"]: bucket["doc_count"] for bucket in aggregation["buckets"]}


def cells_of(aggregation: Answer, column: str) -> dict[tuple[str, str], int]:
    """Return the count of every crossing of a row with a column."""
    return {
        (bucket["key"], value): count
        for bucket in aggregation["buckets"]
        for value, count in counts_of(bucket[column]).items()
    }


def hits_of(answer: Answer) -> Sequence[Answer]:
    """Return the hits in order."""
    hits: Sequence[Answer] = answer["hits"]["hits"]
    return hits


def keys_of(answer: Answer) -> list[int]:
    """Return the keys of the entries that were hit, in order."""
    return [int(hit["_id"]) for hit in hits_of(answer)]
