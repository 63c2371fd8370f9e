"""Registers the shared template tags."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The bottom package."""

    name = "marketplace.core"
    label = "core"
