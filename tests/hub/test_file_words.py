"""The words of files on the site: read by the queue, found for who may read the file, and gone when the file is."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, ReferenceIndex
from wagtail.rich_text import RichText

from events.aftercare import services as aftercare
from events.models import AftercareDocument
from home.models import HubDocument
from search import indexing
from search.attachments import offered, services
from search.attachments.extraction import Extraction
from search.audience import is_implied, user_tokens
from search.documents import Part
from search.engines import get_engine
from search.models import FileText, IndexEntry
from search.normalise import normalise
from search.query import SearchQuery
from tests.factories.events import in_days, make_event
from tests.factories.files import make_docx, make_pdf
from tests.factories.home import HubDocumentFactory
from tests.factories.knowledge import PublicationPageFactory, make_short
from tests.hub.surfaces import answer
from tests.search.pages import make_group, make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

# A word that stands in a file and nowhere else.
CANARY = "sluipkanarie"
STATE = FileText.State


def make_file(text=CANARY, name="stuk.pdf", **values):
    content = make_pdf("Over dit stuk", text) if name.endswith(".pdf") else make_docx([("Kop", text)])
    return HubDocumentFactory(file=SimpleUploadedFile(name, content), title="Handreiking", **values)


def offer(document):
    return [("download", {"document": document, "title": ""})]


def told(text=CANARY):
    """Return what stands for having read a file with these words on its second page."""
    return Extraction(STATE.READ, (Part("page", "2", text),))


@pytest.fixture
def quick(monkeypatch):
    """Files are read at once, without a process for each: what they say is their last word."""

    def extract(content, extension):
        return told(content.decode().split()[-1])

    monkeypatch.setattr(services, "extract", extract)


def plain_file(word=CANARY, **values):
    """Return a document of which ``quick`` reads this word."""
    return HubDocumentFactory(file=SimpleUploadedFile("stuk.pdf", f"Het woord {word}".encode()), **values)


def read_all():
    while services.file_read_next():
        pass


def find(word=CANARY, user=None, locale="nl", **values):
    return get_engine().search(
        SearchQuery(text=normalise(word), locale=locale, tokens=user_tokens(user), past=True, **values)
    )


def titles(*args, **values):
    return [hit.title for hit in find(*args, **values).hits]


def closed(name="Besloten", groups=(), kind="groups"):
    collection = Collection.get_first_root_node().add_child(name=name)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind).groups.set(groups)
    return collection


# --- Reading --------------------------------------------------------------------------------------------


def test_a_file_is_read_by_the_queue_after_its_page_is_published_and_found_with_its_page(
    site, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = make_file()
        page = publish("Praktijk", body=offer(document))

    hit = find().hits[0]
    assert (hit.title, hit.found_in.title, hit.found_in.label) == ("Praktijk", "Handreiking", "2")
    html = client.get(f"/en/search/?q={CANARY}").content.decode()
    assert f'href="{document.url}#page=2"' in html
    assert "In <i>Handreiking</i>, page 2" in html
    item = client.get(f"/api/v1/search/?q={CANARY}").json()["items"][0]
    assert item["found_in"] == {
        "title": "Handreiking",
        "url": f"http://testserver{document.url}#page=2",
        "kind": "page",
        "label": "2",
        "highlight": f"<mark>{CANARY}</mark>",
    }
    assert "In “Handreiking”, page 2" in client.get(f"/search.atom?lang=en&q={CANARY}").content.decode()
    assert client.get("/api/v1/search/").json()["items"][0]["found_in"] is None
    assert page.url in html


def test_nothing_is_read_in_the_request_and_nothing_that_no_live_page_offers(site, quick):
    offered, other, draft = plain_file(), plain_file("anders"), plain_file("concept")
    publish("Praktijk", body=offer(offered))
    publish("Concept", body=offer(draft)).unpublish()
    assert (titles(), FileText.objects.get(digest=offered.file_hash).state) == ([], STATE.WAITING)

    assert services.file_read_next() is True

    assert titles() == ["Praktijk"]
    assert not FileText.objects.filter(digest=other.file_hash).exists()


def test_a_content_is_read_once_whoever_offers_it(site, monkeypatch):
    asked = []
    monkeypatch.setattr(services, "extract", lambda content, extension: asked.append(extension) or told())
    for number in range(3):
        publish(f"Praktijk {number}", body=offer(plain_file()))
    read_all()

    assert (asked, len(titles())) == (["pdf"], 3)
    publish("Later", body=offer(plain_file()))
    assert (services.file_read_next(), len(titles())) == (False, 4)


def test_another_file_of_a_document_is_read_anew_and_the_old_words_are_gone_at_once(site, quick):
    document = plain_file()
    publish("Praktijk", body=offer(document))
    read_all()
    old = document.file_hash

    document.file = ContentFile(b"Het woord wevers", name="stuk.pdf")
    document.save()

    assert (titles(), titles("wevers")) == ([], [])
    assert not FileText.objects.filter(digest=old).exists()
    read_all()
    assert (titles(), titles("wevers")) == ([], ["Praktijk"])


def test_a_save_of_some_fields_knows_the_new_file_too(site):
    document = plain_file()
    before = document.file_hash
    document.file = ContentFile(b"iets anders", name="stuk.pdf")
    document.save(update_fields=["file"])

    stored = HubDocument.objects.get()
    assert (stored.file_hash not in ("", before), stored.file_size) == (True, 11)


def test_who_is_killed_in_the_middle_loses_nothing(site, monkeypatch, quick):
    publish("Praktijk", body=offer(plain_file()))

    def killed(content, extension):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(services, "extract", killed)
        with pytest.raises(SystemExit):
            services.file_read_next()
    # Somebody may be reading it still.
    assert services.file_read_next() is False
    FileText.objects.update(begun_at=timezone.now() - 2 * services.CLAIM)

    assert services.file_read_next() is True
    assert titles() == ["Praktijk"]


def test_a_file_that_takes_the_worker_along_each_time_is_given_up(site, monkeypatch):
    publish("Praktijk", body=offer(plain_file()))
    tried = []

    def killed(content, extension):
        tried.append(extension)
        raise SystemExit

    monkeypatch.setattr(services, "extract", killed)
    for _attempt in range(services.MOST_TRIES):
        FileText.objects.update(begun_at=None)
        with pytest.raises(SystemExit):
            services.file_read_next()
    FileText.objects.update(begun_at=None)
    services.file_read_next()

    assert (len(tried), FileText.objects.get().state) == (services.MOST_TRIES, STATE.TOO_LARGE)


def test_a_machine_that_can_read_nothing_now_leaves_the_order(site, monkeypatch):
    publish("Praktijk", body=offer(plain_file()))

    def refused(content, extension):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(services, "extract", refused)
    for _attempt in range(services.MOST_TRIES + 1):
        FileText.objects.update(begun_at=None)
        assert services.file_read_next() is True
        # Not again and again while the machine has no room.
        assert services.file_read_next() is False
    monkeypatch.setattr(services, "extract", lambda content, extension: told())
    FileText.objects.update(begun_at=None)
    read_all()

    assert titles() == ["Praktijk"]


def test_a_work_has_the_words_of_so_many_documents_as_it_may(site, quick, monkeypatch):
    first, second = plain_file(), plain_file("wevers")
    monkeypatch.setattr(offered, "MOST_CHARACTERS_OF_WORK", len(f"2{CANARY}") + len("2wevers") - 1)
    publish("Praktijk", body=[*offer(first), *offer(second)])
    read_all()
    assert (titles(), titles("wevers")) == (["Praktijk"], [])

    monkeypatch.setattr(offered, "MOST_CHARACTERS_OF_WORK", len(f"2{CANARY}") + len("2wevers"))
    indexing.rebuild()
    assert (titles(), titles("wevers")) == (["Praktijk"], ["Praktijk"])


def test_a_bad_file_keeps_no_other_waiting(site):
    publish("Stuk", body=offer(HubDocumentFactory(file=SimpleUploadedFile("stuk.pdf", b"%PDF-1.7 en verder niets"))))
    publish("Goed", body=offer(make_file(name="goed.docx")))
    read_all()

    assert sorted(FileText.objects.values_list("state", flat=True)) == [STATE.READ, STATE.UNREADABLE]
    with translation.override("en"):
        assert find().hits[0].found_in.place == "under “Kop”"


def test_a_file_that_is_gone_or_too_large_is_said_so(site, monkeypatch):
    gone, large = plain_file("een"), plain_file("twee van meer letters")
    publish("Een", body=offer(gone))
    publish("Twee", body=offer(large))
    gone.file.storage.delete(gone.file.name)
    monkeypatch.setattr(services, "MOST_BYTES", 20)
    read_all()

    states = dict(FileText.objects.values_list("digest", "state"))
    assert states == {gone.file_hash: STATE.UNREADABLE, large.file_hash: STATE.TOO_LARGE}


def test_the_command_reads_what_waits_and_says_so(site, quick):
    publish("Praktijk", body=offer(plain_file()))
    HubDocument.objects.update(file_hash="")
    FileText.objects.all().delete()
    out = io.StringIO()

    call_command("extract_attachments", stdout=out)
    assert titles() == []
    call_command("extract_attachments", "--missing", stdout=out)
    assert titles() == ["Praktijk"]
    call_command("extract_attachments", "--all", stdout=out)

    assert out.getvalue().splitlines() == [
        "0 files read now. All of them: none.",
        "1 of 1",
        "1 files read now. All of them: 1 read.",
        "1 of 1",
        "1 files read now. All of them: 1 read.",
    ]


def test_the_command_begins_no_file_after_its_minutes_and_goes_on_the_next_time(site, quick):
    publish("Praktijk", body=offer(plain_file()))

    call_command("extract_attachments", "--minutes", "0", stdout=io.StringIO())
    assert titles() == []
    call_command("extract_attachments", "--minutes", "10", stdout=io.StringIO())
    assert titles() == ["Praktijk"]


def test_a_rebuild_reads_no_file(site, quick, monkeypatch):
    publish("Praktijk", body=offer(plain_file()))
    read_all()
    monkeypatch.setattr(HubDocument, "open_file", lambda self: pytest.fail("A file was opened."))

    indexing.rebuild()

    assert titles() == ["Praktijk"]


def test_a_page_that_is_rolled_back_orders_nothing(site):
    with pytest.raises(RuntimeError), transaction.atomic():
        publish("Praktijk", body=offer(plain_file()))
        raise RuntimeError

    assert FileText.objects.count() == 0


# --- Which files a page offers --------------------------------------------------------------------------


def past_event(**values):
    return make_event("Dag", start=in_days(-3), **values)


def publish_slides(page):
    content = f"Het woord {CANARY}".encode()
    record = aftercare.aftercare_save(work=page.translation_key, values=aftercare.Values())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(aftercare, "checked_document", lambda file: file)
        row = aftercare.document_add(aftercare=record, file=SimpleUploadedFile("dias.pdf", content))
    return record, row


@pytest.mark.parametrize("road", ["block", "list", "link", "field"])
def test_whatever_a_reader_of_the_page_can_click_is_found(site, quick, road):
    # What the job of Wagtail fills may be behind: nothing depends on it.
    document = plain_file()
    bodies = {
        "block": offer(document),
        "list": [("files", [{"document": document, "title": "x"}])],
        "link": [("paragraph", RichText(f'<p><a linktype="document" id="{document.pk}">hier</a></p>'))],
    }
    if road == "field":
        make_short(PublicationPageFactory, file=document, title="Praktijk")
    else:
        publish("Praktijk", body=bodies[road])
    ReferenceIndex.objects.all().delete()
    read_all()
    assert titles() == ["Praktijk"]

    document.collection = closed()
    document.save()
    assert titles() == []

    document.collection = Collection.get_first_root_node()
    document.save()
    assert titles() == ["Praktijk"]


def test_the_slides_of_a_record_are_found_once_it_is_published(site, quick):
    record, row = publish_slides(past_event())
    read_all()
    assert titles() == []

    aftercare.aftercare_publish(aftercare=record)
    read_all()
    assert titles() == ["Dag"]

    aftercare.document_remove(row=AftercareDocument.objects.get(pk=row.pk))
    assert (titles(), FileText.objects.count()) == ([], 0)


def test_a_file_of_one_language_finds_the_work_in_both(site, quick):
    page = publish("Praktijk", body=offer(plain_file()))
    english = publish_translation(page, "Practice")
    english.body = []
    english.save_revision().publish()
    read_all()

    assert (titles(), titles(locale="en")) == (["Praktijk"], ["Practice"])
    assert find(locale="en").hits[0].found_in.label == "2"


# --- Privacy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "clauses", "is_so"),
    [
        ("public", {"group:1"}, True),
        ("login", {"public"}, False),
        ("login", {"group:1"}, True),
        ("login", {"login"}, True),
        ("group:1", {"login"}, False),
        ("group:1|group:2", {"group:2"}, True),
        ("group:1", {"group:1|group:2"}, False),
        ("group:1", {"login", "group:1"}, True),
        ("nobody", {"group:1"}, False),
        ("group:1", set(), False),
    ],
)
def test_a_clause_is_implied_when_it_keeps_nobody_out(clause, clauses, is_so):
    assert is_implied(clause, clauses) is is_so


def test_words_of_a_closed_file_count_for_nobody_on_a_page_for_everybody(site, quick):
    group = make_group()
    publish("Praktijk", body=offer(plain_file(collection=closed(groups=[group]))))
    read_all()

    boss = make_user("baas@hub.example", is_superuser=True)
    assert [titles(user=user) for user in (None, make_user(groups=[group]), boss)] == [[], [], []]
    assert FileText.objects.count() == 0


def test_words_of_a_closed_file_are_found_by_readers_of_a_page_that_is_for_the_same_people(site, quick):
    group = make_group()
    page = publish("Praktijk", body=offer(plain_file(collection=closed(groups=[group]))))
    restriction = restrict(page, PageViewRestriction.GROUPS, [group])
    read_all()
    member, other = make_user(groups=[group]), make_user("ander@hub.example")
    assert [titles(user=user) for user in (member, other, None)] == [["Praktijk"], [], []]

    restriction.delete()

    assert [titles(user=user) for user in (member, None)] == [[], []]
    assert titles("praktijk") == ["Praktijk"]


def test_words_follow_a_page_that_more_people_may_see(site, quick):
    first, second = make_group("Een"), make_group("Twee")
    page = publish("Praktijk", body=offer(plain_file(collection=closed(groups=[first]))))
    restriction = restrict(page, PageViewRestriction.GROUPS, [first])
    read_all()
    member = make_user(groups=[first])
    assert titles(user=member) == ["Praktijk"]

    restriction.groups.add(second)

    assert (titles(user=member), titles("praktijk", user=member)) == ([], ["Praktijk"])


@pytest.mark.parametrize("road", ["restricted", "moved", "together", "groups", "reverse", "collection"])
def test_words_follow_the_collection_of_a_file(site, quick, road, django_capture_on_commit_callbacks):
    group, other = make_group(), make_group("Anderen")
    collection = Collection.get_first_root_node().add_child(name="Open")
    document = plain_file(collection=collection)
    page = publish("Praktijk", body=offer(document))
    member = make_user(groups=[group])
    if road in ("groups", "reverse"):
        restrict(page, PageViewRestriction.GROUPS, [group])
        row = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
        row.groups.set([group])
    read_all()
    assert titles(user=member) == ["Praktijk"]
    boss = Client()
    boss.force_login(make_user("baas@hub.example", is_superuser=True))

    if road == "restricted":
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    elif road == "moved":
        document.collection = closed()
        document.save()
    elif road == "together":
        url = reverse("wagtail_bulk_action", args=["home", "hubdocument", "add_to_collection"])
        boss.post(f"{url}?id={document.pk}", {"collection": closed().pk})
    elif road == "groups":
        row.groups.set([other])
    elif road == "reverse":
        other.collectionviewrestriction_set.add(row)
        group.collectionviewrestriction_set.remove(row)
    else:
        with django_capture_on_commit_callbacks(execute=True):
            url = reverse("wagtailadmin_collections:edit", args=[collection.pk])
            boss.post(url, {"name": "Open", "parent": closed().pk})

    assert (titles(user=member), titles("praktijk", user=member)) == ([], ["Praktijk"])


def test_words_go_with_a_deleted_file_and_with_an_unpublished_page(site, quick):
    document = plain_file()
    publish("Praktijk", body=offer(document))
    second = publish("Tweede", body=offer(plain_file("wevers")))
    read_all()
    assert (titles(), titles("wevers")) == (["Praktijk"], ["Tweede"])

    document.delete()
    second.unpublish()

    assert (titles(), titles("wevers")) == ([], [])
    assert set(IndexEntry.objects.values_list("attached__0", flat=True)) == {None}
    assert CANARY not in str(list(FileText.objects.values_list("parts", flat=True)))


def test_slides_of_a_private_event_are_found_by_who_sees_the_event(site, quick):
    page = past_event()
    restrict(page)
    record, _row = publish_slides(page)
    aftercare.aftercare_publish(aftercare=record)
    read_all()

    assert (titles(), titles(user=make_user())) == ([], ["Dag"])


def test_slides_are_found_by_who_sees_their_event_and_by_nothing_else_that_offers_them(site, client, quick):
    """They lie in a closed collection: the event lets its readers in, and no other page does."""
    event = past_event()
    record, row = publish_slides(event)
    aftercare.aftercare_publish(aftercare=record)
    document = HubDocument.objects.get(pk=row.document_id)
    publish("Praktijk", body=offer(document))
    read_all()
    assert titles() == ["Dag"]
    assert client.get(document.url).status_code == 200

    document.collection = closed()
    document.save()
    assert titles() == ["Dag"]

    restrict(event)
    assert (titles(), titles(user=make_user())) == ([], ["Dag"])
    assert client.get(document.url).status_code != 200


def test_slides_that_readers_do_not_see_yet_are_not_found(site, quick):
    event = past_event()
    record, _row = publish_slides(event)
    aftercare.aftercare_publish(aftercare=record)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(aftercare, "checked_document", lambda file: file)
        aftercare.document_add(aftercare=record, file=SimpleUploadedFile("later.pdf", b"Het woord wevers"))
    event.save_revision().publish()
    read_all()
    assert (titles(), titles("wevers")) == (["Dag"], [])

    aftercare.aftercare_publish(aftercare=record)
    read_all()
    assert titles("wevers") == ["Dag"]


def test_a_closed_file_changes_nothing_that_anybody_gets(site, client, quick):
    """Not counts, order, suggestions, another spelling, nor what is related."""
    paths = ("/nl/search/?q=", "/api/v1/search/?lang=nl&q=", "/search.atom?q=", "/nl/search/suggest/?q=")
    words = (CANARY, CANARY[:-1], f"{CANARY}+turfsteker", "turfsteker", "veenkolonie+turfsteker", "slui")
    shared = "veenkolonie turfsteker"

    def answers(page):
        found = [answer(client, f"{path}{question}") for path in paths for question in words]
        return found, answer(client, page.url), get_engine().near_words(f"{CANARY}s", SearchQuery())

    # The clock stands still, so that nothing else can move.
    with freeze_time(timezone.now().replace(microsecond=0)):
        document = plain_file(f"{CANARY}", collection=closed(groups=[make_group()]))
        neighbour = publish("Turfsteker", summary=shared)
        page = publish("Iets anders", summary=shared)
        before = answers(neighbour)
        page.body = offer(document)
        page.save_revision().publish()
        read_all()
        after = answers(neighbour)
        document.collection = Collection.get_first_root_node()
        document.save()
        read_all()
        found = answers(neighbour)

    assert after == before
    assert (found[0] == before[0], found[2] == before[2]) == (False, False)
