"""Whom the return on acquisition speaks of: the contacts whose acquisition cost is known, and no others."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts import Book
from guanxi.report.reader import Reader
from guanxi.report.words import roi as words


@dataclass(frozen=True, slots=True)
class Coverage:
    """Contacts and channels behind the headline return."""

    n_contacts: int
    n_book: int
    n_channels: int

    @property
    def is_whole(self) -> bool:
        """True when every contact's acquisition cost is known."""
        return self.n_contacts >= self.n_book


def roi_coverage(book: Book) -> Coverage | None:
    """``None`` where no acquisition cost is known; a row of the book counts only contacts that were paid for."""
    paid = [row for row in book.roi if not row.cohort and row.acquisition_cost is not None]
    if not paid:
        return None
    return Coverage(sum(row.n_contacts for row in paid), book.n_contacts, sum(bool(row.channel) for row in paid))


def coverage_note(book: Book, reader: Reader) -> str:
    """Short, beside the figure; "" where the return speaks of everybody or of nobody."""
    covered = roi_coverage(book)
    if covered is None or covered.is_whole:
        return ""
    return reader.say(words.COVERS, n=reader.whole(covered.n_contacts), all=reader.whole(covered.n_book))


def coverage_sentence(book: Book, reader: Reader) -> str:
    """The same as a sentence, with what is left out; "" as there."""
    covered = roi_coverage(book)
    if covered is None or covered.is_whole:
        return ""
    return reader.count(
        words.COVERAGE,
        covered.n_channels,
        covered=reader.whole(covered.n_contacts),
        all=reader.whole(covered.n_book),
        rest=reader.whole(covered.n_book - covered.n_contacts),
    )
