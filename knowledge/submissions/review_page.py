"""What the page of a submission shows, for who writes it, reads along, or reviews it."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import Revision

from home.models import HubPage
from home.wording import day_text, local_time, time_text
from knowledge import permissions
from knowledge.enums import SubmissionEventKind
from knowledge.models import AdviceRequest, Submission, SubmissionEvent
from knowledge.submissions.badges import status_badge
from knowledge.submissions.checks import Finding, finding_title, findings_of
from knowledge.submissions.clock import Clock, clock_of
from knowledge.submissions.decisions import COMING
from knowledge.submissions.desk import next_to_review
from knowledge.submissions.differences import FieldDifference, differences
from knowledge.submissions.neighbours import Neighbour, neighbours_of
from knowledge.submissions.reading import ReadField, field_label, read_fields
from knowledge.submissions.review_forms import AdviceForm, AssignForm, MessageForm, ReviewForm

ASKING = (SubmissionEventKind.CHANGES_REQUESTED, SubmissionEventKind.DECLINED)


@dataclass(frozen=True, slots=True)
class Said:
    """An event as it is told."""

    event: SubmissionEvent
    label: str
    is_own: bool
    is_asking: bool

    @property
    def at(self) -> str:
        """Day and time."""
        moment = self.event.created_at
        return f"{day_text(local_time(moment))}, {time_text(moment, moment)}"


@dataclass
class ReviewPage:
    """Everything on the page of one submission. Forms with what was typed take the place of empty ones."""

    submission: Submission
    user: Any
    against: str = ""
    forms: dict[str, Any] = field(default_factory=dict)
    read_revision: int | None = None

    # --- Who looks ----------------------------------------------------------------------------------------

    @cached_property
    def is_reviewer(self) -> bool:
        """Whether the person has a part in the review."""
        return permissions.is_reviewer_of(self.user, self.submission)

    @cached_property
    def may_review(self) -> bool:
        """Whether the person may decide now."""
        return self.is_reviewer and permissions.may_review(self.user, self.submission)

    @cached_property
    def is_writer(self) -> bool:
        """Whether the person writes at it."""
        return permissions.is_writer(self.user, self.submission)

    @cached_property
    def may_write(self) -> bool:
        """Whether the person may change the draft now."""
        return self.submission.state.is_writable and self.is_writer

    @cached_property
    def may_withdraw(self) -> bool:
        """Whether the person may take it back."""
        return permissions.may_withdraw(self.user, self.submission)

    # --- What it is ---------------------------------------------------------------------------------------

    @cached_property
    def badge(self) -> dict[str, str]:
        """The state, as a badge."""
        return status_badge(self.submission.state)

    @cached_property
    def clock(self) -> Clock:
        """The review clock."""
        return clock_of(self.submission)

    @property
    def model(self) -> type[HubPage]:
        """The page type."""
        model: type[HubPage] = self.submission.page.specific_class
        return model

    @cached_property
    def write_url(self) -> str:
        """Where the draft is written: the first step of its form."""
        step = next(iter(self.model.submission_steps), None)
        if step is None:
            return ""
        return reverse("submissions:write", args=[self.submission.uuid, step.slug])

    @cached_property
    def talk(self) -> list[Said]:
        """The conversation; notes among reviewers are for reviewers."""
        events = self.submission.events.all() if self.is_reviewer else self.submission.events.for_authors()
        return [
            Said(
                event,
                field_label(self.model, event.field) if event.field else "",
                event.user_id == self.user.pk,
                event.kind in ASKING,
            )
            for event in events
        ]

    # --- What is read -------------------------------------------------------------------------------------

    @cached_property
    def revision(self) -> Revision:
        """What is reviewed; the draft as it was saved last before and after a review."""
        kept = self.submission.revision if self.submission.state.is_with_reviewers else None
        return kept or self.submission.page.latest_revision

    @cached_property
    def reviewed(self) -> HubPage:
        """The page as it is reviewed."""
        page: HubPage = self.revision.as_object()
        return page

    @cached_property
    def fields(self) -> list[ReadField]:
        """Its words: the fields with something in them."""
        return [field for field in read_fields(self.reviewed) if field.lines]

    @cached_property
    def empty(self) -> list[str]:
        """What the fields are called that members were asked for and left empty."""
        return [field.label for field in read_fields(self.reviewed) if not field.lines]

    @cached_property
    def earlier(self) -> dict[str, Revision]:
        """The versions with which it can be compared: what is live, and what was submitted the time before."""
        found = {}
        rounds = self.submission.events.filter(kind__in=COMING).exclude(revision=None).exclude(revision=self.revision)
        last = rounds.select_related("revision").order_by("-created_at", "-pk").first()
        if last is not None and last.revision is not None:
            found["previous"] = last.revision
        live = self.submission.page.live_revision
        if self.submission.page.live and live is not None and live.pk != self.revision.pk:
            found["live"] = live
        return found

    @cached_property
    def compared_with(self) -> str:
        """With which of them it is compared: the one that was asked for, else the time before."""
        return self.against if self.against in self.earlier else next(iter(self.earlier), "")

    @cached_property
    def differences(self) -> list[FieldDifference]:
        """What changed since then."""
        revision = self.earlier.get(self.compared_with)
        return differences(revision.as_object(), self.reviewed) if revision is not None else []

    @cached_property
    def newer(self) -> list[FieldDifference]:
        """What somebody saved since: the version that was read beside the one that is there now."""
        latest = self.submission.page.latest_revision
        read = self.submission.page.revisions.filter(pk=self.read_revision or self.revision.pk).first()
        if latest is None or read is None or latest.pk == read.pk:
            return []
        return differences(read.as_object(), latest.as_object())

    @cached_property
    def is_superseded(self) -> bool:
        """Whether another version was saved than the one under review."""
        return self.submission.state.is_with_reviewers and self.revision.pk != self.submission.page.latest_revision_id

    @cached_property
    def findings(self) -> list[tuple[str, Finding]]:
        """What a machine saw in it, each with the words for its kind."""
        found = findings_of(self.reviewed, self.submission.link_checks.failing())
        return [(finding_title(finding.kind), finding) for finding in found]

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """Works that it looks like, as far as the reviewer may see them, and what its writers said of each."""
        return neighbours_of(self.submission, self.user)

    @cached_property
    def advice(self) -> list[AdviceRequest]:
        """Who was asked for advice."""
        return list(self.submission.advice_requests.select_related("asked_by"))

    @cached_property
    def next(self) -> Submission | None:
        """What the reviewer could read after this."""
        return next_to_review(self.user, after=self.submission)

    # --- Forms --------------------------------------------------------------------------------------------

    @cached_property
    def message_form(self) -> MessageForm:
        """Words of an author."""
        return self.forms.get("message") or MessageForm()

    @cached_property
    def review_form(self) -> ReviewForm:
        """Words of a reviewer."""
        initial = {"revision": self.revision.pk}
        return self.forms.get("review") or ReviewForm(submission=self.submission, initial=initial)

    @cached_property
    def assign_form(self) -> AssignForm:
        """Who and by when."""
        initial = {"assignee": self.submission.assignee_id, "due_on": self.submission.due_on}
        return self.forms.get("assign") or AssignForm(submission=self.submission, initial=initial)

    @cached_property
    def advice_form(self) -> AdviceForm:
        """A question to somebody outside."""
        return self.forms.get("advice") or AdviceForm()
