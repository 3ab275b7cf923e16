"""``bin/backup`` and ``bin/restore``: what is on a command line, and what is left when something fails.

PostgreSQL's programs are played by scripts that write down how they were called.
"""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s3:cr@t\\n%"
PROGRAM = """#!/bin/bash
printf '%s|%s\\n' "$*" "${{PGPASSWORD-}}" >>"$CALLS"
{then}
"""
PROGRAMS = {
    "pg_dump": """for one in "$@"; do [[ $one != --file=* ]] || echo dump >"${one#--file=}"; done""",
    "pg_restore": "echo 'SELECT 1;'",
    # The first question is how many tables there are.
    "psql": """[[ $* != *count* ]] || { echo "$TABLES"; exit; }
cat >>"$CALLS"
exit "$FAILS" """,
}


class Machine:
    """A site of one upload in a folder of its own, and what its scripts are told."""

    def __init__(self, folder):
        self.folder = folder
        self.var = folder / "var"
        self.calls = folder / "calls"
        programs = folder / "programs"
        programs.mkdir()
        for name, then in PROGRAMS.items():
            (programs / name).write_text(PROGRAM.format(then=then))
            (programs / name).chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}", "CALLS": str(self.calls), "HUB_VAR_DIR": str(self.var),
            "SECRET_KEY": "key", "DATABASE_URL": "postgres://hub@db:5432/hub", "TABLES": "0", "FAILS": "0",
        }  # fmt: skip
        self.upload("before")

    def upload(self, words):
        path = self.var / "private" / "documents" / "one.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)

    def uploads(self):
        return {str(path.relative_to(self.var)): path.read_text() for path in self.var.rglob("*.txt")}

    def run(self, *arguments):
        self.calls.write_text("")
        command = [ROOT / "bin" / arguments[0], *arguments[1:]]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def backup(self):
        return self.run("backup", str(self.folder / "backups")).stdout.strip()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("url", "apart", "address", "password"),
    [
        ("postgres://hub:s3%3Acr%40t%5Cn%25@db/hub", None, "postgres://hub@db/hub", SECRET),
        ("postgres://hub:s3:cr@t\\n%25@db:5432/hub?sslmode=require", None,
         "postgres://hub@db:5432/hub?sslmode=require", SECRET),
        ("postgres://hub@db/hub", SECRET, "postgres://hub@db/hub", SECRET),
        ("postgres://hub:other@db/hub", SECRET, "postgres://hub@db/hub", SECRET),
        ("postgres:///hub?host=/run/a@b:c", None, "postgres:///hub?host=/run/a@b:c", ""),
    ],
)  # fmt: skip
def test_the_password_of_the_database_is_on_no_command_line(machine, url, apart, address, password):
    machine.environment["DATABASE_URL"] = url
    if apart:
        machine.environment["DATABASE_PASSWORD"] = apart
    seen = []

    backup = machine.backup()
    seen += machine.calls.read_text().splitlines()
    assert machine.run("restore", "--overwrite", backup).returncode == 0
    seen += [line for line in machine.calls.read_text().splitlines() if line.startswith("--")]

    calls = [line.rsplit("|", 1) for line in seen]
    # pg_restore, which prints, knows no database.
    assert [given for _words, given in calls] == [password] * 4
    assert [f"--dbname={address}" in words.split(" ") for words, _given in calls].count(True) == 3
    assert not [words for words, _given in calls if "cr@t" in words or "cr%40t" in words or ":other" in words]


def test_a_restore_that_fails_leaves_the_uploads_as_they_were(machine):
    backup = machine.backup()
    machine.upload("after")
    machine.environment |= {"TABLES": "5", "FAILS": "3"}

    run = machine.run("restore", "--overwrite", backup)

    assert (run.returncode, machine.uploads()) == (3, {"private/documents/one.txt": "after"})
    assert "the uploads are those of before" in run.stderr


def test_a_restore_into_nothing_that_fails_leaves_nothing(machine):
    backup = machine.backup()
    (machine.var / "private").rename(machine.folder / "gone")
    machine.environment["FAILS"] = "3"

    assert machine.run("restore", backup).returncode == 3
    assert machine.uploads() == {}


def test_what_was_there_is_moved_aside_when_all_went_well(machine):
    backup = machine.backup()
    machine.upload("after")
    machine.environment["TABLES"] = "5"

    run = machine.run("restore", "--overwrite", backup)

    found = machine.uploads()
    assert (run.returncode, found.pop("private/documents/one.txt")) == (0, "before")
    ((aside, words),) = found.items()
    assert (aside.startswith("private-before-"), words) == (True, "after")
    assert "DROP SCHEMA public" in machine.calls.read_text()


def test_a_database_that_is_a_file_comes_back(machine):
    file = machine.folder / "hub.sqlite3"
    machine.environment["DATABASE_URL"] = f"sqlite:///{file}"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE works (title)")
    database.close()
    backup = machine.backup()
    file.unlink()

    assert machine.run("restore", "--overwrite", backup).returncode == 0

    database = sqlite3.connect(file)
    assert database.execute("SELECT count(*) FROM works").fetchone() == (0,)
    database.close()
