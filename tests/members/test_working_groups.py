from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from home.models import HomePage
from members import services
from members.audience import requirements, user_tokens
from members.enums import ParticipationLevel, SeatRole
from members.models import Contact, Participation, Seat, WorkingGroup
from search import audience
from search.audience import Requirement, is_visible, visible_to
from search.models import IndexTerm
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory
from tests.factories.members import (
    ContactFactory,
    OrganisationFactory,
    ParticipationFactory,
    SeatFactory,
    UserFactory,
    WorkingGroupFactory,
    make_member,
)
from tests.search.pages import publish, publish_translation

pytestmark = pytest.mark.django_db

PARTICIPATE, INFORM = ParticipationLevel.PARTICIPATE, ParticipationLevel.INFORM


def today():
    return timezone.localdate()


def refused(code, function, **values):
    before = list(Seat.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as caught:
        function(**values)
    assert caught.value.code == code
    assert list(Seat.objects.order_by("pk").values()) == before


def test_a_contact_of_a_participating_organisation_gets_a_seat_from_today():
    user, group = make_member(), WorkingGroupFactory()

    seat = services.seat_assign(user=user, working_group=group)

    assert (seat.user, seat.working_group, seat.role, seat.starts_on, seat.ends_on) == (
        user,
        group,
        SeatRole.MEMBER,
        today(),
        None,
    )


def test_nobody_else_gets_a_seat():
    group = WorkingGroupFactory()
    former = ContactFactory(ends_on=today() - timedelta(days=1))
    ParticipationFactory(organisation=former.organisation)
    ended = ContactFactory()
    ParticipationFactory(organisation=ended.organisation, ends_on=today() - timedelta(days=1))

    for user in (UserFactory(), make_member(level=INFORM), former.user, ended.user):
        refused("level", services.seat_assign, user=user, working_group=group)


def test_a_person_has_one_seat_in_a_group_at_a_time():
    user, group = make_member(), WorkingGroupFactory()
    seat = services.seat_assign(user=user, working_group=group, ends_on=today() + timedelta(days=9))

    refused("twice", services.seat_assign, user=user, working_group=group, starts_on=seat.ends_on)
    refused("dates", services.seat_assign, user=user, working_group=group, ends_on=today() - timedelta(days=1))
    refused("dates", services.seat_end, seat=seat, ends_on=seat.starts_on - timedelta(days=1))
    services.seat_end(seat=seat, ends_on=today())
    again = services.seat_assign(
        user=user, working_group=group, role=SeatRole.CHAIR, starts_on=today() + timedelta(days=1)
    )
    assert [(s.role, s.starts_on) for s in Seat.objects.order_by("starts_on")] == [
        ("member", seat.starts_on),
        ("chair", again.starts_on),
    ]


def test_tokens_are_what_somebody_has_today():
    user, group = make_member(), WorkingGroupFactory(slug="data-sharing")
    SeatFactory(user=user, working_group=group)
    SeatFactory(user=user, working_group=WorkingGroupFactory(slug="over"), ends_on=today() - timedelta(days=1))
    SeatFactory(user=user, working_group=WorkingGroupFactory(slug="later"), starts_on=today() + timedelta(days=1))

    assert user_tokens(user) == {"level:participate", "level:inform", "working-group:data-sharing"}


def test_level_inform_gives_its_own_token_only_and_a_seat_gives_nothing_with_it():
    user = make_member(level=INFORM)
    SeatFactory(user=user)

    assert user_tokens(user) == {"level:inform"}


@pytest.mark.parametrize("model", [Participation, Contact, Seat])
def test_a_right_ends_by_itself_the_day_after_its_last(model):
    user = make_member()
    SeatFactory(user=user, working_group=WorkingGroupFactory(slug="data-sharing"))

    model.objects.update(ends_on=today())
    assert "working-group:data-sharing" in user_tokens(user)

    model.objects.update(ends_on=today() - timedelta(days=1))
    assert "working-group:data-sharing" not in user_tokens(user)


def test_two_organisations_do_not_add_up_to_one_right():
    user = UserFactory()
    gone = ContactFactory(user=user, ends_on=today() - timedelta(days=1))
    ParticipationFactory(organisation=gone.organisation)
    ContactFactory(user=user, organisation=OrganisationFactory())
    SeatFactory(user=user)

    assert user_tokens(user) == set()


def test_tokens_take_two_queries(django_assert_num_queries):
    user = make_member()
    SeatFactory.create_batch(3, user=user)

    with django_assert_num_queries(2):
        user_tokens(user)


def test_the_pages_of_a_group_are_for_its_seats_in_every_language(site):
    section = publish("Werkgroep")
    below = publish("Notulen", parent=section)
    english = publish_translation(section, "Working group")
    open_page = publish("Openbaar")
    group = WorkingGroupFactory(slug="data-sharing", root_page=section.page_ptr)
    holder, other = make_member(), make_member()
    SeatFactory(user=holder, working_group=group)
    SeatFactory(user=other, working_group=WorkingGroupFactory())
    pages = [section, below, english, open_page]

    assert requirements() == [Requirement(section.path, "working-group:data-sharing")]
    assert [is_visible(page, holder) for page in pages] == [True, True, True, True]
    for user in (other, AnonymousUser()):
        assert [is_visible(page, user) for page in pages] == [False, False, False, True]
    shown = visible_to(type(section).objects.order_by("pk"), other)
    assert list(shown) == [open_page]


def clauses(page):
    terms = IndexTerm.objects.filter(entry__work=page.translation_key, facet="clause", entry__locale="nl")
    return sorted(terms.values_list("value", flat=True))


def test_search_follows_at_once_when_a_group_gets_loses_or_changes_its_pages(site):
    first, second = publish("Eerste"), publish("Tweede")
    group = WorkingGroupFactory(slug="data-sharing")
    assert (clauses(first), clauses(second)) == (["public"], ["public"])

    group.root_page = first.page_ptr
    group.save()
    assert (clauses(first), clauses(second)) == (["working-group:data-sharing"], ["public"])

    group.root_page = second.page_ptr
    group.save()
    assert (clauses(first), clauses(second)) == (["public"], ["working-group:data-sharing"])

    group.delete()
    assert (clauses(first), clauses(second)) == (["public"], ["public"])


def test_a_new_group_with_pages_closes_them_at_once(site):
    page = publish("Werkgroep")

    WorkingGroupFactory(slug="data-sharing", root_page=page.page_ptr)

    assert clauses(page) == ["working-group:data-sharing"]


def test_the_provider_is_asked_by_the_one_rule():
    user = make_member()

    assert audience.user_tokens(user) == {"public", "login", "level:participate", "level:inform"}


def test_a_group_is_about_exactly_one_term():
    block, area = BuildingBlockFactory(en="Data sharing"), ApplicationAreaFactory(en="Health")

    assert str(WorkingGroupFactory(building_block=block)) == "Data sharing"
    assert WorkingGroupFactory(building_block=None, application_area=area).term == area
    for values in ({"building_block": None}, {"application_area": ApplicationAreaFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkingGroupFactory(**values)


def test_a_slug_that_rights_refer_to_stays(site):
    group = WorkingGroupFactory(slug="data-sharing")
    group.slug = "other"

    group.full_clean()

    assert group.slug == "data-sharing"
    assert str(WorkingGroup(slug="new")) == "new"


def test_a_term_a_page_and_a_group_in_use_cannot_be_deleted(site):
    group = WorkingGroupFactory(root_page=publish("Werkgroep").page_ptr)
    SeatFactory(working_group=group)

    for thing in (group, group.building_block, HomePage.objects.get(locale__language_code="nl")):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_the_groups_of_an_organisation_are_those_where_its_people_count():
    user = make_member(name="A")
    organisation = user.contacts.get().organisation
    group = WorkingGroupFactory()
    SeatFactory(user=user, working_group=group)
    SeatFactory(user=user, working_group=WorkingGroupFactory(), ends_on=date(2021, 1, 1))
    SeatFactory(user=make_member(name="B"), working_group=WorkingGroupFactory())

    assert list(WorkingGroup.objects.of_organisation(organisation)) == [group]


def test_rows_say_who_they_are_about():
    seat = SeatFactory(user__name="Jip", working_group__building_block=BuildingBlockFactory(en="Data sharing"))

    assert str(seat) == "Jip: Data sharing"
    assert str(ContactFactory(user__name="Jip", organisation__name="A")) == "Jip (A)"
