"""The home app: the site itself. Page base, vocabularies, files, front page and landing pages."""

from django.apps import AppConfig
from django.core.signals import request_finished


class HomeConfig(AppConfig):
    """Connects what happens to translations, and registers the checks."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Connect signal handlers and system checks."""
        from home import checks, figures, signal_handlers  # noqa: F401, PLC0415 - they need the app registry

        signal_handlers.connect()
        request_finished.connect(figures.flush_when_due, dispatch_uid="home.figures")
