"""A draft of a member, and files that are what they say or pretend to be."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Locale

from home.steps import Step
from home.versions import version_of
from knowledge.models import BestPracticePage, UseCasePage
from knowledge.submissions.drafts import draft_save, submission_start
from tests.factories.members import ContactFactory, OrganisationFactory, ParticipationFactory

STEPS = (
    Step(slug="what", title="What", fields=("title", "summary", "problem", "approach", "result")),
    Step(slug="more", title="More", fields=("lessons", "expected_effect", "body")),
)
USE_CASE_STEPS = (Step(slug="what", title="What", fields=("title", "summary", "question", "solution")),)


def allow_writing(monkeypatch):
    """Let members write best practices and use cases, whatever their own steps are."""
    monkeypatch.setattr(BestPracticePage, "submission_steps", STEPS)
    monkeypatch.setattr(UseCasePage, "submission_steps", USE_CASE_STEPS)


def make_writer(organisation=None):
    """Return somebody who writes for an organisation that takes part."""
    if organisation is None:
        organisation = OrganisationFactory()
        ParticipationFactory(organisation=organisation)
    return ContactFactory(organisation=organisation).user


def make_draft(writer, title="Een praktijk", **values):
    """Return a submission that somebody has begun."""
    organisation = writer.contacts.get().organisation
    locale = Locale.objects.get(language_code="nl")
    submission = submission_start(
        user=writer, organisation=organisation, page=BestPracticePage(title=title), locale=locale
    )
    if values:
        save(submission, writer, **values)
    return submission


def save(submission, writer, **values):
    """Write something in a draft."""
    page = submission.draft
    for name, value in values.items():
        setattr(page, name, value)
    submission.page.refresh_from_db()
    draft_save(submission=submission, page=page, user=writer, version=version_of(submission.page))
    submission.page.refresh_from_db()
    submission.__dict__.pop("draft", None)


def picture(name="photo.png", kind="PNG", size=(40, 30), tail=b"", **options):
    """Return an image; ``tail`` is what stands behind it in the file."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue() + tail)


def package(name="text.docx", parts=None, before=b"", after=b"", method=zipfile.ZIP_DEFLATED):
    """Return a zip file with these parts; a document as Word makes it without any."""
    if parts is None:
        parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return SimpleUploadedFile(name, before + buffer.getvalue() + after)
