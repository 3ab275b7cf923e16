"""Model fields of our own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField


class ProtectedManyToManyField(ParentalManyToManyField):  # type: ignore[misc]
    """A many-to-many relation whose target cannot be deleted while something points at it.

    Django gives both foreign keys of an automatic link table ``CASCADE``, which would silently unlink
    every page from a deleted term. Here the one to the target is ``PROTECT``: deleting it raises
    ``ProtectedError`` with the link rows. Deleting the page still removes its own links.
    """

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        """Protect the target once Django has made the link table."""
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        through = self.remote_field.through
        if cls._meta.abstract or through is None or isinstance(through, str):
            return
        # Declared in this order by Django: the key to the owner, then the key to the target.
        _owner, target = [field for field in through._meta.local_fields if isinstance(field, models.ForeignKey)]
        target.remote_field.on_delete = models.PROTECT


class MultipleChoiceField(models.JSONField):
    """Several values of one closed list of choices, stored as a list of strings in the order of the list.

    Declare it with ``choices``; it validates against them and shows check boxes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Raise ``ValidationError`` unless the value is a list of known choices."""
        known = [choice for choice, _label in self.flatchoices]
        if not isinstance(value, list) or any(item not in known for item in value):
            raise ValidationError(_("Choose only values from the list."), code="invalid_choice")
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Return check boxes, whose values come back in the order of the choices."""
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        kwargs.pop("choices_form_class", None)
        options: dict[str, Any] = {
            "label": self.verbose_name,
            "help_text": self.help_text,
            "required": not self.blank,
            "choices": self.flatchoices,
            "widget": forms.CheckboxSelectMultiple,
        }
        options.update({key: value for key, value in kwargs.items() if key not in {"form_class"}})
        return OrderedMultipleChoiceFormField(**options)

    def labels_of(self, values: Sequence[str]) -> list[str]:
        """Return the words for these values, in the active language."""
        return [str(label) for choice, label in self.flatchoices if choice in values]


class OrderedMultipleChoiceFormField(forms.MultipleChoiceField):
    """A multiple choice whose value is in the order of the choices, so that equal choices are equal."""

    def clean(self, value: Any) -> list[str]:
        """Return the chosen values in the order of the list."""
        chosen = super().clean(value)
        choices: Any = self.choices
        return [str(choice) for choice, _label in choices if choice in chosen]
