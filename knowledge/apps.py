"""The knowledge app: best practices, fieldlabs and the other works, and how members publish them."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Connects what happens to submissions."""

    name = "knowledge"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        """Connect signal handlers."""
        from knowledge import signal_handlers  # noqa: PLC0415 - needs the app registry

        signal_handlers.connect()
