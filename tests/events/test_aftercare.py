"""What came of an event: asked by a signed link, written as a draft, read as a record."""

from datetime import timedelta
from urllib.parse import urlparse

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from freezegun import freeze_time

from events import services as dates
from events.aftercare import links, services
from events.jobs import Outcome
from events.models import Aftercare, AftercareDocument
from home.models import HubDocument
from members.enums import OrganisationRole
from members.models import Contributor, MailMessage, Notice
from search.engines import get_engine
from search.query import SearchQuery
from tests.factories.events import first_date, in_days, make_event
from tests.factories.home import publish
from tests.factories.knowledge import BestPracticePageFactory, course_in
from tests.factories.members import ContactFactory, ContributorFactory, OrganisationFactory, UserFactory
from tests.hub.editors import make_editor
from tests.hub.surfaces import answer
from tests.search.pages import make_user, restrict

pytestmark = pytest.mark.django_db

FINDING = "Begin klein, en meet vanaf de eerste dag."


def make_past(title="Dag", days=3, **values):
    """Return an event that is over since some days, with a contact person who has an account."""
    contact = ContributorFactory(user=UserFactory())
    return make_event(title, start=in_days(-days), contact=contact, **values)


def make_practice(title="Wachttijden voorspeld"):
    from knowledge.models import BestPracticeIndexPage

    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    return publish(BestPracticePageFactory(parent=parent, title=title))


def address_of(page, reader=None):
    with translation.override("nl"):
        return urlparse(links.address_for(page.translation_key, reader or page.contact.user)).path


def status_of(client, address):
    """Return the status of an answer, which may be a file, with nothing left open."""
    return answer(client, address)[0]


