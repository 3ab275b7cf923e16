"""Factories of the knowledge app."""

from datetime import date
from decimal import Decimal

import factory

from knowledge.models import (
    BestPracticeAuthor,
    BestPracticeIndexPage,
    BestPracticePage,
    EvidenceConfirmation,
    FieldlabIndexPage,
    FieldlabPage,
    FieldlabPartner,
    Outcome,
)
from tests.factories.home import HubPageFactory


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
