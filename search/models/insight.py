"""What is counted of searches: questions and what was opened after them, never who asked (ADR 11)."""

from typing import ClassVar

from django.db import models


class AskedQuestion(models.Model):
    """How often a question was asked on one day in one language of the interface.

    ``digest`` is keyed and differs from month to month (``search.insight``). ``words`` are empty until the question
    was asked as often as ``HUB_INSIGHT_THRESHOLD`` says.
    """

    day = models.DateField()
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=0)
    # Searches after which at least one work was opened.
    opened = models.PositiveIntegerField(default=0)
    # What the last of them found; unknown when the answer was in the browser already.
    found = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day", "language", "digest"], name="search_question_day"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["language", "digest"]),
            models.Index(fields=["language", "words"]),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.language}: {self.times}"


class OpenedWork(models.Model):
    """How often a work was opened after a question, on one day."""

    question = models.ForeignKey(AskedQuestion, on_delete=models.CASCADE, related_name="opened_works")
    work = models.UUIDField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "work"], name="search_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work}: {self.times}"
