"""The library's front door: one call from a folder of exports to a book with faces."""

from guanxi.facade.auditing import audit, audit_example, open_lake
from guanxi.facade.book import Book

__all__ = ["Book", "audit", "audit_example", "open_lake"]
