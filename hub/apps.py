"""The composition root."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Settings, addresses, demo content and the commands that run the site."""

    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Listen to what kept pages show."""
        from hub import signal_handlers  # noqa: PLC0415 - it needs the models of the other apps

        signal_handlers.connect()
