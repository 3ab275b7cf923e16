"""The search app: a faceted index that knows no page type, no taxonomy and no other app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Connects the index to what happens to pages, and registers the checks."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Connect signal handlers and system checks."""
        from django.core.signals import request_finished  # noqa: PLC0415 - beside what it calls

        from search import checks, insight, scope, signal_handlers  # noqa: F401, PLC0415 - they need the app registry

        scope.connect()
        request_finished.connect(insight.flush_when_due, dispatch_uid="search.insight")
        signal_handlers.connect()
