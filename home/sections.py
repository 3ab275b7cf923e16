"""What other apps show on the landing page of a term."""

import functools
from typing import Any, Protocol, cast, runtime_checkable

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from home.models.terms import Term


@runtime_checkable
class LandingSection(Protocol):
    """A part of a landing page that another app contributes (``HUB_LANDING_SECTIONS``, in order)."""

    template: str

    def get_context(self, request: HttpRequest, term: Term) -> dict[str, Any]:
        """Return what the template needs; what the visitor may not see must not be in it."""


@functools.cache
def _load(dotted: tuple[str, ...]) -> tuple[LandingSection, ...]:
    return tuple(cast(LandingSection, import_string(path)) for path in dotted)


def get_landing_sections() -> tuple[LandingSection, ...]:
    """Return the sections of ``HUB_LANDING_SECTIONS`` (dotted paths to instances), in order."""
    return _load(tuple(settings.HUB_LANDING_SECTIONS))


def section_contexts(request: HttpRequest, term: Term) -> list[dict[str, Any]]:
    """Return the template and context of each section for this term."""
    return [{"template": section.template, **section.get_context(request, term)} for section in get_landing_sections()]
