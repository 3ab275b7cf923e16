from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members import services
from members.enums import FeeReduction, OrganisationKind, ParticipationLevel
from members.models import Organisation, Participation, ParticipationTerms
from tests.factories.members import OrganisationFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

PARTICIPATE, INFORM = ParticipationLevel.PARTICIPATE, ParticipationLevel.INFORM
DAY = date(2026, 3, 1)


def start(organisation=None, **values):
    values = {"level": PARTICIPATE, "starts_on": DAY, **values}
    return services.participation_start(organisation=organisation or OrganisationFactory(), **values)


def refused(code, function, **values):
    before = list(Participation.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as caught:
        function(**values)
    assert caught.value.code == code
    assert list(Participation.objects.order_by("pk").values()) == before


def collective(number=10, **values):
    association = OrganisationFactory(kind=OrganisationKind.SECTOR_ASSOCIATION, name="Branche")
    members = OrganisationFactory.create_batch(number, kind=OrganisationKind.SME)
    return association, members


@pytest.mark.parametrize(
    ("is_large", "fee"), [(True, Decimal("15000")), (False, Decimal("1000"))], ids=["large", "other"]
)
def test_the_fee_of_level_participate_follows_from_the_turnover(is_large, fee):
    participation = start(is_large=is_large)

    assert (participation.fee, participation.currency, participation.deduction, participation.ends_on) == (
        fee,
        "EUR",
        Decimal(0),
        None,
    )


def test_other_terms_hold_for_what_starts_afterwards():
    before = start()
    terms = ParticipationTerms.load()
    terms.fee_participate, terms.currency = Decimal("1250.50"), "SEK"
    terms.save()

    after = start()

    before.refresh_from_db()
    assert (before.fee, before.currency, after.fee, after.currency) == (
        Decimal("1000.00"),
        "EUR",
        Decimal("1250.50"),
        "SEK",
    )


@pytest.mark.parametrize("kind", [OrganisationKind.STARTUP, OrganisationKind.EDUCATION, OrganisationKind.NGO])
def test_those_who_cannot_pay_may_be_exempted_in_kind(kind):
    participation = start(OrganisationFactory(kind=kind), reduction=FeeReduction.EXEMPT, reason=" Gastlessen ")

    assert (participation.fee, participation.reduction, participation.reason) == (Decimal(0), "exempt", "Gastlessen")


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        (OrganisationKind.COMPANY, {"reduction": FeeReduction.EXEMPT, "reason": "Gastlessen"}, "exempt_kind"),
        (OrganisationKind.NGO, {"reduction": FeeReduction.EXEMPT, "reason": "  "}, "exempt_reason"),
        (OrganisationKind.NGO, {"reduction": FeeReduction.EXEMPT, "reason": "x", "is_large": True}, "reduction"),
        (OrganisationKind.SME, {"reduction": FeeReduction.COLLECTIVE}, "association"),
        (OrganisationKind.SME, {"level": INFORM, "reduction": FeeReduction.EXEMPT}, "reduction"),
        (OrganisationKind.SME, {"ends_on": date(2026, 2, 28)}, "dates"),
    ],
)
def test_what_the_rules_forbid_is_refused_and_writes_nothing(kind, values, code):
    refused(code, start, organisation=OrganisationFactory(kind=kind), **values)


def test_an_association_is_only_for_a_collective():
    association, _members = collective(0)

    refused("association", start, association=association)


def test_ten_smes_of_one_sector_pay_half_through_their_association():
    association, members = collective(10)

    started = services.participation_start_collective(organisations=members, association=association, starts_on=DAY)

    assert [(p.organisation, p.fee, p.reduction, p.association) for p in started] == [
        (member, Decimal("500.00"), "collective", association) for member in members
    ]


def test_nine_are_not_enough_and_none_of_them_starts():
    association, members = collective(9)

    refused(
        "collective_size",
        services.participation_start_collective,
        organisations=members,
        association=association,
        starts_on=DAY,
    )


def test_nobody_is_not_a_collective():
    association, _members = collective(0)

    refused(
        "collective", services.participation_start_collective, organisations=[], association=association, starts_on=DAY
    )


def test_one_more_may_join_a_collective_of_ten_but_not_one_of_nine_that_is_left():
    association, members = collective(10)
    started = services.participation_start_collective(organisations=members, association=association, starts_on=DAY)
    joining = {"level": PARTICIPATE, "reduction": FeeReduction.COLLECTIVE, "association": association}

    eleventh = start(OrganisationFactory(kind=OrganisationKind.SME), **joining)
    for participation in started[:2]:
        services.participation_end(participation=participation, ends_on=DAY)

    assert eleventh.fee == Decimal("500.00")
    later = {**joining, "starts_on": date(2026, 3, 2)}
    assert start(OrganisationFactory(kind=OrganisationKind.SME), **later).fee == Decimal("500.00")
    services.participation_end(participation=eleventh, ends_on=date(2026, 3, 2))
    services.participation_end(participation=started[2], ends_on=date(2026, 3, 2))
    refused(
        "collective_size",
        start,
        organisation=OrganisationFactory(kind=OrganisationKind.SME),
        **{**joining, "starts_on": date(2026, 3, 3)},
    )


