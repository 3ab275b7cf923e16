"""The writes of who would come: saying so, confirming, withdrawing; telling them of a date; forgetting them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import OccurrenceStatus, ScheduleStatus
from events.finding import live_page_of
from events.interest import letters
from events.jobs import Outcome, do_each
from events.models import DatedPage, Interest, Occurrence
from events.organisers import organisers_tell
from home.models import Region
from members.enums import NoticeKind
from members.models import User
from members.notices import notice_send
from search.audience import is_visible

# An address that nobody confirmed is forgotten after a week; who was told of a date a month later.
UNCONFIRMED: Final = timedelta(days=7)
TOLD: Final = timedelta(days=30)
# Nobody waits longer than two years for a date.
LONGEST: Final = timedelta(days=730)


@transaction.atomic
def interest_say(
    *,
    page: DatedPage,
    language: str,
    user: User | None = None,
    email: str = "",
    region: Region | None = None,
    form: str = "",
) -> Interest:
    """Record that an account, or an address, would come to what has no date yet; a second time changes region and form.

    An address counts when its owner has confirmed it, for which they get a letter. Raises ``ValidationError`` when
    there is a date already, and for what is no address.
    """
    if not page.awaits_date:
        raise ValidationError(_("There is a date already."), code="dated")
    if user is None:
        validate_email(email)
    whose: dict[str, Any] = {"user": user} if user is not None else {"email": email.strip().lower()}
    values = {"region": region, "form": form, "language": language}
    interest, _is_new = Interest.objects.get_or_create(work=page.translation_key, **whose, defaults=values)
    if user is not None:
        Interest.objects.filter(pk=interest.pk).update(**values)
        return _confirm(interest, page)
    if interest.confirmed_at is None:
        Interest.objects.filter(pk=interest.pk).update(**values)
        notice_send(
            kind=NoticeKind.REGISTRATION,
            matter=f"interest:{interest.uuid}",
            # Whoever lost the letter may ask for another one, once a day.
            period=f"{timezone.localdate()}",
            email=interest.email,
            language=language,
            write=letters.confirm_address(interest, page),
        )
    return interest


@transaction.atomic
def interest_confirm(*, interest: Interest) -> Interest:
    """Record that the owner of an address meant it; a second time changes nothing."""
    page = live_page_of(interest.work)
    if page is None:
        raise ValidationError(_("This is not on the site any more."), code="gone")
    return _confirm(interest, page)


@transaction.atomic
def interest_withdraw(*, interest: Interest) -> None:
    """Forget that somebody would come."""
    interest.delete()


def interests_end(*, user: User) -> None:
    """Forget to what somebody who deletes their account would come, said by the account or by its address."""
    Interest.objects.filter(Q(user=user) | Q(email=user.email)).delete()


def interests_tell(now: datetime | None = None) -> Outcome:
    """Tell everybody who would come that there is a date, once.

    Who may not see the page hears of it when they may. Safe to run as often as one likes, and to break off: each is
    told in a transaction of their own, and one who cannot be told keeps nobody else waiting.
    """
    outcome = Outcome()
    works = set(Interest.objects.confirmed().untold().order_by().values_list("work", flat=True))
    moment = now or timezone.now()
    dated = Occurrence.objects.upcoming(moment).filter(
        schedule__work__in=works, schedule__status=ScheduleStatus.SCHEDULED
    )
    for work in set(dated.exclude(status=OccurrenceStatus.CANCELLED).values_list("schedule__work", flat=True)):
        page = live_page_of(work)
        if page is None or not page.is_dated:
            continue
        people = Interest.objects.for_work(work).confirmed().untold().select_related("user")
        seeing = [interest for interest in people if is_visible(page, interest.user)]
        outcome += do_each(seeing, partial(_tell, page=page, now=moment))
    return outcome


def interests_forget(now: datetime | None = None) -> int:
    """Delete who was told of a date a month ago, addresses that nobody confirmed, and what is very old."""
    moment = now or timezone.now()
    old = Interest.objects.filter(told_at__lt=moment - TOLD)
    unconfirmed = Interest.objects.filter(confirmed_at=None, created_at__lt=moment - UNCONFIRMED)
    forgotten = Interest.objects.filter(created_at__lt=moment - LONGEST)
    return sum(rows.delete()[0] for rows in (old, unconfirmed, forgotten))


def _confirm(interest: Interest, page: DatedPage) -> Interest:
    """Let it count, and tell the organisers when that makes enough."""
    if not Interest.objects.filter(pk=interest.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
        return interest
    number = Interest.objects.for_work(interest.work).confirmed().untold().count()
    if number >= settings.HUB_INTEREST_AT:
        organisers_tell(
            page, matter=f"interest:{interest.work}", write=lambda _reader: letters.enough_people(page, number)
        )
    interest.refresh_from_db()
    return interest


def _tell(interest: Interest, *, page: DatedPage, now: datetime) -> bool:
    if not Interest.objects.filter(pk=interest.pk, told_at=None).update(told_at=now):
        return False
    to: dict[str, Any] = (
        {"user": interest.user}
        if interest.user is not None
        else {"email": interest.email, "language": interest.language}
    )
    notice_send(
        kind=NoticeKind.REGISTRATION,
        matter=f"interest-date:{interest.uuid}",
        write=letters.date_published(interest, page),
        **to,
    )
    return True
