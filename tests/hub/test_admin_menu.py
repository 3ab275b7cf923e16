"""The editor's menu: in the order of the work, with what somebody may do and nothing else; and its looks."""

import re

import pytest
from django.test import RequestFactory
from django.urls import clear_url_caches, path
from django.utils import translation
from wagtail.admin.icons import get_icons
from wagtail.admin.menu import admin_menu, help_menu, reports_menu
from wagtail.models import Page

from home.enums import MenuGroup
from hub import urls as hub_urls
from hub.admin import icons, kinds
from hub.admin.reports import REPORTS
from knowledge.models import CourseIndexPage, FieldlabIndexPage
from tests.hub.editors import make_editor, make_user, make_writer_below, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def shown(user, which=admin_menu):
    """Return the items of a menu as somebody sees them: name -> component, in order."""
    return {item.name: item for item in which.render_component(request_of(user))}


def labels(user, which=admin_menu):
    return [str(item.label) for item in which.render_component(request_of(user))]


def below(component):
    return [str(item.label) for item in component.menu_items]


# --- Order and rights -------------------------------------------------------------------------------------


def test_the_menu_is_in_the_order_of_the_work(site):
    assert labels(make_editor()) == [
        "My tasks",
        "Agenda",
        "Knowledge",
        "News and info",
        "Who takes part",
        "Page tree",
        "All content",
        "Images and files",
        "Vocabularies",
        "Reports",
        "Help",
    ]


def test_an_administrator_has_the_settings_as_well(site):
    assert labels(make_user(is_superuser=True))[-3:] == ["Reports", "Settings", "Help"]


def test_the_menu_speaks_the_language_of_the_person(site):
    english = labels(make_editor())
    with translation.override("nl"):
        dutch = labels(make_editor())

    assert len(dutch) == len(english)
    assert dutch[1] == "Agenda"
    assert shown(make_editor())["group-vocabularies"].label == "Vocabularies"


def test_every_kind_of_work_is_in_the_menu_once(site):
    components = shown(make_user(is_superuser=True))
    urls = []
    for name in ("group-agenda", "group-knowledge", "group-news", "group-people"):
        component = components[name]
        urls += [item.url for item in component.menu_items] if hasattr(component, "menu_items") else [component.url]

    for kind in kinds.kinds():
        assert urls.count(kind.list_url) == 1, kind.key


def test_all_that_has_to_do_with_events_is_in_one_place(site):
    agenda = shown(make_editor())["group-agenda"]

    assert agenda.label == "Agenda"
    assert [(str(item.label), item.url) for item in agenda.menu_items] == [
        ("Events", "/admin/content/event/"),
        ("Calendar", "/admin/events/calendar/"),
        ("Event templates", "/admin/snippets/events/eventtemplate/"),
        ("Import events", "/admin/events/import/"),
    ]


def test_a_group_of_one_item_is_a_plain_link(site):
    agenda = shown(make_writer_below(section(CourseIndexPage)))["group-agenda"]

    assert (agenda.label, agenda.url) == ("Agenda", "/admin/events/calendar/")


def test_people_and_vocabularies_hold_what_other_apps_add(site):
    components = shown(make_editor())

    assert "Organisation pages" in below(components["group-people"])
    assert below(components["group-vocabularies"]) == [
        "Building blocks", "Application areas", "Tags", "Regions", "Goals", "Venues",
        "Synonyms", "Promoted results",
    ]  # fmt: skip
    assert below(components["files"]) == ["Images", "Documents"]


def test_who_works_on_one_part_sees_the_lists_of_that_part(site):
    names = set(shown(make_writer_below(section(FieldlabIndexPage))))

    assert {"my-tasks", "group-knowledge", "explorer", "all-content", "reports"} <= names
    assert names.isdisjoint({"group-agenda", "group-news", "group-people", "group-vocabularies", "settings"})


def test_who_works_on_the_whole_site_in_one_language_sees_every_list(site):
    for kind in kinds.kinds():
        assert kinds.may_list(kind, request_of(make_writer_below(site))), kind.key


def test_the_hubs_reports_are_first_and_replace_wagtails(site):
    found = labels(make_editor(), reports_menu)

    assert found[: len(REPORTS)] == [
        "Content on the matrix", "Ageing content", "Translations", "Missing alternative texts",
        "Files that search cannot read", "What people search for",
    ]  # fmt: skip
    assert "Aging pages" not in found


def test_who_does_not_write_has_no_reports(site):
    assert labels(make_user(), reports_menu) == []


def test_help_leads_nowhere_else_and_offers_the_guides_there_are(site):
    editor = make_editor()
    before = shown(editor, help_menu)
    guide = path("admin/guide-of-the-test/", lambda request: None, name="editors_guide")
    hub_urls.urlpatterns.insert(0, guide)
    try:
        clear_url_caches()
        after = shown(editor, help_menu)
    finally:
        hub_urls.urlpatterns.remove(guide)
        clear_url_caches()

    assert all(item.url.startswith(("/", "#")) for item in before.values())
    assert set(after) - set(before) == {"editors-guide"}


def test_kinds_follow_the_registry_and_say_their_own_group():
    groups = {kind.key: kind.group for kind in kinds.kinds()}

    assert (groups["event"], groups["best-practice"], groups["organisation"], groups["page"]) == (
        MenuGroup.AGENDA,
        MenuGroup.KNOWLEDGE,
        MenuGroup.PEOPLE,
        MenuGroup.NEWS,
    )


def test_a_page_that_is_no_work_has_no_kind(site):
    assert kinds.kind_of(Page.objects.get(pk=site.pk)) is None


# --- Looks ------------------------------------------------------------------------------------------------


def test_each_kind_has_an_icon_that_the_editor_knows(site):
    known = set(re.findall(r'id="icon-([\w-]+)"', get_icons()))

    for kind in kinds.kinds():
        assert kind.icon in known, kind.key
    assert icons.icon_name("there-is-no-such-drawing") in known


def test_no_screen_of_the_editor_asks_anything_of_another_host(client, site):
    client.force_login(make_editor())
    for url in ("/admin/", "/admin/content/all/", "/admin/reports/hub/matrix/", "/admin/pages/"):
        html = client.get(url).content.decode()
        loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="([^"]+)"', html)
        assert loaded, url
        assert [address for address in loaded if not address.startswith(("/", "data:"))] == [], url


def test_the_editor_bears_the_name_and_mark_of_the_hub(client, site):
    client.force_login(make_editor())
    html = client.get("/admin/content/all/").content.decode()

    assert "- AI-coalitie</title>" in html
    assert 'href="/static/icons/mark.svg"' in html
    assert "hub-logo" in html
