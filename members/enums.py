"""The closed vocabularies of taking part (the coalition's action agenda, "who is involved" and "taking part")."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What a member organisation is; never a private person."""

    COMPANY = "company", _("Company")
    SME = "sme", _("Small or medium-sized enterprise")
    STARTUP = "startup", _("Startup")
    RESEARCH_INSTITUTE = "research-institute", _("Research institute")
    EDUCATION = "education", _("Educational institution")
    GOVERNMENT = "government", _("Government")
    NGO = "ngo", _("Civil-society organisation")
    SECTOR_ASSOCIATION = "sector-association", _("Sector association")


class ParticipationLevel(models.TextChoices):
    """How an organisation takes part: *inform* gives information and events, *participate* gives everything."""

    PARTICIPATE = "participate", _("Participate")
    INFORM = "inform", _("Inform")


class FeeReduction(models.TextChoices):
    """Why an organisation pays less than the fee of its level."""

    NONE = "none", _("No reduction")
    EXEMPT = "exempt", _("Exempt, compensated in kind")
    COLLECTIVE = "collective", _("Collective, through a sector association")


class OrganisationRole(models.TextChoices):
    """What a contact may do for the organisation; the first may do what the later ones may."""

    ADMINISTRATOR = "administrator", _("Administrator")
    AUTHOR = "author", _("Author")
    VIEWER = "viewer", _("Viewer")

    def includes(self, role: "OrganisationRole") -> bool:
        """Return whether this role may do all that ``role`` may."""
        order = list(OrganisationRole)
        return order.index(self) <= order.index(role)


class InvitationState(models.TextChoices):
    """How it is with an invitation."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Withdrawn")


class ClaimState(models.TextChoices):
    """How far somebody's claim on an organisation is. Only a pending one can change."""

    PENDING = "pending", _("Waiting for the desk")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NoticeKind(models.TextChoices):
    """What somebody is written about. Access, and a place somewhere, are always told at once; the rest is a choice."""

    ACCOUNT = "account", _("My account")
    INVITATION = "invitation", _("Invitations")
    SUBMISSION = "submission", _("My submissions")
    CO_AUTHOR = "co-author", _("Works that I write with others")
    REVIEW = "review", _("Submissions to review")
    ORGANISATION = "organisation", _("My organisation")
    ADOPTION = "adoption", _("Reuse of my work")
    REMINDER = "reminder", _("Is my work still correct?")
    REGISTRATION = "registration", _("My registrations")
    ORGANISER = "organiser", _("Events that I organise")

    @property
    def is_mandatory(self) -> bool:
        """Return whether this is always sent, at once: it is about access or a place, and cannot wait or be missed."""
        return self in (NoticeKind.ACCOUNT, NoticeKind.INVITATION, NoticeKind.REGISTRATION)


class NoticeFrequency(models.TextChoices):
    """When somebody is written about a kind of notice."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class MailState(models.TextChoices):
    """Where a message is on its way out (docs/adr/0013)."""

    WAITING = "waiting", _("Waiting")
    HANDING = "handing", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    IN_DOUBT = "in-doubt", _("In doubt")


class SeatRole(models.TextChoices):
    """What somebody does in a working group."""

    MEMBER = "member", _("Member")
    CHAIR = "chair", _("Chair")


class ActionStatus(models.TextChoices):
    """How far an action of a working group's agenda is."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Going on")
    DONE = "done", _("Done")
