"""What real processes do in ``test_engine_processes.py``: write, read, and answer what they are asked.

Each function is the whole life of one process. Processes are forked from a server that has loaded the project once
(``multiprocessing``'s forkserver), and share nothing but the database and the folder of the text index.
"""

import os
import random
import resource
import signal
from datetime import UTC, datetime
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
    django.setup()

from django.conf import settings
from django.db import connection, transaction

from search import indexing
from search.documents import SearchDocument
from search.engines import get_engine
from search.models import IndexState
from search.normalise import normalise
from search.query import SearchQuery
from tests.search.reference import Reference, records_in_database

NOW = datetime.now(UTC)
# Made-up words: one that every work has, and one in those that nobody may see any more.
COMMON, RARE, SECRET = "bravok", "zundaf", "tolmix"
PUBLIC, SEALED = frozenset({"public"}), frozenset({"nobody"})
ASKED = [SearchQuery(text=normalise(text), size=100, past=True) for text in ("", COMMON, RARE, SECRET)]
PADDING = " ".join(f"qua{number}zno" for number in range(400))


def at_home(database: str, folder: str) -> None:
    """Use this database and this folder; called first in each process."""
    connection.settings_dict["NAME"] = database
    settings.HUB_INDEX_DIR = folder


def store(work: UUID, state: str) -> None:
    """Write a work as ``public``, ``rare`` (another text), ``sealed`` (for nobody, for ever) or ``gone``."""
    if state == "gone":
        indexing.remove_work(work)
        return
    words = {"public": COMMON, "rare": f"{COMMON} {RARE}", "sealed": f"{COMMON} {SECRET}"}[state]
    document = SearchDocument(
        work=work,
        page_id=1,
        locale="nl",
        type="best-practice",
        title=words.title(),
        summary="",
        body=PADDING,
        url="/",
        published_at=NOW,
        audience=SEALED if state == "sealed" else PUBLIC,
        languages=("nl",),
    )
    with transaction.atomic():
        indexing.store(work, {"nl": document, "en": document})
    get_engine().catch_up()


def answers() -> list[list[str]]:
    """Return what the engine finds for each of ``ASKED``; total, hits and set must agree among themselves."""
    found = []
    for query in ASKED:
        answer, works = get_engine().search(query), get_engine().works(query)
        found.append((answer.total, sorted(str(hit.work) for hit in answer.hits), sorted(map(str, works))))
    return [
        works if len(hits) == total and hits == works else [str(total), *hits, "!=", *works]
        for total, hits, works in found
    ]


def truth() -> list[list[str]]:
    """Return what the reference finds in the database for each of ``ASKED``."""
    reference = Reference(records_in_database(), NOW)
    return [sorted(map(str, reference.works(query))) for query in ASKED]


def sealed() -> set[str]:
    """Return the works that are for nobody as the database has them now."""
    return {str(record.work) for record in records_in_database() if record.clauses == SEALED}


def write(pipe, database: str, folder: str, works: list[UUID], seed: int) -> None:
    """Write these works again and again, telling before and after each, until told to stop."""
    at_home(database, folder)
    chance = random.Random(seed)
    for work in works[: len(works) // 3]:
        store(work, "sealed")
    rest = works[len(works) // 3 :]
    while not pipe.poll():
        work, state = chance.choice(rest), chance.choice(["public", "public", "rare", "gone"])
        pipe.send(("begin", str(work), state))
        store(work, state)
        pipe.send(("done", str(work), state))
    pipe.recv()


def seal_slowly(pipe, database: str, folder: str, works: list[UUID]) -> None:
    """Withdraw one public work after the other for good, when told to."""
    at_home(database, folder)
    for work in works:
        pipe.recv()
        store(work, "sealed")
        pipe.send("sealed")


def read(pipe, database: str, folder: str) -> None:
    """Search until told to stop; send ("wrong", …) for each answer that is, and how many were compared.

    Nothing withdrawn before a search began is ever in it. When the index has one and the same stamp before and
    after a search, the answer is that of the database, word for word.
    """
    at_home(database, folder)
    compared = 0
    while not pipe.poll():
        before, hidden = IndexState.current(), sealed()
        found = answers()
        leaked = hidden & set().union(*found)
        if leaked:
            pipe.send(("wrong", "leaked", sorted(leaked)))
        expected = truth()
        if before == IndexState.current():
            compared += 1
            if found != expected:
                pipe.send(("wrong", found, expected))
        pipe.send(("compared", compared))
    pipe.recv()


def answer(pipe, database: str, folder: str, full_disk: bool = False) -> None:
    """Send (answers, truth) each time it is asked; or the error, in words. On a full disk nothing can be written."""
    at_home(database, folder)
    connection.ensure_connection()
    truth()
    if full_disk:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while pipe.recv():
        try:
            pipe.send((answers(), truth()))
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception, and is told as well
            pipe.send((repr(error), truth()))
