"""Books that stay: any contract of the book as one JSON document, its tables as Parquet beside it."""

from guanxi.book.kept.folder import DOCUMENT, BookNotKept, KeptByAnotherVersion, Stamp, keep, kept_stamp, take_out

__all__ = ["DOCUMENT", "BookNotKept", "KeptByAnotherVersion", "Stamp", "keep", "kept_stamp", "take_out"]
