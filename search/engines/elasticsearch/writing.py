"""From the entries of the database into an index: in pieces, while the next piece is made, and in any order.

Every document carries the version of its entry, and the server keeps the later one of two
(``version_type=external_gte``). So whatever is written twice, by two feeders or again after a crash, ends the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from elasticsearch.helpers import streaming_bulk

from search.engines.analysis import Vocabulary
from search.engines.base import Progress
from search.engines.elasticsearch.connection import feed_client
from search.engines.elasticsearch.documents import STATE_ID, Document, read_documents, state_body
from search.engines.elasticsearch.indices import entrance
from search.engines.texts import Words, read_words
from search.exceptions import SearchUnavailable
from search.models import IndexEntry, IndexState

# What is made and sent at once at most: enough for the server, little to hold.
BULK_DOCUMENTS: Final = 500
BULK_BYTES: Final = 8 * 1024 * 1024
CONFLICT, NOT_FOUND = 409, 404


@dataclass(frozen=True, slots=True)
class Reached:
    """A version of the index as the database has it, and what documents of that version are made with."""

    version: int
    stamp: UUID
    words: Words
    vocabulary: Vocabulary

    @classmethod
    def now(cls) -> "Reached | None":
        """Return the version that the database has now; ``None`` before anything was indexed."""
        state = IndexState.current()
        return None if state is None else cls(*state, read_words(state[1]), Vocabulary.current())


def write_changes(index: str, after: int, reached: Reached) -> int:
    """Write every entry that is newer than a version, then that the index shows ``reached``; return how many.

    What is newer than ``reached`` by now is written as well: an entry is never older than the index says of itself.
    """
    newer = IndexEntry.objects.filter(version__gt=after).order_by("version", "pk")
    written = write(index, list(newer.values_list("pk", flat=True)), reached)
    show(index, reached)
    return written


def write(index: str, keys: Sequence[int], reached: Reached, progress: Progress | None = None) -> int:
    """Write entries by their keys, those that are gone as gone; return how many.

    While the server takes one piece, the next one is made.
    """
    waiting: Future[int] | None = None
    written = 0
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="feed") as sender:
        for first in range(0, len(keys), BULK_DOCUMENTS):
            documents = _documents(keys[first : first + BULK_DOCUMENTS], reached)
            written += waiting.result() if waiting else 0
            waiting = sender.submit(_send, index, documents)
            if progress:
                progress(first + len(documents), len(keys))
        return written + (waiting.result() if waiting else 0)


def show(index: str, reached: Reached) -> None:
    """Let searches see all that was written, together with the document that says which version it is."""
    client = feed_client()
    client.index(
        index=entrance(index),
        id=STATE_ID,
        document=state_body(reached.version, reached.stamp),
        version=reached.version,
        version_type="external_gte",
        require_alias=True,
    )
    answer = client.indices.refresh(index=index)
    if answer["_shards"]["failed"]:
        raise SearchUnavailable("what was written is not shown")


def _documents(keys: Sequence[int], reached: Reached) -> list[Document]:
    """Return the documents of these entries, each as one version of it was.

    An entry and its clauses are two questions to the database: what was changed in between is read again, or the words
    of one version could come with the audience of another.
    """
    found: dict[int, Document] = {}
    changed = list(keys)
    while changed:
        entries = IndexEntry.objects.filter(pk__in=changed)
        read = {one.key: one for one in read_documents(entries, reached.words, reached.vocabulary)}
        versions = dict(entries.values_list("pk", "version"))
        # Swept by a rebuild: nothing may be left of it.
        gone = {key: Document(key, reached.version, None) for key in changed if key not in versions}
        found |= {key: one for key, one in read.items() if versions.get(key) == one.version} | gone
        changed = [key for key in changed if key not in found]
    return [found[key] for key in keys]


def _send(index: str, documents: Iterable[Document]) -> int:
    """Send documents and return how many; raises ``SearchUnavailable`` for the first that was refused."""
    count = 0
    for is_done, answer in streaming_bulk(
        feed_client(),
        _actions(index, documents),
        chunk_size=BULK_DOCUMENTS,
        max_chunk_bytes=BULK_BYTES,
        raise_on_error=False,
        # Where the server has too much to do.
        max_retries=3,
        require_alias=True,
    ):
        if not is_done and not _is_settled(answer):
            raise SearchUnavailable(_in_short(answer))
        count += 1
    return count


def _actions(index: str, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    for one in documents:
        action: dict[str, Any] = {"_op_type": "delete"} if one.body is None else {"_source": one.body}
        action["_index"] = entrance(index)
        action["_id"] = str(one.key)
        yield action | {"version": one.version, "version_type": "external_gte"}


def _is_settled(answer: dict[str, Any]) -> bool:
    """Return whether what was refused is there already: a later version, or the absence of what is to go."""
    ((kind, told),) = answer.items()
    if told["status"] == CONFLICT:
        return True
    return bool(kind == "delete" and told["status"] == NOT_FOUND and "error" not in told)


def _in_short(answer: dict[str, Any]) -> str:
    """Return why a document was refused, without anything of it."""
    ((_kind, told),) = answer.items()
    return f"a document was refused: {told['status']} {told.get('error', {}).get('type', '')}".strip()
