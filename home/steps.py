"""How a page type lets itself be written by members, in steps of a form outside the editor."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Fields of a step that not everybody needs: drawn together, folded away.

    ``when`` names a field and the values of it with which these are asked; the fold is then open. Without it the fold
    opens only where something is filled in.
    """

    title: Text
    names: tuple[str, ...]
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page of the form: fields of the page type itself, and child relations that are written as rows.

    ``slug`` is part of the address. ``hints`` says more of a field to somebody who writes one a year than the editor's
    help text does; ``questions`` asks for it in words of its own. ``folds`` name those of the fields and rows that are
    folded away, ``radios`` the choices whose values are all in sight. ``asked`` are fields that a submission needs and
    that an editor may leave empty. ``has_dates`` adds the first date of a work that takes place on dates.
    """

    slug: str
    title: Text
    fields: tuple[str, ...]
    rows: tuple[str, ...] = ()
    intro: Text = ""
    questions: tuple[tuple[str, Text], ...] = ()
    hints: tuple[tuple[str, Text], ...] = ()
    folds: tuple[Fold, ...] = ()
    radios: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    has_dates: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields and child relations of the step, in the order of the form."""
        return (*self.fields, *self.rows)


def step_fields(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the names of all fields and child relations that members may write, in the order of the form.

    It is the whole of what a submission may change of a page: address, owner, place and dates of publication are not
    among them (threat C1).
    """
    return tuple(name for step in steps for name in step.names)


def step_asking(steps: Iterable[Step], name: str) -> Step | None:
    """Return the step that asks for a field or a child relation; ``None`` when none does."""
    return next((step for step in steps if name in step.names), None)
