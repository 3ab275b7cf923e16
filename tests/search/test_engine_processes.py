"""The engine in several real processes: others write, restrict, delete and are killed; files are lost and damaged.

Whatever happens to the text index, each search answers as the database says, and the index is there again by itself.
"""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest
import tantivy

from tests.processes import PATIENCE, heard, stop
from tests.search import processes

KILLS = 6


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def start(started, database, folder):
    """Start a process with a text index in a folder."""
    return lambda target, *args, at=folder: started(target, database, str(at), *args)


def asked(pipe):
    """Return what a process answers and what is true."""
    pipe.send("ask")
    return heard(pipe)


def written(start, number=9):
    """Write some works, a third of them sealed; return their keys and what the database says of them."""
    works = [uuid4() for _ in range(number)]
    process, pipe = start(processes.write, works, 1)
    while heard(pipe)[0] != "done":
        pass
    stop(process, pipe)
    return works


def test_readers_agree_with_the_database_while_others_write_restrict_and_remove(start):
    writers = [start(processes.write, [uuid4() for _ in range(9)], seed) for seed in (1, 2)]
    doomed = [uuid4() for _ in range(3)]
    publisher, pipe = start(processes.write, [*doomed, *doomed, *doomed], 3)
    heard(pipe)
    stop(publisher, pipe)
    sealing = start(processes.seal_slowly, doomed)
    readers = [start(processes.read) for _ in range(2)]
    said = {pipe: [] for _process, pipe in readers}
    for _work in doomed:
        for _process, pipe in readers:
            said[pipe].append(heard(pipe))
        sealing[1].send("seal")
        assert heard(sealing[1]) == "sealed"
    states = {}
    for process, pipe in writers:
        states |= {work: state for what, work, state in stop(process, pipe) if what == "done"}
    for process, pipe in readers:
        # With nobody writing, two more rounds are compared for certain.
        said[pipe] += [heard(pipe), heard(pipe), heard(pipe)]
        said[pipe] += stop(process, pipe)

    assert [message for heard_of in said.values() for message in heard_of if message[0] == "wrong"] == []
    assert [heard_of[-1][1] > 0 for heard_of in said.values()] == [True, True]
    for _process, pipe in (start(processes.answer), start(processes.answer)):
        found, truth = asked(pipe)
        assert found == truth
        assert {work for work, state in states.items() if state in {"public", "rare"}} == set(found[0]) & set(states)
        assert {work for work, state in states.items() if state == "rare"} == set(found[2]) & set(states)
        assert found[3] == []


def test_a_writer_killed_in_mid_write_leaves_an_index_that_recovers(start):
    works = [uuid4() for _ in range(9)]
    _process, bystander = start(processes.answer)
    acknowledged: dict[str, str] = {}
    for number in range(KILLS):
        writer, pipe = start(processes.write, works, number)
        message = heard(pipe)
        # A little further each time, and always after the announcement of a write that is not acknowledged yet.
        for _step in range(number):
            acknowledged |= {message[1]: message[2]} if message[0] == "done" else {}
            message = heard(pipe)
        while message[0] != "begin":
            message = heard(pipe)
        writer.kill()
        writer.join(PATIENCE)
        assert writer.exitcode == -9

        found, truth = asked(bystander)
        assert found == truth
    _process, newcomer = start(processes.answer)
    found, truth = asked(newcomer)
    assert found == truth
    final, pipe = start(processes.write, works, 99)
    while heard(pipe)[0] != "done":
        pass
    stop(final, pipe)
    assert [given == true for given, true in (asked(bystander), asked(newcomer))] == [True, True]


def files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def remove(folder):
    shutil.rmtree(folder)


def empty(folder):
    for path in files_of(folder):
        path.write_bytes(b"")


def halve(folder):
    for path in files_of(folder):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def fill_with_garbage(folder):
    for path in files_of(folder):
        path.write_bytes(b"\x00{\xff[garbage" * 40)


def lose_the_segments(folder):
    for path in files_of(folder):
        if path.suffix not in {".json", ".lock"}:
            path.unlink()


def spoil_what_is_remembered(folder):
    for path in files_of(folder):
        if path.suffix == ".json" and path.name != "meta.json":
            path.write_text('{"version": -1, "stamp": "not a stamp"}')


def put_another_schema(folder):
    """Leave, wherever there was an index, a valid one of other fields: an older version's, or a later one's."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("another", stored=True)
    schema = builder.build()
    for path in [path.parent for path in files_of(folder) if path.name == "meta.json"]:
        shutil.rmtree(path)
        path.mkdir()
        tantivy.Index(schema, path=str(path))


DAMAGE = [remove, empty, halve, fill_with_garbage, lose_the_segments, spoil_what_is_remembered, put_another_schema]


def test_a_damaged_text_index_is_made_anew_and_meanwhile_every_search_answers(start, folder):
    works = written(start)
    _process, open_already = start(processes.answer)
    found, truth = asked(open_already)
    assert found == truth
    answered = {}
    for damage in DAMAGE:
        damage(folder)
        _process, newcomer = start(processes.answer)
        pipes = [open_already, newcomer, newcomer, open_already]
        answered[damage.__name__] = [found == truth or found for found, truth in map(asked, pipes)]
        writer, pipe = start(processes.write, works, 5)
        while heard(pipe)[0] != "done":
            pass
        stop(writer, pipe)
        answered[damage.__name__] += [found == truth or found for found, truth in map(asked, pipes[:2])]

    assert answered == {damage.__name__: [True] * 6 for damage in DAMAGE}


@pytest.mark.parametrize("is_there", [True, False])
def test_on_a_full_disk_every_search_answers(start, folder, is_there):
    """As the database is, with words and without: what could not be written down any more is asked of the database."""
    works = written(start)
    if not is_there:
        shutil.rmtree(folder)
    _process, full = start(processes.answer, True)
    found, truth = asked(full)
    assert found == truth
    # Others publish where there is room: what the full disk has of words is now an older version, or nothing.
    writer, pipe = start(processes.write, works, 6, at=folder.with_name("elsewhere"))
    while heard(pipe)[0] != "done":
        pass
    stop(writer, pipe)

    found, truth = asked(full)
    _process, newcomer = start(processes.answer, True)
    later = asked(newcomer)

    assert later[0] == later[1] == truth
    assert found == truth


def test_a_folder_that_cannot_be_made_makes_searches_slower_and_never_wrong(start, tmp_path):
    written(start)
    (tmp_path / "file").write_text("not a folder")
    _process, pipe = start(processes.answer, at=tmp_path / "file" / "index")

    found, truth = asked(pipe)

    assert found == truth
