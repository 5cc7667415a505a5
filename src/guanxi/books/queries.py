"""Reads of books."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from guanxi.book import kept
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.book.contracts.troi import TroiBook
from guanxi.book.kept.tree import from_tree
from guanxi.books.contracts import BookKind, Headline, KeptView
from guanxi.books.errors import BookNotFound
from guanxi.books.models import KeptBook
from guanxi.facade import Book
from guanxi.facade import TroiBook as TroiBookWithFaces
from guanxi.facade.mirror import MirrorBook as MirrorBookWithFaces
from guanxi.kit.errors import BookError

PAGE_COLUMNS = ("n_orders",)
"""All that a page reads of the table of contacts: it must not hold a million rows to print one sum."""
OPEN_BOOKS = 6
"""Decoded books that a process holds: the one in use, the ones beside it."""


def list_kept(kind: BookKind, *, limit: int = 200) -> tuple[KeptView, ...]:
    """Books of ``kind`` that stand, latest date first, and of one date the one made last first."""
    return tuple(view_of(row) for row in _standing(kind)[:limit])


def list_removed(*, limit: int = 50) -> tuple[KeptView, ...]:
    """Removed books that can still be brought back, the one removed last first."""
    rows = KeptBook.objects.filter(removed_ms__gt=0).select_related("actor").order_by("-removed_ms")
    return tuple(view_of(row) for row in rows[:limit])


def latest_kept(kind: BookKind) -> KeptView | None:
    """The book of the latest date; of several of that date the one made last."""
    row = _standing(kind).first()
    return view_of(row) if row else None


def get_kept(public_id: str, kind: BookKind) -> KeptView:
    """The standing book of that id; raises :class:`BookNotFound`."""
    row = _standing(kind).filter(public_id=public_id).first()
    if row is None:
        raise BookNotFound(
            "There is no such book. It may have been removed; the list under Books shows those that stand.",
            "没有这份账簿，可能已被移除。“账簿”列表中是现有的账簿。",
        )
    return view_of(row)


def kept_ids() -> tuple[str, ...]:
    """Ids of all books that stand: each has a folder."""
    return tuple(KeptBook.objects.filter(removed_ms=0).order_by("public_id").values_list("public_id", flat=True))


def find_answer(question: str) -> KeptView | None:
    """The standing book that answers the question of that digest."""
    row = KeptBook.objects.filter(question=question, removed_ms=0).select_related("actor").first()
    return view_of(row) if row else None


def open_audit(view: KeptView) -> Book:
    """The audit behind ``view``, for pages: its table of contacts holds what pages need and no more.

    Raises
    ------
    guanxi.book.kept.KeptByAnotherVersion, guanxi.book.kept.BookNotKept
        with a sentence that says what to do.
    """
    book: Book = _decoded(Book, folder_of(view.public_id), PAGE_COLUMNS)
    return book


def open_whole_audit(view: KeptView) -> Book:
    """The audit with every contact, for files; never cached. Raises like :func:`open_audit`."""
    return kept.take_out(Book, folder_of(view.public_id))


def open_troi(view: KeptView) -> TroiBook:
    """The read-outs behind ``view``. Raises like :func:`open_audit`."""
    book: TroiBook = _decoded(TroiBookWithFaces, folder_of(view.public_id), None)
    return book


def find_mirror() -> MirrorBook | None:
    """The mirror of the latest date; ``None`` where there is none, or none that can be opened."""
    view = latest_kept(BookKind.MIRROR)
    if view is None:
        return None
    try:
        book: MirrorBook = _decoded(MirrorBookWithFaces, folder_of(view.public_id), None)
    except BookError:
        return None
    return book


def find_before(view: KeptView) -> KeptView | None:
    """The book that ``view`` is compared with: of the latest earlier date, over the same horizon and definitions."""
    rows = _standing(view.kind).filter(as_of_ms__lt=view.as_of_ms, days=view.days)
    row = rows.filter(definition_version=view.definition_version).first()
    return view_of(row) if row else None


def find_audit(view: KeptView) -> Book | None:
    """The audit, or ``None`` where it cannot be opened: the first page must stand all the same."""
    try:
        return open_audit(view)
    except BookError:
        return None


def folder_of(public_id: str) -> Path:
    """Where the figures of a book lie."""
    home: Path = settings.HOME.books
    return home / public_id


@lru_cache(maxsize=OPEN_BOOKS)
def _decoded(kind: type[Any], folder: Path, columns: Sequence[str] | None) -> Any:
    """A kept book never changes, so what was decoded once stays true."""
    return kept.take_out(kind, folder, columns=columns)


def _standing(kind: BookKind) -> QuerySet[KeptBook]:
    rows = KeptBook.objects.filter(kind=kind.value, removed_ms=0)
    return rows.select_related("actor").order_by("-as_of_ms", "-made_ms")


def view_of(row: KeptBook) -> KeptView:
    """``row`` as others see it."""
    return KeptView(
        public_id=row.public_id,
        kind=BookKind(row.kind),
        as_of_ms=row.as_of_ms,
        compare_to_ms=row.compare_to_ms,
        days=row.days,
        made_ms=row.made_ms,
        definition_version=row.definition_version,
        lake_generation=row.lake_generation,
        n_contacts=row.n_contacts,
        seconds=row.seconds,
        headline=None if row.headline is None else from_tree(Headline, row.headline, _no_table),
        is_month_end=row.is_month_end,
        actor_name=row.actor.name if row.actor else "",
        removed_ms=row.removed_ms or None,
    )


def _no_table(name: str) -> Any:
    raise ValueError(f"a headline holds no table, found {name}")
