"""What people are told after a work was published."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge.enums import AdoptionStatus, WorkNoteKind
from knowledge.models import Adoption, BestPracticePage, WorkNote
from knowledge.permissions import may_judge_reuse
from knowledge.querysets import reviewers
from knowledge.works.reading import keepers_of
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send
from search.addresses import absolute_url


def adoption_waits(*, adoption: Adoption, page: BestPracticePage) -> None:
    """Tell the reviewers who may decide on it that somebody recorded the reuse of a practice."""

    def write() -> Letter:
        return Letter(
            subject=_("Reuse to look at: %(title)s") % {"title": page.title},
            paragraphs=(
                _("%(organisation)s reused this practice. Does it say where, and what came of it?")
                % {"organisation": adoption.organisation},
            ),
            quote=f"{adoption.setting}\n{adoption.result}",
            action=(_("Look at it"), absolute_url(reverse("works:adoptions"))),
        )

    people = (person for person in reviewers() if may_judge_reuse(person, adoption))
    _tell(people, NoticeKind.REVIEW, f"adoption:{adoption.pk}", write)


def adoption_decided(*, adoption: Adoption, page: BestPracticePage) -> None:
    """Tell who recorded it and, when it is shown, the authors of the practice."""
    is_shown = adoption.status == AdoptionStatus.SHOWN
    address = page.get_full_url() or ""

    def to_adopter() -> Letter:
        if is_shown:
            text = _("What you recorded is shown with the practice now. Thank you: it helps others to choose.")
        else:
            text = _("What you recorded is not shown. The moderators say why below; you can record it again.")
        return Letter(
            subject=_("About your reuse of: %(title)s") % {"title": page.title},
            paragraphs=(text,),
            quote=adoption.reason,
            action=(_("Go to the practice"), address),
        )

    def to_keeper() -> Letter:
        return Letter(
            subject=_("%(organisation)s reused your practice") % {"organisation": adoption.organisation},
            paragraphs=(_("It is about “%(title)s”.") % {"title": page.title},),
            quote=f"{adoption.setting}\n{adoption.result}",
            action=(_("Go to the practice"), f"{address}#reused"),
        )

    if adoption.user is not None:
        _tell([adoption.user], NoticeKind.ADOPTION, f"adoption:{adoption.pk}:{adoption.status}", to_adopter)
    if is_shown:
        _tell(keepers_of(page), NoticeKind.ADOPTION, f"adopted:{adoption.pk}", to_keeper)


def work_noted(*, note: WorkNote, page: BestPracticePage) -> None:
    """Tell the other authors that one of them told readers something."""

    def write() -> Letter:
        return Letter(
            subject=_("%(kind)s: %(title)s") % {"kind": WorkNoteKind(note.kind).label, "title": page.title},
            paragraphs=(_("%(name)s told the readers of this practice:") % {"name": note.user or _("The desk")},),
            quote=note.text,
            action=(_("Go to the practice"), page.get_full_url() or ""),
        )

    others = [user for user in keepers_of(page) if user != note.user]
    _tell(others, NoticeKind.CO_AUTHOR, f"note:{note.pk}", write)


def still_correct(*, page: BestPracticePage, user: Any, period: str, address: str) -> None:
    """Ask an author whether a practice is still correct; once for a half-year."""

    def write() -> Letter:
        return Letter(
            subject=_("Is it still correct? %(title)s") % {"title": page.title},
            paragraphs=(
                _("Readers see when the evidence of a practice was last confirmed."),
                _("If it is as you wrote, one button says so. If it is not, you can change or withdraw it there."),
            ),
            rows=((_("Evidence"), str(page.evidence.label)),),
            action=(_("Confirm, or change it"), address),
        )

    notice_send(
        kind=NoticeKind.REMINDER, matter=f"still-correct:{page.public_id}", period=period, write=write, user=user
    )


def _tell(people: Iterable[Any], kind: NoticeKind, matter: str, write: Any) -> None:
    for user in people:
        notice_send(kind=kind, matter=matter, write=write, user=user)
