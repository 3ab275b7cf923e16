"""Loads what is still being planned: drafts of events with a date, which only the editor shows."""

from django.conf import settings

from events.models import EventIndexPage, EventPage
from events.services import schedule_create
from home.models import ApplicationArea, BuildingBlock
from hub.demo.data_files import moment, read
from hub.demo.pages import Row, Vocabulary, section


def load_plans(vocabulary: Vocabulary) -> None:
    """Load the drafts that are not there yet."""
    for row in read("plans")["plan"]:
        if not EventPage.objects.filter(slug=row["slug"]).exists():
            _load(row, vocabulary)


def _load(row: Row, vocabulary: Vocabulary) -> None:
    page = EventPage(
        title=row["title"], slug=row["slug"], summary=row["summary"], kind=row["kind"], is_example=True, live=False
    )
    section(EventIndexPage).add_child(instance=page)
    page.building_blocks = list(BuildingBlock.objects.filter(slug__in=row["building_blocks"]))
    page.application_areas = list(ApplicationArea.objects.filter(slug__in=row["application_areas"]))
    page.save()
    page.save_revision()
    schedule_create(
        work=page.translation_key,
        zone=settings.TIME_ZONE,
        starts_at=moment(row["days"], row["start"], settings.TIME_ZONE),
        ends_at=moment(row["days"], row["end"], settings.TIME_ZONE),
        venue=vocabulary.venues[row["venue"]],
        capacity=row["capacity"],
    )
