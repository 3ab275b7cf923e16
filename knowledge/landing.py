"""What this app contributes to the landing pages of terms: places to try it, courses, and what is read in passing."""

from django.utils.translation import gettext_lazy as _

from home.sections import WorksSection
from knowledge.enums import Phase

# Types that are read in passing: a line each is enough.
SHORT_TYPES = ("use-case", "publication", "news", "funding-call")

fieldlabs_section = WorksSection(
    slug="fieldlabs",
    title=_("Running fieldlabs"),
    label=_("Fieldlabs"),
    filters={"type": ("fieldlab",), "phase": (Phase.RUNNING.value,)},
    is_half=True,
)
courses_section = WorksSection(
    slug="courses", title=_("Courses"), filters={"type": ("course",)}, sort="soonest", is_half=True
)
more_section = WorksSection(
    slug="more",
    title=_("More from this corner"),
    label=_("More"),
    filters={"type": SHORT_TYPES},
    template="knowledge/includes/landing_more.html",
    size=6,
    is_half=True,
)
