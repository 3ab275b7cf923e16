"""Letters of several notices, for who wants mail once a day or once a week."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _, ngettext

from members.enums import NoticeFrequency
from members.letters import Letter, letter_draw
from members.mail import mail_create, recipient_key
from members.models import MailMessage, Notice, User

# A letter that nobody reads to its end helps nobody; the hub shows the rest.
MAX_PARTS = 30


def digest_begin(frequency: NoticeFrequency, at: datetime) -> datetime:
    """Return when the last period of daily or weekly letters began at a moment.

    Each day, or Monday, at ``HUB_DIGEST_HOUR`` on the site's clock. What was written before it goes into its letter.
    """
    zone = timezone.get_default_timezone()
    local = at.astimezone(zone)
    days = 7 if frequency == NoticeFrequency.WEEKLY else 1
    first = local.date() - timedelta(days=local.weekday() if frequency == NoticeFrequency.WEEKLY else 0)
    begin = datetime.combine(first, time(settings.HUB_DIGEST_HOUR), zone)
    if begin > local:
        begin = datetime.combine(first - timedelta(days=days), time(settings.HUB_DIGEST_HOUR), zone)
    return begin


def digest_period(frequency: NoticeFrequency, begin: datetime) -> str:
    """Return the name of a period: the day, or the week (ISO 8601: ``2026-W07``)."""
    if frequency == NoticeFrequency.WEEKLY:
        year, week, _day = begin.date().isocalendar()
        return f"{year}-W{week:02}"
    return begin.date().isoformat()


def digests_send() -> int:
    """Write the letters that are due to everybody who waits for one; returns how many. Harmless when repeated."""
    written = 0
    for frequency in (NoticeFrequency.DAILY, NoticeFrequency.WEEKLY):
        begin = digest_begin(frequency, timezone.now())
        waiting = Notice.objects.for_digest(frequency, begin).values("user")
        for user in User.objects.filter(pk__in=waiting, is_active=True).order_by("pk"):
            written += digest_send(user=user, frequency=frequency, begin=begin)
    return written


@transaction.atomic
def digest_send(*, user: User, frequency: NoticeFrequency, begin: datetime) -> bool:
    """Write the letter of one person and period; ``False`` when it was written already, or all has been read."""
    # The lock makes two processes take turns, so that no notice is counted with a letter that it is not in.
    user = User.objects.select_for_update().get(pk=user.pk)
    key = "|".join((recipient_key(user=user, email=""), "digest", frequency, digest_period(frequency, begin)))
    notices = list(Notice.objects.for_user(user).for_digest(frequency, begin).order_by("created_at", "pk"))
    if not notices or MailMessage.objects.filter(key=key).exists():
        return False
    with translation.override(user.language):
        letter = _letter_of(notices)
        drawn = letter_draw(letter, language=user.language, name=user.name, choice=str(frequency.label))
    message = mail_create(
        key=key,
        recipient=user.email,
        recipient_name=user.name,
        user=user,
        subject=letter.subject,
        drawn=drawn,
        language=user.language,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(message=message)
    return True


def _letter_of(notices: list[Notice]) -> Letter:
    number = len(notices)
    if number == 1:
        return Letter.from_json(notices[0].letter)
    subject = ngettext("%(number)d notice from %(site)s", "%(number)d notices from %(site)s", number)
    paragraphs = [_("This is what you have not read in the hub yet.")]
    rest = number - MAX_PARTS
    if rest > 0:
        more = ngettext("%(number)d more is in your hub.", "%(number)d more are in your hub.", rest)
        paragraphs.append(more % {"number": rest})
    return Letter(
        subject=subject % {"number": number, "site": settings.WAGTAIL_SITE_NAME},
        paragraphs=tuple(paragraphs),
        parts=tuple(Letter.from_json(notice.letter) for notice in notices[:MAX_PARTS]),
    )
