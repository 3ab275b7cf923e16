import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from home.models import BuildingBlock, StandardPage
from home.navigation import get_navigation, section_models
from search.indexing import touch

START = "/nl/account/submissions/start/"


@pytest.fixture
def ask(rf, site):
    """Render a template as somebody who asks for an address in a language."""

    def render(source, path="/nl/", user=None, **context):
        request = rf.get(path)
        request.user = user or AnonymousUser()
        with translation.override(path.split("/")[1]):
            return Template("{% load navigation_tags %}{% navigation as nav %}" + source).render(
                Context({"request": request, "base_url": "https://hub.example", **context})
            )

    return render


def section(slug, language="nl"):
    return Page.objects.get(slug=slug, locale__language_code=language, depth=3).specific


def add_page(site, title, **values):
    page = StandardPage(title=title, summary="x", locale=site.locale, **values)
    Page.objects.get(pk=site.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def test_header_has_search_three_sections_and_where_one_shares_in_a_fixed_order(ask):
    found = ask("{% for item in nav.header %}{{ item.url }} {% endfor %}")
    assert found.split() == ["/nl/search/", "/nl/events/", "/nl/building-blocks/", "/nl/organisations/", START]


def test_sections_are_those_of_the_language_in_their_declared_order(ask):
    found = ask("{% for item in nav.sections %}{{ item.url }} {% endfor %}", path="/en/").split()
    declared = [f"/en/{model.section_slug}/" for model in section_models()]
    assert found == ["/en/search/", *declared]
    assert found[:3] == ["/en/search/", "/en/best-practices/", "/en/fieldlabs/"]


def test_pages_in_menus_go_in_the_footer_and_others_do_not(ask, site):
    add_page(site, "Privacy", slug="privacy", show_in_menus=True)
    add_page(site, "Hidden", slug="hidden")
    touch()
    assert ask("{% for item in nav.footer %}{{ item.label }} {% endfor %}").split() == ["Privacy"]


def test_place_is_marked_on_the_page_and_beneath_it(ask):
    source = "{% for item in nav.header %}[{{ item.current }}]{% endfor %}"
    assert ask(source, path="/nl/events/") == "[][page][][][]"
    assert ask(source, path="/nl/events/something/") == "[][true][][][]"
    assert ask(source, path="/nl/") == "[][][][][]"


def test_a_section_outside_the_header_lights_what_stands_for_it(ask):
    source = (
        "{% for item in nav.header %}{% if item.current %}{{ item.slug }}={{ item.current }}{% endif %}{% endfor %}"
    )

    assert ask(source, path="/nl/fieldlabs/") == "search=true"
    assert ask(source, path="/nl/application-areas/health-and-care/") == "building-blocks=true"
    assert ask(source, path="/en/working-groups/") == "organisations=true"
    assert ask(source, path="/nl/privacy/") == ""


def test_restricted_section_is_in_nobodys_menu_but_that_of_who_may_see_it(ask, django_user_model):
    source = "{% for item in nav.header %}{{ item.slug }} {% endfor %}"
    page = section("events")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    touch()
    user = django_user_model.objects.create_user(email="a@hub.example", password="x", name="A")
    assert ask(source).split() == ["search", "building-blocks", "organisations", "share"]
    assert ask(source, path="/en/").split() == ["search", "building-blocks", "organisations", "share"]
    assert ask(source, user=user).split() == ["search", "events", "building-blocks", "organisations", "share"]


def test_navigation_is_made_once_for_each_audience(rf, site, django_assert_num_queries):
    touch()
    request = rf.get("/nl/")
    request.user = AnonymousUser()
    get_navigation(request)
    with django_assert_num_queries(1):
        assert len(get_navigation(request).header) == 5


def test_term_leads_to_its_landing_page_or_to_a_search(ask, terms):
    block = BuildingBlock.objects.get(slug="data-sharing")
    source = "{% term_url 'building_block' block %}"
    assert ask(source, block=block) == "/nl/building-blocks/data-sharing/"
    section("building-blocks").unpublish()
    touch()
    assert ask(source, block=block) == "/nl/search/?building_block=data-sharing"


def test_language_links_of_a_page_with_a_translation(ask):
    source = (
        "{% language_links as l %}{{ l.canonical }} {{ l.og_locale }}"
        "{% for link in l.alternates %} {{ link.code }}={{ link.absolute_url }}{% endfor %}"
        "{% for link in l.others %} {{ link.name }}:{{ link.url }}{% endfor %}"
    )
    assert ask(source, path="/nl/events/", page=section("events")) == (
        "https://hub.example/nl/events/ nl_NL en=https://hub.example/en/events/ "
        "nl=https://hub.example/nl/events/ English:/en/events/"
    )


def test_language_switch_of_a_page_without_a_translation_leads_to_the_section_above(ask, site):
    page = add_page(site, "Alleen Nederlands", slug="alleen-nederlands")
    source = (
        "{% language_links as l %}{{ l.canonical }} {{ l.alternates|length }}"
        "{% for link in l.others %} {{ link.url }}{% endfor %}"
    )
    there = f"/en/?untranslated={page.public_id}"
    assert ask(source, path=page.url, page=page) == f"https://hub.example/nl/alleen-nederlands/ 0 {there}"


def test_where_the_switch_leads_instead_says_that_there_is_no_translation(client, site, django_user_model):
    page = add_page(site, "Alleen Nederlands", slug="alleen-nederlands")
    there = f"/en/?untranslated={page.public_id}"
    link = f'<a href="{page.url}" lang="nl" hreflang="nl">Alleen Nederlands</a>'
    assert f'href="{there}"' in client.get(page.url).content.decode()
    assert link in client.get(there).content.decode()
    assert link not in client.get(f"/nl/?untranslated={page.public_id}").content.decode()
    assert client.get("/en/?untranslated=' OR 1").status_code == 200

    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert "Alleen Nederlands" not in client.get(there).content.decode()
    client.force_login(django_user_model.objects.create_user(email="a@hub.example", password="x", name="A"))
    assert link in client.get(there).content.decode()


def test_language_switch_of_an_error_page_leads_home(client, site):
    html = client.get("/nl/bestaat-niet/").content.decode()
    assert 'href="/en/" lang="en"' in html
    assert 'rel="canonical"' not in html


def test_language_switch_of_the_search_page_keeps_the_search(client, site):
    html = client.get("/nl/search/?q=data").content.decode()
    assert 'href="/en/search/?q=data" lang="en"' in html
    assert '<link rel="canonical" href="http://testserver/nl/search/?q=data">' in html
