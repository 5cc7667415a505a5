"""Registers the package with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Console."""

    name = "guanxi.console"
    label = "console"
