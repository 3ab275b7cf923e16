"""What publishing asks of a page: messages by field, in words that say what to do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from knowledge.enums import EvidenceLevel, UseCaseStatus

if TYPE_CHECKING:
    from knowledge.models import (
        BestPracticePage,
        CoursePage,
        FieldlabPage,
        FundingCallPage,
        NewsPage,
        PublicationPage,
        UseCasePage,
    )

Errors = dict[str, list[Any]]


def best_practice_errors(page: "BestPracticePage") -> Errors:
    """Return what keeps a best practice from being published, by field.

    Each level of evidence asks for its own fields; dates and amounts must be in order.
    """
    errors: Errors = {}
    for name in ("summary", "problem", "approach"):
        _ask(page, name, errors)
    LEVEL_CHECKS[EvidenceLevel(page.evidence_level)](page, errors)
    if page.pilot_started and page.pilot_ended and page.pilot_ended < page.pilot_started:
        errors.setdefault("pilot_ended", []).append(_("The pilot cannot end before it started."))
    if page.costs_from is not None and page.costs_to is not None and page.costs_to < page.costs_from:
        errors.setdefault("costs_to", []).append(_("The highest amount cannot be less than the lowest."))
    return errors


def fieldlab_errors(page: "FieldlabPage") -> Errors:
    """Return what keeps a fieldlab from being published, by field."""
    errors: Errors = {}
    for name in ("summary", "focus"):
        _ask(page, name, errors)
    # A network of labs has no one town, but it has a region: its own, or the whole country.
    if not page.is_virtual and not page.region_id:
        errors["region"] = [_("Give the region, or tick that the fieldlab is entirely online.")]
    if page.starts_on and page.ends_on and page.ends_on < page.starts_on:
        errors["ends_on"] = [_("The fieldlab cannot end before it starts.")]
    if page.is_open and page.phase == "concluded":
        errors["is_open"] = [_("A fieldlab that has concluded cannot take new participants.")]
    return errors


def course_errors(page: "CoursePage") -> Errors:
    """Return what keeps a course from being published, by field; its dates are asked by ``DatedPage``."""
    errors: Errors = {}
    _ask(page, "summary", errors)
    if not page.audiences:
        errors["audiences"] = [_("Choose at least one group: it is how people look for a course.")]
    if not page.delivery_languages:
        errors["delivery_languages"] = [_("Choose at least one language in which the course is given.")]
    if not page.provider and not page.organisations.all():
        errors["organisations"] = [_("Choose who gives the course, or give the name of another provider.")]
    if not page.website and not (page.contact and page.contact.is_public_contact and page.contact.email):
        errors["website"] = [
            _("Give the website to enrol at, or a contact person who has an e-mail address and agreed to be asked.")
        ]
    if page.pending_date is not None and not page.is_dated:
        errors["start"] = [_("You filled in a date. Choose “On dates”, or empty the fields of the date.")]
    return errors


def news_errors(page: "NewsPage") -> Errors:
    """Return what keeps a news article from being published, by field."""
    errors: Errors = {}
    _ask(page, "summary", errors)
    if not page.body:
        errors["body"] = [_missing(page, "body")]
    return errors


def publication_errors(page: "PublicationPage") -> Errors:
    """Return what keeps a publication from being published, by field: what it is, of whom, and a way to read it."""
    errors: Errors = {}
    _ask(page, "summary", errors)
    if not page.author_names and not page.publisher:
        errors["author_names"] = [_("Give the authors or the publisher.")]
    if not page.languages:
        errors["languages"] = [_("Choose at least one language of the publication.")]
    if page.published_on > timezone.localdate():
        errors["published_on"] = [_("Choose today or a day before it.")]
    if not page.external_url and not page.doi and not page.file_id:
        errors["external_url"] = [_("Give the address, the DOI or a file: a reader must be able to read it.")]
    return errors


def use_case_errors(page: "UseCasePage") -> Errors:
    """Return what keeps a use case from being published, by field. Only what was tried has a result."""
    errors: Errors = {}
    for name in ("summary", "question", "solution"):
        _ask(page, name, errors)
    if page.status != UseCaseStatus.EXPLORED:
        _ask(page, "result", errors)
    return errors


def funding_call_errors(page: "FundingCallPage") -> Errors:
    """Return what keeps a funding call from being published, by field. One that has closed may be changed still."""
    errors: Errors = {}
    for name in ("summary", "for_whom", "external_url"):
        _ask(page, name, errors)
    if page.opens_at and page.deadline and page.deadline <= page.opens_at:
        errors["deadline"] = [_("The deadline cannot be before the call opens.")]
    if page.budget_from is not None and page.budget_to is not None and page.budget_to < page.budget_from:
        errors["budget_to"] = [_("The highest amount cannot be less than the lowest.")]
    return errors


def _ask(page: Any, name: str, errors: Errors) -> None:
    """Ask for a text; rich text that holds nothing but tags counts as empty."""
    if not strip_tags(str(getattr(page, name) or "")).strip():
        errors.setdefault(name, []).append(_missing(page, name))


def _label(page: Any, name: str) -> str:
    return capfirst(str(page._meta.get_field(name).verbose_name))


def _missing(page: Any, name: str) -> str:
    return _("%(field)s: fill this in before you publish.") % {"field": _label(page, name)}


def _evidence_missing(page: "BestPracticePage", name: str) -> str:
    message = _("%(field)s: evidence “%(level)s” asks for this.")
    return message % {"field": _label(page, name), "level": page.evidence.label}


def _ask_evidence(page: "BestPracticePage", errors: Errors, *names: str) -> None:
    for name in names:
        value = getattr(page, name)
        if value is None or not str(value).strip():
            errors.setdefault(name, []).append(_evidence_missing(page, name))


def _check_idea(page: "BestPracticePage", errors: Errors) -> None:
    _ask_evidence(page, errors, "expected_effect")


def _check_pilot(page: "BestPracticePage", errors: Errors) -> None:
    # Many a source gives no day, only a season: the setting says when in words.
    _ask_evidence(page, errors, "pilot_setting")
    if page.pilot_started and page.pilot_started > timezone.localdate():
        errors.setdefault("pilot_started", []).append(_("A pilot that has yet to start is still an idea."))


def _check_measured(page: "BestPracticePage", errors: Errors) -> None:
    _ask_evidence(page, errors, "measurement_method")
    outcomes = list(page.outcomes.all())
    if any(not outcome.missing for outcome in outcomes):
        return
    if not outcomes:
        message = _("Figures: evidence “%(level)s” asks for at least one.") % {"level": page.evidence.label}
    else:
        first = outcomes[0]
        labels = ", ".join(_label(first, name).lower() for name in first.missing)
        message = _("Figures: at least one must be complete. “%(figure)s” lacks: %(fields)s.") % {
            "figure": first.indicator,
            "fields": labels,
        }
    errors.setdefault("outcomes", []).append(message)


def _check_reproduced(page: "BestPracticePage", errors: Errors) -> None:
    _check_measured(page, errors)
    _ask_evidence(page, errors, "reproduced_by")
    if not page.reproduction_source and not page.reproduction_url:
        errors.setdefault("reproduction_source", []).append(_evidence_missing(page, "reproduction_source"))


LEVEL_CHECKS: dict[EvidenceLevel, Callable[["BestPracticePage", Errors], None]] = {
    EvidenceLevel.IDEA: _check_idea,
    EvidenceLevel.PILOT: _check_pilot,
    EvidenceLevel.MEASURED: _check_measured,
    EvidenceLevel.REPRODUCED: _check_reproduced,
}
