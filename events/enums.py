"""The closed vocabularies of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What sort of meeting it is (the coalition's action agenda, "what is published")."""

    CONFERENCE = "conference", _("Conference")
    CONGRESS = "congress", _("Congress")
    MATCHMAKING = "matchmaking", _("Matchmaking")
    WORKSHOP = "workshop", _("Workshop")
    LECTURE = "lecture", _("Lecture")
    HACKATHON = "hackathon", _("Hackathon")
    TRAINING = "training", _("Training")
    WORKING_GROUP_MEETING = "working-group-meeting", _("Working-group meeting")


class EventForm(models.TextChoices):
    """Where one takes part: derived from the dates, never entered."""

    ON_SITE = "on-site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class ScheduleStatus(models.TextChoices):
    """Whether the event as a whole takes place."""

    SCHEDULED = "scheduled", _("Scheduled")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class OccurrenceStatus(models.TextChoices):
    """Whether one date takes place; moved means: at another time than first announced."""

    SCHEDULED = "scheduled", _("Scheduled")
    RESCHEDULED = "rescheduled", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
