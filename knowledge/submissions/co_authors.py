"""Writing with others: asking somebody to be named and to write along, their answer, and leaving again."""

from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import HubPage
from home.versions import version_of
from knowledge import permissions
from knowledge.enums import CoAuthorStatus, SubmissionEventKind
from knowledge.models import CoAuthor, Submission
from knowledge.submissions.beginning import credit_add, credit_remove, organisation_add
from knowledge.submissions.drafts import draft_save
from knowledge.submissions.events import event_add
from members.credit import contributor_of
from members.enums import NoticeKind
from members.letters import Letter
from members.models import Contributor, Organisation, User
from members.notices import notice_send
from members.permissions import may_write_for
from search.addresses import absolute_url

# How many people may be asked for one work: a list of authors, not a mailing.
MOST: Final = 20


def co_author_ask(*, submission: Submission, user: Any, email: str) -> CoAuthor:
    """Ask somebody to write along, by e-mail address; the answer is theirs.

    Whether there is an account with the address is told to nobody. Raises ``ValidationError`` for an address that is
    none or was asked already, for too many, and when the person may not ask.
    """
    if not permissions.may_invite(user, submission):
        raise ValidationError(_("You cannot ask somebody for this now."), code="forbidden")
    email = User.objects.normalize_email(email)
    CoAuthor._meta.get_field("email").clean(email, None)
    with transaction.atomic():
        held = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        asked = held.co_authors.filter(email=email).first()
        _check_asked(held, user, email, asked)
        values = {"status": CoAuthorStatus.ASKED, "asked_by": user, "asked_at": timezone.now(), "answered_at": None}
        co_author, _is_new = CoAuthor.objects.update_or_create(submission=held, email=email, defaults=values)
        event_add(submission=held, kind=SubmissionEventKind.CO_AUTHOR_ASKED, user=user)
        _tell(co_author)
    return co_author


def _check_asked(submission: Submission, user: Any, email: str, asked: CoAuthor | None) -> None:
    if email == user.email or (submission.author is not None and email == submission.author.email):
        raise ValidationError({"email": _("That is the address of who writes it already.")})
    if asked is not None and asked.status in (CoAuthorStatus.ASKED, CoAuthorStatus.ACCEPTED):
        raise ValidationError({"email": _("This address was asked already.")})
    if asked is not None and asked.status == CoAuthorStatus.DECLINED:
        raise ValidationError({"email": _("Who has this address does not want to be named here.")})
    if submission.co_authors.count() >= MOST:
        raise ValidationError(_("More than %(most)d people cannot be asked for one work.") % {"most": MOST})


def _tell(co_author: CoAuthor) -> None:
    account = User.objects.filter(email=co_author.email, is_active=True).first()
    period = f"{co_author.asked_at:%Y-%m-%dT%H:%M:%S}"
    matter, write = f"co-author:{co_author.pk}", partial(_asked_letter, co_author)
    if account is not None:
        notice_send(kind=NoticeKind.CO_AUTHOR, matter=matter, write=write, user=account, period=period)
    else:
        language = co_author.submission.page.locale.language_code
        notice_send(
            kind=NoticeKind.CO_AUTHOR,
            matter=matter,
            write=write,
            email=co_author.email,
            language=language,
            period=period,
        )


def _asked_letter(co_author: CoAuthor) -> Letter:
    submission = co_author.submission
    names = {"name": str(co_author.asked_by), "organisation": submission.organisation.name}
    return Letter(
        subject=_("%(name)s asks you to write along") % names,
        paragraphs=(
            _("%(name)s of %(organisation)s is writing a work and asks you to be its co-author.") % names,
            _("You are named only when you accept. Then you can read the draft and write in it."),
            _("Sign in with the address at which you received this. You can also decline, or leave again later."),
        ),
        action=(_("Accept or decline"), absolute_url(reverse("submissions:co_author_answer", args=[submission.uuid]))),
        rows=((_("Title"), str(submission)),),
    )


