"""Registers the package with Django."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Books."""

    name = "guanxi.books"
    label = "books"
