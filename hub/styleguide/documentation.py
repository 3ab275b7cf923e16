"""What a partial says of itself: the comment on top of every file in ``templates/components``.

Its first paragraph is what the component is; each further line is a parameter, ``name: what it is``, with a
question mark behind the name of one that may be left out.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.template.loader import get_template

COMMENT: Final = re.compile(r"{% comment %}\n(?P<summary>.+?)\n(?:\n(?P<parameters>.+?)\n)?{% endcomment %}", re.DOTALL)
PARAMETER: Final = re.compile(r"(?P<name>\w+)(?P<optional>\??): (?P<meaning>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name that a partial reads from its context."""

    name: str
    meaning: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Documentation:
    """The comment of a partial, in parts."""

    summary: str
    parameters: tuple[Parameter, ...]


def source_of(template_name: str) -> str:
    """Return the text of a template; raises ``TemplateDoesNotExist``."""
    origin = get_template(template_name).template.origin  # type: ignore[attr-defined]
    return Path(origin.name).read_text()


def documentation_of(template_name: str) -> Documentation:
    """Return what a partial says of itself; raises ``ValueError`` when it says nothing, or in another form."""
    found = COMMENT.search(source_of(template_name))
    if found is None:
        raise ValueError(f"{template_name} has no comment that says what it is.")
    parameters = []
    for line in (found["parameters"] or "").splitlines():
        match = PARAMETER.fullmatch(line)
        if match is None:
            raise ValueError(f"{template_name} has a line that names no parameter: {line}")
        parameters.append(Parameter(match["name"], match["meaning"], bool(match["optional"])))
    return Documentation(found["summary"], tuple(parameters))
