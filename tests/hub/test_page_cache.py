"""Kept pages: the same for everybody, one query, and gone at the very next request after a change."""

import random

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from modelcluster.fields import ParentalKey
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from events.services import occurrence_cancel
from home.models import BuildingBlock, HubImage
from hub.page_cache import MAX_ADDRESS, MAX_BYTES, SHOWN, PageCacheMiddleware
from search.facets import get_facets
from tests.factories.events import in_days, make_event
from tests.factories.home import HubDocumentFactory, HubImageFactory
from tests.factories.members import ContributorFactory, OrganisationFactory
from tests.search.pages import make_user, publish, restrict

pytestmark = pytest.mark.django_db


def text_of(client, address):
    return client.get(address).content.decode()


def test_a_known_page_costs_one_query_and_is_the_same(site, client, django_assert_num_queries):
    first = client.get("/nl/")

    with django_assert_num_queries(1):
        again = client.get("/nl/")

    assert again.content == first.content
    assert {**again.headers} == {**first.headers}
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]
    assert again.headers["Cache-Control"] == "no-cache"


def test_who_has_the_page_gets_304_until_something_changes(site, client, django_assert_num_queries):
    etag = client.get("/nl/").headers["ETag"]

    with django_assert_num_queries(1):
        same = client.get("/nl/", headers={"if-none-match": etag})
    publish("Nieuws van vandaag", show_in_menus=True)
    changed = client.get("/nl/", headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_a_restriction_set_and_lifted_holds_at_the_next_request(site, client):
    page = publish("Kanarie")
    assert client.get(page.url).status_code == 200
    assert "Kanarie" in text_of(client, "/nl/search/")

    restrict(page)
    assert client.get(page.url).status_code == 404
    assert "Kanarie" not in text_of(client, "/nl/search/")

    PageViewRestriction.objects.all().delete()
    assert client.get(page.url).status_code == 200


def test_what_a_member_is_shown_is_kept_for_nobody(site, client):
    page = publish("Kanarie")
    restrict(page)
    client.force_login(make_user())
    seen = client.get(page.url)
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "private, no-store")
    client.get("/nl/search/")

    client.logout()

    assert client.get(page.url).status_code == 404
    assert "Kanarie" not in text_of(client, "/nl/search/")


def test_what_is_kept_for_visitors_is_not_what_a_member_is_shown(site, client):
    restrict(publish("Kanarie"))
    assert "Kanarie" not in text_of(client, "/nl/search/")

    client.force_login(make_user())

    assert "Kanarie" in text_of(client, "/nl/search/")


def test_a_rolled_back_change_leaves_what_was_kept(site, client):
    page = publish("Kanarie")
    before = client.get(page.url).content

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        restrict(page)
        raise ZeroDivisionError

    assert client.get(page.url).content == before


def test_a_contact_who_withdraws_is_gone_at_once(site, client):
    organisation = OrganisationFactory()
    from tests.factories.members import OrganisationPageFactory

    face = OrganisationPageFactory(
        parent=Page.objects.get(slug="organisations", locale=site.locale), organisation=organisation
    )
    face.save_revision().publish()
    person = ContributorFactory(organisation=organisation, name="Kanarie Jansen", is_public_contact=True)
    assert "Kanarie Jansen" in text_of(client, face.url)

    person.is_public_contact = False
    person.save()

    assert "Kanarie Jansen" not in text_of(client, face.url)


def test_a_cancelled_date_is_shown_at_once(site, client):
    event = make_event("Dag", start=in_days(3))
    assert "Geen zaal" not in text_of(client, event.url)

    occurrence_cancel(occurrence=event.schedule.occurrences.get(), reason="Geen zaal")

    assert "Geen zaal" in text_of(client, event.url)


def test_a_renamed_term_is_shown_at_once(site, terms, client):
    text = BuildingBlock.objects.get(slug="data-sharing").texts.get(language="nl")
    assert text.name in text_of(client, "/nl/building-blocks/")

    text.name = "Samen over gegevens"
    text.save()

    assert "Samen over gegevens" in text_of(client, "/nl/building-blocks/")


def test_a_document_whose_collection_closes_is_no_longer_named(site, client):
    document = HubDocumentFactory(title="Geheim besluit")
    page = publish("Open pagina", body=[("download", {"document": document, "title": ""})])
    assert "Geheim besluit" in text_of(client, page.url)

    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")

    assert "Geheim besluit" not in text_of(client, page.url)


def private_collection():
    collection = Collection.get_first_root_node().add_child(name="Besloten")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def page_with_figure(image):
    figure = {"image": image, "alt": "Draden", "caption": "Een weefgetouw", "is_decorative": False}
    return publish("Open pagina", body=[("figure", figure)])


def test_a_figure_whose_image_becomes_private_is_gone_at_once(site, client):
    private, image = private_collection(), HubImageFactory(credit="Kanarie Foto")
    page = page_with_figure(image)
    assert "Kanarie Foto" in text_of(client, page.url)

    image.collection = private
    image.save()

    text = text_of(client, page.url)
    assert ("Kanarie Foto" in text, "Een weefgetouw" in text, "/media/" in text) == (False, False, False)


def test_a_credit_that_changes_is_shown_at_once(site, client):
    image = HubImageFactory(credit="Oude maker")
    page = page_with_figure(image)
    assert "Oude maker" in text_of(client, page.url)

    image.credit = "Nieuwe maker"
    image.save()

    text = text_of(client, page.url)
    assert ("Oude maker" in text, "Nieuwe maker" in text) == (False, True)


