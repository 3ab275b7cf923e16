"""The desk's screens for claims on organisations: the list, and one page on which each is answered."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from members.claims import claim_approve, claim_decline
from members.enums import ClaimState, OrganisationRole
from members.models import Contact, OrganisationClaim
from members.organisation_access import signed_in
from members.permissions import may_decide_claims

APPROVE, DECLINE = "approve", "decline"


class OrganisationClaimViewSet(SnippetViewSet):  # type: ignore[misc]
    """The list of claims, those that wait first. ``DeskPolicy`` says who reads it; nobody adds or deletes one."""

    model = OrganisationClaim
    icon = "clipboard-list"
    list_display = (
        TitleColumn(
            "organisation",
            label=gettext_lazy("Organisation"),
            get_url=lambda claim: reverse("organisation_claims:decide", args=[claim.pk]),
        ),
        "user",
        "get_state_display",
        "created_at",
        "decided_by",
    )
    list_filter = ("state",)
    copy_view_enabled = False
    panels = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the claims with who asked and for what."""
        waiting = Case(When(state=ClaimState.PENDING, then=0), default=1, output_field=IntegerField())
        claims = OrganisationClaim.objects.select_related("user", "organisation", "decided_by")
        return claims.order_by(waiting, "-created_at", "-pk")


class DecisionForm(forms.Form):
    """What the desk says to who asked."""

    answer = forms.CharField(
        label=gettext_lazy("What you write to who asked"),
        help_text=gettext_lazy("It is mailed. You need it to say no."),
        max_length=OrganisationClaim._meta.get_field("answer").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def decide_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim with who runs the organisation now, and answer it; raises ``PermissionDenied`` outside the desk."""
    if not may_decide_claims(request.user):
        raise PermissionDenied
    claim = get_object_or_404(OrganisationClaim.objects.select_related("user", "organisation", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    list_url = reverse(OrganisationClaimViewSet().get_url_name("list"))
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, claim, form.cleaned_data["answer"])
        except ValidationError as error:
            form.add_error("answer" if error.code == "answer" else None, error)
        else:
            return redirect(list_url)
    context = {
        "form": form,
        "claim": claim,
        "administrators": Contact.objects.people_of(claim.organisation).filter(role=OrganisationRole.ADMINISTRATOR),
        "list_url": list_url,
        "page_title": _("Claim"),
        "page_subtitle": claim.organisation.name,
        "header_title": _("Claim") + f": {claim.organisation.name}",
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": list_url, "label": _("Claims")},
            {"url": "", "label": _("Claim"), "sublabel": claim.organisation.name},
        ],
    }
    return TemplateResponse(request, "members/admin/claim.html", context)


def _decide(request: HttpRequest, claim: OrganisationClaim, answer: str) -> None:
    names = {"name": claim.user, "organisation": claim.organisation}
    if request.POST.get("do") == APPROVE:
        claim_approve(claim=claim, by=signed_in(request), answer=answer)
        messages.success(request, _("%(name)s is now an administrator of %(organisation)s.") % names)
    else:
        claim_decline(claim=claim, by=signed_in(request), answer=answer)
        messages.success(request, _("%(name)s gets your answer by mail.") % names)


class ClaimDecisionViewSet(ViewSet):  # type: ignore[misc]
    """The address of the page on which a claim is answered."""

    name = "organisation_claims"
    url_prefix = "organisation-claims"

    def get_urlpatterns(self) -> list[Any]:
        """Return its one address."""
        return [path("<int:pk>/", decide_view, name="decide")]
