"""A checker of JSON-LD against the vocabulary of schema.org (``tests/data/README.md``)."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

VOCABULARY = json.loads((Path(__file__).parent / "data" / "schema_org.json").read_text())
CLASSES, PROPERTIES, MEMBERS = (VOCABULARY[key] for key in ("classes", "properties", "members"))
CONTEXT = "https://schema.org"
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
MARKUP = re.compile(r"</?(?:p|ul|ol|li|h[1-6]|strong|b|em|i|a|br|div|span)\b[^>]*>")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What an action may say of the values it needs (schema.org/docs/actions.html), such as ``query-input``.
CONSTRAINT = re.compile(r"(\w+)-(?:input|output)")


@cache
def ancestors(name):
    """Return a class with everything it is a kind of."""
    return frozenset({name}).union(*(ancestors(parent) for parent in CLASSES.get(name, ())))


def check(document):
    """Return what is wrong with a JSON-LD document, as "where: what" lines; none when it is right."""
    problems = [] if document.get("@context") == CONTEXT else ["@context is not schema.org's"]
    return problems + _check_node(document, "", is_root=True)


def _types(node):
    types = node.get("@type", [])
    return [types] if isinstance(types, str) else types


def _check_node(node, where, *, is_root=False):
    if list(node) == ["@id"] and not is_root:
        # A reference to something that is described elsewhere.
        return [] if _is_url(node["@id"]) else [f"{where}/@id: {node['@id']!r} is no absolute address"]
    types = _types(node)
    where = f"{where}/{'+'.join(types) or '?'}"
    if not types:
        return [f"{where}: has no @type"]
    problems = [f"{where}: there is no class {name}" for name in types if name not in CLASSES]
    if problems:
        return problems
    kinds = frozenset().union(*(ancestors(name) for name in types))
    if len(node) == len(node.keys() & {"@type", "@context"}):
        problems.append(f"{where}: says nothing")
    for key, value in node.items():
        if key == "@id":
            problems += [] if _is_url(value) else [f"{where}/@id: {value!r} is no absolute address"]
        elif key == "@context":
            problems += [] if is_root else [f"{where}: a context inside a document"]
        elif key != "@type":
            problems += _check_property(key, value, kinds, where)
    return problems


def _check_property(key, value, kinds, where):
    where = f"{where}/{key}"
    constraint = CONSTRAINT.fullmatch(key)
    name = constraint.group(1) if constraint else key
    if name not in PROPERTIES:
        return [f"{where}: there is no such property"]
    domains, ranges = PROPERTIES[name]
    if not kinds & set(domains):
        return [f"{where}: is not said of this, but of {', '.join(domains)}"]
    if constraint:
        if "Action" not in kinds:
            return [f"{where}: only actions have constraints"]
        ranges = ["Text", "PropertyValueSpecification"]
    if isinstance(value, list) and not value:
        return [f"{where}: is empty"]
    values = value if isinstance(value, list) else [value]
    return [problem for item in values for problem in _check_value(item, ranges, where)]


def _check_value(value, ranges, where):
    if isinstance(value, dict):
        types = _types(value)
        if types and not any(ancestors(name) & set(ranges) for name in types):
            return [f"{where}: {'+'.join(types)} is not one of {', '.join(ranges)}"]
        return _check_node(value, where)
    if isinstance(value, bool):
        return [] if "Boolean" in ranges else [f"{where}: {value} is not one of {', '.join(ranges)}"]
    if isinstance(value, int | float):
        allowed = {"Number", "Integer", "Float"} & set(ranges)
        return [] if allowed else [f"{where}: {value} is not one of {', '.join(ranges)}"]
    if not isinstance(value, str) or not value.strip():
        return [f"{where}: {value!r} is no value"]
    return _check_text(value, ranges, where)


def _check_text(value, ranges, where):
    if value != value.strip():
        return [f"{where}: {value!r} has space around it"]
    if MARKUP.search(value):
        return [f"{where}: {value!r} has markup in it"]
    if where.endswith("/inLanguage"):
        return [] if LANGUAGE.fullmatch(value) else [f"{where}: {value!r} is no language code"]
    if "Text" in ranges or any(_FORMATS.get(name, _is_member_of(name))(value) for name in ranges):
        return []
    return [f"{where}: {value!r} is not one of {', '.join(ranges)}"]


def _is_member_of(enumeration):
    """Return what tells whether a text is the address of a member of an enumeration."""

    def is_member(value):
        name = value.removeprefix(f"{CONTEXT}/")
        return name != value and any(enumeration in ancestors(own) for own in MEMBERS.get(name, ()))

    return is_member


def _is_url(value):
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"{}|\\^`]", value)


def _is_date(value):
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value):
    """Return whether a text is a moment that says its offset."""
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_FORMATS = {
    "URL": _is_url,
    "Date": _is_date,
    "DateTime": _is_moment,
    "Duration": lambda value: DURATION.fullmatch(value) is not None,
}
