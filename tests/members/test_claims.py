"""Claims on organisations: asked once, answered by the desk, written to both ways."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.claims import claim_approve, claim_decline, claim_make, claim_withdraw
from members.enums import ClaimState, NoticeKind, OrganisationRole
from members.models import Contact, MailMessage, Notice, OrganisationClaim
from members.permissions import role_in
from tests.factories.members import ContactFactory, OrganisationFactory, UserFactory, make_organisation_page

pytestmark = pytest.mark.django_db

# Where the Dutch page of the organisation leads.
DUTCH_CORNER = "/nl/account/organisations/stichting-een/"
REASON = "Ik werk er, bel de receptie <script>alert(1)</script>"


@pytest.fixture
def organisation(site):
    page = make_organisation_page(OrganisationFactory(name="Stichting Een", slug="stichting-een"))
    return page.organisation


@pytest.fixture
def person():
    return UserFactory(name="Petra <b>Vraagt</b>", language="nl")


@pytest.fixture
def desk():
    return UserFactory(is_staff=True, is_superuser=True, name="Dirk Desk", language="en")


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def path():
    return reverse("members:organisation_claim", args=["stichting-een"])


def decide(client, claim, **data):
    return client.post(reverse("organisation_claims:decide", args=[claim.pk]), data)


def kinds_told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_page_of_an_organisation_asks_whose_it_is(organisation):
    text = Client().get(organisation.pages.get().url).content.decode()

    assert f'href="{DUTCH_CORNER}claim/"' in text


def test_its_own_people_are_led_to_their_corner_instead(organisation):
    contact = ContactFactory(organisation=organisation)

    text = signed_in(contact.user).get(organisation.pages.get().url).content.decode()

    assert f'href="{DUTCH_CORNER}"' in text
    assert f"{DUTCH_CORNER}claim/" not in text


def test_a_claim_reaches_the_desk_and_is_listed_for_who_made_it(organisation, person, desk):
    client = signed_in(person)

    answer = client.post(path(), {"reason": REASON}, follow=True)

    claim = OrganisationClaim.objects.get()
    assert (claim.user, claim.organisation, claim.state) == (person, organisation, ClaimState.PENDING)
    assert "Stichting Een" in answer.content.decode()
    assert kinds_told(desk) == [NoticeKind.REVIEW]
    assert signed_in(desk).get(reverse("organisation_claims:decide", args=[claim.pk])).status_code == 200


def test_the_same_form_twice_asks_once(organisation, person, desk):
    """Threat C32."""
    client = signed_in(person)

    for _ in range(2):
        assert client.post(path(), {"reason": REASON}).status_code == 302

    assert OrganisationClaim.objects.count() == 1
    assert kinds_told(desk) == [NoticeKind.REVIEW]


def test_the_database_keeps_one_open_claim_for_a_person_and_an_organisation(organisation, person):
    claim_make(user=person, organisation=organisation, reason="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationClaim.objects.create(user=person, organisation=organisation, reason="y")


@pytest.mark.parametrize("reason", ["", "   ", "a" * 1001])
def test_a_claim_says_why(organisation, person, reason):
    answer = signed_in(person).post(path(), {"reason": reason})

    assert list(answer.context["form"].errors) == ["reason"]
    assert answer.context["form"]["reason"].value() == reason
    assert not OrganisationClaim.objects.exists()


def test_a_service_asks_why_as_well(organisation, person):
    with pytest.raises(ValidationError, match="Say why"):
        claim_make(user=person, organisation=organisation, reason=" ")


def test_nobody_claims_everything(organisation, person, settings):
    settings.HUB_OPEN_CLAIMS = 2
    for _ in range(2):
        claim_make(user=person, organisation=OrganisationFactory(), reason="x")

    answer = signed_in(person).post(path(), {"reason": REASON})

    assert "2 open claims" in str(answer.context["form"].non_field_errors())
    assert answer.context["form"]["reason"].value() == REASON


@pytest.mark.parametrize("extra", ["state", "user", "organisation", "decided_by", "answer"])
def test_posting_more_than_a_reason_changes_nothing(organisation, person, extra):
    """Threat C1."""
    other = OrganisationFactory()
    values = {
        "state": "approved",
        "user": UserFactory().pk,
        "organisation": other.pk,
        "decided_by": person.pk,
        "answer": "ja",
    }

    signed_in(person).post(path(), {"reason": "x", extra: values[extra]})

    claim = OrganisationClaim.objects.get()
    assert (claim.state, claim.user, claim.organisation, claim.decided_by, claim.answer) == (
        ClaimState.PENDING,
        person,
        organisation,
        None,
        "",
    )
    assert role_in(person, organisation) is None


def test_an_organisation_without_a_public_page_cannot_be_claimed(person):
    OrganisationFactory(slug="stichting-een")

    assert signed_in(person).get(path()).status_code == 404


def test_an_administrator_has_nothing_to_claim(organisation, desk):
    boss = ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR).user

    with pytest.raises(ValidationError):
        claim_make(user=boss, organisation=organisation, reason="x")


# --- The desk -------------------------------------------------------------------------------------------


def test_approving_makes_an_administrator_and_writes_to_all_whom_it_concerns(organisation, person, desk):
    boss = ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR).user
    claim = claim_make(user=person, organisation=organisation, reason="x")

    decide(signed_in(desk), claim, do="approve", answer="Welkom")

    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.answer) == (ClaimState.APPROVED, desk, "Welkom")
    assert role_in(person, organisation) == OrganisationRole.ADMINISTRATOR
    assert kinds_told(person) == kinds_told(boss) == [NoticeKind.ORGANISATION]


def test_approving_a_colleague_gives_the_role_and_no_second_contact(organisation, desk):
    viewer = ContactFactory(organisation=organisation, role=OrganisationRole.VIEWER)
    claim = claim_make(user=viewer.user, organisation=organisation, reason="x")

    claim_approve(claim=claim, by=desk)

    assert Contact.objects.get(user=viewer.user).role == OrganisationRole.ADMINISTRATOR


def test_declining_asks_for_words_and_sends_them(organisation, person, desk):
    claim = claim_make(user=person, organisation=organisation, reason="x")
    client = signed_in(desk)

    refused = decide(client, claim, do="decline", answer=" ")
    assert list(refused.context["form"].errors) == ["answer"]
    decide(client, claim, do="decline", answer="Dit is een ander bedrijf")

    claim.refresh_from_db()
    assert (claim.state, role_in(person, organisation)) == (ClaimState.DECLINED, None)
    assert "Dit is een ander bedrijf" in signed_in(person).get(reverse("members:organisations")).content.decode()
    assert kinds_told(person) == [NoticeKind.ORGANISATION]


@pytest.mark.parametrize("first", ["approve", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["approve", "decline", "withdraw"])
def test_a_claim_is_answered_once(organisation, person, desk, first, second):
    claim = claim_make(user=person, organisation=organisation, reason="x")
    ways = {
        "approve": lambda: claim_approve(claim=claim, by=desk),
        "decline": lambda: claim_decline(claim=claim, by=desk, answer="Nee"),
        "withdraw": lambda: claim_withdraw(claim=claim),
    }
    ways[first]()
    told = Notice.objects.count()

    with pytest.raises(ValidationError, match="answered already"):
        ways[second]()

    assert Notice.objects.count() == told


def test_a_closed_account_gets_no_rights(organisation, person, desk):
    claim = claim_make(user=person, organisation=organisation, reason="x")
    person.is_active = False
    person.save()

    answer = decide(signed_in(desk), claim, do="approve", answer="")

    assert answer.context["form"].non_field_errors()
    assert not person.contacts.exists()
    assert not Contact.objects.filter(user=person).exists()


def test_what_was_withdrawn_can_be_asked_again(organisation, person, desk):
    claim = claim_make(user=person, organisation=organisation, reason="x")
    client = signed_in(person)

    client.post(reverse("members:claim_withdraw", args=[claim.pk]))
    client.post(path(), {"reason": "y"})

    assert sorted(OrganisationClaim.objects.values_list("state", "reason")) == [("pending", "y"), ("withdrawn", "x")]


def test_somebody_elses_claim_is_not_there(organisation, person):
    """Threat C2."""
    claim = claim_make(user=person, organisation=organisation, reason="x")

    answer = signed_in(UserFactory()).post(reverse("members:claim_withdraw", args=[claim.pk]))

    claim.refresh_from_db()
    assert (answer.status_code, claim.state) == (404, ClaimState.PENDING)


def test_the_list_of_the_desk_has_those_that_wait_first_and_thirty_ask_no_more(
    organisation, person, desk, django_assert_max_num_queries
):
    claim_decline(claim=claim_make(user=person, organisation=organisation, reason="x"), by=desk, answer="Nee")
    for _ in range(15):
        OrganisationClaim.objects.create(user=UserFactory(), organisation=OrganisationFactory(), reason="x")
    client, listed = signed_in(desk), reverse(OrganisationClaim.snippet_viewset.get_url_name("list"))
    client.get(listed)

    with django_assert_max_num_queries(20):
        answer = client.get(listed)

    states = [claim.state for claim in answer.context["object_list"]]
    assert states == sorted(states, key=lambda state: state != "pending")
    assert {"pending", "declined"} == set(states)


@pytest.mark.parametrize("view", ["add", "delete", "edit"])
def test_nobody_adds_changes_or_deletes_a_claim_in_the_editor(organisation, person, desk, view):
    claim = claim_make(user=person, organisation=organisation, reason="x")
    args = [] if view == "add" else [claim.pk]

    answer = signed_in(desk).post(
        reverse(OrganisationClaim.snippet_viewset.get_url_name(view), args=args), {"reason": "z"}
    )

    claim.refresh_from_db()
    assert (answer.status_code in (302, 403), claim.reason, OrganisationClaim.objects.count()) == (True, "x", 1)


def test_markup_in_a_reason_or_a_name_is_text_in_the_editor_and_in_the_mail(organisation, person, desk):
    """Threats C7, C20."""
    claim = claim_make(user=person, organisation=organisation, reason=REASON)

    shown = signed_in(desk).get(reverse("organisation_claims:decide", args=[claim.pk])).content.decode()
    mail = MailMessage.objects.get(user=desk)

    assert "<script>alert" not in shown
    for text in (shown, mail.html):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<b>Vraagt" not in text
    assert "<script>alert" not in mail.html
    assert "\n" not in mail.subject


def test_nothing_is_answered_without_a_token(organisation, person, desk):
    """Threat C17."""
    claim = claim_make(user=person, organisation=organisation, reason="x")
    withdraw = reverse("members:claim_withdraw", args=[claim.pk])

    answers = [
        signed_in(person, enforce_csrf_checks=True).post(withdraw),
        decide(signed_in(desk, enforce_csrf_checks=True), claim, do="approve"),
    ]

    claim.refresh_from_db()
    assert ([answer.status_code for answer in answers], claim.state) == ([403, 403], ClaimState.PENDING)
