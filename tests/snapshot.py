"""What one piece of set-up wrote to the database, to be put back in milliseconds for every test that starts from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table that the set-up changed: its columns, and all its rows afterwards."""

    name: str
    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Snapshot:
    """The tables that ``make`` changes, and what it returned as a model and its key.

    Taken inside a transaction that is rolled back; put back with plain SQL, foreign keys being checked at commit.
    Sequences of PostgreSQL do not roll back, so rows made later get keys of their own.
    """

    tables: tuple[Table, ...]

    @classmethod
    def taken(cls, make: Callable[[], object]) -> "Snapshot":
        """Run ``make``, remember what it wrote, and undo it."""
        with transaction.atomic():
            before = _dump()
            make()
            after = _dump()
            transaction.set_rollback(True)
        return cls(tuple(table for name, table in after.items() if table.rows != before[name].rows))

    @classmethod
    def now(cls) -> "Snapshot":
        """Remember everything that is there."""
        return cls(tuple(_dump().values()))

    def restore_changed(self) -> None:
        """Make those tables what they were that others changed since."""
        there = _dump()
        Snapshot(tuple(table for table in self.tables if there[table.name].rows != table.rows)).restore()

    def restore(self) -> None:
        """Make the tables what they were right after the set-up."""
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DELETE FROM {quote(table.name)}")
            for table in self.tables:
                columns = ", ".join(map(quote, table.columns))
                places = ", ".join(["%s"] * len(table.columns))
                cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", table.rows)


def _dump() -> dict[str, Table]:
    tables = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True):
            # SQLite's full-text table follows its own table by triggers.
            if not name.endswith("_fts"):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
                columns = tuple(column[0] for column in cursor.description)
                tables[name] = Table(name, columns, tuple(map(tuple, cursor.fetchall())))
    return tables
