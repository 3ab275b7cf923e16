"""For a server: every secret and address comes from the environment, and cookies travel over TLS only."""

from hub.observability.logs import log_config
from hub.settings.base import *  # noqa: F403
from hub.settings.base import STORAGES, TRUSTED_PROXY_COUNT
from hub.settings.env import env_bool, env_int, env_list, env_secret, env_str

DEBUG = False
SECRET_KEY = env_secret("SECRET_KEY")
# Keys of before, newest first: what they signed and encrypted can still be read (docs/operations.md, "Secrets").
SECRET_KEY_FALLBACKS = env_secret("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env_str("BASE_URL")

SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
# Probes and whoever reads the figures ask by plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
HUB_REQUIRE_MFA = env_bool("HUB_REQUIRE_MFA", default=True)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

HUB_MAIL_TRANSPORT = "members.mail_backends.SmtpBackend"
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10

# One JSON object a line, and nothing of a person in it.
LOGGING_CONFIG = "hub.observability.logs.configure"
LOGGING = log_config(env_str("LOG_LEVEL", "INFO"))
