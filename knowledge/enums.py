"""Closed choices of the knowledge app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import EventForm


class EvidenceLevel(models.TextChoices):
    """How well the result of a best practice is known, from weak to strong."""

    IDEA = "idea", _("Idea")
    PILOT = "pilot", _("Pilot")
    MEASURED = "measured", _("Measured")
    REPRODUCED = "reproduced", _("Reproduced")

    @property
    def rank(self) -> int:
        """Its place on the ladder, 0 for the weakest."""
        return list(type(self)).index(self)


class Technique(models.TextChoices):
    """The kind of AI that was used."""

    MACHINE_LEARNING = "machine-learning", _("Machine learning")
    DEEP_LEARNING = "deep-learning", _("Deep learning")
    NATURAL_LANGUAGE = "natural-language-processing", _("Language technology")
    GENERATIVE_AI = "generative-ai", _("Generative AI")
    SPEECH = "speech-recognition", _("Speech recognition")
    COMPUTER_VISION = "computer-vision", _("Image recognition")
    FEDERATED_LEARNING = "federated-learning", _("Federated learning")
    PRIVACY_ENHANCING = "privacy-enhancing", _("Privacy-enhancing computation")
    SYNTHETIC_DATA = "synthetic-data", _("Synthetic data")
    FORECASTING = "forecasting", _("Forecasting")
    OPTIMISATION = "optimisation", _("Planning and optimisation")
    RECOMMENDATION = "recommendation", _("Recommendation")
    KNOWLEDGE_GRAPHS = "knowledge-graphs", _("Rules and knowledge graphs")
    ROBOTICS = "robotics", _("Robotics")
    PROCESS = "process", _("No model: governance or training")
    OTHER = "other", _("Other")


class RiskClass(models.TextChoices):
    """The class of the system under the EU's AI Act (Regulation (EU) 2024/1689), as its authors see it."""

    UNKNOWN = "unknown", _("Not determined")
    MINIMAL = "minimal", _("Minimal risk")
    LIMITED = "limited", _("Limited risk: duty to inform")
    HIGH = "high", _("High risk")
    PROHIBITED = "prohibited", _("Prohibited practice")


class PersonalData(models.TextChoices):
    """Whether personal data are processed (GDPR articles 4 and 9)."""

    UNKNOWN = "unknown", _("Not stated")
    NO = "no", _("No")
    YES = "yes", _("Yes")
    SPECIAL = "special", _("Yes, special categories")


class ImpactAssessment(models.TextChoices):
    """Which assessments of the effects on people were made."""

    UNKNOWN = "unknown", _("Not stated")
    NONE = "none", _("None")
    DPIA = "dpia", _("Data protection impact assessment (DPIA)")
    IAMA = "iama", _("Human rights and algorithms impact assessment (IAMA)")
    BOTH = "both", _("Both DPIA and IAMA")


class Licence(models.TextChoices):
    """What others may do with the text; SPDX identifiers where there is one."""

    CC_BY = "CC-BY-4.0", _("CC BY 4.0: reuse with attribution")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0: reuse with attribution, under the same licence")
    CC0 = "CC0-1.0", _("CC0: no rights reserved")
    ALL_RIGHTS = "all-rights-reserved", _("All rights reserved")

    @property
    def url(self) -> str:
        """The address of the licence's text; empty when there is none."""
        return LICENCE_URLS.get(self.value, "")


