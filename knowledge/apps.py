"""The knowledge app: best practices and fieldlabs."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """The knowledge app."""

    name = "knowledge"
    verbose_name = "Knowledge"
