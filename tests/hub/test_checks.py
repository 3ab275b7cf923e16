"""Deployment checks: a server that is set up well hears nothing, and each mistake has its warning."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hub import checks

ROOT = Path(__file__).resolve().parents[2]
FINE = {
    "WAGTAILADMIN_BASE_URL": "https://hub.coalition.example",
    "ALLOWED_HOSTS": ["hub.coalition.example"],
    "SECURE_SSL_REDIRECT": True,
    "TRUSTED_PROXY_COUNT": 1,
    "HUB_ONE_HOST": False,
    "HUB_MAIL_TRANSPORT": "members.mail_backends.SmtpBackend",
    "DEFAULT_FROM_EMAIL": "desk@coalition.example",
    "HUB_METRICS_TOKEN": "a" * 32,
    "HUB_ELASTICSEARCH": {"URL": "", "API_KEY": ""},
}
ALL = (
    checks.check_addresses, checks.check_proxy, checks.check_database, checks.check_mail, checks.check_folders,
    checks.check_elasticsearch, checks.check_metrics,
)  # fmt: skip


@pytest.fixture
def found(settings, tmp_path, monkeypatch):
    """The ids of what is said when some settings differ from those of a server that is set up well."""

    def run(vendor="postgresql", **different):
        monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor=vendor))
        folders = {"HUB_INDEX_DIR": tmp_path / "index", "PRIVATE_MEDIA_ROOT": tmp_path / "private"}
        folders |= {"STATIC_ROOT": tmp_path / "static", "MEDIA_ROOT": tmp_path / "media"}
        for name, value in {**FINE, **folders, **different}.items():
            setattr(settings, name, value)
        return [message.id for check in ALL for message in check(None)]

    return run


def test_a_server_that_is_set_up_well_hears_nothing(found):
    assert found() == []


@pytest.mark.parametrize(
    ("different", "number"),
    [
        ({"WAGTAILADMIN_BASE_URL": "http://hub.coalition.example"}, 1),
        ({"WAGTAILADMIN_BASE_URL": ""}, 1),
        ({"ALLOWED_HOSTS": ["other.example"]}, 2),
        ({"TRUSTED_PROXY_COUNT": 0}, 3),
        ({"HUB_MAIL_TRANSPORT": "members.mail_backends.OutboxBackend"}, 5),
        ({"HUB_MAIL_TRANSPORT": "django.core.mail.backends.console.EmailBackend"}, 5),
        ({"DEFAULT_FROM_EMAIL": "desk@hub.example"}, 6),
        ({"DEFAULT_FROM_EMAIL": "AI-coalitie <desk@hub.example>"}, 6),
        ({"HUB_METRICS_TOKEN": "secret"}, 10),
        ({"HUB_ELASTICSEARCH": {"URL": "http://search:9200", "API_KEY": ""}}, 9),
        ({"HUB_ELASTICSEARCH": {"URL": "https://search:9200", "API_KEY": ""}}, 9),
        ({"HUB_ELASTICSEARCH": {"URL": "http://hub:secret@192.0.2.1:9200", "API_KEY": ""}}, 9),
    ],
)
def test_each_mistake_has_its_warning(found, different, number):
    assert found(**different) == [f"hub.W{number:03}"]


@pytest.mark.parametrize(
    "different",
    [
        {"ALLOWED_HOSTS": [".coalition.example"]},
        {"ALLOWED_HOSTS": ["*"]},
        {"TRUSTED_PROXY_COUNT": 0, "SECURE_SSL_REDIRECT": False},
        {"HUB_METRICS_TOKEN": ""},
        {"HUB_ELASTICSEARCH": {"URL": "http://127.0.0.1:9200", "API_KEY": ""}},
        {"HUB_ELASTICSEARCH": {"URL": "http://localhost:9200", "API_KEY": ""}},
        {"HUB_ELASTICSEARCH": {"URL": "https://hub:secret@search:9200", "API_KEY": ""}},
        {"HUB_ELASTICSEARCH": {"URL": "https://search:9200", "API_KEY": "abc"}},
    ],
)
def test_what_is_meant_is_no_mistake(found, different):
    assert found(**different) == []


def test_a_database_file_is_told_unless_it_is_what_is_meant(found):
    assert found(vendor="sqlite") == ["hub.W004"]
    assert found(vendor="sqlite", HUB_ONE_HOST=True) == []


def test_a_folder_that_cannot_be_written_is_named(found, tmp_path):
    (tmp_path / "file").write_text("")

    assert found(HUB_INDEX_DIR=tmp_path / "file" / "index") == ["hub.W007"]


@pytest.mark.parametrize("public", ["STATIC_ROOT", "MEDIA_ROOT"])
def test_uploads_in_a_public_folder_are_told(found, tmp_path, public):
    assert found(**{public: tmp_path}) == ["hub.W008"]


def test_the_settings_of_a_server_are_clean_and_an_unsafe_one_is_not():
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJK",
        "ALLOWED_HOSTS": "hub.coalition.example",
        "BASE_URL": "https://hub.coalition.example",
        "DEFAULT_FROM_EMAIL": "desk@coalition.example",
        "HUB_TRUSTED_PROXY_COUNT": "1",
        "HUB_ONE_HOST": "1",
        "DJANGO_SETTINGS_MODULE": "hub.settings.production",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    def code(**different):
        run = subprocess.run(command, cwd=ROOT, env={**environment, **different}, capture_output=True, check=False)
        return run.returncode, b"hub.W001" in run.stderr

    assert code() == (0, False)
    assert code(BASE_URL="http://hub.coalition.example") == (1, True)