def test_a_figure_whose_image_is_deleted_is_gone_at_once(site, client):
    image = HubImageFactory()
    page = page_with_figure(image)
    assert "Een weefgetouw" in text_of(client, page.url)

    image.delete()

    assert "Een weefgetouw" not in text_of(client, page.url)


@pytest.mark.parametrize("road", ["saved", "together"])
def test_the_image_of_the_front_page_is_gone_at_once_when_it_becomes_private(site, client, road):
    private, image = private_collection(), HubImageFactory()
    site.image, site.image_alt = image, "Draden"
    site.save_revision().publish()
    assert "/media/" in text_of(client, "/nl/")

    if road == "saved":
        image.collection = private
        image.save()
    else:
        boss = Client()
        boss.force_login(make_user(is_superuser=True))
        boss.post(f"/admin/bulk/home/hubimage/add_to_collection/?id={image.pk}", {"collection": private.pk})

    assert HubImage.objects.get().collection == private
    assert "/media/" not in text_of(client, "/nl/")


@pytest.mark.parametrize(("is_large", "times"), [(False, 1), (True, 2)])
def test_only_what_is_small_when_compressed_is_kept(site, rf, is_large, times):
    noise = random.Random(1)
    content = noise.randbytes(2 * MAX_BYTES) if is_large else b"<p>Kanarie</p>" * MAX_BYTES
    asked = []

    def make(request):
        asked.append(request.path)
        return HttpResponse(content)

    answers = [PageCacheMiddleware(make)(rf.get("/nl/kanarie/")) for _ in range(2)]

    assert ([answer.content for answer in answers], len(asked)) == ([content, content], times)
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]


@pytest.mark.parametrize(
    "address", ["/nl/account/login/", "/nl/bestaat-niet/", "/nl/search/?q=" + "x" * MAX_ADDRESS, "/healthz"]
)
def test_what_is_not_the_same_for_everybody_is_not_kept(site, client, address):
    client.get(address)

    assert client.get(address).headers.get("ETag") is None


def test_two_hosts_have_their_own_pages(site, client):
    # The address of a subscription carries the host that was asked.
    one = client.get("/nl/events/", headers={"host": "een.example"}).content
    two = client.get("/nl/events/", headers={"host": "twee.example"}).content

    assert (b"webcal://een.example" in one, b"webcal://een.example" in two) == (True, False)


def test_nothing_is_kept_when_that_is_switched_off(site, client, settings):
    settings.HUB_PAGE_CACHE_SECONDS = 0

    assert client.get("/nl/").headers.get("ETag") is None


# Rows that no public page shows: accounts, rights, and what is the index itself.
NOT_SHOWN = {
    "events.Arrival", "events.CalendarInvite", "events.CalendarSource", "events.CalendarSubscription",
    "events.DateChange", "events.DeskLogEntry", "events.EventTemplate", "events.Feedback", "events.ImportItem",
    "events.ImportRun", "events.ImportedDate", "events.ImportedEvent", "events.Interest", "events.KeptPlaces",
    "events.Mailing", "events.Registration", "events.RegistrationLogEntry", "events.RegistrationMessage",
    "events.RegistrationNote", "events.RegistrationQuestion",
    "hub.ScheduledRun",
    "home.HubRendition", "home.TagRedirect", "home.WorkFigure",
    "knowledge.AdviceRequest", "knowledge.Attachment", "knowledge.CannedReply", "knowledge.CoAuthor",
    "knowledge.LinkCheck", "knowledge.NeighbourFinding", "knowledge.ReviewDeputy", "knowledge.Submission",
    "knowledge.SubmissionEvent",
    "members.Invitation", "members.MailMessage", "members.Notice", "members.NoticePreference",
    "members.OrganisationClaim", "members.OrganisationRedirect", "members.ParticipationTerms", "members.User",
    "search.AskedQuestion", "search.IndexChange", "search.IndexEntry", "search.IndexFeed", "search.IndexState",
    "search.IndexTerm", "search.OpenedWork",
}  # fmt: skip
# Rows that draw the stamp by a road of their own, and the test that shows it.
FOLLOWED = {
    "events.Aftercare": "services index the event",
    "events.AftercareDocument": "services index the event",
    "events.Occurrence": "services index the event",
    "events.Recurrence": "services index the event",
    "events.RegistrationTerms": "services index the event",
    "events.Schedule": "services index the event",
    "members.WorkingGroup": "its pages are indexed",
    "search.FileText": "reading a file indexes the works that offer it (tests/hub/test_file_words.py)",
    "search.PromotedResult": "a handler of search draws the stamp (tests/search/test_promotions.py)",
    "search.SynonymSet": "a handler of search draws the stamp (tests/search/test_synonyms.py)",
}


def test_every_model_is_known_to_show_on_pages_or_not():
    vocabulary = {label for facet in get_facets() for label in facet.vocabulary_models}
    unknown = []
    for model in apps.get_models():
        label, module = model._meta.label, model._meta.app_label
        if module not in {"hub", "home", "members", "events", "knowledge", "search"} or issubclass(model, Page):
            continue
        is_row_of_a_page = any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
        if not is_row_of_a_page and label not in vocabulary | SHOWN | NOT_SHOWN | set(FOLLOWED):
            unknown.append(label)
    assert unknown == []
