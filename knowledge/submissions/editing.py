"""One step of a draft as a form: what is typed into it is put on the page model that editors use, and saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Revision

from events import services as event_services
from events.forms import FirstDateForm, date_initial
from events.models import DatedPage
from home.models import HubPage
from home.steps import Fold, Step
from home.text_fields import MarkdownTextField
from home.versions import revision_key, version_of, version_of_revision
from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions.attachments import insertables_of
from knowledge.submissions.drafts import EditConflict, draft_save
from knowledge.submissions.fields import field_for
from knowledge.submissions.rows import RowSet

DATE_PREFIX: Final = "first_date"


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields of one step, and no other: what else a request holds is not looked at (threat C1)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that the form draws: a field, rows, or a fold of those. One of the three is set."""

    field: forms.BoundField | None = None
    rows: RowSet | None = None
    fold: Fold | None = None
    parts: tuple["Part", ...] = ()
    is_open: bool = False

    @property
    def opens_with(self) -> str:
        """The choices that open the fold, for the script: ``evidence_level=pilot``."""
        if self.fold is None or self.fold.when is None:
            return ""
        name, values = self.fold.when
        return " ".join(f"{name}={value}" for value in values)


class StepEditor:
    """A step of a draft, bound to what was sent when something was.

    What can be read is put on the page even when something else cannot: a draft may be incomplete, and nothing typed
    is lost. ``left_out`` are names that keep what the draft has.
    """

    def __init__(self, submission: Submission, step: Step, data: Any = None, left_out: Iterable[str] = ()) -> None:
        self.submission, self.step, self.data = submission, step, data
        self.left_out = frozenset(left_out)
        # Before the draft is read: what is saved between the two is then found to be newer.
        self.version = version_of(submission.page)
        # A copy of its own: what is typed is put on it.
        self.page: HubPage = submission.page.specific.get_latest_revision_as_object()
        self.stored = self._values(self.page)
        self.form = self._form()
        self.rows = {name: self._rows(name) for name in step.rows if name not in self.left_out}
        self.dates = self._dates() if step.has_dates else None

    def _form(self) -> StepForm:
        names = [name for name in self.step.fields if name not in self.left_out]
        form_class: Any = forms.modelform_factory(
            type(self.page), form=StepForm, fields=names, formfield_callback=self._field
        )
        form: StepForm = form_class(self.data, instance=self.page, use_required_attribute=False)
        texts = [field for field in form.fields.values() if isinstance(field, MarkdownTextField)]
        files = insertables_of(self.submission) if texts else ()
        for field in texts:
            field.offer(files)
        if "title" in form.fields:
            # The one thing that a page cannot be without.
            form.fields["title"].required = True
        return form

    def _field(self, db_field: Any, **kwargs: Any) -> forms.Field:
        kept = [getattr(self.page, db_field.attname)] if isinstance(db_field, models.ForeignKey) else ()
        return field_for(db_field, step=self.step, page=self.page, kept=kept)

    def _rows(self, name: str) -> RowSet:
        return RowSet(page=self.page, name=name, step=self.step, data=self.data)

    def _dates(self) -> FirstDateForm | None:
        """Return the form of the first date, as long as nobody has seen it; dates that are announced are moved."""
        if not isinstance(self.page, DatedPage):
            return None
        occurrences, initial = self.page.stored_occurrences, {}
        if event_services.is_announced(self.page.work) or len(occurrences) > 1:
            return None
        if self.page.schedule is not None and occurrences:
            schedule = self.page.schedule
            initial = {**date_initial(occurrences[0]), "zone": schedule.zone, "all_day": schedule.all_day}
        sent = self.data if self.data is not None and f"{DATE_PREFIX}-first_day" in self.data else None
        form = FirstDateForm(sent, prefix=DATE_PREFIX, initial=initial, use_required_attribute=False)
        form.empty_permitted = not occurrences
        for field in form.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "input"
        return form

    # --- What was typed -------------------------------------------------------------------------------

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """What cannot be read, by the name of the control; a draft is not asked to be complete."""
        found = _errors_of(self.form)
        for rows in self.rows.values():
            found |= rows.errors
        return found if self.dates is None else found | _errors_of(self.dates)

    def apply(self) -> HubPage:
        """Put what can be read on the page, and return it; nothing is saved."""
        self.form.is_valid()
        for name, value in self.form.cleaned_data.items():
            db_field = self.page._meta.get_field(name)
            if isinstance(db_field, models.ManyToManyField):
                db_field.save_form_data(self.page, value)
        for rows in self.rows.values():
            rows.apply()
        return self.page

    def differs_from_stored(self) -> list[str]:
        """Return the names of what ``apply`` changed, in the order of the form."""
        now = self._values(self.page)
        return [name for name in self.step.names if now[name] != self.stored[name]]

    def _values(self, page: HubPage) -> dict[str, Any]:
        return step_values(page, self.step)

    # --- Drawing --------------------------------------------------------------------------------------

    @property
    def parts(self) -> list[Part]:
        """What is drawn, in the order of the step; a fold stands where the first of what it folds would."""
        folds = {name: fold for fold in self.step.folds for name in fold.names}
        found: list[Part] = []
        seen: set[int] = set()
        for name in self._drawn_names():
            fold = folds.get(name)
            if fold is None:
                found.append(self._part(name))
            elif id(fold) not in seen:
                seen.add(id(fold))
                found.append(self._fold(fold))
        return found

    def _drawn_names(self) -> list[str]:
        return [name for name in self.step.names if name in self.form.fields or name in self.rows]

    def _part(self, name: str) -> Part:
        return Part(rows=self.rows[name]) if name in self.rows else Part(field=self.form[name])

    def _fold(self, fold: Fold) -> Part:
        parts = tuple(self._part(name) for name in self._drawn_names() if name in fold.names)
        return Part(fold=fold, parts=parts, is_open=self._is_asked(fold) or any(map(self._is_used, parts)))

    def _is_asked(self, fold: Fold) -> bool:
        if fold.when is None:
            return False
        name, values = fold.when
        return self.form[name].value() in values if name in self.form.fields else False

    @staticmethod
    def _is_used(part: Part) -> bool:
        if part.rows is not None:
            return part.rows.is_filled
        if part.field is None:
            return False
        name = part.field.name
        field = part.field.form._meta.model._meta.get_field(name)  # type: ignore[attr-defined]
        value = part.field.value()
        is_default = field.has_default() and value == field.get_default()
        return bool(part.field.errors) or (bool(value) and not is_default)


