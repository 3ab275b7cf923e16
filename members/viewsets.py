"""The editor's screens for organisations, taking part, working groups and contributors."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.enums import MenuGroup
from members.claim_viewsets import OrganisationClaimViewSet
from members.forms import OrganisationForm, ParticipationForm, SeatForm, WorkingGroupForm
from members.invitation_forms import DeskInvitationForm
from members.models import Contact, Contributor, Invitation, Organisation, Participation, Seat, WorkingGroup


def period_panel() -> Panel:
    """Return first and last day beside each other."""
    return FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])


class OrganisationViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the organisations."""

    model = Organisation
    icon = "group"
    list_display = ("name", "kind", "city", "region", Column("level_label", label=gettext_lazy("Takes part")))
    list_filter = ("kind", "region", "is_example")
    list_export = (
        "name",
        "get_kind_display",
        "city",
        "region",
        "level_label",
        "website",
        "code_signed_on",
        "is_example",
    )
    export_headings = {
        "get_kind_display": gettext_lazy("Kind"),
        "level_label": gettext_lazy("Takes part"),
    }
    ordering = ("name",)
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            FieldPanel("website"),
            FieldRowPanel([FieldPanel("city"), FieldPanel("region")]),
            FieldPanel("code_signed_on"),
            FieldPanel("is_example"),
        ],
        base_form_class=OrganisationForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the organisations with their regions and how they take part today."""
        return Organisation.objects.select_related("region").with_level()


class ContactViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who speaks for which organisation."""

    model = Contact
    icon = "user"
    list_display = ("user", "organisation", "role", "is_lead", "starts_on", "ends_on")
    list_filter = ("organisation", "role", "is_lead")
    list_export = ("user", "user.email", "organisation", "get_role_display", "is_lead", "starts_on", "ends_on")
    export_headings = {"user.email": gettext_lazy("E-mail address"), "get_role_display": gettext_lazy("Role")}
    copy_view_enabled = False
    panels = (
        FieldPanel("user"),
        FieldPanel("organisation"),
        FieldPanel("role"),
        FieldPanel("is_lead"),
        period_panel(),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the contacts with who they are and for whom they speak."""
        return Contact.objects.select_related("user", "organisation")


class ParticipationViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who takes part, since when and at what fee."""

    model = Participation
    icon = "calendar-check"
    list_display = ("organisation", "level", "starts_on", "ends_on", "fee", "deduction", "reduction")
    list_filter = ("level", "reduction")
    list_export = ("organisation", "get_level_display", "starts_on", "ends_on", "fee", "deduction", "reduction")
    export_headings = {"get_level_display": gettext_lazy("Level")}
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("organisation"),
            FieldPanel("level"),
            period_panel(),
            MultiFieldPanel(
                [FieldPanel("is_large"), FieldPanel("reduction"), FieldPanel("association")],
                heading=gettext_lazy("Fee"),
            ),
            FieldPanel("reason"),
        ],
        base_form_class=ParticipationForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the periods with whose they are."""
        return Participation.objects.select_related("organisation")


class WorkingGroupViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the working groups."""

    model = WorkingGroup
    icon = "group"
    list_display = ("name", "slug", "root_page")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            MultiFieldPanel(
                [FieldPanel("building_block"), FieldPanel("application_area")],
                heading=gettext_lazy("What it is about"),
                help_text=gettext_lazy("One of the two."),
            ),
            FieldPanel("root_page"),
        ],
        base_form_class=WorkingGroupForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the groups with their names and pages."""
        return WorkingGroup.objects.with_terms().select_related("root_page")


class SeatFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """By group and role. A group's name is that of its term, which is read for all groups at once."""

    working_group = django_filters.ModelChoiceFilter(
        queryset=lambda request: WorkingGroup.objects.with_terms(), label=gettext_lazy("Working group")
    )

    class Meta:
        model = Seat
        fields = ("working_group", "role")


class SeatViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who has a seat in which working group."""

    model = Seat
    icon = "user"
    list_display = ("user", "working_group", "role", "starts_on", "ends_on")
    filterset_class = SeatFilterSet
    list_export = ("user", "working_group", "get_role_display", "starts_on", "ends_on")
    export_headings = {"get_role_display": gettext_lazy("Role")}
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("user"), FieldPanel("working_group"), FieldPanel("role"), period_panel()],
        base_form_class=SeatForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the seats with who has them, in which group."""
        groups = Prefetch("working_group", WorkingGroup.objects.with_terms())
        return Seat.objects.select_related("user").prefetch_related(groups)


class ContributorViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the people who are credited."""

    model = Contributor
    icon = "edit"
    list_display = ("name", "job_title", "organisation", "is_public_contact")
    list_filter = ("organisation", "is_public_contact")
    ordering = ("name",)
    copy_view_enabled = False
    panels = (
        FieldPanel("name"),
        FieldPanel("job_title"),
        FieldPanel("organisation"),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("is_public_contact"), FieldPanel("user")],
            heading=gettext_lazy("Contact"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the people with their organisations."""
        return Contributor.objects.select_related("organisation")


class InvitationViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the invitations: the desk invites, sends again and withdraws."""

    model = Invitation
    icon = "mail"
    list_display = ("email", "organisation", "role", Column("state_label", label=gettext_lazy("State")), "expires_at")
    list_filter = ("organisation", "role")
    search_fields = ("email",)
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("email"),
            FieldPanel("organisation"),
            FieldPanel("role"),
            FieldPanel("language"),
            FieldPanel("decision"),
        ],
        base_form_class=DeskInvitationForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the invitations with what they are for."""
        return Invitation.objects.select_related("organisation")


class MembersViewSetGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """One menu for who takes part; other apps add to it by the hook."""

    menu_label = MenuGroup.PEOPLE.label
    menu_name = "group-people"
    menu_icon = "group"
    submenu_hook = "register_people_menu_item"
    items = (
        OrganisationViewSet,
        ContactViewSet,
        InvitationViewSet,
        ParticipationViewSet,
        WorkingGroupViewSet,
        SeatViewSet,
        ContributorViewSet,
        OrganisationClaimViewSet,
    )
