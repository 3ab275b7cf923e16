"""The composition root."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Settings, addresses, demo content and the commands that run the site."""

    name = "hub"
    verbose_name = "Hub"
