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


class Frequency(models.TextChoices):
    """How often something recurs; the values are those of FREQ (RFC 5545 section 3.3.10)."""

    DAILY = "DAILY", _("By day")
    WEEKLY = "WEEKLY", _("By week")
    MONTHLY = "MONTHLY", _("By month")
    YEARLY = "YEARLY", _("By year")


class EditScope(models.TextChoices):
    """Which dates of a series a change is about."""

    THIS = "this", _("Only this date")
    FOLLOWING = "following", _("This date and those after it")
    ALL = "all", _("All dates that are still to come")


class JoinAccess(models.TextChoices):
    """Who gets the address at which one takes part online."""

    EVERYBODY = "everybody", _("Everybody who sees the page")
    REGISTERED = "registered", _("Who has a place")


class TakingPart(models.TextChoices):
    """In which of its two ways somebody takes part in one date; each has its own places."""

    ON_SITE = "on-site", _("On site")
    ONLINE = "online", _("Online")


class RegistrationUnit(models.TextChoices):
    """What one registers for: one date, or all of them together."""

    OCCURRENCE = "occurrence", _("One date at a time")
    SERIES = "series", _("All dates together")


class RegistrationState(models.TextChoices):
    """How it is with a registration. Only *confirmed* and *offered* take a place."""

    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    REQUESTED = "requested", _("Waiting for approval")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    CONFIRMED = "confirmed", _("Has a place")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Offer not taken in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def takes_place(self) -> bool:
        """Return whether nobody else can have this place."""
        return self in PLACE_STATES

    @property
    def is_active(self) -> bool:
        """Return whether it stands: the same person cannot register once more."""
        return self in ACTIVE_STATES


PLACE_STATES = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)
ACTIVE_STATES = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.REQUESTED,
    RegistrationState.WAITING,
    *PLACE_STATES,
)


class RegistrationStep(models.TextChoices):
    """What happened to a registration, in the log that explains every decision."""

    MADE = "made", _("Registered")
    CONFIRMED_ADDRESS = "confirmed-address", _("Confirmed the e-mail address")
    GOT_PLACE = "got-place", _("Got a place")
    QUEUED = "queued", _("Put on the waiting list")
    PASSED_OVER = "passed-over", _("Passed over")
    OFFERED = "offered", _("Was offered a place")
    TOOK_OFFER = "took-offer", _("Took the offer")
    LET_EXPIRE = "let-expire", _("Did not take the offer in time")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    CHANGED = "changed", _("Changed")
    WITHDREW = "withdrew", _("Withdrawn")
    CHECKED_IN = "checked-in", _("Arrived")
    CHECKED_OUT = "checked-out", _("Arrival taken back")
    ERASED = "erased", _("Personal data removed")


class QuestionKind(models.TextChoices):
    """What sort of answer a question asks for."""

    TEXT = "text", _("A short text")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Some of a list")
    YES_NO = "yes-no", _("Yes or no")
    DIETARY = "dietary", _("Dietary wishes")
    ACCESSIBILITY = "accessibility", _("What somebody needs to take part")

    @property
    def is_sensitive(self) -> bool:
        """Return whether answers may tell of health or belief (GDPR article 9): never exported unasked."""
        return self in (QuestionKind.DIETARY, QuestionKind.ACCESSIBILITY)


class Availability(models.TextChoices):
    """What a visitor is told about the places of a date; it is told, and never decides."""

    UNKNOWN = "", _("No registration here")
    OPEN = "open", _("Places left")
    FEW = "few", _("Few places left")
    WAITING_LIST = "waiting-list", _("Full, with a waiting list")
    FULL = "full", _("Full")


class CalendarKind(models.TextChoices):
    """What a calendar that somebody follows holds."""

    SEARCH = "search", _("A search")
    REGISTRATIONS = "registrations", _("My registrations")


class DeskAct(models.TextChoices):
    """What left the organiser's desk as a file."""

    CSV = "csv", _("CSV file of registrations")
    XLSX = "xlsx", _("Workbook of registrations")
    CERTIFICATES = "certificates", _("Certificates")


class Obstacle(models.TextChoices):
    """Why somebody does not get a place now. Only *full* holds for everybody in the same queue."""

    FULL = "full", _("No place is left")
    KEPT = "kept", _("The places that are left are kept for others")
    ORGANISATION = "organisation", _("Their organisation has as many places as it may")
    HIDDEN = "hidden", _("The page is not open to them any more")


class ImportProposal(models.TextChoices):
    """What an import would do with an event of a calendar elsewhere."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    CANCELLED = "cancelled", _("Cancelled")
    DUPLICATE = "duplicate", _("Perhaps here already")
    GONE = "gone", _("No longer in the calendar")
    UNREADABLE = "unreadable", _("Not readable")

    @property
    def is_doable(self) -> bool:
        """Return whether there is something to do, when somebody says so."""
        return self not in (ImportProposal.GONE, ImportProposal.UNREADABLE)


class ImportChoice(models.TextChoices):
    """What somebody chose to do with an event of a calendar elsewhere."""

    LEAVE = "", _("Leave it")
    TAKE = "take", _("Take over")
    LINK = "link", _("It is that one")


class ImportItemState(models.TextChoices):
    """How far the import is with one event."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading", _("Being read")
    PREVIEW = "preview", _("To be looked at")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
