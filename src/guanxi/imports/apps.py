"""Registers the package with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports."""

    name = "guanxi.imports"
    label = "imports"
