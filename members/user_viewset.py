"""Wagtail's user administration with our forms (``members.apps.HubUsersConfig``)."""

from typing import Any

from django import forms
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from members.forms import AccountCreationForm, AccountEditForm


class UserViewSet(WagtailUserViewSet):  # type: ignore[misc]
    """Screens of the accounts."""

    create_template_name = "members/admin/user_create.html"
    edit_template_name = "members/admin/user_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        """Return the form of an account that is an e-mail address and a name."""
        return AccountEditForm if for_update else AccountCreationForm
