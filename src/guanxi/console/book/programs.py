"""Programs read out: what each changed, net of its cost, and whether it may go on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.gatekeeper import access_in
from guanxi.book.contracts.troi import TroiBook
from guanxi.books import operations, queries
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.disclosure import aggregate_read_outs
from guanxi.console.book.asking import latest_day_ms
from guanxi.console.book.chapters import linked
from guanxi.console.book.sight import sight_in
from guanxi.console.book.views import Context, can_run, drawn
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.report.blocks import Section
from guanxi.report.reader import Reader
from guanxi.report.sections.troi import chapter
from guanxi.report.troi_page import overview

USUAL_DAYS = 56


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """To the latest read-outs, or how to get them."""
    sight_in(request)
    view = queries.latest_kept(BookKind.TROI)
    if view is None:
        return render(request, "console/book/programs.html", _around(request, None))
    return HttpResponseRedirect(reverse("programs_of", args=[view.public_id]))


@require_GET
def programs(request: HttpRequest, public_id: str) -> HttpResponse:
    """All programs of one read-out in a table."""
    view, book, reader = _opened(request, public_id)

    def link(about: tuple[str, str]) -> str:
        return reverse("program", args=[public_id, int(about[1])])

    shown = (linked(overview(book, reader), link),) if book.readouts else ()
    return _page(request, view, book, shown, reader)


@require_GET
def program(request: HttpRequest, public_id: str, place: int) -> HttpResponse:
    """One program: verdict, figures, charts."""
    view, book, reader = _opened(request, public_id)
    if not 1 <= place <= len(book.readouts):
        raise Http404
    return _page(request, view, book, (chapter(book.readouts[place - 1], reader, place),), reader)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Read the programs out, as of the latest day of the data."""
    asked = Asked(BookKind.TROI, latest_day_ms(), None, USUAL_DAYS)
    answer = operations.ask_for(asked, now_ms=now_ms(), actor_id=access_in(request).user_id)
    name = "programs_of" if isinstance(answer, KeptView) else "book_job"
    return HttpResponseRedirect(reverse(name, args=[answer.public_id]))


def _opened(request: HttpRequest, public_id: str) -> tuple[KeptView, TroiBook, Reader]:
    sight = sight_in(request)
    view = queries.get_kept(public_id, BookKind.TROI)
    book = queries.open_troi(view)
    reader = Reader.for_brand(reader_in(request).lang, book.currency, book.zone, capital_is_money=True)
    return view, book if sight.persons else aggregate_read_outs(book), reader


def _page(
    request: HttpRequest, view: KeptView, book: TroiBook, sections: tuple[Section, ...], reader: Reader
) -> HttpResponse:
    notices = tuple((reader.pick(each.en, each.zh), each.severe) for each in book.notices)
    context = drawn(sections, reader, view.definition_version) | {"notices": notices}
    return render(request, "console/book/programs.html", _around(request, view) | context)


def _around(request: HttpRequest, view: KeptView | None) -> Context:
    return {"view": view, "can_run": can_run(request), "sections": (), "audit": queries.latest_kept(BookKind.AUDIT)}
