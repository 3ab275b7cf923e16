"""Factories of the members app."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from wagtail.models import Page

from members.enums import ActionStatus, OrganisationKind, OrganisationRole, ParticipationLevel
from members.invitations import digest_of
from members.models import (
    CoalitionDesk,
    Contact,
    Contributor,
    Invitation,
    Organisation,
    OrganisationIndexPage,
    OrganisationPage,
    Participation,
    Seat,
    User,
    WorkingGroup,
    WorkingGroupAction,
    WorkingGroupChair,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)
from tests.factories.home import BuildingBlockFactory, HubPageFactory, publish

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


class WorkingGroupIndexPageFactory(HubPageFactory):
    class Meta:
        model = WorkingGroupIndexPage

    slug = "working-groups"


class WorkingGroupPageFactory(HubPageFactory):
    class Meta:
        model = WorkingGroupPage

    working_group = factory.SubFactory(WorkingGroupFactory)


class WorkingGroupActionFactory(factory.django.DjangoModelFactory):
    """A planned action without a day; ``locale`` comes from the page."""

    class Meta:
        model = WorkingGroupAction

    title = factory.Sequence(lambda n: f"Actie {n}")
    status = ActionStatus.PLANNED
    locale = factory.SelfAttribute("page.locale")
    sort_order = factory.Sequence(lambda n: n)


class CoalitionDeskFactory(factory.django.DjangoModelFactory):
    """The desk, with somebody who may be asked."""

    class Meta:
        model = CoalitionDesk

    contact = factory.SubFactory(
        ContributorFactory, name="Coalitie Desk", email="desk@hub.example", is_public_contact=True
    )


def make_group_page(group=None, *, chairs=(), actions=(), **values):
    """Return the published public page of a working group, in Dutch; ``actions`` are values of each."""
    index = WorkingGroupIndexPage.objects.get(locale__language_code="nl")
    group = group or WorkingGroupFactory()
    page = WorkingGroupPage(
        working_group=group,
        locale=index.locale,
        live=False,
        **{"title": f"Werkgroep {group.slug}", "summary": "Maakt afspraken", **values},
    )
    # In an order of their own, as the editor gives it: without one a database answers in any.
    for place, contributor in enumerate(chairs):
        page.chairs.add(WorkingGroupChair(contributor=contributor, sort_order=place))
    for place, action in enumerate(actions):
        page.actions.add(WorkingGroupAction(locale=index.locale, sort_order=place, **{"title": "Actie", **action}))
    Page.objects.get(pk=index.pk).add_child(instance=page)
    return publish(page)


def make_organisation_page(organisation=None, **values):
    """Return the published public page of an organisation, in Dutch."""
    index = OrganisationIndexPage.objects.get(locale__language_code="nl")
    organisation = organisation or OrganisationFactory()
    page = OrganisationPage(
        organisation=organisation,
        locale=index.locale,
        live=False,
        **{"title": organisation.name, "summary": "Doet iets", **values},
    )
    Page.objects.get(pk=index.pk).add_child(instance=page)
    return publish(page)


def make_seat(group, **values):
    """Return a seat that counts: of somebody who speaks for an organisation that participates."""
    return SeatFactory(user=make_member(**values), working_group=group)


def make_member(level=ParticipationLevel.PARTICIPATE, **values):
    """Return a user who speaks for an organisation that takes part today."""
    organisation = OrganisationFactory(**values)
    ends_on = timezone.localdate().replace(year=2100, day=1) if level == ParticipationLevel.INFORM else None
    ParticipationFactory(organisation=organisation, level=level, ends_on=ends_on)
    return ContactFactory(organisation=organisation).user


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation; ``token_digest`` is that of a secret that the test knows (``digest_of``)."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"genodigde{n}@hub.example")
    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRole.AUTHOR
    token_digest = factory.Sequence(lambda n: digest_of(f"geheim-{n}"))
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
