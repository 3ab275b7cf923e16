"""What holds for the site as a whole: languages, headers, health, roles."""

import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError
from wagtail.models import GroupPagePermission, Page, Workflow

from home.models import HomePage
from home.navigation import section_models
from hub import views
from hub.site_setup import EDITORS, MODERATORS, site_setup
from members.models import User
from search.engines import get_engine
from search.exceptions import Reason, SearchUnavailable

pytestmark = pytest.mark.django_db


def test_setting_up_twice_makes_nothing_twice(site):
    before = (Page.objects.count(), GroupPagePermission.objects.count(), Workflow.objects.count())

    site_setup()

    assert (Page.objects.count(), GroupPagePermission.objects.count(), Workflow.objects.count()) == before


def test_setting_up_leaves_what_editors_changed(site):
    home = HomePage.objects.get(locale__language_code="nl")
    home.title = "Onze hub"
    home.save_revision().publish()

    call_command("setup_site", verbosity=0)

    assert HomePage.objects.get(pk=home.pk).title == "Onze hub"


def test_every_section_has_one_slug_in_both_languages(site, client):
    for section in section_models():
        for language in ("nl", "en"):
            assert client.get(f"/{language}/{section.section_slug}/").status_code == 200


def test_the_root_leads_to_dutch_whatever_the_browser_prefers(site, client):
    response = client.get("/", headers={"accept-language": "en"})

    assert (response.status_code, response.url) == (302, "/nl/")


@pytest.mark.parametrize(
    ("path", "language"),
    [("/nl/search/", "nl"), ("/en/search/", "en"), ("/api/v1/search/", "nl"), ("/api/v1/search/?lang=en", "en")],
)
def test_the_address_alone_decides_the_language(site, client, path, language):
    response = client.get(path, headers={"accept-language": "de, en"})

    assert response.headers["Content-Language"] == language


def test_the_policy_is_strict_outside_the_admin(site, client, admin_user_factory):
    public = client.get("/nl/").headers["Content-Security-Policy"]
    client.force_login(admin_user_factory())
    admin = client.get("/admin/").headers["Content-Security-Policy"]

    assert "unsafe" not in public
    assert "default-src 'none'" in public
    assert "script-src 'self'" in public
    assert "'unsafe-inline'" in admin


@pytest.fixture
def admin_user_factory():
    return lambda: User.objects.create_superuser(email="baas@hub.example", password="een lang wachtwoord")


def test_what_a_signed_in_visitor_gets_is_kept_out_of_shared_caches(site, client, admin_user_factory):
    assert "no-store" not in client.get("/nl/").headers.get("Cache-Control", "")

    client.force_login(admin_user_factory())

    response = client.get("/nl/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]


def test_health_is_about_the_process_and_readiness_about_what_it_needs(site, client, monkeypatch):
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]) == (200, {"database": "ok", "publication": "ok", "search": "ok"})

    def down():
        raise SearchUnavailable

    monkeypatch.setattr(get_engine(), "check_ready", down)
    not_ready = client.get("/readyz")

    assert (not_ready.status_code, not_ready.json()["parts"]["search"]) == (503, "failed")
    assert client.get("/healthz").status_code == 200


def test_readiness_says_that_a_standby_answers_and_why_and_nothing_else(site, client, monkeypatch):
    monkeypatch.setattr(get_engine(), "check_ready", lambda: Reason.SLOW)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "degraded",
            "parts": {"database": "ok", "publication": "ok", "search": "degraded"},
            "search_degraded": "slow",
            "jobs_waiting": 0,
        },
    )


def test_readiness_makes_a_missing_text_index_and_says_when_it_cannot(site, client, settings, tmp_path):
    folder = Path(settings.HUB_INDEX_DIR)
    assert client.get("/readyz").status_code == 200
    shutil.rmtree(folder)
    assert (client.get("/readyz").status_code, folder.is_dir()) == (200, True)

    (tmp_path / "file").write_text("")
    settings.HUB_INDEX_DIR = tmp_path / "file"
    assert client.get("/readyz").status_code == 503


def test_readiness_says_when_the_database_is_gone(site, rf, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(views, "connection", Gone())

    response = views.readyz(rf.get("/readyz"))

    assert (response.status_code, b'"database": "failed"' in response.content) == (503, True)


def test_robots_name_the_sitemap_and_keep_the_admin_out(site, client):
    lines = client.get("/robots.txt", headers={"host": "intern.example"}).content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.parametrize("path", ["/admin/login/", "/nl/_util/login/"])
def test_every_log_in_is_the_one_log_in(site, client, path):
    response = client.get(path + "?next=/admin/pages/")

    assert (response.status_code, response.url) == (302, "/nl/account/login/?next=/admin/pages/")


def test_editors_publish_and_moderators_review(site):
    def codenames(group):
        rows = GroupPagePermission.objects.filter(group__name=group, page=HomePage.objects.first().page_ptr_id)
        return set(rows.values_list("permission__codename", flat=True))

    assert codenames(EDITORS) == {"add_page", "change_page", "publish_page"}
    assert codenames(MODERATORS) == {"change_page", "publish_page"}
    workflow = Page.objects.get(pk=HomePage.objects.first().pk).get_workflow()
    assert [task.specific.groups.get().name for task in workflow.tasks] == [MODERATORS]
    assert not GroupPagePermission.objects.filter(group__in=Group.objects.all(), page__depth=1).exists()


def test_the_error_page_needs_nothing(rf):
    response = views.server_error(rf.get("/"))

    assert response.status_code == 500
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    "path",
    [
        "/nl/bestaat-niet/",
        "/media/geheim.png",
        "/media/%00.png",
        "/documents/9/x.pdf",
    ],
)
def test_what_does_not_exist_is_a_404_that_offers_to_sign_in(site, client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "/account/login/?next=" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/nl/%00/", "/api/v1/works/%00/", "/nl/" + "a/" * 200, "/nl/best-practices/%F0%9F%99%88/", "/nl/../../etc/passwd"],
)
def test_odd_addresses_are_404(site, client, path):
    assert client.get(path).status_code == 404
