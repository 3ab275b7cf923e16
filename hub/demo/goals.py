"""Loads what the demo's coalition has agreed to reach."""

from django.utils import timezone

from home.models import Goal, GoalReading, GoalText
from hub.demo.data_files import day, read
from hub.demo.vocabulary import LANGUAGES
from members.models import Organisation


def load_goals() -> None:
    """Make the goals that are missing, with their texts and countings."""
    for order, row in enumerate(read("goals")["goal"]):
        if Goal.objects.filter(slug=row["slug"]).exists():
            continue
        counts_rows = row.get("counts_signatories", False)
        goal = Goal(
            slug=row["slug"],
            order=order,
            target=row["target"],
            period=row["period"],
            dye=row["dye"],
            is_example=not counts_rows,
        )
        for language in LANGUAGES:
            goal.texts.add(GoalText(language=language, **row[language]))
        for reading in row["readings"]:
            goal.readings.add(GoalReading(counted_on=day(reading["on"]), value=reading["value"]))
        if counts_rows:
            signed = Organisation.objects.filter(code_signed_on__isnull=False).count()
            goal.readings.add(GoalReading(counted_on=timezone.localdate(), value=signed))
        goal.save()
