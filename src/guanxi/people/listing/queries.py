"""The list of contacts as pages ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from guanxi.people import marks
from guanxi.people.contracts import Beside, Count, Filters, Page, Row, Scope
from guanxi.people.listing import find
from guanxi.people.listing.asked import SORTS, cursor, filters_of, unreadable
from guanxi.people.listing.beside import beside
from guanxi.people.models import Label, PositionBook, Staff, Tag

PAGE_ROWS = 50
EXPORT_ROWS = 2_000


def list_contacts(scope: Scope, filters: Filters, limit: int = PAGE_ROWS, *, with_staff: bool = False) -> Page:
    """A page of the contacts that ``scope`` may see and that fit."""
    book = PositionBook.objects.filter(state="current").first()
    asked = None if book is None else _asked(book, scope, filters)
    if book is None or asked is None:
        return no_contacts(book)
    found, count = find.page_of(asked, limit + 1)
    is_backwards, is_more = bool(filters.before), len(found) > limit
    if is_more:
        found = found[1:] if is_backwards else found[:limit]
    has_next = is_backwards or is_more
    has_previous = bool(filters.after) or (is_backwards and is_more)
    more = beside(book, [each[0] for each in found], with_staff=with_staff)
    return Page(
        rows=tuple(_row(each, more[each[0]]) for each in found),
        count=count,
        as_of_ms=book.as_of_ms or None,
        next_cursor=_cursor(found[-1]) if found and has_next else "",
        previous_cursor=_cursor(found[0]) if found and has_previous else "",
        capital_is_money=book.capital_is_money,
    )


def no_contacts(book: PositionBook | None = None) -> Page:
    """A page without a row; it says all the same of what day the figures are."""
    book = book or PositionBook.objects.filter(state="current").first()
    return Page((), Count(0), book.as_of_ms or None if book else None)


def unknown_filters(given: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the filters whose value is none that there is: a code in no list, or an id of nothing."""
    filters = filters_of(given)
    unknown = list(unreadable(given))
    if filters.staff and not Staff.objects.filter(public_id=filters.staff).exists():
        unknown.append("staff")
    if filters.tag and not Tag.objects.filter(public_id=filters.tag).exists():
        unknown.append("tag")
    if filters.channel and not Label.objects.filter(pk=filters.channel, kind="channel").exists():
        unknown.append("channel")
    return tuple(unknown)


def every_contact(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that fit, some at a time, in the order asked for: for exports."""
    filters = replace(filters, after="", before="")
    while True:
        page = list_contacts(scope, filters, EXPORT_ROWS, with_staff=True)
        yield from page.rows
        if not page.next_cursor:
            return
        filters = replace(filters, after=page.next_cursor)


def _asked(book: PositionBook, scope: Scope, filters: Filters) -> find.Asked | None:
    """``None`` when a filter names an employee or tag that is none, or the scope is empty: then nothing fits."""
    staff_ids: list[int] = []
    if not scope.sees_all:
        own = Staff.objects.filter(key=scope.staff_key).first() if scope.staff_key else None
        if own is None:
            return None
        staff_ids.append(own.pk)
    if filters.staff:
        other = Staff.objects.filter(public_id=filters.staff).first()
        if other is None:
            return None
        staff_ids.append(other.pk)
    tag_id = None
    if filters.tag:
        tag = Tag.objects.filter(public_id=filters.tag).first()
        if tag is None:
            return None
        tag_id = tag.pk
    return find.ask(book, filters, scope, tuple(staff_ids), tag_id)


def _cursor(row: tuple[Any, ...]) -> str:
    return cursor(int(row[-1]), int(row[0]))


def _row(values: tuple[Any, ...], more: Beside) -> Row:
    contact_id, public_id, key, name, channel, bits, clv, capital, trust, latest, created, _ = values
    is_rated = not bits & marks.UNRATED
    return Row(
        contact_id=contact_id,
        public_id=public_id,
        key=key,
        name=name,
        channel=channel,
        tier=marks.tier_in(bits),
        stage=marks.stage_in(bits),
        layers=marks.layers_in(bits),
        consent=marks.consent_in(bits),
        is_liability=marks.is_liability(bits),
        clv_fen=clv if is_rated else None,
        capital_fen=capital if is_rated else None,
        trust=trust / 1000 if is_rated else None,
        latest_order_ms=latest or None,
        created_ms=created if created > 0 else None,
        beside=more,
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: (value, text) each."""

    staff: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str, str], ...]
    channels: tuple[tuple[str, str], ...]


LONGEST_CHOICE = 300


def choices() -> Choices:
    """Employees, tags (with dimension) and channels to filter by; at most 300 each."""
    staff = Staff.objects.order_by("key").values_list("public_id", "key")[:LONGEST_CHOICE]
    tags = Tag.objects.filter(retired_ms=None).order_by("dimension", "name")
    channels = Label.objects.filter(kind="channel").order_by("name").values_list("id", "name")[:LONGEST_CHOICE]
    return Choices(
        staff=tuple(staff),
        tags=tuple(tags.values_list("public_id", "name", "dimension")[:LONGEST_CHOICE]),
        channels=tuple((str(label_id), name) for label_id, name in channels),
    )


__all__ = [
    "PAGE_ROWS",
    "SORTS",
    "Choices",
    "choices",
    "every_contact",
    "list_contacts",
    "no_contacts",
    "unknown_filters",
]
