"""The only module that reads the process environment.

Every function takes the variable's name and a default, and raises ``ImproperlyConfigured`` with the
variable's name when its value cannot be understood, so that a typing error stops the start instead of
silently choosing a default.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_VALUES = frozenset({"1", "true", "yes", "on"})
FALSE_VALUES = frozenset({"0", "false", "no", "off", ""})


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; without a default the variable is required."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def env_secret(name: str, default: str | None = None) -> str:
    """Return a secret: the content of the file that ``<name>_FILE`` names, as containers have it, else the variable.

    White space around the content is left out, because editors end files with a line break. Without file, variable
    and default the variable is required.
    """
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return env_str(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {path}") from error


def env_bool(name: str, *, default: bool) -> bool:
    """Return a boolean: 1/true/yes/on or 0/false/no/off in any case."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE_VALUES:
        return True
    if value in FALSE_VALUES:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1/true/yes/on or 0/false/no/off, not {raw!r}.")


def env_int(name: str, default: int) -> int:
    """Return a whole number."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def env_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_path(name: str, default: Path) -> Path:
    """Return a folder or file; a leading ~ is expanded."""
    raw = os.environ.get(name)
    return Path(raw).expanduser() if raw else default
