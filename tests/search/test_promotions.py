"""Promoted results: for which search, on which days, for whom, and never in the total."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.models import PromotedResult
from search.promotions import promoted_for
from search.query import SearchQuery
from tests.hub.editors import make_editor, make_user as make_admin_user
from tests.search.builders import make_document, store
from tests.search.pages import make_group, make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/search/promotedresult/add/"


def promote(work, **values):
    return PromotedResult.objects.create(work=work, **{"words": "taalmodel", **values})


def shown(address, locale="nl"):
    return [hit.title for hit in promoted_for(SearchQuery.from_params(QueryDict(address), locale=locale))]


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def works(db):
    return store(*(make_document(f"Werk {n}", building_block=["data-sharing"]) for n in range(5)))


@pytest.mark.parametrize(
    ("address", "is_shown"),
    [
        ("q=taalmodel", True),
        ("q=Táálmodel", True),
        ("q=zorg in de", True),
        ("q=taalmodel zorg", False),
        ("q=taalmodellen", False),
        ("q=taalmodel -zorg", False),
        ("q=taalmodel&page=2", False),
        ("q=taalmodel&when=2026-01-01/", False),
        ("q=taalmodel&building_block=data-sharing", True),
        ("q=taalmodel&building_block=human-capital", False),
        ("", False),
    ],
)
def test_words_are_those_of_the_question_in_any_order(terms, works, address, is_shown):
    promote(works[0], words="taalmodel\nin de zorg")

    assert shown(address) == (["Werk 0"] if is_shown else [])


@pytest.mark.parametrize(
    ("address", "is_shown"),
    [
        ("building_block=data-sharing", True),
        ("building_block=data-sharing&building_block=human-capital", True),
        ("building_block=data-sharing&type=event", False),
        ("building_block=human-capital", False),
        ("building_block=data-sharing&q=zorg", False),
        ("", False),
    ],
)
def test_a_choice_is_that_value_without_words(terms, works, address, is_shown):
    promote(works[0], words="", facet_value="building_block:data-sharing")

    assert shown(address) == (["Werk 0"] if is_shown else [])


@pytest.mark.parametrize(
    ("starts", "ends", "is_shown"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-3, 3, True)],
)
def test_both_days_are_included(works, starts, ends, is_shown):
    promote(
        works[0],
        starts_on=None if starts is None else today(starts),
        ends_on=None if ends is None else today(ends),
    )

    assert shown("q=taalmodel") == (["Werk 0"] if is_shown else [])


def test_three_at_most_in_the_editors_order_and_what_does_not_exist_takes_no_place(works):
    promote(uuid4(), order=0)
    for order, work in enumerate(reversed(works), start=1):
        promote(work, order=order)

    assert shown("q=taalmodel") == ["Werk 4", "Werk 3", "Werk 2"]


def test_what_is_edited_is_shown_at_the_next_request(works):
    row = promote(works[0])
    assert shown("q=taalmodel") == ["Werk 0"]

    row.work = works[1]
    row.save()
    assert shown("q=taalmodel") == ["Werk 1"]

    PromotedResult.objects.all().delete()
    assert shown("q=taalmodel") == []


def test_a_page_without_a_promotion_of_its_own_asks_nothing_and_one_with_asks_once(works, django_assert_num_queries):
    promote(works[0])
    promote(works[1], words="ooit", ends_on=today(-1))
    shown("q=taalmodel")
    stamp_only = 1

    for address, queries in (("q=iets", stamp_only), ("q=ooit", stamp_only), ("q=taalmodel", stamp_only + 2)):
        # Outside a request the stamp is read each time; drawing hits reads it once more.
        with django_assert_num_queries(queries):
            shown(address)


def test_the_search_page_shows_it_above_the_results_and_counts_it_nowhere(site, client, works):
    promote(works[3], words="federatief")
    store(make_document("Federatief leren"))

    page = client.get("/nl/search/?q=federatief")

    html = page.content.decode()
    assert page.context["results"].total == 1
    assert html.index('id="promoted"') < html.index("Werk 3") < html.index('class="bar"')
    assert 'id="promoted"' not in client.get("/nl/search/?q=leren").content.decode()


def test_it_is_there_when_nothing_is_found_and_gone_from_a_kept_page(site, client, works):
    row = promote(works[3], words="bestaatniet")
    assert "Werk 3" in client.get("/nl/search/?q=bestaatniet").content.decode()
    assert client.get("/nl/search/?q=bestaatniet").headers["ETag"]

    row.delete()

    assert "Werk 3" not in client.get("/nl/search/?q=bestaatniet").content.decode()


def test_one_database_query_more_on_a_search_page(site, client, works):
    def queries(address):
        client.get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    promote(works[0])

    assert queries("/nl/search/?q=taalmodel") - queries("/nl/search/?q=iets") == 1


def test_a_restricted_work_is_recommended_to_who_may_see_it_only(site, client):
    group = make_group()
    page = publish("Kanarie")
    restrict(page, kind="groups", groups=[group])
    promote(page.translation_key)
    reader, other = make_user(groups=[group]), make_user("ander@hub.example")

    seen = {}
    for name, user in (("nobody", None), ("other", other), ("reader", reader)):
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = "Kanarie" in client.get("/nl/search/?q=taalmodel").content.decode()

    assert seen == {"nobody": False, "other": False, "reader": True}


def test_it_holds_in_every_language(site):
    page = publish("Kanarie")
    promote(page.translation_key)
    publish_translation(page, "Canary")

    assert (shown("q=taalmodel"), shown("q=taalmodel", "en")) == (["Kanarie"], ["Canary"])


def test_words_or_a_choice_and_days_in_their_order_are_asked():
    for values, field in (
        ({"words": " , "}, "words"),
        ({"words": "ai", "starts_on": today(1), "ends_on": today()}, "ends_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            PromotedResult(work=uuid4(), **values).full_clean()
        assert list(refused.value.error_dict) == [field]


# --- In the editor ----------------------------------------------------------------------------------------


def form_data(page, **values):
    return {"page": page.pk, "words": "", "facet_value": "", "order": 0, "note": "", **values}


def test_an_editor_promotes_a_page_from_a_form_that_is_filled_in(site, terms, client):
    page = publish("Kanarie")
    client.force_login(make_editor())

    form = client.get(ADD, {"words": "taalmodel", "note": "x"}).context["form"]
    client.post(ADD, form_data(page, words="taalmodel", facet_value="building_block:data-sharing", note="Tot de zomer"))

    row = PromotedResult.objects.get()
    assert (form["words"].value(), form["note"].value()) == ("taalmodel", "")
    assert (row.work, row.facet_value, row.note) == (
        page.translation_key, "building_block:data-sharing", "Tot de zomer",
    )  # fmt: skip
    listed = client.get("/admin/snippets/search/promotedresult/").content.decode()
    assert ("Kanarie" in listed, "Data sharing" in listed) == (True, True)
    edited = client.get(f"/admin/snippets/search/promotedresult/edit/{row.pk}/").context["form"]
    assert edited["page"].initial.pk == page.pk


def test_lists_and_open_facets_are_refused_in_the_form(site, terms, client):
    client.force_login(make_editor())

    answer = client.post(ADD, form_data(site, words="ai", facet_value="tag:geheim"))

    assert set(answer.context["form"].errors) == {"page", "facet_value"}
    assert not PromotedResult.objects.exists()


def test_a_member_may_not(site, client):
    client.force_login(make_admin_user())

    assert client.get(ADD).status_code == 302
