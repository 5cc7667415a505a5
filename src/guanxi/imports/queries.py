"""Reads of imports."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404

from guanxi.imports.contracts import (
    GIVEN,
    REFUSED,
    Choice,
    FilePreview,
    ImportState,
    ImportView,
    Moved,
    OtherImport,
    UploadedFile,
)
from guanxi.imports.models import FileImport, ImportFile
from guanxi.imports.rules import choice_of, rule_of
from guanxi.imports.uploads import folder_of
from guanxi.intake.brand import current_brand
from guanxi.intake.contracts import LABEL
from guanxi.jobs.contracts import JobState
from guanxi.jobs.errors import JobNotFound
from guanxi.jobs.queries import get_job
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake, Session
from guanxi.lake.importing import preview

PAGE = 30
OWNED = 500
"""How far back imports that no page made are looked for."""
FIGURES_SQL = """
-- Grain: one row; what a person knows the data by.
SELECT (SELECT count(*) FROM contacts) AS contacts, count(*) AS events, count(DISTINCT contact_id) AS active,
  count(*) FILTER (kind = 'order_paid') AS orders,
  count(DISTINCT contact_id) FILTER (kind = 'order_paid') AS buyers,
  coalesce(sum(amount_fen) FILTER (kind IN ('order_paid', 'order_refunded')), 0)::BIGINT AS revenue_fen,
  (SELECT coalesce(sum(amount_fen), 0)::BIGINT FROM costs) AS costs_fen
FROM events JOIN kinds USING (kind_id) WHERE NOT automated OR kind = 'order_refunded'
"""


def get_import(public_id: str) -> ImportView:
    """The import, or 404."""
    row = FileImport.objects.filter(public_id=public_id).select_related("actor").prefetch_related("files").first()
    if row is None:
        raise Http404
    return view_of(row)


def list_imports(before_id: int = 0) -> tuple[tuple[int, ImportView], ...]:
    """Imports with their place, latest first; ``before_id`` is where the page before ended."""
    rows = FileImport.objects.select_related("actor").prefetch_related("files").order_by("-id")
    if before_id:
        rows = rows.filter(id__lt=before_id)
    return tuple((row.pk, view_of(row)) for row in rows[:PAGE])


def list_other_imports() -> tuple[OtherImport, ...]:
    """The latest imports of the lake that no page made, and no event of the inbox: the command's and the demo's."""
    lake = open_lake()
    if lake is None:
        return ()
    entries = [entry for entry in lake.imports() if not entry.label.startswith(LABEL)]
    ids = [entry.import_id for entry in entries]
    owned = set(FileImport.objects.filter(import_id__in=ids[-OWNED:]).values_list("import_id", flat=True))
    others = [entry for entry in entries[-OWNED:] if entry.import_id not in owned]
    return tuple(
        OtherImport(entry.label, entry.clock_ms, entry.n_rows, entry.n_quarantined, len(entry.source_files))
        for entry in reversed(others[-PAGE:])
    )


def view_of(row: FileImport) -> ImportView:
    """``row`` as others see it; what became of a job that gave up is the job's to say, so it cannot be missed."""
    state, stored = _state_of(row), row.result or {}
    return ImportView(
        public_id=row.public_id,
        state=state,
        created_ms=row.created_ms,
        actor_name=row.actor.name if row.actor else "",
        files=tuple(
            file_of(file, stored.get(GIVEN, {}).get(file.name, ""))
            for file in sorted(row.files.all(), key=lambda file: file.position)
        ),
        job_id=row.job_id,
        import_id=row.import_id,
        result=row.result if state in (ImportState.DONE, ImportState.UNDONE) else None,
        undone_ms=row.undone_ms,
        refused=tuple(Phrase(said["zh"], said["en"]) for said in stored.get(REFUSED, ())),
    )


def _state_of(row: FileImport) -> ImportState:
    state = ImportState(row.state)
    if state is not ImportState.QUEUED:
        return state
    try:
        job = get_job(row.job_id)
    except JobNotFound:
        return ImportState.FAILED
    return state if job.is_open or job.state is JobState.DONE else ImportState.FAILED


def file_of(row: ImportFile, given: str = "") -> UploadedFile:
    """One file as others see it; ``given`` is what it was called where that was longer."""
    return UploadedFile(row.position, row.name, row.size, choice_of(row.choice), row.is_remembered, given)


def preview_file(view: ImportView, file: UploadedFile, *, now_ms: int, choice: Choice | None = None) -> FilePreview:
    """How ``file`` would be read by its own choice, or by ``choice``."""
    path = folder_of(view.public_id) / file.name
    try:
        tables = preview(path, file.name, rule_of(file.name, choice or file.choice), current_brand(), clock_ms=now_ms)
    except GuanxiError as error:
        return FilePreview(file, (), Phrase(error.zh, error.en))
    except FileNotFoundError:
        gone = Phrase("文件已不在服务器上，请重新上传。", "The file is not on the server any more; hand it in again.")
        return FilePreview(file, (), gone)
    return FilePreview(file, tables)


def open_lake() -> Lake | None:
    """The lake of this home; ``None`` before the first import."""
    folder: Path = settings.HOME.lake
    return Lake.open(folder) if (folder / "catalogue.json").exists() else None


def moved_by_undo(import_id: str) -> tuple[Moved, ...]:
    """The figures by which a person knows the data, with the import and without it; all of them, moved or not.

    Reads the lake twice and changes nothing. What the import corrected shows again in ``after``.
    """
    lake = open_lake()
    latest_ms = lake.latest_event_ms() if lake else None
    if lake is None or latest_ms is None:
        return ()
    with lake.session(as_of_ms=latest_ms) as session:
        before = _figures(session)
    with lake.session(as_of_ms=latest_ms, without_import=import_id) as session:
        after = _figures(session)
    return tuple(Moved(code, before[code], after[code]) for code in before)


def _figures(session: Session) -> dict[str, int]:
    return {name: int(column[0]) for name, column in session.fetch(FIGURES_SQL).items()}
