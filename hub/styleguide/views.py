"""The page of the style guide, for editors and developers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.blocks import body_blocks
from home.enums import Dye, Shape, Weave
from home.navigation import get_navigation
from home.templatetags.hub_tags import SPRITE
from hub.styleguide import tokens
from hub.styleguide.catalogue import CATALOGUE, Component
from hub.styleguide.documentation import Documentation, documentation_of
from members.models import User

TYPE_STEPS: Final = ("5", "4", "3", "2", "1", "0", "-1", "-2")
SPACES: Final = tuple(range(1, 9))


@dataclass(frozen=True, slots=True)
class ShownComponent:
    """A component as the guide draws it: what it says of itself beside its examples."""

    component: Component
    documentation: Documentation
    examples: list[tuple[str | Promise, str]]


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide to whoever may use the admin; to others it does not exist."""
    if not may_see(request.user):
        raise Http404
    context = {
        "heading": _("Style guide"),
        "noindex": True,
        "groups": [(group, [shown(part, request) for part in group.components]) for group in CATALOGUE],
        "blocks": list(block_previews()),
        "colours": tokens.measured(),
        "type_steps": TYPE_STEPS,
        "spaces": SPACES,
        "icons": sprite_names("i"),
        "shapes": Shape.choices,
        "cloths": cloths(),
    }
    return render(request, "styleguide/guide.html", context)


def may_see(user: User | AnonymousUser) -> bool:
    """Return whether somebody works on this site: editors and administrators."""
    return user.has_perm("wagtailadmin.access_admin")


def shown(component: Component, request: HttpRequest) -> ShownComponent:
    """Return a component with its examples drawn by its own template."""
    template, frame = get_template(component.template), {"nav": get_navigation(request)}
    drawn = [(part.label, template.render({**frame, **part.context(request)}, request)) for part in component.examples]
    return ShownComponent(component, documentation_of(component.template), drawn)


def block_previews() -> Iterator[tuple[str, str, str]]:
    """Yield label, description and drawing of each block of a text that has a preview."""
    for name, block in body_blocks().child_blocks.items():
        if block.is_previewable:
            block.set_name(name)
            yield str(block.label), str(block.get_description()), block.render(block.get_preview_value())


def sprite_names(kind: str) -> list[str]:
    """Return the names of the drawings of a kind in the sprite: "i" for icons, "g" for shapes."""
    text = Path(str(finders.find(SPRITE))).read_text()
    return sorted(re.findall(rf'id="{kind}-([\w-]+)"', text))


def cloths() -> list[tuple[str | Promise, str, dict[str, str]]]:
    """Return each dye with a shape and a cloth: dyes, shapes and weaves are chosen freely for a term."""
    shapes, weaves = Shape.values, Weave.values
    return [
        (
            dye.label,
            shapes[rank % len(shapes)],
            {"block": dye.value, "area": "", "slug": dye.value, "dye": dye.value, "weave": weaves[rank % len(weaves)]},
        )
        for rank, dye in enumerate(Dye)
    ]
