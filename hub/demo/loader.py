"""Loads the demo content, once: what exists is left as it is, whatever an editor made of it since."""

from django.db import transaction

from home.models import Region
from hub.demo import pages
from hub.demo.aftercare import load_aftercare
from hub.demo.articles import load_articles
from hub.demo.calendars import load_calendars
from hub.demo.courses import load_courses
from hub.demo.data_files import day, read
from hub.demo.desk import load_desk_registrations
from hub.demo.documents import load_documents
from hub.demo.events import load_events
from hub.demo.feedback import load_feedback
from hub.demo.goals import load_goals
from hub.demo.imports import load_imports
from hub.demo.pages import Vocabulary
from hub.demo.people import load_people
from hub.demo.plans import load_plans
from hub.demo.registrations import load_registrations
from hub.demo.series import load_series
from hub.demo.submissions import load_submissions
from hub.demo.synonyms import load_synonyms
from hub.demo.texts import load_texts
from hub.demo.vocabulary import load_regions, load_tags, load_terms, load_venues
from hub.demo.working_groups import load_desk, load_group_pages, load_seats, load_working_groups
from hub.site_setup import site_setup
from members.models import Contributor, Organisation
from members.services import participation_start
from search import indexing


@transaction.atomic
def load_demo() -> None:
    """Set the site up and load everything, in one transaction: all of it, or nothing."""
    site_setup()
    regions = load_regions()
    terms = load_terms()
    organisations = load_organisations(regions)
    vocabulary = Vocabulary(
        tags=load_tags(),
        regions=regions,
        venues=load_venues(regions),
        organisations=organisations,
        contributors=load_contributors(organisations),
    )
    load_goals()
    load_synonyms()
    groups = load_working_groups(terms)
    load_people(organisations, groups, vocabulary.contributors)
    load_seats(groups, vocabulary.contributors)
    pages.load_standard_pages()
    load_desk(vocabulary.contributors)
    load_texts()
    pages.load_organisation_pages(vocabulary)
    load_group_pages(groups, vocabulary)
    pages.load_best_practices(vocabulary)
    pages.load_fieldlabs(vocabulary)
    load_courses(vocabulary)
    load_events(vocabulary, groups)
    load_plans(vocabulary)
    load_feedback()
    load_registrations()
    load_series()
    load_imports(organisations)
    load_articles(vocabulary)
    load_submissions()
    load_calendars()
    load_aftercare()
    load_documents()
    load_desk_registrations()
    # First publication dates were set in the past after publishing, and terms came before labels.
    indexing.rebuild()


def load_organisations(regions: dict[str, Region]) -> dict[str, Organisation]:
    """Return the organisations by slug, created with their participation where they are missing."""
    found = {}
    for row in read("organisations")["organisation"]:
        values = {name: row[name] for name in ("name", "kind", "website", "city", "is_example")}
        signed = row.get("code_signed_days")
        organisation, created = Organisation.objects.get_or_create(
            slug=row["slug"],
            defaults={
                **values,
                "region": regions.get(row["region"]),
                "code_signed_on": day(signed) if signed is not None else None,
            },
        )
        if created and row["level"]:
            participation_start(
                organisation=organisation,
                level=row["level"],
                starts_on=day(row.get("since_days", -30)),
                is_large=row["turnover_above_25m"],
                reduction=row["reduction"],
                reason=row.get("reduction_reason", ""),
            )
        found[row["slug"]] = organisation
    return found


def load_contributors(organisations: dict[str, Organisation]) -> dict[str, Contributor]:
    """Return the people by the data's slug, created where they are missing."""
    found = {}
    for row in read("contributors")["contributor"]:
        found[row["slug"]], _created = Contributor.objects.get_or_create(
            name=row["name"],
            email=row["email"],
            defaults={
                "job_title": row["job_title"]["nl"],
                "organisation": organisations.get(row["organisation"]),
                "is_public_contact": row["is_public_contact"],
            },
        )
    return found
