"""Loads the demo's courses: pages first, then the dates of those that start on dates."""

import functools

from django.conf import settings

from hub.demo.data_files import read_folder
from hub.demo.dates import announce_dates, change_dates
from hub.demo.pages import Row, Vocabulary, classify, load_work, section, sourced_body, words
from knowledge.enums import CourseStart
from knowledge.models import CourseIndexPage, CoursePage

COURSE_FACTS = (
    "is_example", "provider", "level", "audiences", "form", "start", "hours", "price", "currency", "certificate",
    "website",
)  # fmt: skip


def load_courses(vocabulary: Vocabulary) -> None:
    """Load every course; its sources close the text."""
    parent = section(CourseIndexPage)

    def fill(page: CoursePage, row: Row, language: str) -> None:
        text = row[language]
        words(page, text, "prerequisites")
        page.body = sourced_body(row, text)
        page.outcomes = [("outcome", outcome) for outcome in text.get("outcomes", [])]
        if language != settings.LANGUAGE_CODE:
            return
        for name in COURSE_FACTS:
            if name in row:
                setattr(page, name, row[name])
        page.delivery_languages = row["languages"]
        page.organisations = [vocabulary.organisations[slug] for slug in row["organisations"]]
        page.contact = vocabulary.contributors.get(row["contact"])
        classify(page, row, vocabulary)

    for row in read_folder("courses"):
        is_new = not CoursePage.objects.filter(slug=row["slug"]).exists()
        has_dates = row["start"] == CourseStart.DATES
        dates = functools.partial(announce_dates, row, vocabulary) if has_dates else None
        page = load_work(parent, CoursePage, row, fill, dates)
        if is_new and has_dates:
            change_dates(row, page)
