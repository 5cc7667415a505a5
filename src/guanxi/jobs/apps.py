"""Registers the package with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs."""

    name = "guanxi.jobs"
    label = "jobs"
