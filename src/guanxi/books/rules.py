"""What makes two questions the same, which books stay, and what a headline holds; no database, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from guanxi.book.contracts import Book, Tier, TrustStatus
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.books.contracts import Asked, BookKind, Headline
from guanxi.kit.clock import DAY_MS, day_end_ms, local_day
from guanxi.lake.importing import BrandSettings

KEEP_LATEST = {BookKind.AUDIT: 24, BookKind.TROI: 12, BookKind.MIRROR: 24}
"""Books of a kind that stay whatever their date."""
REGRET_MS = 14 * DAY_MS
"""A removed book can be brought back this long; then its folder goes."""


def question_digest(asked: Asked, brand: BrandSettings, lake_generation: int) -> str:
    """SHA-256 over everything that the answer depends on: question, brand's settings, data, definitions."""
    parts = (asked.kind, asked.as_of_ms, asked.compare_to_ms, asked.days, repr(brand), lake_generation)
    text = json.dumps([str(part) for part in (*parts, DEFINITION_VERSION)])
    return hashlib.sha256(text.encode()).hexdigest()


def is_month_end(as_of_ms: int, zone: str) -> bool:
    """Whether the moment is the end of the last day of a month."""
    day = local_day(as_of_ms, zone)
    return (day + timedelta(days=1)).day == 1 and as_of_ms == day_end_ms(day, zone)


@dataclass(frozen=True, slots=True)
class Standing:
    """What retention looks at; ``pk`` of the row."""

    pk: int
    kind: BookKind
    as_of_ms: int
    made_ms: int
    is_month_end: bool


def too_many(books: Iterable[Standing]) -> tuple[int, ...]:
    """Rows that may go: neither among the latest made of their kind nor the newest book of a closed month."""
    latest_first = sorted(books, key=lambda book: -book.made_ms)
    counts: dict[BookKind, int] = {}
    months: set[tuple[BookKind, int]] = set()
    gone: list[int] = []
    for book in latest_first:
        counts[book.kind] = counts.get(book.kind, 0) + 1
        month = (book.kind, book.as_of_ms)
        keeps_month = book.is_month_end and month not in months
        if book.is_month_end:
            months.add(month)
        if counts[book.kind] > KEEP_LATEST[book.kind] and not keeps_month:
            gone.append(book.pk)
    return tuple(gone)


def headline_of(book: Book) -> Headline:
    """The figures that lists show."""
    tiers = {row.tier: row.n for row in book.tiers}
    return Headline(
        verdict=str(book.verdict.code),
        verdict_en=book.verdict.en,
        verdict_zh=book.verdict.zh,
        net_equity=book.statement.net_equity,
        is_before_maintenance=book.statement.is_before_maintenance,
        trust_capital=book.statement.trust_capital,
        capital_is_money=book.statement.trust_capital_is_money,
        mean_trust=book.trust.mean_trust,
        trust_is_calibrated=book.trust.status is TrustStatus.CALIBRATED,
        roi=book.verdict.roi,
        n_core=tiers.get(Tier.CORE, 0),
        n_doubtful=tiers.get(Tier.DOUBTFUL, 0),
    )
