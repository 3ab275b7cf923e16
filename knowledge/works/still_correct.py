"""Twice a year: is it still correct? A signed address, a page that says what is asked, one button that answers."""

from datetime import date, timedelta
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from events.jobs import Outcome, do_each
from knowledge.enums import EvidenceLevel
from knowledge.models import BestPracticePage, EvidenceConfirmation, WorkNote
from knowledge.services import evidence_confirm
from knowledge.works import letters
from knowledge.works.reading import keepers_of
from members.models import Contributor, User
from search.addresses import absolute_url

SALT: Final = "knowledge.still-correct"
# Half a year from one confirmation to the next question, and two months to answer it by mail.
INTERVAL: Final = timedelta(days=183)
ANSWER_SECONDS: Final = 60 * 24 * 3600


def half_year(day: date) -> str:
    """Return the half-year of a day, such as ``2026-H2``: nobody is asked twice in one."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


def token_of(page: BestPracticePage, user: Any) -> str:
    """Return what lets this person answer for this work, without signing in, for two months."""
    return signing.dumps([page.public_id, user.pk], salt=SALT)


def read_token(token: str) -> tuple[str, User] | None:
    """Return the public id of the work and who was asked; ``None`` for what is forged, old or of a closed account."""
    try:
        public_id, key = signing.loads(token, salt=SALT, max_age=ANSWER_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return (public_id, user) if user is not None else None


def due_practices(*, today: date | None = None) -> list[BestPracticePage]:
    """Return the live practices whose evidence nobody stood for in half a year: one page a work, the oldest first."""
    before = (today or timezone.localdate()) - INTERVAL
    pages = BestPracticePage.objects.filter(live=True, last_published_at__date__lte=before)
    pages = (
        pages.exclude(evidence_level=EvidenceLevel.IDEA).select_related("locale").order_by("last_published_at", "pk")
    )
    recent = set(EvidenceConfirmation.objects.filter(confirmed_on__gt=before).values_list("work", flat=True))
    found: dict[Any, BestPracticePage] = {}
    for page in pages:
        if page.translation_key not in recent:
            found.setdefault(page.translation_key, page)
    withdrawn = WorkNote.objects.withdrawn(found)
    return [page for work, page in found.items() if work not in withdrawn]


def authors_ask(*, today: date | None = None) -> Outcome:
    """Ask the authors of every practice that is due; counted are people, and one practice stops no other.

    Safe to run each day: who was asked in this half-year is not asked again.
    """
    period = half_year(today or timezone.localdate())

    def ask(page: BestPracticePage) -> int:
        people = list(keepers_of(page))
        for user in people:
            with translation.override(user.language):
                address = absolute_url(reverse("works:still_correct", args=[token_of(page, user)]))
            letters.still_correct(page=page, user=user, period=period, address=address)
        return len(people)

    return do_each(due_practices(today=today), ask)


@transaction.atomic
def answer(*, page: BestPracticePage, user: User) -> EvidenceConfirmation:
    """Confirm the evidence of a practice today, as the contributor that an account is.

    A second click on one day changes nothing. Raises ``ValidationError`` as ``evidence_confirm`` does.
    """
    # Two clicks at once take turns, so that the second finds what the first wrote.
    BestPracticePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    contributor, _created = Contributor.objects.get_or_create(user=user, defaults={"name": user.name or user.email})
    today = timezone.localdate()
    confirmed = EvidenceConfirmation.objects.filter(
        work=page.translation_key, contributor=contributor, confirmed_on=today
    )
    return confirmed.first() or evidence_confirm(page=page, contributor=contributor)
