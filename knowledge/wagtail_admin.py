"""Wagtail's admin as it is installed here: it leaves the mails about submissions to the hub."""

from wagtail.admin.apps import WagtailAdminAppConfig


class HubAdminConfig(WagtailAdminAppConfig):  # type: ignore[misc]
    """Wagtail's admin, whose mails about workflows are only for the pages of editors."""

    def ready(self) -> None:
        """Let Wagtail connect what it mails, then ask of each signal whether it is about a submission."""
        super().ready()
        from knowledge import workflow_mail  # noqa: PLC0415 - needs the app registry

        workflow_mail.narrow()
