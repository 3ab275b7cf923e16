"""The composition root."""

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class HubConfig(AppConfig):
    """Settings, addresses, demo content and the commands that run the site."""

    default = True
    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Listen to what kept pages show, and register the checks of a server."""
        from hub import checks, signal_handlers  # noqa: F401, PLC0415 - they need the models of the other apps

        signal_handlers.connect()


class HubAdminConfig(WagtailAdminAppConfig):
    """Wagtail's editor, which leaves the mails about submissions to the hub."""

    default = False

    def ready(self) -> None:
        """Let Wagtail connect its receivers, then put ours in their place."""
        super().ready()
        from hub import workflow_mail  # noqa: PLC0415 - it needs the models of the other apps

        workflow_mail.connect()
