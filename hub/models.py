"""What the composition root stores: nothing that a visitor sees."""

from django.db import models


class ScheduledRun(models.Model):
    """When a command of the schedule (hub/scheduling/table.py) last ran, and how that ended.

    One row for each command, so that a scheduler that starts again knows what was missed, and two of them, on two
    hosts, do each turn once.
    """

    command = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    # As the operating system has it; below zero a signal. None while it runs, and when it was ended at its limit.
    exit_code = models.SmallIntegerField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.command
