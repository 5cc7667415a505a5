"""Registers the package with Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Intake."""

    name = "guanxi.intake"
    label = "intake"
