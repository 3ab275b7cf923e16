"""How a page type lets itself be written by members, in steps of a form outside the editor."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page of the form: fields of the page type itself, and child relations that are written as rows.

    ``slug`` is part of the address. ``hints`` says more of a field to somebody who writes one a year than the editor's
    help text does; ``questions`` asks for it in words of its own.
    """

    slug: str
    title: Text
    fields: tuple[str, ...]
    rows: tuple[str, ...] = ()
    intro: Text = ""
    questions: tuple[tuple[str, Text], ...] = ()
    hints: tuple[tuple[str, Text], ...] = ()


def step_fields(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the names of all fields and child relations that members may write, in the order of the form.

    It is the whole of what a submission may change of a page: address, owner, place and dates of publication are not
    among them (threat C1).
    """
    return tuple(name for step in steps for name in (*step.fields, *step.rows))
