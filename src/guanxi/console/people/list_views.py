"""The list of contacts, and taking it out as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts import audit
from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.rules import grant_of, lacks_staff_id
from guanxi.console.people import words
from guanxi.console.people.export import csv_lines
from guanxi.console.people.lines import count_of, line_of
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.kit.clock import local_day
from guanxi.people import marks, queries
from guanxi.people.contracts import (
    BAND_NAMES,
    CONSENT_NAMES,
    DIMENSION_NAMES,
    LIABILITY,
    SUPPRESSED,
    Band,
    Dimension,
    Filters,
    Page,
)
from guanxi.people.errors import BadFilter
from guanxi.people.listing.asked import filters_of, is_narrowed, pairs_of
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import capital_scale, column_scale
from guanxi.report.words import codes

PART = "console/people/rows.html"
Options = tuple[tuple[str, str], ...]


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """The contacts that the reader may see, filtered and sorted as the address says; fifty a page."""
    access, reader = access_in(request), reader_in(request)
    given = request.GET.dict()
    scope, filters = queries.scoped(access), filters_of(given)
    # A filter that names nothing known lists nobody: everybody would be taken for those who fit.
    unknown = queries.unknown_filters(given)
    page = queries.no_contacts() if unknown else queries.list_contacts(scope, filters)
    context = _part(page, filters, reader)
    context["unknown"] = [reader.say(words.FILTER_NAMES[name]) for name in unknown]
    context["lacks_staff_id"] = lacks_staff_id(access)
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "found"
    if is_part:
        return render(request, PART, context)
    context |= _form(filters, reader, sees_all=scope.sees_all)
    context["may_export"] = _may_export(access) and not unknown
    return render(request, "console/people/contacts.html", context)


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The contacts of the list as CSV, whole keys included; written down in the audit log before the first row."""
    access, reader, at_ms = access_in(request), reader_in(request), now_ms()
    filters = filters_of(request.POST.dict())
    unknown = queries.unknown_filters(request.POST.dict())
    if unknown:
        name = words.FILTER_NAMES[unknown[0]]
        raise BadFilter(
            f"The filter “{name.en}” names nothing known. Clear it and export again.",
            f"筛选“{name.zh}”的值不存在。请清除后重新导出。",
        )
    scope = queries.scoped(access, Permission.EXPORT_PERSONS)
    page = queries.list_contacts(scope, filters, 1)
    with transaction.atomic():
        # A search is the beginning of somebody's key: the log says that there was one.
        named = {name: value for name, value in pairs_of(filters).items() if name != "search"}
        after: dict[str, Any] = named | ({"search": "…"} if filters.search else {})
        after |= {"n_rows": page.count.n} if page.count.is_exact else {"n_rows_at_least": page.count.n}
        audit.record("contact.exported", at_ms=at_ms, actor_id=access.user_id, subject="contacts:list", after=after)
    day = local_day(at_ms, reader.zone).isoformat()
    return StreamingHttpResponse(
        csv_lines(queries.every_contact(scope, filters), reader, capital_is_money=page.capital_is_money),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="contacts-{day}.csv"'},
    )


def _may_export(access: Access) -> bool:
    return grant_of(access, Permission.EXPORT_PERSONS) >= Grant.YES


def _part(page: Page, filters: Filters, reader: Reader) -> dict[str, Any]:
    pairs = pairs_of(filters)
    here = reverse("contacts")

    def address(**more: str) -> str:
        query = urlencode(pairs | more)
        return f"{here}?{query}" if query else here

    of_book = replace(reader, capital_is_money=page.capital_is_money)
    value = column_scale(reader, [row.clv_fen for row in page.rows])
    capital = capital_scale(of_book, [row.capital_fen for row in page.rows])
    as_of = reader.say(words.AS_OF, day=reader.day(page.as_of_ms)) if page.as_of_ms else reader.say(words.NO_BOOK)
    return {
        "lines": [line_of(row, reader, value=value, capital=capital) for row in page.rows],
        "value_head": value.head(reader.say(words.SORT_NAMES["value"])),
        "capital_head": capital.head(reader.say(words.SORT_NAMES["capital"])),
        "count": count_of(page, reader),
        "as_of": as_of,
        "next": address(after=page.next_cursor) if page.next_cursor else "",
        "previous": address(before=page.previous_cursor) if page.previous_cursor else "",
        "is_narrowed": is_narrowed(filters),
        "sort": filters.sort,
        "pairs": pairs,
    }


def _form(filters: Filters, reader: Reader, *, sees_all: bool) -> dict[str, Any]:
    chosen = queries.choices()
    tags: dict[str, list[tuple[str, str]]] = {}
    for public_id, name, dimension in chosen.tags:
        tags.setdefault(reader.say(DIMENSION_NAMES[Dimension(dimension)]), []).append((public_id, inert(name, 40)))
    return {
        "filters": filters,
        "tiers": _named(marks.TIERS, codes.TIERS, reader),
        "stages": _named(marks.STAGES, codes.STAGES, reader),
        "layers": _named(marks.LAYERS, codes.LAYERS, reader),
        "bands": tuple((band.value, reader.say(BAND_NAMES[band])) for band in reversed(Band)),
        "worths": ((LIABILITY, reader.say(words.LIABILITY)),),
        "reaches": ((SUPPRESSED, reader.say(words.SUPPRESSED)),),
        "consents": tuple((code.value, reader.say(phrase)) for code, phrase in CONSENT_NAMES.items()),
        "channels": tuple((value, inert(name, 40)) for value, name in chosen.channels),
        "staff": tuple((value, inert(name, 40)) for value, name in chosen.staff) if sees_all else (),
        "tags": tags,
        "sorts": tuple((code, reader.say(phrase)) for code, phrase in words.SORT_NAMES.items()),
        "is_filtered": is_narrowed(filters),
    }


def _named(values: tuple[str, ...], names: Any, reader: Reader) -> Options:  # Any: a table of phrases by code
    return tuple((value, reader.name_of(names, value)) for value in values)
