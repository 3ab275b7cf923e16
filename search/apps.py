"""The search app: a faceted index that knows no page type, no taxonomy and no other app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Connects the index to what happens to pages, and registers the checks."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Connect signal handlers and system checks."""
        from search import checks, scope, signal_handlers  # noqa: F401, PLC0415 - they need the app registry

        scope.connect()
        signal_handlers.connect()
