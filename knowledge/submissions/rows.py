"""Child rows of a page in the form in which members write: figures, partners."""

from typing import Any, Final

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst

from home.models import HubPage
from home.steps import Step
from knowledge.submissions.fields import field_for

MOST: Final = 30
_BOOKKEEPING: Final = frozenset({"id", "sort_order", "locale", "translation_key"})


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row. ``key`` says which row of the draft it was, looked up among its own rows only."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in but what was there by itself: such a row is no row."""
        fields = {field.name: field for field in self.instance._meta.concrete_fields}
        typed = (name for name in self.fields if name in fields and not fields[name].has_default())
        return not any(self[name].value() for name in typed)

    @property
    def visible(self) -> list[forms.BoundField]:
        """The fields that somebody fills in."""
        return [self[name] for name in self.fields if name != "key"]


class RowSet:
    """The rows of one child relation: those of the draft, and one empty one to fill in.

    Works without a script: a button saves and draws one more. What cannot be read in a row is reported at its field;
    the rest of the row is kept.
    """

    def __init__(self, *, page: HubPage, name: str, step: Step, data: Any = None) -> None:
        self.page, self.name, self.step, self.data = page, name, step, data
        self.relation: Any = page._meta.get_field(name)
        self.model: Any = self.relation.related_model
        self.stored = list(getattr(page, name).all())

    @property
    def label(self) -> str:
        """What a row is called."""
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def title(self) -> str:
        """What the rows are called together."""
        return str(dict(self.step.questions).get(self.name, capfirst(self.model._meta.verbose_name_plural)))

    @property
    def is_sent(self) -> bool:
        """Whether the form had these rows at all."""
        return self.data is not None and f"{self.name}-count" in self.data

    @cached_property
    def row_forms(self) -> list[RowForm]:
        """The rows as forms, bound to what was sent when it was sent."""
        if not self.is_sent:
            return [self._form(index, row) for index, row in enumerate([*self.stored, self.model()])]
        kept = {_key_of(row): row for row in self.stored}
        found = []
        for index in range(self._count_sent()):
            row = kept.pop(self.data.get(f"{self.name}-{index}-key", ""), None) or self.model()
            found.append(self._form(index, row))
        return found

    @property
    def count(self) -> int:
        """How many rows are drawn."""
        return len(self.row_forms)

    @property
    def is_filled(self) -> bool:
        """Whether there is any row."""
        return any(not form.is_blank for form in self.row_forms)

    @property
    def errors(self) -> dict[str, list[str]]:
        """What cannot be read, by the name of the control."""
        return {
            form[name].html_name: [str(message) for message in messages]
            for form in self.row_forms
            if not form.is_blank
            for name, messages in form.errors.items()
            if name in form.fields
        }

    def apply(self) -> None:
        """Put the rows on the page, without the blank ones and those that lack what a row cannot be without."""
        if not self.is_sent:
            return
        rows: list[Any] = []
        for form in self.row_forms:
            form.is_valid()
            row = form.instance
            if form.is_blank or any(getattr(row, name) is None for name in self._needed):
                continue
            row.sort_order = len(rows)
            if hasattr(row, "locale_id"):
                row.locale_id = self.page.locale_id
            rows.append(row)
        getattr(self.page, self.name).set(rows)

    @property
    def _needed(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        keys = (field for field in fields if isinstance(field, models.ForeignKey) and not field.null)
        return [field.attname for field in keys if field.name not in {*_BOOKKEEPING, self.relation.field.name}]

    def _count_sent(self) -> int:
        sent = str(self.data.get(f"{self.name}-count", ""))
        return min(int(sent), MOST) if sent.isascii() and sent.isdigit() else 0

    @cached_property
    def _form_class(self) -> Any:
        own = {*_BOOKKEEPING, self.relation.field.name}
        names = [field.name for field in self.model._meta.concrete_fields if field.name not in own]
        return forms.modelform_factory(
            self.model,
            form=RowForm,
            fields=names,
            formfield_callback=self._field,
        )

    def _field(self, db_field: Any, **kwargs: Any) -> forms.Field:
        kept = {getattr(row, db_field.attname) for row in self.stored}
        return field_for(db_field, step=self.step, page=self.page, kept=kept)

    def _form(self, index: int, row: Any) -> RowForm:
        form: RowForm = self._form_class(
            self.data if self.is_sent else None,
            prefix=f"{self.name}-{index}",
            instance=row,
            initial={"key": _key_of(row)},
            use_required_attribute=False,
        )
        return form


def _key_of(row: Any) -> str:
    """Return what names a row that is in a draft already; empty for a new one."""
    if hasattr(row, "translation_key"):
        return str(row.translation_key) if row.pk or row.page_id else ""
    return str(row.pk or "")