@transaction.atomic
def co_author_accept(*, co_author: CoAuthor, user: Any, organisation: Organisation | None = None) -> CoAuthor:
    """Agree to be named and to write along; ``organisation``, for which the person writes, is named as well.

    Raises ``ValidationError`` when somebody else was asked, when it was answered, or while reviewers read the draft.
    """
    held = _held(co_author, user)
    if not held.submission.state.is_writable:
        raise ValidationError(_("Reviewers are reading it now. You can accept when they are done."), code="locked")
    if organisation is not None and not may_write_for(user, organisation):
        raise ValidationError(_("You do not write for %(organisation)s.") % {"organisation": organisation})
    _answer(held, CoAuthorStatus.ACCEPTED, user)
    contributor = contributor_of(user=user, organisation=organisation)
    page = held.submission.draft
    credit_add(page=page, contributor=contributor)
    if organisation is not None:
        organisation_add(page=page, organisation=organisation)
    _save(held.submission, page, user)
    event_add(submission=held.submission, kind=SubmissionEventKind.CO_AUTHOR_JOINED, user=user)
    return held


@transaction.atomic
def co_author_decline(*, co_author: CoAuthor, user: Any) -> CoAuthor:
    """Decline to be named; the address is not asked again. Raises ``ValidationError`` as ``co_author_accept``."""
    held = _held(co_author, user)
    _answer(held, CoAuthorStatus.DECLINED, user)
    return held


@transaction.atomic
def co_author_end(*, co_author: CoAuthor, user: Any) -> CoAuthor:
    """Leave a work, let somebody write along no more, or take a question back: their name goes from the draft.

    Raises ``ValidationError`` when the person may do neither, or while reviewers read the draft.
    """
    held = _locked(co_author)
    is_own = held.user_id is not None and held.user_id == user.pk
    if not is_own and not permissions.may_invite(user, held.submission):
        raise ValidationError(_("You cannot change who writes along now."), code="forbidden")
    if held.status == CoAuthorStatus.ASKED:
        held.delete()
        return held
    if held.status != CoAuthorStatus.ACCEPTED:
        raise ValidationError(_("That was answered already."), code="answered")
    if not held.submission.state.is_writable:
        raise ValidationError(_("Reviewers are reading it now. You can change this when they are done."), code="locked")
    page = held.submission.draft
    contributor = Contributor.objects.filter(user=held.user).first()
    if contributor is not None:
        credit_remove(page=page, contributor=contributor)
        _save(held.submission, page, user)
    _answer(held, CoAuthorStatus.ENDED, held.user)
    event_add(submission=held.submission, kind=SubmissionEventKind.CO_AUTHOR_LEFT, user=held.user)
    return held


def co_authors_end(*, user: User) -> None:
    """Take back what somebody who deletes their account was asked and did not answer: only the address is in it."""
    CoAuthor.objects.filter(user=None, email=user.email).delete()


def _locked(co_author: CoAuthor) -> CoAuthor:
    # The submission first, as everywhere: whoever holds it decides who may write.
    Submission.objects.select_for_update(of=("self",)).get(pk=co_author.submission_id)
    rows = CoAuthor.objects.select_for_update(of=("self",)).select_related(
        "submission__page", "submission__organisation"
    )
    found = rows.filter(pk=co_author.pk).first()
    if found is None:
        raise ValidationError(_("That was taken back in the meantime."), code="gone")
    return found


def _held(co_author: CoAuthor, user: Any) -> CoAuthor:
    held = _locked(co_author)
    if not is_asked(user, held):
        raise ValidationError(_("Somebody else was asked."), code="forbidden")
    if held.status != CoAuthorStatus.ASKED:
        raise ValidationError(_("That was answered already."), code="answered")
    return held


def is_asked(user: Any, co_author: CoAuthor) -> bool:
    """Return whether somebody is who was asked: signed in with the address."""
    return bool(user.is_authenticated and user.is_active and user.email.lower() == co_author.email)


def _answer(co_author: CoAuthor, status: CoAuthorStatus, user: Any) -> None:
    co_author.status, co_author.user, co_author.answered_at = status, user, timezone.now()
    co_author.save(update_fields=["status", "user", "answered_at"])


def _save(submission: Submission, page: HubPage, user: Any) -> None:
    stored: Any = Page.objects.get(pk=submission.page_id)
    draft_save(submission=submission, page=page, user=user, version=version_of(stored))
