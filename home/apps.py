"""The home app: the site itself. Page base, vocabularies, files, front page and landing pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Connects what happens to translations, and registers the checks."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Connect signal handlers and system checks."""
        from home import checks, signal_handlers  # noqa: F401, PLC0415 - both need the app registry

        signal_handlers.connect()
