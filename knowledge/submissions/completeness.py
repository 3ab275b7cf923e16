"""How complete a draft is: what publishing asks of it, and what members are asked besides."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.models import HubPage
from home.steps import step_asking

Errors = dict[str, list[Any]]
DATES = "dates"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a page needs before it can be submitted: a field, and in which step it is asked.

    ``step`` is empty for what only editors can change. ``messages`` say what is missing; none when it is there.
    """

    name: str
    label: str
    step: str
    messages: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it is there."""
        return not self.messages

    @property
    def anchor(self) -> str:
        """The id of the control in the form."""
        return "id_first_date-first_day" if self.name == DATES else f"id_{self.name}"


@dataclass(frozen=True, slots=True)
class Completeness:
    """All that a page needs as it is now: a stronger level of evidence asks more."""

    needs: tuple[Need, ...]

    @property
    def missing(self) -> list[Need]:
        """What is not there yet, in the order of the form."""
        return [need for need in self.needs if not need.is_done]

    @property
    def total(self) -> int:
        """How many things are asked."""
        return len(self.needs)

    @property
    def done(self) -> int:
        """How many of them are there."""
        return self.total - len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted."""
        return not self.missing


def submission_errors(page: HubPage) -> Errors:
    """Return what keeps a page from being submitted, by field: what publishing asks, and what its steps ask."""
    errors: Errors = dict(page.get_publish_errors())
    for name in (name for step in page.submission_steps for name in step.asked):
        if _is_empty(page, name):
            errors.setdefault(name, []).append(_("%(field)s: choose one.") % {"field": _label(page, name)})
    return errors


def completeness_of(page: HubPage) -> Completeness:
    """Return how complete a page is.

    What is asked is found by asking it of an empty page with the same choices, so there is no second list of it.
    """
    errors = submission_errors(page)
    asked = dict.fromkeys(("title", *submission_errors(_blank(page)), *errors))
    order = {name: place for place, name in enumerate(_names(page))}
    needs = [_need(page, name, errors.get(name, ())) for name in asked]
    return Completeness(tuple(sorted(needs, key=lambda need: order.get(need.name, len(order)))))


def _names(page: HubPage) -> list[str]:
    names = []
    for step in page.submission_steps:
        names += [*step.names, *([DATES] if step.has_dates else [])]
    return names


def _need(page: HubPage, name: str, messages: Any) -> Need:
    steps = page.submission_steps
    step = next((step for step in steps if step.has_dates), None) if name == DATES else step_asking(steps, name)
    question = dict(step.questions).get(name) if step is not None else None
    return Need(name, str(question or _label(page, name)), step.slug if step else "", tuple(map(str, messages)))


def _label(page: HubPage, name: str) -> str:
    if name == DATES:
        return _("The first date")
    field: Any = page._meta.get_field(name)
    found = field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name
    return str(capfirst(found))


def _is_empty(page: HubPage, name: str) -> bool:
    value = getattr(page, name)
    return not value.all() if hasattr(value, "all") else not value


def _blank(page: HubPage) -> HubPage:
    """Return an empty page on which the same has been chosen: a level of evidence, whether it is online."""
    blank = type(page)(locale=page.locale)
    for name in (name for step in page.submission_steps for name in step.fields):
        field: Any = page._meta.get_field(name)
        if isinstance(field, models.BooleanField) or (isinstance(field, models.CharField) and field.choices):
            setattr(blank, name, getattr(page, name))
    return blank
