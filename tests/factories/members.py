"""Factories of the members app."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from members.enums import OrganisationKind, ParticipationLevel
from members.models import (
    Contact,
    Contributor,
    Organisation,
    OrganisationIndexPage,
    OrganisationPage,
    Participation,
    Seat,
    User,
    WorkingGroup,
)
from tests.factories.home import BuildingBlockFactory, HubPageFactory

LONG_AGO = date(2020, 1, 1)
PASSWORD = "een lang wachtwoord"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who can sign in with ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Persoon {n}")
    email = factory.Sequence(lambda n: f"persoon{n}@hub.example")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        if extracted:
            self.groups.set(extracted)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisatie {n}")
    slug = factory.Sequence(lambda n: f"organisatie-{n}")
    kind = OrganisationKind.COMPANY


class ContactFactory(factory.django.DjangoModelFactory):
    """Speaks for an organisation since long ago."""

    class Meta:
        model = Contact

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = LONG_AGO


class ParticipationFactory(factory.django.DjangoModelFactory):
    """A row at level participate since long ago, past the rules of the services."""

    class Meta:
        model = Participation

    organisation = factory.SubFactory(OrganisationFactory)
    level = ParticipationLevel.PARTICIPATE
    starts_on = LONG_AGO
    fee = Decimal(1000)


class WorkingGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkingGroup

    slug = factory.Sequence(lambda n: f"groep-{n}")
    building_block = factory.SubFactory(BuildingBlockFactory)


class SeatFactory(factory.django.DjangoModelFactory):
    """A seat since long ago, past the rules of the services."""

    class Meta:
        model = Seat

    user = factory.SubFactory(UserFactory)
    working_group = factory.SubFactory(WorkingGroupFactory)
    starts_on = LONG_AGO


class ContributorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contributor

    name = factory.Sequence(lambda n: f"Bijdrager {n}")


class OrganisationIndexPageFactory(HubPageFactory):
    class Meta:
        model = OrganisationIndexPage

    slug = "organisations"


class OrganisationPageFactory(HubPageFactory):
    class Meta:
        model = OrganisationPage

    organisation = factory.SubFactory(OrganisationFactory)


def make_member(level=ParticipationLevel.PARTICIPATE, **values):
    """Return a user who speaks for an organisation that takes part today."""
    organisation = OrganisationFactory(**values)
    ends_on = timezone.localdate().replace(year=2100, day=1) if level == ParticipationLevel.INFORM else None
    ParticipationFactory(organisation=organisation, level=level, ends_on=ends_on)
    return ContactFactory(organisation=organisation).user
