"""The demo content as visitors find it. Loaded once for all of these tests, which is why they are one class."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import icalendar
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page, Revision

from events.models import EventPage, Occurrence
from hub.demo.loader import load_demo
from hub.demo.people import DEMO_PEOPLE, demo_password
from knowledge.models import BestPracticePage, NewsPage, PublicationPage, UseCasePage
from members.models import Organisation, User
from search.audience import user_tokens, visible_to
from search.engines import get_engine
from search.models import IndexEntry
from search.query import SearchQuery
from search.searchable import searchable_page_models
from tests.structured_data import check

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HIDDEN = "werkgroepoverleg-data-delen"


class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_demo()

    def sign_in(self, who):
        self.client.force_login(User.objects.get(email=f"{who}@hub.example"))

    def test_there_is_as_much_as_promised(self):
        numbers = {
            code: {
                model.search_type: model.objects.filter(locale__language_code=code, live=True).count()
                for model in searchable_page_models()
                if model.search_type not in ("page", "organisation", "working-group")
            }
            for code in ("nl", "en")
        }

        assert numbers["nl"] == {
            "best-practice": 32, "use-case": 12, "fieldlab": 14, "course": 17, "event": 20, "news": 10,
            "publication": 11, "funding-call": 5,
        }  # fmt: skip
        assert sum(numbers["nl"].values()) >= 100
        assert sum(numbers["en"].values()) >= 40
        assert Organisation.objects.participating().count() == 18
        assert BestPracticePage.objects.filter(is_example=False, locale__language_code="nl").count() == 19

    def test_every_type_has_works_in_english(self):
        for model in searchable_page_models():
            assert model.objects.filter(locale__language_code="en", live=True).exists(), model.search_type

    def test_the_matrix_has_no_empty_row_or_column_and_differs_from_cell_to_cell(self):
        table = get_engine().cross_count(SearchQuery(locale="nl"), "building_block", "application_area")

        counts = [cell.count for cell in table]
        assert min(bucket.count for bucket in (*table.rows, *table.columns)) > 10
        assert max(counts) >= 5 * max(1, min(counts))

    def test_what_is_real_names_its_sources_and_what_is_not_says_so(self):
        for model in (BestPracticePage, UseCasePage, PublicationPage, NewsPage):
            for page in model.objects.all():
                assert bool(page.sources) is not page.is_example, page.slug

    def test_a_second_load_changes_nothing(self):
        before = (Page.objects.count(), Revision.objects.count(), User.objects.count(), Occurrence.objects.count())

        load_demo()

        after = (Page.objects.count(), Revision.objects.count(), User.objects.count(), Occurrence.objects.count())
        assert after == before

    def test_every_page_that_anybody_may_see_answers(self):
        for page in visible_to(Page.objects.filter(depth__gt=1), AnonymousUser()).specific():
            response = self.client.get(page.url)
            assert response.status_code == 200, page.url
            assert "<h1" in response.content.decode(), page.url

    def test_every_cell_of_the_matrix_equals_the_search_it_links_to(self):
        for language in ("nl", "en"):
            table = get_engine().cross_count(SearchQuery(locale=language), "building_block", "application_area")
            cells = list(table)
            assert len(cells) == 40
            for cell in cells:
                results = self.client.get(cell.url).context["results"]
                assert results.total == cell.count, cell.url
            for bucket, facet in [(row, table.row_facet) for row in table.rows]:
                assert self.client.get(f"/{language}/search/?{facet}={bucket.value}").context["results"].total == (
                    bucket.count
                )

    def test_the_matrix_on_home_its_page_and_the_api_agree(self):
        on_home = self.client.get("/nl/").context["table"].counts
        on_its_page = self.client.get("/nl/matrix/").context["table"].counts
        cells = self.client.get("/api/v1/matrix/").json()["cells"]

        assert on_home == on_its_page == {(cell["row"], cell["column"]): cell["count"] for cell in cells}

    def test_each_demo_person_can_sign_in(self):
        for email, _description in DEMO_PEOPLE:
            response = self.client.post("/nl/account/login/", {"username": email.upper(), "password": demo_password()})
            assert response.status_code == 302, email
            assert User.objects.get(pk=self.client.session["_auth_user_id"]).email == email
            self.client.logout()

    def test_only_staff_reach_the_admin(self):
        reached = {}
        for who in ("admin", "editor", "moderator", "member", "colleague", "other", "newcomer"):
            self.sign_in(who)
            reached[who] = self.client.get("/admin/").status_code == 200
        assert reached == {
            "admin": True, "editor": True, "moderator": True,
            "member": False, "colleague": False, "other": False, "newcomer": False,
        }  # fmt: skip

    def test_a_working_groups_meeting_is_for_its_members_on_every_surface(self):
        meeting = EventPage.objects.get(slug=HIDDEN)
        seen = {}
        for who in ("member", "colleague", "other", "newcomer", "editor", None):
            self.client.logout()
            if who:
                self.sign_in(who)
            seen[who] = self.surfaces_that_show(meeting)
        everywhere = {"page", "search", "total", "listing", "calendar", "api", "work"}
        assert seen == {
            "member": everywhere, "colleague": set(), "other": set(), "newcomer": set(), "editor": set(), None: set(),
        }  # fmt: skip

    def surfaces_that_show(self, page):
        """Return where the viewer comes across a page, its title or its number."""
        public = SearchQuery(tokens=frozenset({"public"}), filters={"type": ("event",)})
        key = IndexEntry.objects.filter(work=page.translation_key).values_list("public_id", flat=True)[0]
        listing = self.client.get("/api/v1/search/?size=100&type=event").json()
        bodies = {
            "search": self.client.get("/nl/search/", {"q": page.title}).content.decode(),
            "listing": self.client.get("/nl/events/").content.decode(),
            "calendar": self.client.get("/events.ics").content.decode().replace("\r\n ", ""),
            "sitemap": self.client.get("/sitemap.xml").content.decode(),
            "api": str(listing["items"]),
            "home": self.client.get("/nl/").content.decode(),
            "landing": self.client.get("/nl/application-areas/agri-food/").content.decode(),
            "missing": self.client.get("/nl/events/bestaat-niet/").content.decode(),
        }
        shown = {name for name, body in bodies.items() if f"/events/{page.slug}/" in body}
        if self.client.get(page.url).status_code == 200:
            shown.add("page")
        if self.client.get(f"/api/v1/works/{key}/").status_code == 200:
            shown.add("work")
        if listing["meta"]["total"] != get_engine().search(public).total:
            shown.add("total")
        return shown

    def test_the_sitemap_lists_what_the_public_may_see_and_nothing_else(self):
        tree = ElementTree.fromstring(self.client.get("/sitemap.xml").content)
        found = {location.text.removeprefix("http://testserver") for location in tree.iter(f"{SITEMAP}loc")}

        expected = {page.url for page in visible_to(Page.objects.filter(depth__gt=1), AnonymousUser())}
        assert expected <= found
        assert {url for url in found if url.endswith(f"/{HIDDEN}/")} == set()
        for url in found - expected:
            # What is not a page is the landing of a term, or the search.
            assert "/building-blocks/" in url or "/application-areas/" in url or url.endswith("/search/"), url

    def test_every_page_describes_itself_in_the_words_of_schema_org(self):
        for page in visible_to(Page.objects.filter(depth__gt=1), AnonymousUser()).specific():
            documents = self.client.get(page.url).context["structured_data"]
            # As a machine reads it: dates and decimals are text by then.
            written = json.loads(json.dumps(documents, cls=DjangoJSONEncoder))
            assert [problem for document in written for problem in check(document)] == [], page.url
            assert len(documents) > (page.depth > 2), page.url

    def test_every_public_work_is_in_its_feed_once(self):
        atom = "{http://www.w3.org/2005/Atom}"
        for bucket in get_engine().search(SearchQuery(past=True)).facet("type").buckets:
            feed = ElementTree.fromstring(self.client.get(f"/search.atom?past=1&type={bucket.value}").content)
            ids = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
            assert len(ids) == len(set(ids)) == min(bucket.count, 50), bucket.value

    def test_the_calendar_of_a_search_has_the_dates_of_its_events(self):
        calendar = icalendar.Calendar.from_ical(self.client.get("/events.ics?building_block=data-sharing").content)

        hits = get_engine().search(
            SearchQuery(filters={"building_block": ("data-sharing",), "type": ("event",)}, past=True, size=100)
        )
        first, last = timezone.now() - timedelta(days=90), timezone.now() + timedelta(days=548)
        dates = Occurrence.objects.filter(
            schedule__work__in=[hit.work for hit in hits.hits], ends_at__gte=first, starts_at__lte=last
        )
        assert len(calendar.walk("VEVENT")) == dates.count() > 0

    def test_a_cancelled_event_says_so_in_list_page_and_calendar(self):
        page = EventPage.objects.get(slug="spreekuur-kleine-apparaten")

        assert "Geannuleerd" in self.client.get(page.url).content.decode()
        assert "Geannuleerd" in self.client.get("/nl/events/").content.decode()
        calendar = self.client.get("/events.ics").content.decode().replace("\r\n ", "")
        assert "STATUS:CANCELLED" in calendar

    def test_nothing_public_asks_another_host_for_anything(self):
        for path in ("/nl/", "/nl/search/", "/nl/events/", "/nl/matrix/", "/nl/account/login/"):
            body = self.client.get(path).content.decode()
            for attribute in ('src="http', "src='http", 'src="//', "url(http", "@import"):
                assert attribute not in body, path
            assert "<style" not in body
            assert ' style="' not in body

    def test_facts_of_a_work_are_the_same_in_both_languages(self):
        for english in BestPracticePage.objects.filter(locale__language_code="en"):
            dutch = BestPracticePage.objects.get(translation_key=english.translation_key, locale__language_code="nl")
            assert [o.outcome for o in english.outcomes.all()] == [o.outcome for o in dutch.outcomes.all()]
            assert list(english.building_blocks.all()) == list(dutch.building_blocks.all())
            assert english.evidence_level == dutch.evidence_level

    def test_rights_of_the_newcomer_do_not_include_working_groups(self):
        tokens = user_tokens(User.objects.get(email="newcomer@hub.example"))

        assert tokens == {"public", "login", "level:inform"}
