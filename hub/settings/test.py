"""For the test suite: fast hashing, mail in memory, jobs run at once, files in a folder of their own."""

import tempfile
from pathlib import Path

from hub.settings.base import *  # noqa: F403
from hub.settings.base import HUB_RATES, STORAGES, database_from_url
from hub.settings.env import env_str

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
# The host that the test client asks.
WAGTAILADMIN_BASE_URL = "http://testserver"
DATABASES = {"default": database_from_url(env_str("DATABASE_URL", "sqlite://:memory:"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HUB_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

TEST_DIR = Path(tempfile.mkdtemp(prefix="hub-test-"))
MEDIA_ROOT = TEST_DIR / "media"
PRIVATE_MEDIA_ROOT = TEST_DIR / "private"
HUB_INDEX_DIR = TEST_DIR / "index"
HUB_SHARE_DIR = TEST_DIR / "share"
# Whatever server this shell points at: what is about one says so (tests/search/elasticsearch), or the whole run does.
HUB_SEARCH_ENGINE = env_str("HUB_TEST_ENGINE", "search.engines.embedded.engine.EmbeddedEngine")
HUB_WARM_UP = False
STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": "/media/"},
    },
}
# A sweep of every surface asks more often than a person; what limits are is tested by itself.
HUB_RATES = dict.fromkeys(HUB_RATES, "")
ACCOUNT_RATE_LIMITS = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
