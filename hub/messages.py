"""The translation catalogues: compiled without gettext, and checked for gaps."""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

MessageId = tuple[str, str]


def read_catalogue(path: Path) -> Catalog:
    """Return a ``.po`` file's catalogue; raises ``PoFileError`` when it cannot be read."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def compile_catalogue(path: Path) -> bool:
    """Write the ``.mo`` beside a ``.po`` when it is older or missing; return whether it was written."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    with target.open("wb") as file:
        write_mo(file, read_catalogue(path))
    return True


def message_id(message: Message) -> MessageId:
    """Return what identifies a message: its context and its (singular) text."""
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return (message.context or "", text)


def gaps(catalogue: Catalog) -> list[str]:
    """Return a line for every message that is fuzzy or not (wholly) translated."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy:
            found.append(f"fuzzy: {message_id(message)[1]!r}")
        elif not all(forms):
            found.append(f"not translated: {message_id(message)[1]!r}")
    return found
