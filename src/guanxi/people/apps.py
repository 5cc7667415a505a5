"""Registers the package with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "guanxi.people"
    label = "people"
