"""Refusals of books."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class BooksError(GuanxiError):
    """Base of what books refuse."""

    code = "books.error"


class BookNotFound(BooksError):
    """There is no such kept book."""

    code = "books.not_found"
    status = 404


class TalkRefused(BooksError):
    """A talk cannot be written down as an event."""

    code = "books.talk_refused"


class DatesRefused(BooksError):
    """The dates or the horizon of a question make no sense."""

    code = "books.dates_refused"
