"""Loads what came of the demo's events, and who would come to its courses, through the services of organisers."""

from django.core.files.uploadedfile import SimpleUploadedFile

from events.aftercare import services
from events.interest.services import interest_say
from events.models import Aftercare, EventPage, Interest
from home.models import Region
from hub.demo.data_files import read
from hub.demo.documents import SLIDE, make_pdf
from hub.demo.pages import Row
from knowledge.models import BestPracticePage, CoursePage
from members.models import User


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
    # A slide for each of the findings.
    slides = make_pdf([(row["slides"], finding) for finding in row["nl"]], SLIDE)
    file = SimpleUploadedFile(f"{row['slides']}.pdf", slides, content_type="application/pdf")
    services.document_add(aftercare=aftercare, file=file)
    services.aftercare_publish(aftercare=aftercare)


def _interest(row: Row) -> None:
    page = CoursePage.objects.get(slug=row["course"], locale__language_code="nl")
    user = User.objects.get(email=row["member"])
    if not Interest.objects.filter(work=page.translation_key, user=user).exists():
        region = Region.objects.get(code=row["region"])
        interest_say(page=page, user=user, language="nl", region=region, form=row["form"])
