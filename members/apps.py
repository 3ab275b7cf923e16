"""The members app: accounts, organisations, taking part, working groups and the people who are credited."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    """Who takes part in the coalition, and what that gives access to."""

    default = True
    name = "members"
    verbose_name = "Members"


class HubUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration with forms for an account that is an e-mail address and a name."""

    user_viewset = "members.user_viewset.UserViewSet"
