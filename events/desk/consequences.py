"""What the conditions of registration mean today, in sentences: so that nobody has to work it out."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events.desk.access import Desk
from events.desk.counting import too_many
from events.models import Registration, RegistrationTerms
from home import wording


def consequences(desk: Desk) -> list[str]:
    """Return what holds now: whether one can register, who is too many, who waits, and when names are removed."""
    terms = desk.terms
    if terms is None:
        return [_("Nobody can register here yet.")]
    return [_open_text(desk, terms), *_too_many(desk), *_waiting(desk, terms), *_removed(desk, terms)]


def _open_text(desk: Desk, terms: RegistrationTerms) -> str:
    if not terms.is_open:
        return _("Registration is closed. Who is registered keeps the place.")
    if terms.opens_at is not None and terms.opens_at > timezone.now():
        local = wording.local_time(terms.opens_at, desk.schedule.zone)
        facts = {"day": wording.day_text(local.date(), weekday=True), "time": wording.clock_text(local.time())}
        return _("Registration opens on %(day)s at %(time)s.") % facts
    if not any(date.ends_at > timezone.now() for date in desk.dates):
        return _("All dates are over: nobody can register any more.")
    return _("People can register now.")


def _too_many(desk: Desk) -> list[str]:
    over = too_many(desk)
    if not over:
        return []
    text = ngettext(
        "%(count)d person more than there are places: nobody is removed, and nobody else gets a place until there is "
        "one.",
        "%(count)d people more than there are places: nobody is removed, and nobody else gets a place until there is "
        "one.",
        over,
    )
    return [text % {"count": over}]


def _waiting(desk: Desk, terms: RegistrationTerms) -> list[str]:
    number = Registration.objects.waiting().filter(schedule=desk.schedule).count()
    if not number:
        return []
    text = ngettext(
        "%(count)d person waits. More places are offered at once; an offer stands %(hours)d hours.",
        "%(count)d people wait. More places are offered at once, in turn; an offer stands %(hours)d hours.",
        number,
    )
    return [text % {"count": number, "hours": terms.offer_hours}]


def _removed(desk: Desk, terms: RegistrationTerms) -> list[str]:
    if not desk.dates:
        return []
    last = max(date.ends_at for date in desk.dates)
    day = wording.day_text(wording.local_time(last + timedelta(days=terms.retention_days)).date())
    return [_("Names, addresses and answers are removed on %(day)s.") % {"day": day}]
