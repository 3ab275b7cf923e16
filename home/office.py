"""Office documents are zip files inside: whether one is what it says, and harmless to unpack. Nothing is unpacked."""

import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import IO, Any, Final

# What the packages of each kind must have inside.
_PARTS: Final[Mapping[str, str]] = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
}
OFFICE_EXTENSIONS: Final = frozenset(_PARTS)
_ODT: Final = b"application/vnd.oasis.opendocument.text"
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
MOST_ENTRIES: Final = 2_000
# Of all entries together, in bytes, and in the size of the file: text is packed to a tenth, a bomb to a thousandth.
MOST_UNPACKED: Final = 150 * 1024 * 1024
MOST_RATIO: Final = 100
_SMALL: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1


def is_office_file(file: IO[bytes] | Any, extension: str) -> bool:
    """Return whether a file is a document of this kind with nothing around it, no macros and no bomb inside.

    Read from the directory of the zip file only. A size in it may be a lie: who unpacks one has to count as well.
    """
    if not _is_closed(file):
        return False
    try:
        with zipfile.ZipFile(file) as package:
            return _is_package(package, extension)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False
    finally:
        file.seek(0)


def _is_closed(file: Any) -> bool:
    """Return whether the zip file begins and ends with the file: nothing before it, nor after it."""
    file.seek(0)
    start = file.read(4)
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - _END_SIZE))
    end = file.read(_END_SIZE)
    file.seek(0)
    return bool(start == b"PK\x03\x04" and end.startswith(_END))


def _is_package(package: zipfile.ZipFile, extension: str) -> bool:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    return (
        len(entries) <= MOST_ENTRIES
        and len(names) == len(entries)
        and unpacked <= MOST_UNPACKED
        and (unpacked <= _SMALL or unpacked <= MOST_RATIO * max(packed, 1))
        and all(_is_plain(entry) for entry in entries)
        and _PARTS[extension] in names
        and (_is_odt(package, entries) if extension == "odt" else "[Content_Types].xml" in names)
    )


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry stays where it is, is not encrypted and is no program."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_program = path.name.lower() in ("vbaproject.bin", "vbadata.xml") or path.parts[:1] == ("Basic",)
    return not (path.is_absolute() or ".." in path.parts or entry.flag_bits & _ENCRYPTED or is_program)


def _is_odt(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bool:
    """Return whether the first entry says that it is a text, as the standard asks (OpenDocument 1.3, part 2, 3.3)."""
    first = entries[0]
    return first.filename == "mimetype" and first.file_size == len(_ODT) and package.read(first) == _ODT
