"""A kept book as a file: the report, its JSON, its workbook."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from guanxi.accounts import audit
from guanxi.accounts.gatekeeper import access_in
from guanxi.books import queries
from guanxi.books.contracts import BookKind
from guanxi.books.disclosure import aggregate_only, with_masked_keys
from guanxi.console.book.sight import sight_in
from guanxi.console.reading import reader_in
from guanxi.facade import Book
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand
from guanxi.kit.clock import local_day

Write = Callable[[Book, Path, str], object]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: dict[str, tuple[str, Write]] = {
    "html": ("text/html; charset=utf-8", lambda book, path, lang: book.to_html(path, lang)),
    "json": ("application/json", lambda book, path, _: book.to_json(path)),
    "xlsx": (XLSX, lambda book, path, lang: book.to_xlsx(path, lang)),
}
HOLD_CONTACTS = frozenset({"xlsx"})
"""Forms that list contacts from the table of all of them."""


@require_GET
def download(request: HttpRequest, public_id: str, form: str) -> FileResponse:
    """The book as a file in the reader's language; keys of contacts are masked for who may not export persons."""
    sight = sight_in(request)
    if form not in FORMS:
        raise Http404
    view = queries.get_kept(public_id, BookKind.AUDIT)
    book = queries.open_whole_audit(view) if form in HOLD_CONTACTS else queries.open_audit(view)
    shown = book if sight.exports_persons else with_masked_keys(book) if sight.persons else aggregate_only(book)
    content_type, write = FORMS[form]
    day = local_day(view.as_of_ms, current_brand().zone)
    folder = Path(tempfile.mkdtemp(prefix="guanxi-file-"))
    try:
        path = folder / f"guanxi-{day}.{form}"
        write(shown, path, reader_in(request).lang)
        handle = path.open("rb")
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what was opened stays readable until it is sent
    with transaction.atomic():
        audit.record(
            "book.exported",
            at_ms=now_ms(),
            actor_id=access_in(request).user_id,
            subject=f"book:{public_id}",
            after={"as_of": str(day), "form": form, "keys": "whole" if sight.exports_persons else "masked"},
        )
    return FileResponse(handle, as_attachment=True, filename=f"guanxi-{day}.{form}", content_type=content_type)
