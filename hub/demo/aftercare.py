"""Loads what came of the demo's events, and who would come to its courses, through the services of organisers."""

from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from events.aftercare import services
from events.interest.services import interest_say
from events.models import Aftercare, EventPage, Interest
from home.models import Region
from hub.demo.data_files import read
from hub.demo.pages import Row
from knowledge.models import BestPracticePage, CoursePage
from members.models import User

# The smallest document that a reader of PDF opens: one page, which says nothing.
PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def load_aftercare() -> None:
    """Record what is missing."""
    data = read("aftercare")
    for row in data["record"]:
        _record(row)
    for row in data["interest"]:
        _interest(row)


def _record(row: Row) -> None:
    work = EventPage.objects.get(slug=row["event"], locale__language_code="nl").translation_key
    if Aftercare.objects.filter(work=work).exists():
        return
    practices = BestPracticePage.objects.filter(slug__in=row["practices"], locale__language_code="nl")
    values = services.Values(
        findings={code: row[code] for code in ("nl", "en") if code in row},
        recording_url=row.get("recording_url", ""),
        attendance=row["attendance"],
        practices=[str(key) for key in practices.values_list("translation_key", flat=True)],
    )
    aftercare = services.aftercare_save(work=work, values=values)
    file = SimpleUploadedFile(f"{row['slides']}.pdf", PDF, content_type="application/pdf")
    services.document_add(aftercare=aftercare, file=file)
    services.aftercare_publish(aftercare=aftercare)


def _interest(row: Row) -> None:
    page = CoursePage.objects.get(slug=row["course"], locale__language_code="nl")
    user = User.objects.get(email=row["member"])
    if not Interest.objects.filter(work=page.translation_key, user=user).exists():
        region = Region.objects.get(code=row["region"])
        interest_say(page=page, user=user, language="nl", region=region, form=row["form"])
