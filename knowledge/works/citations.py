"""A work as others cite it: plain text, BibTeX, CSL-JSON and RIS. Pure: a citation in, text out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

# Dutch surnames begin with particles in lower case: Marieke de Vries is sorted under V.
_PARTICLE: Final = re.compile(r"[a-zß-ÿ'’]")
_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts; ``family`` is never empty."""

    given: str
    particle: str
    family: str

    @classmethod
    def of(cls, text: str) -> "Name":
        """Divide a name as it is written: what begins in lower case after the first word starts the surname."""
        words = text.split()
        if len(words) < 2:
            return cls("", "", text.strip())
        start = next((n for n, word in enumerate(words[1:], 1) if _PARTICLE.match(word)), len(words) - 1)
        end = next((n for n in range(start, len(words)) if not _PARTICLE.match(words[n])), len(words) - 1)
        return cls(" ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:]))

    @property
    def sorted_name(self) -> str:
        """The name as reference lists write it: "Vries, M. de"."""
        initials = " ".join(f"{word[0]}." for word in self.given.split())
        tail = " ".join(part for part in (initials, self.particle) if part)
        return f"{self.family}, {tail}" if tail else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation of a work says. Without people, the organisations are its authors."""

    public_id: str
    title: str
    people: tuple[str, ...]
    organisations: tuple[str, ...]
    publisher: str
    published: date
    modified: date
    url: str
    language: str
    abstract: str = ""
    licence: str = ""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who is named as the author: people, else organisations, else who publishes."""
        return self.people or self.organisations or (self.publisher,)


def as_text(citation: Citation) -> str:
    """Return a line for a reference list, in the style of the APA (7th edition)."""
    names = [Name.of(person).sorted_name for person in citation.people] if citation.people else list(citation.authors)
    authors = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"
    end = "" if citation.title.endswith((".", "?", "!")) else "."
    source = "" if citation.publisher in citation.authors else f" {citation.publisher}."
    return f"{authors} ({citation.published.year}). {citation.title}{end}{source} {citation.url}"


def as_bibtex(citation: Citation) -> str:
    """Return a BibTeX entry; what would be a command in LaTeX is escaped."""
    people = [_bibtex(name) for name in citation.people]
    fields = {
        # Double braces keep the name of an organisation from being divided.
        "author": " and ".join(people or ["{" + _bibtex(name) + "}" for name in citation.authors]),
        "title": "{" + _bibtex(citation.title) + "}",
        "year": str(citation.published.year),
        "month": str(citation.published.month),
        "publisher": _bibtex(citation.publisher),
        "url": citation.url,
        "language": citation.language,
        "note": _bibtex(citation.licence),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{citation.public_id},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def as_csl(citation: Citation) -> str:
    """Return CSL-JSON 1.0.2, an array of one item, as reference managers import it."""
    item: dict[str, Any] = {
        "id": citation.public_id,
        "type": "webpage",
        "title": citation.title,
        "author": [_csl_person(name) for name in citation.people] or [{"literal": name} for name in citation.authors],
        "issued": {"date-parts": [_parts(citation.published)]},
        "container-title": citation.publisher,
        "publisher": citation.publisher,
        "URL": citation.url,
        "language": citation.language,
        "abstract": citation.abstract,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _csl_person(text: str) -> Mapping[str, str]:
    name = Name.of(text)
    found = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle}
    return {key: value for key, value in found.items() if value}


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def as_ris(citation: Citation) -> str:
    """Return a RIS record. A line is a field, so that line breaks in a text become spaces."""
    names = [_ris_name(Name.of(name)) for name in citation.people] or list(citation.authors)
    rows = [
        ("TY", "ELEC"),
        *(("AU", name) for name in names),
        ("TI", citation.title),
        ("PY", str(citation.published.year)),
        ("DA", f"{citation.published:%Y/%m/%d}"),
        ("PB", citation.publisher),
        ("UR", citation.url),
        ("LA", citation.language),
        ("AB", citation.abstract),
        ("ER", ""),
    ]
    kept = [(tag, " ".join(value.split())) for tag, value in rows if value or tag == "ER"]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in kept)


def _ris_name(name: Name) -> str:
    family = " ".join(part for part in (name.particle, name.family) if part)
    return f"{family}, {name.given}" if name.given else family


FORMATS: Final = {
    "bib": (as_bibtex, "application/x-bibtex; charset=utf-8"),
    "json": (as_csl, "application/vnd.citationstyles.csl+json"),
    "ris": (as_ris, "application/x-research-info-systems; charset=utf-8"),
}
