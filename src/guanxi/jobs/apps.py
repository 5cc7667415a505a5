"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Jobs."""

    name = "guanxi.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import every package's ``jobs.py``, so that each kind of job is known to pages and workers alike."""
        autodiscover_modules("jobs")
