"""The writes that follow publication."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from knowledge.enums import AdoptionStatus, WorkNoteKind
from knowledge.models import Adoption, BestPracticePage, WorkNote
from knowledge.permissions import is_reviewer, may_judge_reuse
from knowledge.works import letters
from knowledge.works.reading import adopting_organisations, may_keep
from members.models import Organisation
from search.indexing import index_works

LONGEST_REASON: Final = 600


@transaction.atomic
def adoption_record(
    *,
    page: BestPracticePage,
    organisation: Organisation,
    user: Any,
    setting: str,
    result: str,
    source_url: str = "",
) -> Adoption:
    """Record that an organisation reused a practice; it is shown once a reviewer let it through.

    Raises ``ValidationError`` when the person does not write for the organisation, when it is the organisation's own
    practice, when the practice was withdrawn, or when the organisation recorded its reuse already.
    """
    # The lock makes a form that was sent twice take turns: the second finds the first.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not adopting_organisations(user, page).filter(pk=organisation.pk).exists():
        message = _("You cannot record this for %(organisation)s.") % {"organisation": organisation}
        raise ValidationError({"organisation": message})
    if WorkNote.objects.is_withdrawn(page.translation_key):
        raise ValidationError(_("This practice was withdrawn by its authors."), code="withdrawn")
    recorded = Adoption.objects.filter(work=page.translation_key, organisation=organisation)
    if recorded.exclude(status=AdoptionStatus.DECLINED).exists():
        message = _("%(organisation)s recorded its reuse of this practice already.") % {"organisation": organisation}
        raise ValidationError({"organisation": message}, code="once")
    adoption = Adoption(
        work=page.translation_key,
        organisation=organisation,
        user=user,
        setting=setting.strip(),
        result=result.strip(),
        source_url=source_url.strip(),
        language=get_language() or page.locale.language_code,
    )
    adoption.full_clean()
    adoption.save()
    letters.adoption_waits(adoption=adoption, page=page)
    return adoption


@transaction.atomic
def adoption_decide(*, adoption: Adoption, user: Any, is_shown: bool, reason: str = "") -> Adoption:
    """Show the reuse of a practice, or decline it with a reason.

    Raises ``ValidationError`` when the person does not review, or it is their own or their colleagues', when it was
    decided already, and for a reason that is missing or too long.
    """
    held = Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)
    if not may_judge_reuse(user, held):
        raise ValidationError(_("You cannot decide on this."), code="forbidden")
    if held.status != AdoptionStatus.WAITING:
        raise ValidationError(_("Somebody decided on this already."), code="decided")
    if not is_shown and not reason.strip():
        raise ValidationError({"reason": _("Say why: who recorded it reads it.")})
    MaxLengthValidator(LONGEST_REASON)(reason.strip())
    held.status = AdoptionStatus.SHOWN if is_shown else AdoptionStatus.DECLINED
    held.reason, held.decided_by, held.decided_at = reason.strip(), user, timezone.now()
    held.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    if is_shown:
        index_works([held.work])
    page = BestPracticePage.objects.filter(translation_key=held.work, live=True).first()
    if page is not None:
        letters.adoption_decided(adoption=held, page=page)
    return held


@transaction.atomic
def work_note_add(*, page: BestPracticePage, kind: WorkNoteKind, text: str, user: Any) -> WorkNote:
    """Tell the readers of a published practice what was put right, that it is withdrawn, or that it is not any more.

    Raises ``ValidationError`` when the person does not answer for it, without words, or for a change that says nothing
    (withdrawing what is withdrawn, taking back what is not).
    """
    BestPracticePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if not (may_keep(user, page) or is_reviewer(user)):
        raise ValidationError(_("You do not answer for this practice."), code="forbidden")
    if not text.strip():
        raise ValidationError({"text": _("Say in a sentence or two what readers should know.")})
    is_withdrawn = WorkNote.objects.is_withdrawn(page.translation_key)
    if kind == WorkNoteKind.WITHDRAWAL and is_withdrawn:
        raise ValidationError(_("This practice is withdrawn already."), code="same")
    if kind == WorkNoteKind.RETURN and not is_withdrawn:
        raise ValidationError(_("This practice is not withdrawn."), code="same")
    note = WorkNote(
        work=page.translation_key, kind=kind, text=text.strip(), user=user, language=page.locale.language_code
    )
    note.full_clean()
    note.save()
    index_works([page.translation_key])
    letters.work_noted(note=note, page=page)
    return note
