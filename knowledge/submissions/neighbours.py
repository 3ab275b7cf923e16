"""Works that a draft looks like: what its writers may see of them, and what they say about each.

A second page about the same thing divides its readers; adding to the first one reaches more of them. So who writes
is shown what is there already, while it costs nothing to change course; the reviewers see what they made of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import HubPage
from knowledge import permissions
from knowledge.enums import NeighbourChoice, SubmissionEventKind
from knowledge.models import NeighbourFinding, Submission
from knowledge.submissions import neighbour_letters
from knowledge.submissions.events import event_add
from search.audience import user_tokens, visible_to
from search.engines import get_engine
from search.hits import find_hits
from search.language.stopwords import is_stop_word
from search.query import SearchQuery
from search.results import Bucket, Hit
from search.words import folded

# What can be about the same thing.
TYPES: Final = ("best-practice", "use-case", "fieldlab")
MOST: Final = 3
# Looked at beyond those shown: the best by words are not always the most alike.
CANDIDATES: Final = 8
# Measured on the demo's works (docs/relevance.md, "Works that look alike"): two different ones share at most 0.29 of
# the words that say something; one told again in other words shares 0.5 and more.
LEAST_SHARE: Final = 0.4
LEAST_COMMON: Final = 3
# So many letters of a word are compared: "ziekenhuis" and "ziekenhuizen" are one.
ROOT: Final = 6
SHORTEST: Final = 4
MOST_CHARACTERS: Final = 1_000
MOST_REASON: Final = 2_000
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A work that looks like a draft, and what the writers answered; ``finding`` is ``None`` until they do.

    ``title`` and ``url`` are empty for a work that is gone, or that the viewer may not see.
    """

    work: UUID
    title: str = ""
    url: str = ""
    type_label: str = ""
    organisations: tuple[str, ...] = ()
    evidence: str = ""
    finding: NeighbourFinding | None = None


def find_neighbours(
    *, title: str, summary: str, locale: str, tokens: frozenset[str], own: UUID, size: int = MOST
) -> list[Neighbour]:
    """Return the works most like a title and a summary that a holder of ``tokens`` may see, the most alike first.

    ``own`` is the work that is being written: a change of what is live does not look like itself.
    """
    text = f"{title} {summary}"[:MOST_CHARACTERS]
    if len(_roots(text)) < LEAST_COMMON:
        return []
    query = SearchQuery(locale=locale, tokens=tokens, filters={"type": TYPES})
    hits = get_engine().alike(text, query, size=CANDIDATES)
    alike = [(likeness(text, f"{hit.title} {hit.summary}"), hit) for hit in hits if hit.work != own]
    found = sorted((pair for pair in alike if pair[0]), key=lambda pair: -pair[0])
    return [_neighbour(hit) for _share, hit in found[:size]]


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 (not) to 1: the share of the shorter one's words that both have."""
    own, theirs = _roots(one), _roots(other)
    common = len(own & theirs)
    share = common / max(min(len(own), len(theirs)), 1)
    return share if common >= LEAST_COMMON and share >= LEAST_SHARE else 0.0


def neighbours_for(submission: Submission, user: Any, typed: Mapping[str, str] | None = None) -> list[Neighbour]:
    """Return what somebody may see of the works that a submission looks like, each with its answer.

    By its draft, or by the ``title`` and ``summary`` that are being ``typed``. Works that were answered stay, also when
    the text is not like them any more.
    """
    draft = submission.draft
    words = {"title": draft.title, "summary": draft.summary, **(typed or {})}
    tokens = user_tokens(user)
    found = find_neighbours(
        title=words["title"],
        summary=words["summary"],
        locale=submission.page.locale.language_code,
        tokens=tokens,
        own=submission.page.translation_key,
    )
    return _with_answers(submission, found, tokens)


def neighbours_of(submission: Submission, user: Any = None) -> list[Neighbour]:
    """Return the works that a submission looks like for its reviewers, also those that nobody answered.

    As far as ``user`` may see them, everybody without one. Of an answer about another work only the answer is told.
    """
    return neighbours_for(submission, user)


@transaction.atomic
def neighbour_answer(
    *, submission: Submission, user: Any, work: UUID, choice: NeighbourChoice, reason: str = ""
) -> NeighbourFinding:
    """Record what the writers do about a work that looks like theirs; again to change it.

    Who asks to write along, or to add an experience, is announced to the people of that work, with name and address.
    Raises ``ValidationError`` when the person does not write here, may not see the work, or does not say what is
    different.
    """
    if not permissions.is_writer(user, submission):
        raise ValidationError(_("You have no part in this submission."), code="forbidden")
    page = visible_work(work, user)
    if page is None or work == submission.page.translation_key:
        raise ValidationError(_("This work is not there any more."), code="gone")
    reason = reason.strip()
    if choice == NeighbourChoice.DIFFERENT and not reason:
        raise ValidationError({"reason": _("Say in a sentence what is different.")})
    if len(reason) > MOST_REASON:
        raise ValidationError({"reason": _("Use at most %(count)s characters.") % {"count": MOST_REASON}})
    said = submission.neighbours.filter(work=work, choice=choice, reason=reason).first()
    if said is not None:
        return said
    finding, _is_new = NeighbourFinding.objects.update_or_create(
        submission=submission,
        work=work,
        defaults={"title": page.title[:255], "choice": choice, "reason": reason, "user": user},
    )
    text = reason if choice == NeighbourChoice.DIFFERENT else f"{choice.label}. {reason}"
    event_add(submission=submission, kind=SubmissionEventKind.NEIGHBOUR, user=user, text=text)
    neighbour_letters.announce(finding=finding, submission=submission, page=page, user=user)
    return finding


def visible_work(work: UUID, user: Any) -> HubPage | None:
    """Return the page of a work that somebody may see, in whatever language; ``None`` when there is none."""
    page = visible_to(Page.objects.filter(translation_key=work), user).order_by("pk").first()
    specific = page.specific if page is not None else None
    return specific if isinstance(specific, HubPage) else None


def _with_answers(submission: Submission, found: list[Neighbour], tokens: frozenset[str]) -> list[Neighbour]:
    answers = {finding.work: finding for finding in submission.neighbours.select_related("user")}
    shown = {neighbour.work: neighbour for neighbour in found}
    others = [work for work in answers if work not in shown]
    query = SearchQuery(locale=submission.page.locale.language_code, tokens=tokens)
    hits = {hit.work: _neighbour(hit) for hit in find_hits(others, query)} if others else {}
    every = [*found, *(hits.get(work, Neighbour(work=work)) for work in others)]
    return [replace(neighbour, finding=answers.get(neighbour.work)) for neighbour in every]


def _neighbour(hit: Hit) -> Neighbour:
    return Neighbour(
        work=hit.work,
        title=hit.title,
        url=hit.url,
        type_label=str(hit.type_label),
        organisations=tuple(bucket.label for bucket in _labels(hit, "organisation")),
        evidence=", ".join(bucket.label for bucket in _labels(hit, "evidence")),
    )


def _labels(hit: Hit, facet: str) -> list[Bucket]:
    return list(hit.labels.get(facet, ()))


def _roots(text: str) -> set[str]:
    words = (folded(word) for word in _WORD.findall(text))
    return {word[:ROOT] for word in words if len(word) >= SHORTEST and not is_stop_word(word)}
