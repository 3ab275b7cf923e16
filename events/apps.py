"""The events app: the agenda, its dates and its calendar files."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Meetings of the coalition and of its members."""

    name = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        """Register the system checks."""
        from events import checks  # noqa: F401, PLC0415
