"""Migrations of books."""
