"""How far an index outside the database has followed it."""

from uuid import UUID

from django.db import connection, models

from search import scope


class IndexFeed(models.Model):
    """One row for each index that is fed: which version of ``IndexState`` it shows, by that version's stamp.

    Written after the index shows it, so that the index is never behind what this says. ``words`` tells which words its
    compounds were split into, and ``schema`` which make it is: of other words, or another make, it is made anew.
    """

    name = models.CharField(max_length=100, primary_key=True)
    # The index behind the alias.
    index = models.CharField(max_length=200, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    stamp = models.UUIDField(null=True)
    words = models.CharField(max_length=64, blank=True)
    schema = models.CharField(max_length=64, blank=True)
    fed_at = models.DateTimeField(null=True)
    # Since when it cannot be fed, and why, as the operator reads it; empty while all is well.
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: version {self.version}"

    @classmethod
    def current(cls, name: str, schema: str) -> tuple[int, UUID] | None:
        """Return version and stamp of what an index shows, read once a request.

        ``None`` before it was made, and while it is of another make than ``schema``: what it would answer, it would
        answer wrongly, however new it is.
        """
        return scope.once(f"index_feed {name}", lambda: cls._read(name, schema))

    @classmethod
    def _read(cls, name: str, schema: str) -> tuple[int, UUID] | None:
        # Written out, as the question for the version itself is (``IndexState``): every search asks both.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT version, stamp FROM search_indexfeed WHERE name = %s AND schema = %s AND stamp IS NOT NULL",
                [name, schema],
            )
            row = cursor.fetchone()
        return None if row is None else (int(row[0]), UUID(str(row[1])))
