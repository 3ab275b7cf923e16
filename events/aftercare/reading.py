"""What readers see of what came of a work, and which best practices may be linked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from events.models.aftercare import Aftercare, AftercareDocument
from home import listing
from home.models import HubDocument
from search.audience import is_visible
from search.engines import get_engine
from search.normalise import normalise
from search.results import Hit

if TYPE_CHECKING:
    from events.models import DatedPage

MOST_PRACTICES: Final = 6
PRACTICES_FOUND: Final = 8
LONGEST_QUESTION: Final = 100
# The type of the works that can be linked, as search knows it: the model belongs to an app above this one.
PRACTICE: Final = "best-practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What came of a work, for one reader. ``language`` is that of the findings when it is not the page's."""

    findings: list[str]
    language: str
    recording_url: str
    attendance: int | None
    documents: list[HubDocument]
    practices: list[Hit]


def record_of(page: "DatedPage", request: HttpRequest) -> Record | None:
    """Return what came of a work as this visitor may see it; ``None`` while nothing is published."""
    aftercare = page.aftercare
    if aftercare is None:
        return None
    findings, language = findings_in(aftercare, page.locale.language_code)
    return Record(
        findings=findings,
        language=language if language != page.locale.language_code else "",
        recording_url=aftercare.recording_url,
        attendance=aftercare.attendance,
        documents=aftercare.published_documents,
        practices=listing.works(request, aftercare.practice_keys),
    )


def after_context(page: "DatedPage", request: HttpRequest) -> dict[str, Any]:
    """Return what a page shows of what came of it, and of who would come.

    ``record``; ``leads_with_record``: whether nothing comes after it; ``may_write_record``: whether this visitor may
    write it now; ``awaits_date``: whether one can say that one would come; ``sees_interest``: whether this visitor
    sees how many do.
    """
    from events.permissions import may_organise  # noqa: PLC0415 - it needs every model; the models read this module

    over, awaits = is_over(page), page.awaits_date
    user = request.user
    organises = bool((over or awaits) and user.is_authenticated and may_organise(page, user))
    return {
        "record": record_of(page, request),
        "leads_with_record": over,
        "may_write_record": over and organises,
        "awaits_date": awaits,
        "sees_interest": awaits and organises,
    }


def findings_in(aftercare: Aftercare, language: str) -> tuple[list[str], str]:
    """Return the findings in a language, else in the first of the site's that has some, with that language."""
    for code in (language, *(code for code, _name in settings.LANGUAGES)):
        if aftercare.findings.get(code):
            return aftercare.findings[code], code
    return [], language


def is_over(page: "DatedPage") -> bool:
    """Return whether its last date is over, so that there is something to tell."""
    held = [occurrence for occurrence in page.occurrences if not occurrence.is_cancelled]
    return bool(held) and all(occurrence.ends_at <= timezone.now() for occurrence in held)


def practices_found(request: HttpRequest, text: str) -> list[Hit]:
    """Return best practices that somebody may mean by what they type, as they may see them; none for no words.

    What begins like it comes first, because somebody may be typing still; then what has the words.
    """
    words = normalise(text[:LONGEST_QUESTION])
    if not words.text:
        return []
    query = listing.base_query(request).replace(text=words)
    engine = get_engine()
    begun = [hit for hit in engine.suggest(query, size=PRACTICES_FOUND * 3).hits if hit.type == PRACTICE]
    named = engine.search(query.with_values("type", PRACTICE).replace(size=PRACTICES_FOUND)).hits
    return list({hit.work: hit for hit in (*begun, *named)}.values())[:PRACTICES_FOUND]


def may_read_file(file: Any, user: Any) -> bool:
    """Return whether a document of a record may be read by this person (``HUB_FILE_READERS``).

    They lie in a closed collection: who sees the page, and as long as they do, sees what came of it.
    """
    from events.finding import live_page_of  # noqa: PLC0415 - it needs every model; the models read this module

    if not isinstance(file, HubDocument):
        return False
    row = (
        AftercareDocument.objects.filter(document=file, published_at__isnull=False).select_related("aftercare").first()
    )
    page = live_page_of(row.aftercare.work, get_language() or "") if row is not None else None
    return page is not None and is_visible(page, user)
