"""The desk's screen on which two organisations become one: chosen, looked at, and then confirmed."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from members.merging import MergePlan, merge_plan, organisation_merge
from members.models import Organisation
from members.organisation_access import signed_in
from members.permissions import may_merge_organisations
from members.viewsets import OrganisationViewSet


class MergeForm(forms.Form):
    """Which organisation stays."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Merge into"),
        queryset=Organisation.objects.none(),
        help_text=gettext_lazy("This one stays, with its name, its place and its page."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        self.organisation = organisation
        self.plan: MergePlan | None = None
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["into"])
        choice.queryset = Organisation.objects.exclude(pk=organisation.pk).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Work out what would happen, or say why it cannot."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.plan = merge_plan(organisation=self.organisation, into=data["into"])
        return data


def merge_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose (GET), look (GET with ``into``) and merge (POST); raises ``PermissionDenied`` outside the desk."""
    if not may_merge_organisations(request.user):
        raise PermissionDenied
    organisation = get_object_or_404(Organisation, pk=pk)
    chosen = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = MergeForm(chosen, organisation=organisation)
    list_url = reverse(OrganisationViewSet().get_url_name("list"))
    if form.is_valid() and request.method == "POST":
        into = form.cleaned_data["into"]
        try:
            organisation_merge(organisation=organisation, into=into, by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            names = {"organisation": organisation.name, "into": into}
            messages.success(request, _("“%(organisation)s” is now “%(into)s”.") % names)
            return redirect(list_url)
    context = {
        "form": form,
        "plan": form.plan,
        "organisation": organisation,
        "list_url": list_url,
        "page_title": _("Merge organisation"),
        "page_subtitle": organisation.name,
        "header_title": _("Merge organisation") + f": {organisation.name}",
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": list_url, "label": _("Organisations")},
            {"url": "", "label": _("Merge organisation"), "sublabel": organisation.name},
        ],
    }
    return TemplateResponse(request, "members/admin/organisation_merge.html", context)


class OrganisationMergeViewSet(ViewSet):  # type: ignore[misc]
    """The address of the merge screen."""

    name = "organisation_merge"
    url_prefix = "organisations-merge"

    def get_urlpatterns(self) -> list[Any]:
        """Return its one address."""
        return [path("<int:pk>/", merge_view, name="merge")]
