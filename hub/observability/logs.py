"""Logs of production: one JSON object a line, in which nothing of a person stands.

Django and libraries put what visitors typed into their messages, as arguments or in the words of an exception. So a
line is made of what is known to be harmless rather than cleaned of what is known to be harmful: numbers, names of
models and classes, and texts that the hub's own code wrote. What else is in a message becomes an ellipsis.
"""

import contextlib
import json
import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from types import TracebackType
from typing import Any, Final
from uuid import UUID

from hub.log_filters import HIDDEN, SECRET

ELLIPSIS: Final = "…"
# The apps of the hub, whose messages name things and never people.
OWN: Final = frozenset({"hub", "knowledge", "events", "members", "home", "search"})
# What a record may bring besides its message (``extra``).
FIELDS: Final = ("view", "method", "status", "duration_ms", "command")
# As many calls as lead to an error, the innermost ones.
MOST_FRAMES: Final = 12
# Whatever the message, these are never written: addresses of people and of machines, and what was asked in an address.
PERSONAL: Final = re.compile(
    r"[^\s@<>\"'(:]+@[^\s@<>\"'):]+"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])"
    r"|(?<=\?)[^\s\"']+",
    re.IGNORECASE,
)

request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON with the fields that are named here and no others.

    ``time`` is UTC (ISO 8601), ``request_id`` that of the request that was being answered, ``error`` the class of what
    was raised, of what caused it, and where, without its words: they may quote a row or a form.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """Return a record's message with only what may be known of its arguments."""
    is_own = record.name.partition(".")[0] in OWN
    message = str(record.msg)
    if isinstance(record.args, tuple) and record.args:
        # A text where the message wants a number: the message without its arguments still says what happened.
        with contextlib.suppress(TypeError, ValueError):
            message = message % tuple(_harmless(value, is_own=is_own) for value in record.args)
    if record.exc_info and record.exc_info[1] is not None:
        # Django logs what it refuses in the words of the exception: a host or a field that somebody typed.
        message = message.replace(str(record.exc_info[1]) or ELLIPSIS, ELLIPSIS)
    return PERSONAL.sub(ELLIPSIS, SECRET.sub(HIDDEN, message))


def _harmless(value: object, *, is_own: bool) -> Any:
    if isinstance(value, int | float | UUID):
        return value
    if hasattr(value, "_meta") and hasattr(value, "pk"):
        return f"{value._meta.label} {value.pk}"
    if is_own and isinstance(value, str | Enum):
        return str(value)
    return ELLIPSIS


def error_of(error: BaseException) -> dict[str, Any]:
    """Return what an exception is and where it was raised, the outermost first, without what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return {
        "type": " < ".join(_class_name(link) for link in _chain(error)),
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _class_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends a process, in place of the interpreter's own lines, which quote the error."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("hub").critical("The process ends.", exc_info=(kind, error, trace))


def configure(config: dict[str, Any]) -> None:
    """Set logging up (``LOGGING_CONFIG``), with what ends a process as one line as well."""
    logging.config.dictConfig(config)
    sys.excepthook = log_uncaught


def log_config(level: str) -> dict[str, Any]:
    """Return ``LOGGING`` for a server: everything to standard error, from a level on."""
    quiet = {"handlers": ["warnings"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLine}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "json"},
            # A level of the handler: the worker sets that of its loggers itself.
            "warnings": {"class": "logging.StreamHandler", "formatter": "json", "level": "WARNING"},
        },
        "loggers": {
            # Every edit is in Wagtail's audit log, every job in its table; letters on certificates matter to nobody.
            **dict.fromkeys(("wagtail", "django_tasks", "django_tasks_db", "fontTools"), quiet),
            # What was refused or not found is in the line of its request.
            "django.request": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
            # Django gives these handlers of their own, which write as they like.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
        "root": {"handlers": ["lines"], "level": level},
    }
