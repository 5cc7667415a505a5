"""The library's front door: one call from a folder of exports to a book with faces."""

from guanxi.facade.auditing import audit, audit_example, open_lake
from guanxi.facade.book import Book
from guanxi.facade.reading_out import TroiBook, troi, troi_example

__all__ = ["Book", "TroiBook", "audit", "audit_example", "open_lake", "troi", "troi_example"]
