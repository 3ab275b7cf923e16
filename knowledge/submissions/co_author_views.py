"""Who writes along: asking, answering, leaving."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from knowledge import permissions
from knowledge.enums import CoAuthorStatus
from knowledge.models import CoAuthor
from knowledge.submissions import co_authors
from knowledge.submissions.writing_views import writable_or_404
from members.permissions import organisations_to_write_for
from search.throttle import limited


class AskForm(forms.Form):
    """Whom to ask."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Of a colleague, or of somebody of another organisation."),
    )


class AnswerForm(forms.Form):
    """Whether somebody wants to be named, and for which organisation."""

    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Name my organisation as well"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("No, only me"),
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_to_write_for(user)  # type: ignore[attr-defined]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("co-author", applies=lambda request: request.method == "POST")
def people(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show who writes along at a draft, and ask somebody."""
    submission = writable_or_404(request, uuid)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            co_authors.co_author_ask(submission=submission, user=request.user, email=form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error("email", ValidationError(error.messages))
        else:
            messages.success(request, _("Asked. You see here when the answer comes."))
            return redirect("submissions:people", uuid=uuid)
    context = {
        "submission": submission,
        "form": form,
        "rows": submission.co_authors.select_related("user"),
        "may_invite": permissions.may_invite(request.user, submission),
    }
    return render(request, "submissions/people.html", context)


@never_cache
@login_required
@require_POST
def person_end(request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
    """Let somebody write along no more, take a question back, or leave."""
    submission = writable_or_404(request, uuid)
    co_author = get_object_or_404(submission.co_authors.all(), pk=pk)
    try:
        co_authors.co_author_end(co_author=co_author, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Done."))
    stays = permissions.is_writer(request.user, submission)
    return redirect("submissions:people", uuid=uuid) if stays else redirect("submissions:start")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show somebody what they were asked, and take their answer. Looking never accepts."""
    asked = CoAuthor.objects.select_related("submission__page", "submission__organisation", "asked_by")
    user: Any = request.user
    co_author = get_object_or_404(asked, submission__uuid=uuid, email=user.email.lower())
    if co_author.status == CoAuthorStatus.ACCEPTED:
        return redirect("submissions:detail", uuid=co_author.submission.uuid)
    form = AnswerForm(request.POST or None, user=request.user)
    is_answer = co_author.status == CoAuthorStatus.ASKED and form.is_valid()
    done = _answered(request, co_author, form) if is_answer else None
    return done or render(request, "submissions/answer.html", {"co_author": co_author, "form": form})


def _answered(request: HttpRequest, co_author: CoAuthor, form: AnswerForm) -> HttpResponse | None:
    """Take the answer and say where to go; ``None`` when it cannot be taken now, which the form then says."""
    try:
        if request.POST.get("answer") == "accept":
            co_authors.co_author_accept(
                co_author=co_author, user=request.user, organisation=form.cleaned_data["organisation"]
            )
            messages.success(request, _("Welcome. You are named as an author, and can write in the draft."))
            return redirect("submissions:detail", uuid=co_author.submission.uuid)
        co_authors.co_author_decline(co_author=co_author, user=request.user)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    messages.success(request, _("Declined. You are not named."))
    return redirect("submissions:start")