def test_only_smes_join_a_collective():
    association, members = collective(9)

    refused(
        "collective_kind",
        services.participation_start_collective,
        organisations=[*members, OrganisationFactory(kind=OrganisationKind.COMPANY)],
        association=association,
        starts_on=DAY,
    )


def test_only_a_sector_association_makes_a_collective():
    _association, members = collective(10)

    refused(
        "association",
        services.participation_start_collective,
        organisations=members,
        association=OrganisationFactory(kind=OrganisationKind.COMPANY),
        starts_on=DAY,
    )


@pytest.mark.parametrize(
    ("starts_on", "last_day"),
    [
        (date(2026, 3, 1), date(2026, 8, 31)),
        (date(2026, 8, 31), date(2027, 2, 27)),
        (date(2023, 8, 31), date(2024, 2, 28)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_level_inform_lasts_half_a_year_unless_shorter(starts_on, last_day):
    participation = start(level=INFORM, starts_on=starts_on)

    assert (participation.fee, participation.ends_on) == (Decimal(500), last_day)


def test_level_inform_may_be_shorter_but_not_longer():
    shorter = start(level=INFORM, ends_on=date(2026, 8, 31))

    assert shorter.ends_on == date(2026, 8, 31)
    refused("inform_limit", start, level=INFORM, ends_on=date(2026, 9, 1))


def test_level_inform_is_for_newcomers_only():
    organisation = OrganisationFactory()
    ParticipationFactory(organisation=organisation, ends_on=date(2021, 1, 1))

    refused("newcomer", start, organisation=organisation, level=INFORM)


def test_moving_up_ends_level_inform_the_day_before_and_deducts_its_fee_once():
    organisation = OrganisationFactory()
    inform = start(organisation, level=INFORM)

    up = start(organisation, starts_on=date(2026, 5, 1))

    inform.refresh_from_db()
    assert inform.ends_on == date(2026, 4, 30)
    assert (up.fee, up.deduction) == (Decimal(1000), Decimal(500))
    assert organisation.current_participation(date(2026, 4, 30)) == inform
    assert organisation.current_participation(date(2026, 5, 1)) == up
    services.participation_end(participation=up, ends_on=date(2026, 12, 31))
    assert start(organisation, starts_on=date(2027, 1, 1)).deduction == Decimal(0)


def test_an_exempted_organisation_has_nothing_to_deduct_from():
    organisation = OrganisationFactory(kind=OrganisationKind.STARTUP)
    start(organisation, level=INFORM)

    up = start(organisation, starts_on=date(2026, 5, 1), reduction=FeeReduction.EXEMPT, reason="Gastlessen")

    assert (up.fee, up.deduction) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize("starts_on", [date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2)])
def test_an_organisation_takes_part_once_at_a_time(starts_on):
    organisation = OrganisationFactory()
    start(organisation)

    refused("overlap", start, organisation=organisation, starts_on=starts_on)


def test_moving_up_on_the_first_day_of_level_inform_is_refused():
    organisation = OrganisationFactory()
    start(organisation, level=INFORM)

    refused("overlap", start, organisation=organisation)


def test_ending_keeps_the_reason_and_can_only_be_earlier_than_an_end_that_is_set():
    participation = start(OrganisationFactory(kind=OrganisationKind.NGO), reduction="exempt", reason="Gastlessen")

    services.participation_end(participation=participation, ends_on=date(2026, 6, 30), reason="Opgeheven")

    participation.refresh_from_db()
    assert (participation.ends_on, participation.reason) == (date(2026, 6, 30), "Gastlessen\nOpgeheven")
    for day in (date(2026, 2, 28), date(2026, 7, 1)):
        refused("dates", services.participation_end, participation=participation, ends_on=day)


def test_the_database_itself_refuses_a_second_open_row_and_level_inform_without_an_end():
    row = ParticipationFactory()

    for values in ({"organisation": row.organisation, "starts_on": DAY}, {"level": INFORM}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ParticipationFactory(**values)


def test_the_organisations_of_a_day_are_those_whose_row_holds_on_it_at_that_level():
    mixed = OrganisationFactory(name="A")
    ParticipationFactory(organisation=mixed, level=INFORM, starts_on=DAY, ends_on=date(2026, 3, 31))
    ParticipationFactory(organisation=mixed, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))
    ParticipationFactory(organisation=OrganisationFactory(name="B"), starts_on=date(2026, 4, 1))
    OrganisationFactory(name="never")

    def names(level, day):
        return [o.name for o in Organisation.objects.participating(level, on=day)]

    assert names(PARTICIPATE, date(2026, 3, 31)) == []
    assert names(INFORM, date(2026, 3, 31)) == ["A"]
    assert names(PARTICIPATE, date(2026, 4, 30)) == ["A", "B"]
    assert names(None, date(2026, 5, 1)) == ["B"]


def test_a_row_says_who_at_which_level_since_when():
    assert str(ParticipationFactory(organisation__name="A", starts_on=DAY)) == "A: Participate (2026-03-01)"