def slides(name="dia_s van de dag.pdf", content=b"%PDF-1.7\nrest"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def send(client, address, act="save", **values):
    revision = Aftercare.objects.values_list("revision", flat=True).first() or 0
    return client.post(address, {"act": act, "revision": revision, **values})


def text_of(response):
    return " ".join(response.content.decode().replace("\xad", "").split())


# --- The form behind the link ---------------------------------------------------------------------------


def test_what_is_saved_stays_a_draft_until_it_is_published(client, site):
    page, practice = make_past(), make_practice()
    address = address_of(page)
    given = {
        "finding_nl_1": FINDING,
        "finding_nl_3": "Vraag eerst wat al bestaat.",
        "finding_en_1": "Start small.",
        "recording_url": "https://video.example.org/dag",
        "attendance": "42",
        "practices": [str(practice.translation_key)],
        "slides": slides(),
    }

    assert send(client, address, **given).status_code == 302
    assert FINDING not in text_of(client.get(page.url))
    again = client.get(address).context["form"]
    assert [again[name].value() for name in ("finding_nl_1", "finding_nl_2", "attendance")] == [
        FINDING,
        "Vraag eerst wat al bestaat.",
        42,
    ]

    del given["slides"]
    assert send(client, address, "publish", **given).url == page.url
    shown = text_of(client.get(page.url))
    for words in (
        FINDING,
        "video.example.org",
        "Er waren 42 mensen.",
        "Wachttijden voorspeld",
        "dia s van de dag",
        "PDF",
    ):
        assert words in shown, words
    assert shown.index(FINDING) < shown.index("Goed om te weten")


def test_a_change_after_publication_waits_for_the_next_one(client, site):
    page = make_past()
    address = address_of(page)
    send(client, address, "publish", finding_nl_1=FINDING)

    send(client, address, finding_nl_1="Nieuwe versie")
    assert (FINDING in text_of(client.get(page.url)), "Nieuwe versie" in text_of(client.get(page.url))) == (True, False)

    send(client, address, "publish", finding_nl_1="Nieuwe versie")
    assert "Nieuwe versie" in text_of(client.get(page.url))


def test_without_a_script_practices_are_found_by_a_button_and_nothing_typed_is_lost(client, site):
    page, practice, other = make_past(), make_practice(), make_practice("Drones boven de kas")
    key = str(other.translation_key)

    response = send(client, address_of(page), "find", question="wachttijden", finding_nl_2=FINDING, practices=[key])

    form = response.context["form"]
    assert [value for value, _label in form.fields["practices"].choices] == [key, str(practice.translation_key)]
    assert (form["finding_nl_2"].value(), form["practices"].value()) == (FINDING, [key])
    assert response.status_code == 200


def test_the_script_is_answered_with_boxes_of_practices_that_one_may_see(client, site):
    make_past("Wachttijden: een dag")
    practice = make_practice()
    restrict(make_practice("Wachttijden geheim"))

    assert [title for _key, title in client.get("/nl/aftercare/practices/?q=wachtt").context["found"]] == [
        practice.title
    ]
    assert client.get("/nl/aftercare/practices/?q=").context["found"] == []
    client.force_login(make_user())
    assert len(client.get("/nl/aftercare/practices/?q=wachtt").context["found"]) == 2


BAD = [
    {"recording_url": "javascript:alert(1)"},
    {"recording_url": "geen adres"},
    {"attendance": "-1"},
    {"attendance": "veel"},
    {"attendance": "1000000000000"},
    {"finding_nl_1": "x" * 301},
    {"practices": ["00000000-0000-4000-8000-000000000000"]},
    {"practices": ["'; drop table"]},
    {"slides": SimpleUploadedFile("dia.exe", b"MZ")},
    {"slides": SimpleUploadedFile("dia.pdf", b"GIF89a geen pdf")},
    {"slides": SimpleUploadedFile("leeg.pdf", b"")},
    {"act": "publish"},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_is_refused_says_so_and_loses_nothing(client, site, bad):
    page = make_past()
    kept = {} if bad.get("act") == "publish" else {"finding_en_3": "Typed before"}

    response = client.post(address_of(page), {"act": "publish", "revision": 0, **kept, **bad})

    assert response.status_code == 400
    assert (response.context["form"].errors or response.context["errors"]) != {}
    assert all(words in text_of(response) for words in kept.values())
    assert Aftercare.objects.filter(published_at__isnull=False).count() == 0
    assert HubDocument.objects.count() == 0


def test_two_who_write_at_once_notice_and_the_second_decides(client, site):
    page = make_past()
    address = address_of(page)
    client.post(address, {"act": "save", "revision": 0, "finding_nl_1": "De eerste"})

    late = client.post(address, {"act": "save", "revision": 0, "finding_nl_1": "De tweede"})

    assert (late.status_code, late.context["form"]["finding_nl_1"].value()) == (400, "De tweede")
    assert Aftercare.objects.get().draft["findings"] == {"nl": ["De eerste"]}
    client.post(address, {"act": "save", "revision": late.context["revision"], "finding_nl_1": "De tweede"})
    assert Aftercare.objects.get().draft["findings"] == {"nl": ["De tweede"]}


def test_slides_are_removed_and_there_is_room_for_eight(client, site):
    page = make_past()
    address = address_of(page)
    for number in range(services.MOST_DOCUMENTS):
        send(client, address, slides=slides(f"{number}.pdf"))
    assert send(client, address, slides=slides()).status_code == 400

    row = AftercareDocument.objects.first()
    assert send(client, address, f"remove:{row.pk}").status_code == 302
    assert HubDocument.objects.count() == services.MOST_DOCUMENTS - 1


def test_the_documents_of_another_event_cannot_be_removed(client, site):
    one, other = make_past("Een"), make_past("Ander")
    send(client, address_of(one), slides=slides())
    row = AftercareDocument.objects.get()
    services.aftercare_save(work=other.translation_key, values=services.Values())

    for number in (row.pk, "x", "²", ""):
        values = {"act": f"remove:{number}", "revision": Aftercare.objects.get(work=other.translation_key).revision}
        assert client.post(address_of(other), values).status_code == 404
    assert HubDocument.objects.count() == 1


# --- Who may --------------------------------------------------------------------------------------------


def test_a_link_that_is_forged_old_or_of_somebody_else_says_that_it_does_not_work(client, site):
    page = make_past()
    address = address_of(page)
    assert client.get(address).status_code == 200

    for bad in (address[:-2] + "x/", "/nl/aftercare/x/", "/nl/aftercare/" + "a" * 5000 + "/"):
        assert client.get(bad).status_code == 410
    with freeze_time(timezone.now() + timedelta(days=61)):
        gone = client.get(address)
        assert (gone.status_code, "/nl/account/login/" in text_of(gone)) == (410, True)
    page.contact.user.is_active = False
    page.contact.user.save()
    assert client.get(address).status_code == 410


def test_who_is_not_the_contact_person_any_more_has_no_link(client, site):
    page = make_past()
    person = ContributorFactory(email="spreker@hub.example")
    page.contact = person
    publish(page)
    address = address_of(page, person)
    assert client.get(address).status_code == 200

    page.contact = ContributorFactory()
    publish(page)

    assert client.get(address).status_code == 410


def test_who_does_not_hold_it_any_more_has_no_link(client, site):
    page, contact = make_past(), make_past("Ander").contact
    address = address_of(page)
    page.contact = contact
    publish(page)
    assert client.get(address).status_code == 410

    organisation = OrganisationFactory()
    author = ContactFactory(organisation=organisation, role=OrganisationRole.AUTHOR)
    page.organisations.add(organisation)
    publish(page)
    address = address_of(page, author.user)
    assert client.get(address).status_code == 200
    author.ends_on = timezone.localdate() - timedelta(days=1)
    author.save()
    assert send(client, address, "publish", finding_nl_1=FINDING).status_code == 410
    assert not Aftercare.objects.exists()


def test_who_made_the_page_has_a_link_as_long_as_they_may_edit_it(client, site):
    page, owner = make_event("Dag", start=in_days(-3)), make_editor()
    page.owner = owner
    publish(page)
    address = address_of(page, owner)
    assert client.get(address).status_code == 200

    owner.groups.clear()

    assert client.get(address).status_code == 410


def test_before_the_last_date_is_over_there_is_nothing_to_write(client, site):
    page = make_past()
    dates.occurrence_add(schedule=page.schedule, starts_at=in_days(5), ends_at=in_days(6))

    assert client.get(address_of(page)).status_code == 404


def test_signed_in_it_is_for_who_organises_it(client, site):
    page = make_past()
    address = f"/nl/aftercare/of/{page.public_id}/"
    viewers = {"visitor": None, "member": make_user(), "contact": page.contact.user}
    seen = {}
    for name, user in viewers.items():
        viewer = Client()
        if user is not None:
            viewer.force_login(user)
        seen[name] = (viewer.get(address).status_code, address in text_of(viewer.get(page.url)))

    assert seen == {"visitor": (302, False), "member": (404, False), "contact": (200, True)}


def test_the_editor_offers_it_once_the_last_date_is_over(admin_client, site):
    past, coming = make_past(), make_event("Later", start=in_days(4))

    offered = ["aftercare/of/" in text_of(admin_client.get(f"/admin/pages/{page.pk}/edit/")) for page in (past, coming)]

    assert offered == [True, False]


def test_the_page_of_the_link_is_for_no_index_and_no_cache(client, site):
    response = client.get(address_of(make_past()))

    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in text_of(response)


def test_too_many_requests_are_refused(client, site, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "aftercare": "2/h"}

    assert [client.get("/nl/aftercare/x/").status_code for _ in range(3)] == [410, 410, 429]


# --- What is read ---------------------------------------------------------------------------------------


def publish_record(page, **values):
    record = services.aftercare_save(
        work=page.translation_key, values=services.Values(**{"findings": {"nl": [FINDING]}, **values})
    )
    return services.aftercare_publish(aftercare=record)


def test_what_was_learnt_is_found_among_what_is_over_and_marked(client, site):
    page = make_past("Dag zonder het woord")
    assert client.get("/nl/events/", {"past": "1", "q": "meet"}).context["results"].total == 0

    publish_record(page, recording_url="https://video.example.org/dag")

    response = client.get("/nl/events/", {"past": "1", "q": "meet"})
    assert [hit.title for hit in response.context["results"].hits] == ["Dag zonder het woord"]
    assert {"label": "With recording", "tone": "ok"} in [
        {**badge, "label": "With recording"} for badge in response.context["results"].hits[0].card["badges"]
    ]
    assert get_engine().search(SearchQuery(filters={"type": ("event",)})).total == 0


def test_findings_in_another_language_say_so(client, site):
    page = make_past()
    publish_record(page, findings={"en": ["Start small."]})

    assert '<ol lang="en">' in client.get(page.url).content.decode()


def test_slides_are_for_everybody_once_they_are_published_and_not_before(client, site):
    page = make_past()
    record = services.aftercare_save(work=page.translation_key, values=services.Values())
    row = services.document_add(aftercare=record, file=slides())
    assert status_of(client, row.document.url) == 404

    services.aftercare_publish(aftercare=record)

    assert status_of(client, HubDocument.objects.get().url) == 200


def test_slides_of_a_private_event_are_for_who_sees_the_event(client, site):
    page = make_past()
    restrict(page)
    record = services.aftercare_save(work=page.translation_key, values=services.Values())
    row = services.document_add(aftercare=record, file=slides())
    member = Client()
    member.force_login(make_user())
    assert status_of(member, row.document.url) == 404

    services.aftercare_publish(aftercare=record)

    assert (status_of(client, row.document.url), status_of(member, row.document.url)) == (404, 200)
    assert row.document.title in text_of(member.get(page.url))


@pytest.mark.parametrize("close", [restrict, lambda page: page.unpublish()])
def test_slides_go_where_their_event_goes(client, site, close):
    page = make_past()
    record = services.aftercare_save(work=page.translation_key, values=services.Values())
    row = services.document_add(aftercare=record, file=slides())
    services.aftercare_publish(aftercare=record)
    assert status_of(client, row.document.url) == 200
    assert row.document.title in text_of(client.get(page.url))

    close(page)

    assert status_of(client, row.document.url) == 404


def test_a_practice_that_one_may_not_see_is_not_named(client, site):
    page, practice = make_past(), make_practice("Kanarie")
    publish_record(page, practices=[str(practice.translation_key)])
    assert "Kanarie" in text_of(client.get(page.url))

    restrict(practice)

    assert "Kanarie" not in text_of(client.get(page.url))


def test_a_course_has_a_record_too(client, site):
    page = course_in(-5)
    publish_record(page)

    assert FINDING in text_of(client.get(page.url))


# --- Asking ---------------------------------------------------------------------------------------------


def test_the_contact_person_is_asked_the_day_after_once(site):
    page = make_past(days=0)
    end = first_date(page).ends_at

    assert services.aftercare_ask(end + timedelta(minutes=5)) == Outcome()
    assert [services.aftercare_ask(end + timedelta(days=day)).done for day in (1, 1, 2)] == [1, 1, 1]

    notice = Notice.objects.get()
    assert (notice.user, notice.url.startswith("http")) == (page.contact.user, True)
    with freeze_time(end + timedelta(days=1)):
        assert Client().get(urlparse(notice.url).path).status_code == 200


@pytest.mark.parametrize("what", ["contact by mail", "administrators", "owner", "owner of then"])
def test_whoever_can_be_reached_is_asked(site, what):
    page = make_event("Dag", start=in_days(-2))
    organisation = OrganisationFactory()
    owner = UserFactory() if what == "owner of then" else make_editor()
    administrator = ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR).user
    ContactFactory(organisation=organisation, role=OrganisationRole.VIEWER)
    page.owner = owner
    if not what.startswith("owner"):
        page.organisations = [organisation]
    if what == "contact by mail":
        page.contact = ContributorFactory(email="spreker@hub.example")
    publish(page)

    services.aftercare_ask()

    asked = sorted(MailMessage.objects.values_list("recipient", flat=True))
    expected = {
        "contact by mail": ["spreker@hub.example"],
        "administrators": [administrator.email],
        "owner": [owner.email],
        # Who may not organise it any more is not asked either.
        "owner of then": [],
    }
    assert asked == expected[what]


def test_one_whose_organiser_cannot_be_written_to_keeps_no_other_waiting(site):
    contact = ContributorFactory(email="spreker@hub.example")
    make_event("Eerste", start=in_days(-2), contact=contact)
    # As no form lets it in.
    Contributor.objects.filter(pk=contact.pk).update(email="geen adres")
    other = make_past()

    assert services.aftercare_ask() == Outcome(done=1, failed=1)
    assert Notice.objects.get().user == other.contact.user


@pytest.mark.parametrize("what", ["cancelled", "postponed", "long ago", "record", "goes on", "not live"])
def test_nobody_is_asked_about(site, what):
    page = make_past(days=40 if what == "long ago" else 3)
    if what == "cancelled":
        dates.occurrence_cancel(occurrence=first_date(page), reason="Ziek")
    elif what == "postponed":
        dates.schedule_postpone(schedule=page.schedule, reason="Later")
    elif what == "record":
        publish_record(page)
    elif what == "goes on":
        dates.occurrence_add(schedule=page.schedule, starts_at=in_days(5), ends_at=in_days(6))
    elif what == "not live":
        page.unpublish()

    assert services.aftercare_ask() == Outcome()
    assert MailMessage.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"findings": {"nl": ["a", "b", "c", "d"]}},
        {"findings": {"nl": ["x" * 301]}},
        {"practices": [str(number) for number in range(7)]},
        {"recording_url": "ftp://example.org/x"},
        {"attendance": -1},
    ],
)
def test_the_service_guards_what_the_form_does(site, values):
    with pytest.raises(ValidationError):
        services.aftercare_save(work=make_past().translation_key, values=services.Values(**values))
    assert Aftercare.objects.count() == 0
