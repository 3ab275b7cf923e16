"""Loads the demo's vocabularies: regions, the two axes, tags, venues."""

from typing import Any

from events.models import Venue
from home.models import ApplicationArea, BuildingBlock, Region, Tag, Term
from hub.demo.data_files import read

LANGUAGES = ("nl", "en")


def load_regions() -> dict[str, Region]:
    """Return the regions by code, created where they are missing."""
    found = {}
    for row in read("regions")["region"]:
        values = {"name_nl": row["nl"], "name_en": row["en"], "order": row["order"]}
        tile = {"column": row.get("column"), "row": row.get("row")}
        found[row["code"]], _created = Region.objects.get_or_create(code=row["code"], defaults={**values, **tile})
    return found


def load_terms() -> dict[str, Term]:
    """Return building blocks and application areas by slug, created with their texts where missing."""
    data = read("terms")
    terms: dict[str, Term] = {}
    for model, key in ((BuildingBlock, "building_block"), (ApplicationArea, "application_area")):
        for row in data[key]:
            term = model.objects.filter(slug=row["slug"]).first()
            terms[row["slug"]] = term or _term(model, row)
    return terms


def _term(model: type[Term], row: dict[str, Any]) -> Term:
    term: Any = model(**{key: row[key] for key in ("slug", "order", "icon", "dye", "weave") if row.get(key)})
    for language in LANGUAGES:
        text = row[language]
        term.texts.add(
            term.texts.model(
                language=language, name=text["name"], description=text["description"], body=text["body"].strip()
            )
        )
    term.save()
    return term


def load_tags() -> dict[str, Tag]:
    """Return the tags by slug, created with their names where missing."""
    tags = {}
    for row in read("tags")["tag"]:
        tag, created = Tag.objects.get_or_create(slug=row["slug"], defaults={"name": row["nl"]})
        if created:
            for language in LANGUAGES:
                tag.texts.create(language=language, name=row[language])
            tag.save()
        tags[row["slug"]] = tag
    return tags


def load_venues(regions: dict[str, Region]) -> dict[str, Venue]:
    """Return the venues by the data's slug, created where they are missing."""
    venues = {}
    for row in read("venues")["venue"]:
        values = {key: row[key] for key in ("street", "postal_code", "latitude", "longitude") if row.get(key)}
        venues[row["slug"]], _created = Venue.objects.get_or_create(
            name=row["name"],
            city=row["city"],
            defaults={
                **values,
                "region": regions.get(row.get("region", "")),
                "accessibility": row["accessibility"]["nl"],
            },
        )
    return venues
