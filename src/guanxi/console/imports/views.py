"""Imports: parse, one query or operation, render."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.accounts import audit
from guanxi.accounts.gatekeeper import access_in
from guanxi.console.imports import words
from guanxi.console.imports.shown import LONGEST_GIVEN, ShownFile, bytes_shown, file_shown
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.imports import operations
from guanxi.imports.contracts import STATE_NAMES, Choice, ImportState, ImportView, UploadedFile
from guanxi.imports.errors import NothingToImport
from guanxi.imports.naming import TABLES
from guanxi.imports.quarantined import has_refused, write_quarantined
from guanxi.imports.queries import PAGE, get_import, list_imports, list_other_imports, moved_by_undo, preview_file
from guanxi.imports.receiving import received
from guanxi.imports.rules import ENCODINGS, SEPARATORS, checked_choice
from guanxi.imports.uploads import MAX_BYTES
from guanxi.imports.wording import here
from guanxi.intake.brand import current_brand
from guanxi.jobs.queries import get_job
from guanxi.lake.importing.presets import PRESETS
from guanxi.report.inert import inert

FORM_COLUMN, FORM_WAS = "column_", "was_"
LONGEST_LABEL = 80


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """What was imported, latest first."""
    before = request.GET.get("before", "")
    rows = list_imports(int(before) if before.isdecimal() and len(before) < 19 else 0)
    more = rows[-1][0] if len(rows) == PAGE else 0
    return render(
        request,
        "console/imports/imports.html",
        {
            "imports": [view for _, view in rows],
            "more": more,
            "states": STATE_NAMES,
            "others": () if before else [(inert(each.label, LONGEST_LABEL), each) for each in list_other_imports()],
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Hand files in."""
    if request.method == "POST":
        view = operations.hand_in(received(request), at_ms=now_ms(), actor_id=access_in(request).user_id)
        return HttpResponseRedirect(reverse("import", args=[view.public_id]))
    return render(request, "console/imports/new.html", {"limit": bytes_shown(MAX_BYTES), "limit_bytes": MAX_BYTES})


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import: to be looked at and confirmed, under way, or what came of it."""
    view = get_import(public_id)
    if view.state in (ImportState.DRAFT, ImportState.FAILED):
        return _check(request, view)
    if view.state is ImportState.QUEUED or _is_being_undone(view):
        refresh = reverse("import", args=[public_id])
        context = {"view": view, "job": get_job(view.job_id), "refresh": refresh}
        return render(request, "console/imports/running.html", context)
    context = {
        "view": view,
        "tables": TABLES,
        "has_refused": has_refused(view),
        "in_words": here,
        "given": {each.name: inert(each.given, LONGEST_GIVEN) for each in view.files if each.given},
    }
    return render(request, "console/imports/done.html", context)


def _check(request: HttpRequest, view: ImportView, refusal: str = "") -> HttpResponse:
    """The files as they would be read; ``refusal`` says why they were not imported just now."""
    files = _previews(request, view)
    context = {"view": view, "files": files, "job": _job(view), "refusal": refusal, "can_import": _can_import(files)}
    return render(request, "console/imports/check.html", context | _options(), status=409 if refusal else 200)


def _can_import(files: Iterable[ShownFile]) -> bool:
    return any(table.is_complete for file in files if not file.choice.is_ignored for table in file.tables)


@require_POST
def file(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """Read a file otherwise; gives its card anew."""
    view = get_import(public_id)
    found = _file_of(view, position)
    posted = request.POST
    columns = [
        (name.removeprefix(FORM_COLUMN), str(value))
        for name, value in posted.items()
        # An empty choice says something only where a header had been taken.
        if name.startswith(FORM_COLUMN) and (value or posted.get(FORM_WAS + name.removeprefix(FORM_COLUMN)))
    ]
    # Another table has other columns: what was chosen for the one before says nothing of it.
    is_same = posted.get("table") == posted.get("was_table")
    choice = checked_choice({name: str(value) for name, value in posted.items()}, columns if is_same else ())
    view = operations.choose(public_id, found.position, choice)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("import", args=[public_id]))
    shown = _preview(request, view, _file_of(view, position))
    others = (_preview(request, view, each) for each in view.files if each.position != position)
    context = {"view": view, "file": shown, "can_import": _can_import(chain([shown], others))}
    return render(request, "console/imports/file_again.html", context | _options())


@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start the import."""
    view = get_import(public_id)
    try:
        operations.confirm(view.public_id, at_ms=now_ms(), actor_id=access_in(request).user_id)
    except NothingToImport as error:
        return _check(request, view, error.message(reader_in(request).lang))
    return HttpResponseRedirect(reverse("import", args=[public_id]))


@require_POST
def forget(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away."""
    operations.forget(get_import(public_id).public_id)
    return HttpResponseRedirect(reverse("imports"))


@require_GET
def quarantine(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The refused rows of an import as a CSV that a spreadsheet can open; written down in the audit log."""
    view = get_import(public_id)
    with tempfile.TemporaryDirectory(prefix="guanxi-quarantine-") as folder:
        target = Path(folder) / "quarantine.csv"
        n_rows = write_quarantined(view, target)
        if not n_rows:
            raise Http404
        with transaction.atomic():
            audit.record(
                "import.quarantine_exported",
                at_ms=now_ms(),
                actor_id=access_in(request).user_id,
                subject=f"import:{public_id}",
                after={"n_rows": n_rows},
            )
        # The open file outlives its folder; nothing of it stays behind.
        return FileResponse(target.open("rb"), as_attachment=True, filename="quarantine.csv", content_type="text/csv")


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which figures would move; then take the import back."""
    view = get_import(public_id)
    if request.method == "POST":
        operations.take_back(public_id, at_ms=now_ms(), actor_id=access_in(request).user_id)
        return HttpResponseRedirect(reverse("import", args=[public_id]))
    if not view.import_id or view.state is not ImportState.DONE:
        raise Http404
    context = {"view": view, "moved": moved_by_undo(view.import_id), "figures": words.FIGURES}
    return render(request, "console/imports/undo.html", context)


def _options() -> dict[str, object]:
    return {
        "plain": Choice(),
        "tables": TABLES,
        "presets": tuple(PRESETS),
        "encodings": tuple((code, words.ENCODINGS[code]) for code in ENCODINGS),
        "separators": tuple((code, words.SEPARATORS[code]) for code in SEPARATORS),
    }


def _previews(request: HttpRequest, view: ImportView) -> tuple[ShownFile, ...]:
    return tuple(_preview(request, view, each) for each in view.files)


def _preview(request: HttpRequest, view: ImportView, found: UploadedFile) -> ShownFile:
    return file_shown(preview_file(view, found, now_ms=now_ms()), reader_in(request), current_brand().kinds)


def _file_of(view: ImportView, position: int) -> UploadedFile:
    found = next((each for each in view.files if each.position == position), None)
    if found is None:
        raise Http404
    return found


def _job(view: ImportView) -> object:
    return get_job(view.job_id) if view.job_id and view.state is ImportState.FAILED else None


def _is_being_undone(view: ImportView) -> bool:
    return view.state is ImportState.DONE and bool(view.job_id) and get_job(view.job_id).is_open