def step_values(page: HubPage, step: Step) -> dict[str, Any]:
    """Return what a page has for a step, in a form that can be compared."""
    data: Mapping[str, Any] = page.serializable_data()
    return {name: data[name] for name in step.names}


def _errors_of(form: forms.BaseForm) -> dict[str, list[str]]:
    return {
        form[name].html_name: [str(error) for error in errors]
        for name, errors in form.errors.items()
        if name in form.fields
    }


@transaction.atomic
def step_save(*, editor: StepEditor, user: Any, version: str, is_automatic: bool = False) -> str:
    """Save what was typed in a step; returns the new version of the draft.

    Somebody who saved another step since is no conflict: this one is put on top. Nothing is written when nothing
    changed. Raises ``EditConflict`` when the same step was changed to something else since the form was drawn, and
    ``ValidationError`` when the person may not write now.
    """
    submission = editor.submission
    if not permissions.may_write(user, submission):
        raise ValidationError(_("You cannot change this now. It is being reviewed, or it is not yours any more."))
    page, saved = editor.apply(), editor.version
    if editor.differs_from_stored():
        if version != editor.version and not _is_as_it_was(editor, version):
            raise EditConflict(submission)
        saved = draft_save(
            submission=submission, page=page, user=user, version=editor.version, is_automatic=is_automatic
        )
    _save_date(editor)
    return saved


def _is_as_it_was(editor: StepEditor, version: str) -> bool:
    """Return whether the draft says in this step what it said when the form was drawn."""
    page = editor.submission.page
    revision = Revision.page_revisions.filter(pk=revision_key(version), object_id=str(page.pk)).first()
    if revision is None or version_of_revision(revision) != version:
        return False
    before: HubPage = revision.as_object()
    return step_values(before, editor.step) == editor.stored


def _save_date(editor: StepEditor) -> None:
    dates = editor.dates
    if dates is None or not dates.is_bound or not dates.has_changed() or not dates.is_valid():
        return
    if dates.cleaned_data.get("first_day"):
        event_services.first_date_save(work=editor.page.work, **dates.date_values())
