"""What an ordinary action does to who may see a work is true at the very next request, on every surface."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import Page, PageViewRestriction

from home.models import BuildingBlock, StandardPage, TagText
from home.services import tag_merge
from knowledge.models import BestPracticeIndexPage
from search.audience import user_tokens
from search.engines import get_engine
from search.normalise import normalise
from search.query import SearchQuery
from tests.factories.home import TagFactory
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.members import OrganisationFactory
from tests.search.pages import make_group, make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

WORD = "kanarievogel"


class Scene:
    """A page with a word of its own, an open and a closed section, and two browsers that have been here before."""

    def __init__(self, start):
        self.group = make_group()
        self.user = make_user(groups=[self.group])
        self.open, self.closed = publish("Open afdeling"), publish("Besloten afdeling")
        self.restrict(self.closed)
        self.page = publish(WORD.title(), self.closed if start == "beneath" else self.open)
        self.restriction = self.restrict(self.page) if start == "restricted" else None
        if start == "above":
            self.restriction = self.restrict(self.open)
        if start == "translated":
            self.english = publish_translation(publish_parent(self), WORD.title())
        self.clients = {"anonymous": Client(), "right group": Client()}
        self.clients["right group"].force_login(self.user)

    def restrict(self, page):
        return restrict(page, PageViewRestriction.GROUPS, [self.group])

    def fresh(self, page=None):
        return StandardPage.objects.get(pk=(page or self.page).pk)

    def user_of(self, viewer):
        self.user.refresh_from_db()
        return self.user if viewer == "right group" else None

    def seen(self):
        """Return, by viewer, what each surface says: whether the work is there."""
        return {viewer: self.seen_by(viewer) for viewer in self.clients}

    def seen_by(self, viewer):
        client, page = self.clients[viewer], Page.objects.filter(pk=self.page.pk).first() or self.page
        found = client.get(f"/api/v1/search/?q={WORD}").json()
        every = client.get("/api/v1/search/").json()
        query = SearchQuery(text=normalise(WORD[:6]), tokens=user_tokens(self.user_of(viewer)))
        public_id = self.page.public_id
        told = {
            "hit": [item["id"] for item in found["items"]] == [public_id],
            "total": found["meta"]["total"] == 1,
            "count": [value["count"] for value in found["facets"]["type"]["values"] if value["value"] == "page"] == [1],
            "list": public_id in [item["id"] for item in every["items"]],
            "search page": f'href="{page.url}"' in client.get(f"/nl/search/?q={WORD}").content.decode(),
            "suggestion": [hit.public_id for hit in get_engine().suggest(query).hits] == [public_id],
            "feed": str(self.page.work) in client.get(f"/search.atom?q={WORD}").content.decode(),
            "api work": client.get(f"/api/v1/works/{public_id}/").status_code == 200,
            "page": client.get(page.url).status_code == 200,
            "sitemap": page.url in client.get("/sitemap.xml").content.decode(),
        }
        if viewer != "anonymous":
            # For crawlers, whoever asks.
            told.pop("sitemap")
        assert len(set(told.values())) == 1, (viewer, told)
        return told["hit"]


def publish_parent(scene):
    publish_translation(scene.open, "Open section")
    return scene.page


def expire(scene):
    """Let the page have a last moment, as the editor sets it, and stand at that moment."""
    page = scene.fresh()
    page.expire_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    return page.expire_at


def unpublish(scene):
    scene.fresh().unpublish()


def deactivate(scene):
    scene.user.is_active = False
    scene.user.save()


def move(scene, to, page=None):
    Page.objects.get(pk=(page or scene.page).pk).move(Page.objects.get(pk=to.pk), pos="last-child")


# What is done, how the page begins, and who sees it before and after: (anonymous, right group).
SEEN, MEMBERS, NOBODY = (True, True), (False, True), (False, False)
TRANSITIONS = {
    "restrict": ("open", SEEN, lambda s: s.restrict(s.page), MEMBERS),
    "lift": ("restricted", MEMBERS, lambda s: s.restriction.delete(), SEEN),
    "restrict the ancestor": ("open", SEEN, lambda s: s.restrict(s.open), MEMBERS),
    "lift the ancestor's": ("above", MEMBERS, lambda s: s.restriction.delete(), SEEN),
    "move in": ("open", SEEN, lambda s: move(s, s.closed), MEMBERS),
    "move out": ("beneath", MEMBERS, lambda s: move(s, s.open), SEEN),
    "move the section in": ("open", SEEN, lambda s: move(s, s.closed, s.open), MEMBERS),
    "unpublish": ("open", SEEN, unpublish, NOBODY),
    "unpublish what is private": ("restricted", MEMBERS, unpublish, NOBODY),
    "delete": ("open", SEEN, lambda s: s.fresh().delete(), NOBODY),
    "delete the section": ("open", SEEN, lambda s: s.fresh(s.open).delete(), NOBODY),
    "leave the group": ("restricted", MEMBERS, lambda s: s.user.groups.clear(), NOBODY),
    "deactivate the user": ("restricted", MEMBERS, deactivate, NOBODY),
    "delete the group": ("restricted", MEMBERS, lambda s: s.group.delete(), NOBODY),
    "name another group": ("restricted", MEMBERS, lambda s: s.restriction.groups.set([make_group("Anderen")]), NOBODY),
    "restrict a translation": ("translated", SEEN, lambda s: s.restrict(s.english), MEMBERS),
    "restrict the section's translation": (
        "translated", SEEN, lambda s: s.restrict(s.english.get_parent().specific), MEMBERS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRANSITIONS)
def test_it_is_true_at_the_next_request(site, name):
    start, before, action, after = TRANSITIONS[name]
    scene = Scene(start)
    assert tuple(scene.seen().values()) == before

    action(scene)

    assert tuple(scene.seen().values()) == after


@pytest.mark.parametrize("start", ["open", "restricted"])
@pytest.mark.parametrize("is_run", [False, True], ids=["before the job", "after the job"])
def test_what_expires_is_gone_at_its_moment_whether_the_job_has_run_or_not(site, start, is_run):
    scene = Scene(start)
    moment = expire(scene)
    with freeze_time(moment - timedelta(seconds=1)):
        assert tuple(scene.seen().values()) == (MEMBERS if start == "restricted" else SEEN)

    with freeze_time(moment):
        if is_run:
            call_command("publish_scheduled")
        assert tuple(scene.seen().values()) == NOBODY
        call_command("audit_search_index", verbosity=0)


def test_a_translation_that_expires_leaves_the_other_as_it_was(site):
    scene = Scene("translated")
    scene.english.expire_at = timezone.now() + timedelta(hours=1)
    scene.english.save_revision().publish()
    client = scene.clients["anonymous"]
    assert client.get(scene.english.url).status_code == 200

    with freeze_time(scene.english.expire_at):
        assert client.get(scene.english.url).status_code == 404
        assert tuple(scene.seen().values()) == SEEN
        assert scene.english.url not in client.get(scene.page.url).content.decode()
        assert list(client.get(f"/api/v1/works/{scene.page.public_id}/").json()["translations"]) == ["nl"]


@pytest.mark.parametrize("start", ["open", "restricted"])
def test_what_goes_live_by_the_clock_is_there_when_the_job_has_run(site, start):
    scene = Scene(start)
    unpublish(scene)
    page = scene.fresh()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert tuple(scene.seen().values()) == NOBODY

    with freeze_time(page.go_live_at + timedelta(seconds=1)):
        call_command("publish_scheduled")
        assert tuple(scene.seen().values()) == (MEMBERS if start == "restricted" else SEEN)


COPIES = [("restricted", "open", MEMBERS), ("open", "closed", MEMBERS), ("open", "open", SEEN)]


@pytest.mark.parametrize(("start", "to", "after"), COPIES)
def test_a_copy_is_as_private_as_its_page_and_its_place(site, start, to, after):
    scene = Scene(start)
    copy = scene.fresh().copy(to=getattr(scene, to), update_attrs={"slug": "kopie", "title": "Roodborstje"})
    address = StandardPage.objects.get(pk=copy.pk).url

    for client, is_seen in zip(scene.clients.values(), after, strict=True):
        assert (client.get(address).status_code == 200) is is_seen
        assert (client.get("/api/v1/search/?q=roodborstje").json()["meta"]["total"] == 1) is is_seen


# --- Words of the vocabularies --------------------------------------------------------------------------


@pytest.fixture
def practice(site, terms):
    """A restricted practice with a tag and an organisation that nothing else has."""
    parent = BestPracticeIndexPage.objects.get(locale=site.locale)
    page = BestPracticePageFactory(parent=parent, locale=site.locale, title="Praktijk")
    page.building_blocks = [BuildingBlock.objects.get(slug="data-sharing")]
    page.organisations = [OrganisationFactory(name="Oudenaam organisatie", slug="de-organisatie")]
    page.tags.add(TagFactory(name="Oudenaam label"))
    page.save_revision().publish()
    restrict(page, PageViewRestriction.GROUPS, [make_group()])
    return page


def rename_tag(page):
    tag = page.tags.get()
    tag.name = "Nieuwnaam label"
    tag.save()


def name_tag_in_dutch(page):
    TagText.objects.create(tag=page.tags.get(), language="nl", name="Nieuwnaam label")


def merge_tag(page):
    tag_merge(tag=page.tags.get(), into=TagFactory(name="Nieuwnaam label"))


def rename_organisation(page):
    organisation = page.organisations.get()
    organisation.name = "Nieuwnaam organisatie"
    organisation.save()


@pytest.mark.parametrize("rename", [rename_tag, name_tag_in_dutch, merge_tag, rename_organisation])
def test_a_new_name_is_shown_at_once_and_only_to_who_may_see_a_work_with_it(practice, rename):
    users = {"anonymous": None, "right group": make_user(groups=[practice.view_restrictions.get().groups.get()])}
    clients = {viewer: Client() for viewer in users}
    clients["right group"].force_login(users["right group"])
    kind = "organisatie" if rename is rename_organisation else "label"

    def told(viewer, name):
        addresses = ["/api/v1/search/", "/nl/search/", practice.url]
        texts = {address: clients[viewer].get(address).content.decode() for address in addresses}
        query = SearchQuery(text=normalise(name[:5]), tokens=user_tokens(users[viewer]))
        texts["suggestion"] = str([bucket.label for _facet, bucket in get_engine().suggest(query).values])
        return {address for address, text in texts.items() if f"{name} {kind}" in text}

    everywhere = {"/api/v1/search/", "/nl/search/", practice.url, "suggestion"}
    names = ("Oudenaam", "Nieuwnaam")
    assert {viewer: [told(viewer, name) for name in names] for viewer in clients} == {
        "anonymous": [set(), set()], "right group": [everywhere, set()],
    }  # fmt: skip

    rename(practice)

    assert {viewer: [told(viewer, name) for name in names] for viewer in clients} == {
        "anonymous": [set(), set()], "right group": [set(), everywhere],
    }  # fmt: skip


def test_a_renamed_term_is_shown_to_everybody_at_once(site, terms):
    client = Client()
    assert "Samen weten" not in client.get("/nl/search/").content.decode()

    text = BuildingBlock.objects.get(slug="data-sharing").texts.get(language="nl")
    text.name = "Samen weten"
    text.save()

    for address in ("/nl/search/", "/nl/", "/nl/building-blocks/data-sharing/", "/api/v1/search/", "/api/v1/matrix/"):
        assert "Samen weten" in client.get(address).content.decode(), address
