"""The forms of a conversation and of a review. Who may send them is asked by the services."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from home.languages import FALLBACK_LANGUAGE, content_languages
from knowledge.models import CannedReply, Submission
from knowledge.querysets import reviewers
from knowledge.submissions.events import LONGEST_MESSAGE
from knowledge.submissions.reading import field_label, read_fields
from knowledge.submissions.reviewers import reviewers_of


class InputForm(forms.Form):
    """A form whose controls look like those of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class MessageForm(InputForm):
    """Words in the conversation of a submission."""

    text = forms.CharField(label=_("Your message"), max_length=LONGEST_MESSAGE, required=False, widget=forms.Textarea)


class ReviewForm(MessageForm):
    """Words of a reviewer: what is sent with them is the button that is pressed.

    A standard reply that was chosen goes before what was typed. ``revision`` is what was read.
    """

    canned = forms.ModelChoiceField(
        CannedReply.objects.none(), label=_("Standard reply"), required=False, empty_label=_("None")
    )
    field = forms.ChoiceField(label=_("About which field"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = submission.author.language if submission.author is not None else FALLBACK_LANGUAGE
        self.fields["text"].label = _("Your words")
        replies = CannedReply.objects.prefetch_related("texts")
        self.fields["canned"].queryset = replies  # type: ignore[attr-defined]
        self.canned_options = [(reply.pk, reply.title, reply.text_in(self.language)) for reply in replies]
        model = submission.page.specific_class
        names = [field.name for field in read_fields(submission.draft)]
        labels = [(name, field_label(model, name)) for name in names]
        self.fields["field"].choices = [("", _("The whole")), *labels]  # type: ignore[attr-defined]

    @property
    def words(self) -> str:
        """What was chosen and what was typed, as one text."""
        reply = self.cleaned_data.get("canned")
        chosen = reply.text_in(self.language) if reply is not None else ""
        return "\n\n".join(part for part in (chosen, self.cleaned_data.get("text", "").strip()) if part)


class AssignForm(InputForm):
    """Who takes it on, and by when."""

    assignee = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Assigned to"), required=False, empty_label=_("Nobody")
    )
    due_on = forms.DateField(
        label=_("To be answered by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = reviewers_of(submission)  # type: ignore[attr-defined]


class AdviceForm(InputForm):
    """A question to somebody outside."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=content_languages)
    question = forms.CharField(label=_("Your question"), max_length=2000, widget=forms.Textarea)


class AnswerForm(InputForm):
    """Advice from outside."""

    text = forms.CharField(label=_("Your advice"), max_length=10_000, widget=forms.Textarea)


class DeputyForm(InputForm):
    """Who stands in, and when."""

    deputy = forms.ModelChoiceField(get_user_model().objects.none(), label=_("Who stands in for you"))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = reviewers().exclude(pk=user.pk)  # type: ignore[attr-defined]


class BulkForm(InputForm):
    """One act on several submissions."""

    ASSIGN_ME, START, CHANGES, DECLINE = "assign-me", "start", "changes", "decline"
    ACTS = (
        (ASSIGN_ME, _("Assign to me")),
        (START, _("Begin to read")),
        (CHANGES, _("Ask for changes")),
        (DECLINE, _("Decline")),
    )

    act = forms.ChoiceField(label=_("With what is chosen"), choices=ACTS)
    canned = forms.ModelChoiceField(
        CannedReply.objects.none(), label=_("Standard reply"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canned"].queryset = CannedReply.objects.prefetch_related("texts")  # type: ignore[attr-defined]