LICENCE_URLS = {
    Licence.CC_BY.value: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA.value: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC0.value: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class Phase(models.TextChoices):
    """How far a fieldlab is, in the order in which it goes through them."""

    PLANNED = "planned", _("Planned")
    STARTING = "starting", _("Starting")
    RUNNING = "running", _("Running")
    CONCLUDED = "concluded", _("Concluded")

    @property
    def rank(self) -> int:
        """Its place on the ladder, 0 for the first."""
        return list(type(self)).index(self)


class PartnerRole(models.TextChoices):
    """What an organisation does in a fieldlab."""

    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    FUNDER = "funder", _("Funder")
    SUPPLIER = "supplier", _("Supplier")
    EDUCATION = "education", _("Education")


class CourseLevel(models.TextChoices):
    """How much one must know beforehand, in order."""

    INTRODUCTORY = "introductory", _("Introductory")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Audience(models.TextChoices):
    """For whom a course is: the kinds of school of the Netherlands, then those who work or live there."""

    PRIMARY_EDUCATION = "primary-education", _("Primary education")
    SECONDARY_EDUCATION = "secondary-education", _("Secondary education")
    VOCATIONAL = "vocational", _("Vocational education")
    APPLIED_UNIVERSITY = "applied-university", _("Universities of applied sciences")
    UNIVERSITY = "university", _("Universities")
    PROFESSIONALS = "professionals", _("Professionals")
    EXECUTIVES = "executives", _("Executives")
    TEACHERS = "teachers", _("Teachers")
    CITIZENS = "citizens", _("Citizens")


class CourseForm(models.TextChoices):
    """How one follows a course. The forms of an event, and one that needs no date."""

    ON_SITE = EventForm.ON_SITE.value, EventForm.ON_SITE.label
    ONLINE = EventForm.ONLINE.value, EventForm.ONLINE.label
    HYBRID = EventForm.HYBRID.value, EventForm.HYBRID.label
    SELF_PACED = "self-paced", _("At your own pace")


class CourseStart(models.TextChoices):
    """When one can begin."""

    ANY_TIME = "any-time", _("Any time")
    DATES = "dates", _("On dates")
    INTEREST = "interest", _("When enough people are interested")


class Certificate(models.TextChoices):
    """What one has to show for it afterwards."""

    UNKNOWN = "unknown", _("Not stated")
    NONE = "none", _("None")
    ATTENDANCE = "attendance", _("Proof of attendance")
    CERTIFICATE = "certificate", _("Certificate after a test or assignment")
    CREDITS = "credits", _("Study credits")


class PublicationKind(models.TextChoices):
    """What sort of publication it is. None of the values is one of ``EventKind``: both are values of one facet."""

    REPORT = "report", _("Report")
    PAPER = "paper", _("Scientific article")
    GUIDE = "guide", _("Guide")
    TOOLKIT = "toolkit", _("Toolkit")
    POLICY = "policy", _("Policy document")
    DATASET = "dataset", _("Dataset")


class UseCaseStatus(models.TextChoices):
    """How far somebody came with a question, in order; a stop is an outcome as well."""

    EXPLORED = "explored", _("Explored")
    TESTED = "tested", _("Tested")
    IN_USE = "in-use", _("In use")
    STOPPED = "stopped", _("Stopped")


class SubmissionStatus(models.TextChoices):
    """Where a submission stands. What is live stays live while a change of it is on its way."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in-review", _("In review")
    CHANGES_REQUESTED = "changes-requested", _("Changes requested")
    RESUBMITTED = "resubmitted", _("Resubmitted")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def is_with_reviewers(self) -> bool:
        """Whether a reviewer must act: the authors wait, and do not write."""
        return self in (self.SUBMITTED, self.IN_REVIEW, self.RESUBMITTED)

    @property
    def is_writable(self) -> bool:
        """Whether the authors may write: not while somebody reads, and not after it was declined."""
        return not self.is_with_reviewers and self is not SubmissionStatus.DECLINED


class SubmissionEventKind(models.TextChoices):
    """What can happen to a submission, as it is told in its conversation."""

    STARTED = "started", _("began this draft")
    SUBMITTED = "submitted", _("submitted it")
    REVIEW_STARTED = "review-started", _("began to read")
    ASSIGNED = "assigned", _("assigned it")
    MESSAGE = "message", _("wrote")
    NOTE = "note", _("noted for the moderators")
    CHANGES_REQUESTED = "changes-requested", _("asked for changes")
    RESUBMITTED = "resubmitted", _("submitted it again")
    PUBLISHED = "published", _("published it")
    DECLINED = "declined", _("declined it")
    WITHDRAWN = "withdrawn", _("withdrew it")
    CO_AUTHOR_ASKED = "co-author-asked", _("asked somebody to write along")
    CO_AUTHOR_JOINED = "co-author-joined", _("writes along")
    CO_AUTHOR_LEFT = "co-author-left", _("does not write along any more")
    ADVICE_ASKED = "advice-asked", _("asked somebody outside for advice")
    ADVICE_GIVEN = "advice-given", _("gave advice")
    NEIGHBOUR = "neighbour", _("says what is different from a work that looks like it")
    CORRECTED = "corrected", _("published a correction")
    APPROVED = "approved", _("approved a step of the review")
    RENEWED = "renewed", _("went on with the version that was saved last")
    DUE = "due", _("set another day to be answered by")


class NeighbourChoice(models.TextChoices):
    """What the writers of a submission do about a work that looks like it."""

    EXPERIENCE = "experience", _("Add our experience to this one")
    CO_AUTHOR = "co-author", _("Ask to become co-author")
    DIFFERENT = "different", _("Ours is different")


class CoAuthorStatus(models.TextChoices):
    """Whether somebody agreed to be named, and to write along."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Writes along")
    DECLINED = "declined", _("Does not want to")
    ENDED = "ended", _("Does not write along any more")


class AdoptionStatus(models.TextChoices):
    """Whether the reuse of a work is shown."""

    WAITING = "waiting", _("Waiting for a moderator")
    SHOWN = "shown", _("Shown")
    DECLINED = "declined", _("Declined")


class Reuse(models.TextChoices):
    """Whether others than the authors reused a work."""

    REUSED = "reused", _("Reused by others")


class WorkNoteKind(models.TextChoices):
    """What a note on a published work tells."""

    CORRECTION = "correction", _("Correction")
    WITHDRAWAL = "withdrawal", _("Withdrawn")
    RETURN = "return", _("No longer withdrawn")


class LinkState(models.TextChoices):
    """What became of following a link."""

    ALIVE = "alive", _("leads somewhere")
    BROKEN = "broken", _("leads nowhere: there is no such page")
    SILENT = "silent", _("could not be followed: the other side does not answer")
    REFUSED = "refused", _("was not followed: its address is not one of the public internet")
