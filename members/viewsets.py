"""The editor's screens for organisations, taking part, working groups and contributors."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from members.forms import OrganisationForm, ParticipationForm, SeatForm, WorkingGroupForm
from members.models import Contact, Contributor, Organisation, Participation, Seat, WorkingGroup


def period_panel() -> Panel:
    """Return first and last day beside each other."""
    return FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])


class OrganisationViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of the organisations."""

    model = Organisation
    icon = "group"
    list_display = ("name", "kind", "city", "region")
    list_filter = ("kind", "region", "is_example")
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


class ContactViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who speaks for which organisation."""

    model = Contact
    icon = "user"
    list_display = ("user", "organisation", "is_lead", "starts_on", "ends_on")
    list_filter = ("organisation", "is_lead")
    copy_view_enabled = False
    panels = (FieldPanel("user"), FieldPanel("organisation"), FieldPanel("is_lead"), period_panel())


class ParticipationViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who takes part, since when and at what fee."""

    model = Participation
    icon = "calendar-check"
    list_display = ("organisation", "level", "starts_on", "ends_on", "fee", "deduction", "reduction")
    list_filter = ("level", "reduction")
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


class SeatViewSet(SnippetViewSet):  # type: ignore[misc]
    """Screens of who has a seat in which working group."""

    model = Seat
    icon = "user"
    list_display = ("user", "working_group", "role", "starts_on", "ends_on")
    list_filter = ("working_group", "role")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("user"), FieldPanel("working_group"), FieldPanel("role"), period_panel()],
        base_form_class=SeatForm,
    )


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


class MembersViewSetGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """One menu for who takes part."""

    menu_label = gettext_lazy("Participants")
    menu_icon = "group"
    menu_order = 310
    items = (
        OrganisationViewSet,
        ContactViewSet,
        ParticipationViewSet,
        WorkingGroupViewSet,
        SeatViewSet,
        ContributorViewSet,
    )
