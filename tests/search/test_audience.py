"""The one rule, asked three ways: is_visible ⇔ visible_to ⇔ the page answers 200 ⇔ search finds it."""

from itertools import count
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from search.audience import is_visible, page_clauses, user_tokens, visible_to
from search.engines import get_engine
from search.normalise import normalise
from search.query import SearchQuery
from tests.search.pages import home, make_group, make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db

ANONYMOUS = AnonymousUser()
# Examples share a database: each has names of its own.
EXAMPLES = count()


def found_by(user, text="kanarie"):
    query = SearchQuery(text=normalise(text), tokens=user_tokens(user), size=100)
    return {hit.page_id for hit in get_engine().search(query).hits}


def seen_by(client, user, page):
    """Return whether each of the four ways says yes; they must agree."""
    if user.is_authenticated:
        client.force_login(user)
    else:
        client.logout()
    return {
        "rule": is_visible(page, user),
        "queryset": visible_to(StandardPage.objects.filter(pk=page.pk), user).exists(),
        "page": client.get(page.url).status_code == 200,
        "search": page.pk in found_by(user),
    }


def everywhere(answer):
    return dict.fromkeys(("rule", "queryset", "page", "search"), answer)


def test_a_page_without_restriction_is_seen_by_everybody(site, client):
    page = publish("Kanarie")

    assert seen_by(client, ANONYMOUS, page) == everywhere(True)


def test_a_restriction_on_the_page_or_above_it_hides_it(site, client):
    section = publish("Afdeling")
    page = publish("Kanarie", section)
    restrict(section)

    assert seen_by(client, ANONYMOUS, page) == everywhere(False)
    assert seen_by(client, make_user(), page) == everywhere(True)


def test_restrictions_on_a_path_must_all_be_met(site, client):
    group = make_group()
    section = publish("Afdeling")
    page = publish("Kanarie", section)
    restrict(section)
    restrict(page, PageViewRestriction.GROUPS, [group])

    assert seen_by(client, make_user("een@hub.example"), page) == everywhere(False)
    assert seen_by(client, make_user("twee@hub.example", [group]), page) == everywhere(True)


def test_a_restriction_on_one_language_restricts_the_work(site, client):
    page = publish("Kanarie")
    english = publish_translation(page, "Kanarie canary")
    restrict(english)

    assert seen_by(client, ANONYMOUS, page) == everywhere(False)
    assert found_by(ANONYMOUS, "canary") == set()
    assert seen_by(client, make_user(), page) == everywhere(True)


def test_a_restriction_on_a_section_holds_beneath_its_translation(site, client):
    section = publish("Afdeling")
    english = publish_translation(section, "Section")
    only_english = publish("Kanarie", english)
    restrict(section)

    assert seen_by(client, ANONYMOUS, only_english)["page"] is False
    assert is_visible(only_english, ANONYMOUS) is False
    assert found_by(ANONYMOUS) == set()


def test_lifting_a_restriction_shows_it_again(site, client):
    page = publish("Kanarie")
    restriction = restrict(page)
    assert seen_by(client, ANONYMOUS, page) == everywhere(False)

    restriction.delete()

    assert seen_by(client, ANONYMOUS, page) == everywhere(True)


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS])
def test_a_shared_password_or_no_group_lets_nobody_in_but_an_administrator(site, client, kind):
    page = publish("Kanarie")
    restrict(page, kind)

    assert seen_by(client, make_user(), page) == everywhere(False)
    assert is_visible(page, make_user("baas@hub.example", is_superuser=True)) is True


def test_leaving_a_group_or_being_deactivated_ends_access_at_once(site, client):
    group = make_group()
    user = make_user(groups=[group])
    page = publish("Kanarie")
    restrict(page, PageViewRestriction.GROUPS, [group])
    assert seen_by(client, user, page) == everywhere(True)

    user.groups.clear()
    assert seen_by(client, user, page) == everywhere(False)

    user.groups.add(group)
    user.is_active = False
    assert user_tokens(user) == {"public"}


def test_deleting_the_only_group_of_a_restriction_shuts_the_page(site, client):
    group = make_group()
    user = make_user(groups=[group])
    page = publish("Kanarie")
    restrict(page, PageViewRestriction.GROUPS, [group])

    group.delete()

    assert seen_by(client, user, page) == everywhere(False)


def test_moving_a_page_into_a_restricted_section_hides_it(site, client):
    section, page = publish("Afdeling"), publish("Kanarie")
    restrict(section)
    assert seen_by(client, ANONYMOUS, page) == everywhere(True)

    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=section.pk), pos="last-child")

    page = StandardPage.objects.get(pk=page.pk)
    assert seen_by(client, ANONYMOUS, page) == everywhere(False)


def test_a_draft_is_not_found(site, client):
    page = publish("Kanarie")
    page.unpublish()

    assert seen_by(client, make_user(is_superuser=True), StandardPage.objects.get(pk=page.pk)) == everywhere(False)


def test_a_hidden_page_answers_exactly_like_one_that_does_not_exist(site, client):
    page = publish("Kanarie")
    restrict(page)

    hidden = client.get(page.url)
    missing = client.get("/nl/bestaat-niet/")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _without(hidden, page.url) == _without(missing, "/nl/bestaat-niet/")


def _without(response, path):
    """Return the body without the address that was asked for, plain or as a parameter."""
    return response.content.decode().replace(quote(path, safe=""), "X").replace(path, "X")


def test_more_restrictions_than_an_expression_may_have_terms(site):
    section = publish("Afdeling")
    restrict(section)
    for number in range(30):
        restrict(publish(f"Onder {number}", section))

    assert page_clauses(publish("Kanarie", section)) == {"login"}
    assert visible_to(StandardPage.objects.all(), ANONYMOUS).count() == 0


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shape=st.lists(st.integers(min_value=0, max_value=6), min_size=1, max_size=6),
    restricted=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["login", "groups"])), max_size=3),
)
def test_the_rule_the_queryset_and_search_agree_on_any_tree(site, shape, restricted):
    example = next(EXAMPLES)
    group = make_group(f"g{example}")
    pages = []
    for number, parent in enumerate(shape):
        pages.append(publish(f"Kanarie {number}", pages[parent % len(pages)] if parent and pages else home()))
    for position, kind in restricted:
        restrict(pages[position % len(pages)], kind, [group] if kind == "groups" else [])
    users = [ANONYMOUS, make_user(f"a{example}@x.example"), make_user(f"b{example}@x.example", [group])]

    for user in users:
        ids = {page.pk for page in pages}
        by_rule = {page.pk for page in pages if is_visible(page, user)}
        by_queryset = set(visible_to(StandardPage.objects.filter(pk__in=ids), user).values_list("pk", flat=True))
        assert by_rule == by_queryset == found_by(user) & ids
