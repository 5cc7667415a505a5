"""Pages of a kept book: its chapters, what concerns oneself, and the list of those that are kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.rules import grant_of
from guanxi.book.kept import BookNotKept, KeptByAnotherVersion
from guanxi.books import operations, queries
from guanxi.books.contracts import BookKind, KeptView
from guanxi.books.disclosure import aggregate_only
from guanxi.console.book.asking import first_dates
from guanxi.console.book.chapters import BY_KEY, CHAPTERS, Chapter, linked, named, persons_in
from guanxi.console.book.links import links_to_contacts, names_of
from guanxi.console.book.network_names import in_network, with_names
from guanxi.console.book.sight import Sight, sight_in, sight_of
from guanxi.console.reading import reader_in
from guanxi.facade import Book
from guanxi.facade.asking import now_ms
from guanxi.report.blocks import Section
from guanxi.report.html import chart_options, page_words
from guanxi.report.island import json_island
from guanxi.report.reader import Reader
from guanxi.report.scale import card_scale, column_scale
from guanxi.report.sections.opening import opening

FIRST = "statement"
Context = dict[str, Any]  # Any: a template's context


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """To the balance sheet of the latest date; to one's own figures for who sees no others."""
    sight = sight_of(access_in(request))
    if not sight.whole:
        return HttpResponseRedirect(reverse("book_own"))
    view = queries.latest_kept(BookKind.AUDIT)
    if view is None:
        return render(request, "console/book/empty.html", {"can_run": can_run(request)})
    return HttpResponseRedirect(reverse("book_chapter", args=[view.public_id, FIRST]))


@require_GET
def chapter(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One chapter of one kept book."""
    sight, wanted = sight_in(request), BY_KEY.get(key)
    if wanted is None or (wanted.is_of_persons and not sight.persons):
        raise Http404
    view = queries.get_kept(public_id, BookKind.AUDIT)
    around = frame_of(request, view, sight, wanted)
    try:
        book = queries.open_audit(view)
    except (BookNotKept, KeptByAnotherVersion) as error:
        sentence = error.message(reader_in(request).lang)
        return render(request, "console/book/unreadable.html", around | {"sentence": sentence}, status=409)
    return render(request, "console/book/chapter.html", around | _contents(request, book, sight, wanted))


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """What the latest book says of the contacts whom one serves oneself."""
    access = access_in(request)
    view = queries.latest_kept(BookKind.AUDIT)
    book = None if view is None else queries.find_audit(view)
    rows = () if book is None else tuple(row for row in book.cuts if row.dimension == "staff")
    mine = next((row for row in rows if access.staff_id and row.key == access.staff_id), None)
    reader = None if book is None else Reader.of(book, reader_in(request).lang)
    context = {
        "view": view,
        "is_unreadable": view is not None and book is None,
        "row": mine,
        "has_staff_id": bool(access.staff_id),
        "of_book": reader,
        "unit": None if reader is None or mine is None else card_scale(reader, (mine.clv, mine.net_equity)),
    }
    return render(request, "console/book/own.html", context)


@require_GET
def kept_books(request: HttpRequest) -> HttpResponse:
    """Every book that is kept, and those that were removed and can be brought back."""
    sight_in(request)
    runs, books = can_run(request), queries.list_kept(BookKind.AUDIT)
    found = [each.headline.net_equity.value for each in books if each.headline]
    context = {
        "books": books,
        "equity": column_scale(reader_in(request), found),
        "removed": queries.list_removed() if runs else (),
        "can_run": runs,
        "first": FIRST,
    }
    return render(request, "console/book/books.html", context)


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a book off the list."""
    operations.remove(public_id, now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(reverse("books"))


@require_POST
def bring_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a removed book back."""
    operations.bring_back(public_id, now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(reverse("books"))


def can_run(request: HttpRequest) -> bool:
    """Whether the person may start an audit."""
    return grant_of(access_in(request), Permission.RUN_AUDIT) is Grant.YES


def frame_of(request: HttpRequest, view: KeptView, sight: Sight, here: Chapter) -> Context:
    """What stands around a chapter: tabs, other dates, what may be done."""
    return {
        "view": view,
        "chapters": tuple(each for each in CHAPTERS if sight.persons or not each.is_of_persons),
        "chapter": here,
        "others": queries.list_kept(BookKind.AUDIT, limit=60),
        "can_run": can_run(request),
        "asked": first_dates(view),
    }


def _contents(request: HttpRequest, whole: Book, sight: Sight, wanted: Chapter) -> Context:
    book = whole if sight.persons else aggregate_only(whole)
    reader = Reader.of(book, reader_in(request).lang)
    known = names_of(in_network(book)) if sight.persons and wanted.key == "network" else {}
    section = wanted.build(with_names(book, known), reader)
    shown = section
    if sight.persons:
        shown = named(linked(section, links_to_contacts(book.as_of_ms, known)), names_of(persons_in(section)))
    return drawn((shown,), reader, book.definition_version) | {
        "opening": opening(book, reader) if wanted.key == FIRST else None
    }


def drawn(sections: tuple[Section, ...], reader: Reader, definition_version: str) -> Context:
    """Sections, the words around them, and the charts' options as a JSON island."""
    return {
        "sections": sections,
        "words": page_words(reader, definition_version=definition_version),
        # Escaped so that nothing in it can open or close an element.
        "island": Markup(json_island(chart_options(sections))),
    }
