"""For `make demo` and for developing: DEBUG, mail that stays in the outbox, any local host name."""

from hub.settings.base import *  # noqa: F403
from hub.settings.base import STATIC_ROOT
from hub.settings.env import env_bool, env_list, env_str

DEBUG = env_bool("DEBUG", default=True)
# Not a secret: it protects nothing but a demo on somebody's own machine. Production has no default.
SECRET_KEY = env_str("SECRET_KEY", "demo-only-key-that-protects-nothing-outside-a-laptop")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# The development server finds static files by itself, but WhiteNoise wants the folder to be there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
