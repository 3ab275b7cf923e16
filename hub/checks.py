"""Deployment checks (``manage.py check --deploy``): what would go wrong on a server without anybody noticing.

Everything here starts and looks as if it worked: links to another host, mail that stays in the outbox, a second host
that writes a database file of its own.
"""

import ipaddress
import os
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning as CheckWarning, register
from django.db import connection

# Transports that keep mail, print it or throw it away.
KEEPERS: Final = frozenset(
    {"members.mail_backends.OutboxBackend"}
    | {f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("console", "dummy", "filebased", "locmem")}
)
# What a token must have to be no word: 128 bits in base 64.
MIN_TOKEN: Final = 22


@register(Tags.security, deploy=True)
def check_addresses(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The address of the site is the one that visitors use (W001, W002)."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if base.scheme != "https" or not base.hostname:
        yield _warning("BASE_URL is no https address.", "Links in mail and share cards, and passkeys, need it.", 1)
    elif not _is_allowed(base.hostname):
        yield _warning("BASE_URL is not among ALLOWED_HOSTS.", "Links in mail would lead to a refusal.", 2)


@register(Tags.security, deploy=True)
def check_proxy(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A site that sends visitors to https knows who says that they are there already (W003)."""
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXY_COUNT:
        hint = (
            "Set HUB_TRUSTED_PROXY_COUNT=1 for one proxy: else it redirects for ever, and all visitors share a limit."
        )
        yield _warning("Nothing is trusted to say that a request came by https.", hint, 3)


@register(Tags.security, deploy=True)
def check_database(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A database file belongs to one host (W004)."""
    if connection.vendor == "sqlite" and not settings.HUB_ONE_HOST:
        hint = "Set DATABASE_URL to PostgreSQL, or HUB_ONE_HOST=1 when everything runs on this host and always will."
        yield _warning("The database is a file of this host.", hint, 4)


@register(Tags.security, deploy=True)
def check_mail(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Mail leaves, and comes from the site's own domain (W005, W006)."""
    if settings.HUB_MAIL_TRANSPORT in KEEPERS:
        yield _warning("HUB_MAIL_TRANSPORT sends nothing.", "Mail would say that it was sent, and stay here.", 5)
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@hub.example"):
        yield _warning("Mail comes from an invented domain.", "Set DEFAULT_FROM_EMAIL.", 6)


@register(Tags.security, deploy=True)
def check_folders(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Index and uploads can be written, and uploads are under no folder that a web server may show (W007, W008)."""
    for name in ("HUB_INDEX_DIR", "PRIVATE_MEDIA_ROOT"):
        if not _can_be_written(Path(getattr(settings, name))):
            hint = "Give the user of web and worker the right to write there; searches are slower, uploads fail."
            yield _warning(f"{name} cannot be written.", hint, 7)
    private = Path(settings.PRIVATE_MEDIA_ROOT).resolve()
    if any(private.is_relative_to(Path(public).resolve()) for public in (settings.STATIC_ROOT, settings.MEDIA_ROOT)):
        yield _warning("PRIVATE_MEDIA_ROOT is in a public folder.", "Restricted files would be served to anybody.", 8)


@register(Tags.security, deploy=True)
def check_elasticsearch(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """A search server over the network is asked by https and with a right of ours: it holds restricted words (W009)."""
    options = settings.HUB_ELASTICSEARCH
    url = urlsplit(options["URL"])
    if not url.hostname or _is_loopback(url.hostname):
        return
    if url.scheme != "https" or not (url.password or options["API_KEY"]):
        hint = "Use https with a password in ELASTICSEARCH_URL, or with ELASTICSEARCH_API_KEY."
        yield _warning("Elasticsearch is asked without TLS or without credentials.", hint, 9)


@register(Tags.security, deploy=True)
def check_metrics(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The token of the figures cannot be guessed (W010)."""
    if settings.HUB_METRICS_TOKEN and len(settings.HUB_METRICS_TOKEN) < MIN_TOKEN:
        yield _warning("HUB_METRICS_TOKEN is short.", f"Take {MIN_TOKEN} random characters or more.", 10)


def _warning(message: str, hint: str, number: int) -> CheckMessage:
    return CheckWarning(message, hint=hint, id=f"hub.W{number:03}")


def _is_allowed(host: str) -> bool:
    allowed = settings.ALLOWED_HOSTS
    return "*" in allowed or host in allowed or any(a.startswith(".") and f".{host}".endswith(a) for a in allowed)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _can_be_written(folder: Path) -> bool:
    """Return whether a folder can be written, or made by whoever asks."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
