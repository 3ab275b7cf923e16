"""Factories of the knowledge app."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from wagtail.models import Page

from events import services
from knowledge.models import (
    BestPracticeAuthor,
    BestPracticeIndexPage,
    BestPracticePage,
    CourseIndexPage,
    CoursePage,
    EvidenceConfirmation,
    FieldlabIndexPage,
    FieldlabPage,
    FieldlabPartner,
    FundingCallIndexPage,
    FundingCallPage,
    NewsAuthor,
    NewsIndexPage,
    NewsPage,
    Outcome,
    PublicationIndexPage,
    PublicationPage,
    UseCaseIndexPage,
    UseCasePage,
)
from tests.factories.events import in_days
from tests.factories.home import HubPageFactory, publish


class BestPracticeIndexPageFactory(HubPageFactory):
    class Meta:
        model = BestPracticeIndexPage

    slug = "best-practices"


class BestPracticePageFactory(HubPageFactory):
    """A best practice that is complete at the level of an idea."""

    class Meta:
        model = BestPracticePage

    title = factory.Sequence(lambda n: f"Best practice {n}")
    slug = factory.Sequence(lambda n: f"best-practice-{n}")
    problem = "<p>The problem</p>"
    approach = "<p>The approach</p>"
    expected_effect = "Fewer readmissions"


class OutcomeFactory(factory.django.DjangoModelFactory):
    """A complete outcome; ``locale`` comes from the page."""

    class Meta:
        model = Outcome

    indicator = "Readmissions"
    baseline = Decimal("20")
    outcome = Decimal("15")
    unit = "%"
    sample = "2,140 patients"
    period = "January to June"
    locale = factory.SelfAttribute("page.locale")
    sort_order = factory.Sequence(lambda n: n)


class BestPracticeAuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BestPracticeAuthor


class EvidenceConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EvidenceConfirmation

    level = "measured"
    confirmed_on = date(2026, 9, 14)


class FieldlabIndexPageFactory(HubPageFactory):
    class Meta:
        model = FieldlabIndexPage

    slug = "fieldlabs"


class FieldlabPageFactory(HubPageFactory):
    """A fieldlab that is complete."""

    class Meta:
        model = FieldlabPage

    title = factory.Sequence(lambda n: f"Fieldlab {n}")
    slug = factory.Sequence(lambda n: f"fieldlab-{n}")
    focus = "<p>Try your model</p>"
    is_virtual = True


class FieldlabPartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FieldlabPartner


class CourseIndexPageFactory(HubPageFactory):
    class Meta:
        model = CourseIndexPage

    slug = "courses"


class CoursePageFactory(HubPageFactory):
    """A course that is complete, and starts any time."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda n: f"Cursus {n}")
    slug = factory.Sequence(lambda n: f"cursus-{n}")
    level = "introductory"
    audiences = ["professionals"]
    form = "online"
    start = "any-time"
    delivery_languages = ["nl"]
    provider = "Leerhuis"
    website = "https://leerhuis.example/cursus"


def make_course_draft(title="Cursus", parent=None, **values):
    """Return a draft of a complete course below the Dutch list, as the editor makes one."""
    parent = parent or CourseIndexPage.objects.get(locale__language_code="nl")
    # The factory's slug is left out, so that the course gets one of its own.
    page = CoursePageFactory.build(title=title, slug="", live=False, locale=parent.locale, **values)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision()
    return page


def make_course(title="Cursus", *, start=None, date=None, parent=None, **values):
    """Return a published course; with ``start``, an aware moment, it has one date, for an afternoon.

    ``date`` holds further arguments of ``events.services.schedule_create``.
    """
    page = make_course_draft(title, parent=parent, **{"start": "dates" if start else "any-time", **values})
    if start:
        defaults = {"zone": "Europe/Amsterdam", "starts_at": start, "ends_at": start + timedelta(hours=3)}
        services.schedule_create(work=page.translation_key, **{**defaults, **(date or {})})
    return publish(page)


def course_in(days, title="Cursus", **values):
    """Return a published course that starts a number of days from today."""
    return make_course(title, start=in_days(days), **values)


class NewsIndexPageFactory(HubPageFactory):
    class Meta:
        model = NewsIndexPage

    slug = "news"


class NewsPageFactory(HubPageFactory):
    """A news article that is complete."""

    class Meta:
        model = NewsPage

    title = factory.Sequence(lambda n: f"Nieuws {n}")
    slug = factory.Sequence(lambda n: f"nieuws-{n}")
    body = [("paragraph", "<p>What happened</p>")]


class NewsAuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NewsAuthor


class PublicationIndexPageFactory(HubPageFactory):
    class Meta:
        model = PublicationIndexPage

    slug = "publications"


class PublicationPageFactory(HubPageFactory):
    """A report that is complete."""

    class Meta:
        model = PublicationPage

    title = factory.Sequence(lambda n: f"Publicatie {n}")
    slug = factory.Sequence(lambda n: f"publicatie-{n}")
    kind = "report"
    author_names = "A. Jansen, B. de Vries"
    publisher = "Voorbeelduitgeverij"
    published_on = date(2023, 5, 4)
    languages = ["en"]
    external_url = "https://publicatie.example/rapport"


class UseCaseIndexPageFactory(HubPageFactory):
    class Meta:
        model = UseCaseIndexPage

    slug = "use-cases"


class UseCasePageFactory(HubPageFactory):
    """A use case that is complete."""

    class Meta:
        model = UseCasePage

    title = factory.Sequence(lambda n: f"Toepassing {n}")
    slug = factory.Sequence(lambda n: f"toepassing-{n}")
    question = "<p>The question</p>"
    solution = "<p>What was tried</p>"
    result = "<p>What came of it</p>"
    status = "tested"


class FundingCallIndexPageFactory(HubPageFactory):
    class Meta:
        model = FundingCallIndexPage

    slug = "funding-calls"


class FundingCallPageFactory(HubPageFactory):
    """A call that is complete, and open for another forty days."""

    class Meta:
        model = FundingCallPage

    title = factory.Sequence(lambda n: f"Oproep {n}")
    slug = factory.Sequence(lambda n: f"oproep-{n}")
    funder = "Voorbeeldfonds"
    deadline = factory.LazyFunction(lambda: in_days(40, "17:00"))
    for_whom = "Schools and their partners"
    external_url = "https://fonds.example/oproep"


def make_short(factory_class, *, about=(), **values):
    """Return a published news article, publication, use case or call below its section; it points at ``about``."""
    model = factory_class._meta.model
    parent = model.allowed_parent_page_models()[0].objects.get(locale__language_code="nl")
    relations = {
        name: values.pop(name) for name in ("building_blocks", "application_areas", "organisations") if name in values
    }
    page = factory_class(parent=parent, locale=parent.locale, **values)
    page.about = [page.about.model(target=target.page_ptr) for target in about]
    return publish(page, **relations)
