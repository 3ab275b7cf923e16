"""The forms with which people register, and change what they filled in."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import get_language, gettext_lazy as _

from events.enums import QuestionKind, TakingPart
from events.models import Registration, RegistrationQuestion
from events.registration.answers import MAX_ANSWER, MAX_NAME, questions_of, sensitive_keys
from events.registration.pools import Pool
from events.registration.reading import words_in
from members.account_forms import address_field
from members.permissions import organisations_of

QUESTION: Final = "question_"


class RegistrationForm(forms.Form):
    """What is asked of whoever registers: who, how they take part, and the organiser's questions.

    The services judge it (``add_refusal``); the form only asks, and loses nothing that was typed.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=MAX_NAME,
        help_text=_("As it stands on the list of who comes."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = pool
        if len(pool.ways) > 1:
            self.fields["taking_part"] = forms.ChoiceField(
                label=_("How do you take part?"),
                choices=[(way.value, way.label) for way in pool.ways],
                widget=forms.RadioSelect,
            )
        language = get_language() or ""
        for question in questions_of(pool.terms):
            self.fields[f"{QUESTION}{question.uuid}"] = question_field(question, language)

    @property
    def taking_part(self) -> str:
        """Return how somebody takes part: what was chosen, else the only way there is."""
        chosen: str = self.cleaned_data.get("taking_part", "")
        return chosen or self.pool.ways[0].value

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered, by the UUID of the question."""
        return {
            name.removeprefix(QUESTION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(QUESTION) and name in self.fields
        }

    def add_refusal(self, error: ValidationError) -> None:
        """Say what a service refused beside the field that it is about, else above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = f"{QUESTION}{name}" if _is_uuid(name) else name
            self.add_error(field if field in self.fields else None, ValidationError(errors))


class MemberForm(RegistrationForm):
    """An account registers itself: the address is known, and for which organisations it can come."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = list(organisations_of(user).order_by("name"))
        if len(self.organisations) > 1:
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("For which organisation do you come?"),
                queryset=organisations_of(user).order_by("name"),
                required=False,
                empty_label=_("For none of these"),
            )
            self.order_fields(["name", "organisation"])

    @property
    def values(self) -> dict[str, Any]:
        """Return who registers, as the service asks for it."""
        if "organisation" in self.fields:
            organisation = self.cleaned_data.get("organisation")
        else:
            organisation = self.organisations[0] if self.organisations else None
        return {"name": self.cleaned_data["name"], "organisation": organisation}


class GuestForm(RegistrationForm):
    """Somebody without an account registers: the address is confirmed by a mail before it counts."""

    email = address_field()
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    # A field that no person sees. What fills in everything that there is fills it in as well.
    website = forms.CharField(label=_("Leave this empty"), required=False)

    field_order = ("name", "email", "organisation_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_machine(self) -> bool:
        """Return whether the field was filled in that nobody sees."""
        return bool(self.data.get(self.add_prefix("website")))

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """Return the fields that people see."""
        return [field for field in self if field.name != "website"]

    @property
    def values(self) -> dict[str, Any]:
        """Return who registers, as the service asks for it."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "organisation_name")}


class ColleagueForm(RegistrationForm):
    """An account registers a colleague of its organisation, who gets the mail and the link."""

    email = address_field(_("E-mail address of your colleague"))

    field_order = ("name", "email", "organisation")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = organisations_of(user).order_by("name")
        self.fields["name"].label = _("Name of your colleague")
        # What a browser knows is of who types, not of the colleague.
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["organisation"] = forms.ModelChoiceField(
            label=_("Organisation"), queryset=organisations, empty_label=None, initial=organisations.first()
        )
        self.order_fields(["name", "email", "organisation"])

    @property
    def values(self) -> dict[str, Any]:
        """Return who registers, as the service asks for it."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "organisation")}


class ChangeForm(RegistrationForm):
    """What somebody can change of their registration.

    A colleague who made it, ``is_own`` false, neither reads nor changes answers that may tell of health or belief
    (GDPR article 9).
    """

    def __init__(self, *args: Any, registration: Registration, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(registration), **kwargs)
        self.kept_answers: dict[str, Any] = {}
        for key in () if is_own else sensitive_keys(self.pool.terms):
            self.fields.pop(f"{QUESTION}{key}", None)
            if key in registration.answers:
                self.kept_answers[key] = registration.answers[key]
        if registration.organisation is None:
            self.fields["organisation_name"] = forms.CharField(
                label=_("Organisation"), max_length=MAX_NAME, required=False
            )
            self.order_fields(["name", "organisation_name"])

    @property
    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the service asks for it."""
        return {
            "name": self.cleaned_data["name"],
            "organisation_name": self.cleaned_data.get("organisation_name"),
            "taking_part": self.cleaned_data.get("taking_part"),
            "answers": {**self.answers, **self.kept_answers},
        }


def initial_of(registration: Registration) -> dict[str, Any]:
    """Return what somebody filled in, by the names of the fields."""
    answers: Mapping[str, Any] = registration.answers
    given = {f"{QUESTION}{uuid}": _shown(answer) for uuid, answer in answers.items()}
    return {
        "name": registration.name,
        "organisation_name": registration.organisation_name,
        "taking_part": registration.taking_part,
        **given,
    }


def question_field(question: RegistrationQuestion, language: str) -> forms.Field:
    """Return the field of a question, in words of a language."""
    common: dict[str, Any] = {
        "label": words_in(question.labels, language),
        "help_text": words_in(question.hints, language),
        "required": question.is_required,
    }
    choices = [(choice["value"], words_in(choice["labels"], language)) for choice in question.choices]
    kind = QuestionKind(question.kind)
    if kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if kind == QuestionKind.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    if kind in (QuestionKind.CHOICE, QuestionKind.YES_NO):
        return forms.ChoiceField(choices=_optional(choices, common["required"]), widget=forms.RadioSelect, **common)
    if kind == QuestionKind.TEXT:
        return forms.CharField(max_length=MAX_ANSWER, **common)
    if not common["help_text"]:
        common["help_text"] = _("Only the organiser reads this.")
    return forms.CharField(max_length=MAX_ANSWER, widget=forms.Textarea(attrs={"rows": 3}), **common)


def _optional(choices: Iterable[tuple[str, Any]], is_required: bool) -> list[tuple[str, Any]]:
    return [*choices] if is_required else [("", _("No answer")), *choices]


def _shown(answer: Any) -> Any:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer


def _is_uuid(name: str) -> bool:
    if name == NON_FIELD_ERRORS:
        return False
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def needs_form(pool: Pool, user: Any) -> bool:
    """Return whether an account must fill in something: a question, a way to take part, one of its organisations."""
    return len(pool.ways) > 1 or bool(questions_of(pool.terms)) or organisations_of(user).count() > 1


def known_of(user: Any, pool: Pool) -> dict[str, Any]:
    """Return what is known of an account, as the form asks for it: one click is enough then."""
    return {"name": user.name, "taking_part": TakingPart(pool.ways[0]).value}
