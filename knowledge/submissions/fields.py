"""Fields of the form in which members write, with controls that work on a phone and without a script."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.field_block import CharBlock
from wagtail.fields import RichTextField, StreamField

from events.forms import DateInput
from home.models import HubPage
from home.navigation import organisation_urls
from home.numbers import tidy
from home.steps import Step
from home.text_fields import MarkdownField, MarkdownStreamField
from members.models import Contributor, Organisation
from members.querysets import current_on

_SPACE = re.compile(r"\s+")


class LineField(forms.CharField):
    """One line of text: what was pasted with line breaks in it becomes one line."""

    def to_python(self, value: Any) -> str:
        """Return the text with single spaces."""
        return _SPACE.sub(" ", super().to_python(value) or "").strip()


class NumberField(forms.DecimalField):
    """A number as people write it in their language: 2.140,5 in Dutch, 2,140.5 in English."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number without trailing zeros; what was typed stays as it is."""
        return tidy(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Return the number. A separator of thousands where one belongs is no decimal point."""
        if isinstance(value, str):
            separator = re.escape(str(get_format("THOUSAND_SEPARATOR")))
            if re.fullmatch(rf"\s*-?\d{{1,3}}(?:{separator}\d{{3}})+(?:\D\d*)?\s*", value):
                value = re.sub(rf"{separator}(?=\d{{3}})", "", value)
        return super().to_python(value)


class LinesField(forms.CharField):
    """A list of short texts (a stream of one kind of text block), written as one a line."""

    widget = forms.Textarea

    def __init__(self, *, stream_field: StreamField, **kwargs: Any) -> None:
        self.stream_field = stream_field
        self.kind, self.block = next(iter(stream_field.stream_block.child_blocks.items()))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the texts, one a line; what was typed stays as it is."""
        return value if isinstance(value, str) else "\n".join(str(child.value) for child in value or ())

    def clean(self, value: Any) -> Any:
        """Return the texts as a stream; raises ``ValidationError`` for too many, or for one that is too long."""
        lines = [line for text in super().clean(value).splitlines() if (line := _SPACE.sub(" ", text).strip(" -*•"))]
        block = self.stream_field.stream_block
        stream = block.to_python([{"type": self.kind, "value": line} for line in lines])
        for line in lines:
            self.block.clean(line)
        if block.meta.max_num is not None and len(lines) > block.meta.max_num:
            block.clean(stream)
        return stream

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the texts differ."""
        return bool(self.prepare_value(initial) != self.prepare_value(data))


class TermsField(forms.ModelMultipleChoiceField):
    """Check boxes for the terms of an axis."""

    widget = forms.CheckboxSelectMultiple


# Long texts, whose limit nobody comes near, and addresses.
_WITHOUT_COUNTER = (MarkdownField, MarkdownStreamField, LinesField, forms.URLField)


def is_lines(field: models.Field[Any, Any]) -> bool:
    """Return whether a field is a stream of one kind of text."""
    if not isinstance(field, StreamField):
        return False
    blocks = list(field.stream_block.child_blocks.values())
    return len(blocks) == 1 and isinstance(blocks[0], CharBlock)


def field_for(db_field: Any, *, step: Step, page: HubPage, kept: Iterable[Any] = ()) -> forms.Field:
    """Return the field of the form for a field of a page or of its rows.

    Nothing is required: a draft may be incomplete. What publishing asks is told by ``completeness``. ``kept`` are keys
    that stay to be chosen because they were.
    """
    words = {
        "label": dict(step.questions).get(db_field.name, capfirst(db_field.verbose_name)),
        "help_text": _hint(db_field, step),
        # A choice that has a value always has one.
        "required": bool(db_field.choices) and db_field.has_default() and isinstance(db_field, models.CharField),
    }
    field = _made(db_field, step, page, words, kept)
    _dress(field, db_field)
    return field


def _hint(db_field: Any, step: Step) -> Any:
    """Return what is said below the question; a question of its own does without the editor's help text."""
    is_asked = db_field.name in dict(step.questions)
    return dict(step.hints).get(db_field.name, "" if is_asked else db_field.help_text)


def _made(db_field: Any, step: Step, page: HubPage, words: dict[str, Any], kept: Iterable[Any]) -> forms.Field:
    if isinstance(db_field, RichTextField | StreamField):
        return _text(db_field, words)
    if isinstance(db_field, models.ManyToManyField):
        return _terms(db_field, page, words)
    if isinstance(db_field, models.ForeignKey):
        return forms.ModelChoiceField(queryset=_offered(db_field, page, kept), **words)
    if isinstance(db_field, models.CharField):
        return _line(db_field, step, words)
    if isinstance(db_field, models.DecimalField):
        return _number(db_field, words)
    if isinstance(db_field, models.DateField):
        words["widget"] = DateInput()
    found: forms.Field = db_field.formfield(**words)
    return found


def _text(db_field: Any, words: dict[str, Any]) -> forms.Field:
    if isinstance(db_field, RichTextField):
        return MarkdownField(**words)
    if is_lines(db_field):
        return LinesField(stream_field=db_field, **words)
    return MarkdownStreamField(stream_block=db_field.stream_block, **words)


def _number(db_field: Any, words: dict[str, Any]) -> forms.Field:
    limits = {"max_digits": db_field.max_digits, "decimal_places": db_field.decimal_places}
    return NumberField(validators=db_field.validators, **limits, **words)


def _line(db_field: Any, step: Step, words: dict[str, Any]) -> forms.Field:
    if db_field.choices:
        return _choice(db_field, step, words)
    # The form counts for itself: the model's own limit would say it twice.
    others = [check for check in db_field.validators if not isinstance(check, MaxLengthValidator)]
    limits = {"max_length": db_field.max_length, "validators": others}
    if isinstance(db_field, models.URLField):
        return forms.URLField(assume_scheme="https", **limits, **words)
    return LineField(**limits, **words)


def _terms(db_field: Any, page: HubPage, words: dict[str, Any]) -> forms.Field:
    model: Any = db_field.remote_field.model
    chosen = [term.pk for term in getattr(page, db_field.name).all()]
    current = model._default_manager.current().values("pk")
    return TermsField(queryset=model._default_manager.filter(Q(pk__in=chosen) | Q(pk__in=current)), **words)


def _choice(db_field: Any, step: Step, words: dict[str, Any]) -> forms.Field:
    choices = [*db_field.flatchoices]
    if db_field.name in step.radios:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
    if not db_field.has_default():
        choices.insert(0, ("", "–"))
    return forms.ChoiceField(choices=choices, **words)


def _offered(db_field: Any, page: HubPage, kept: Iterable[Any]) -> Any:
    """Return the rows that somebody may choose from. People and organisations are not for everybody to browse."""
    model = db_field.remote_field.model
    rows = model._default_manager.all()
    stored = [key for key in kept if key is not None]
    if model is Organisation:
        return rows.filter(Q(slug__in=organisation_urls(page.locale.language_code)) | Q(pk__in=stored))
    if model is Contributor:
        return rows.filter(Q(pk__in=_askable(page)) | Q(pk__in=stored)).select_related("organisation")
    return rows


def _askable(page: Any) -> list[int]:
    """Return the people of a page who may be shown as its contact: its authors, and who agreed to be asked."""
    authors = [author.contributor_id for author in page.authors.all()] if hasattr(page, "authors") else []
    own = Organisation.objects.filter(pk__in=organisation_keys(page))
    own = own.filter(current_on(prefix="participations__"))
    agreed = Contributor.objects.filter(organisation__in=own, is_public_contact=True)
    return [*authors, *agreed.values_list("pk", flat=True)]


def organisation_keys(page: Any) -> list[int]:
    """Return the keys of the organisations that a page is of."""
    if hasattr(page, "organisations"):
        return [organisation.pk for organisation in page.organisations.all()]
    return [partner.organisation_id for partner in page.partners.all()] if hasattr(page, "partners") else []


def _dress(field: forms.Field, db_field: Any) -> None:
    """Give the control its class and height. A limit is told and not enforced: what is pasted is not cut off."""
    field.error_messages["max_length"] = _("You use %(show_value)d of the %(limit_value)d characters.")
    attrs = field.widget.attrs
    limit = attrs.pop("maxlength", None) or getattr(db_field, "max_length", None)
    if isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return
    attrs["class"] = "input"
    if isinstance(field.widget, forms.Textarea):
        attrs.pop("cols", None)
        attrs["rows"] = 8 if isinstance(db_field, RichTextField | StreamField) else 4
    if limit and isinstance(field, forms.CharField) and not isinstance(field, _WITHOUT_COUNTER):
        attrs["data-limit"] = str(limit)
