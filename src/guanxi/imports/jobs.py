"""Background work of imports: publish the files of an import, take one back."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from guanxi.facade.auditing import BOOK_FOLDER
from guanxi.imports.contracts import GIVEN, REFUSED, ImportState
from guanxi.imports.models import FileImport
from guanxi.imports.operations import RUN, UNDO
from guanxi.imports.quarantined import keep_refused
from guanxi.imports.queries import get_import
from guanxi.imports.rules import rule_of
from guanxi.imports.uploads import folder_of
from guanxi.intake.brand import current_brand
from guanxi.jobs.context import JobContext
from guanxi.jobs.declare import job
from guanxi.jobs.operations import enqueue
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import ImportResult, Lake, UnknownImport, disk_full_is_refused, publish, undo
from guanxi.lake.importing import stage
from guanxi.lake.staged import Staged

LABEL = "browser"
"""The same for all: a file that is handed in again replaces what it said before, as in a folder."""
AFTERWARDS = ("people.take_contacts",)
"""Kinds of jobs that follow when the lake has changed; each reads what it needs from the lake."""


@job(RUN, name=Phrase("导入文件", "Import files"))
def run(context: JobContext, args: dict[str, Any]) -> dict[str, Any]:  # Any: JSON values
    """Stage and publish the files; publishing again what a killed worker had published changes nothing."""
    view = get_import(args["public_id"])
    brand = current_brand()
    rules = tuple(rule_of(file.name, file.choice) for file in view.files)
    home: Path = settings.HOME.path
    lake = Lake.create(settings.HOME.lake)
    work = Path(tempfile.mkdtemp(prefix="guanxi-import-", dir=home))
    try:
        with disk_full_is_refused(home):
            staged = stage(
                folder_of(view.public_id),
                work,
                replace(brand, files=(*rules, *brand.files)),
                context.progress,
                clock_ms=context.now_ms(),
            )
        result = publish(lake, replace(staged, import_label=LABEL), context.now_ms(), context.progress)
        if staged.quarantine and not result.import_id:
            keep_refused(view.public_id, staged.quarantine)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    import_id = result.import_id or _published_before(lake, staged)
    told = _told(staged, result) | {
        REFUSED: [{"en": said.en, "zh": said.zh} for said in view.refused],
        GIVEN: {file.name: file.given for file in view.files if file.given},
    }
    with transaction.atomic():
        FileImport.objects.filter(public_id=view.public_id).update(
            state=ImportState.DONE, import_id=import_id, result=told
        )
        _follow(context, import_id)
    return told


def _published_before(lake: Lake, staged: Staged) -> str:
    """The import that a worker published before it died, so that nobody could write its id down; else ``""``.

    It brought the same files and belongs to nobody; an import that brought nothing new has no id of its own.
    """
    files = {file.name for file in staged.files}
    alike = [
        entry.import_id
        for entry in lake.imports()
        if entry.label == LABEL and {str(file["name"]) for file in entry.source_files} == files
    ]
    owned = set(FileImport.objects.filter(import_id__in=alike).values_list("import_id", flat=True))
    return next((import_id for import_id in reversed(alike) if import_id not in owned), "")


def _told(staged: Staged, result: ImportResult) -> dict[str, Any]:
    return {
        "n_rows": staged.n_rows,
        "n_new": result.n_new,
        "n_unchanged": result.n_unchanged,
        "n_versions": result.n_versions,
        "n_quarantined": result.n_quarantined,
        "files": [asdict(file) for file in staged.files],
        "problems": [{"source": p.source, "code": p.code, "en": p.en, "zh": p.zh} for p in staged.problems],
    }


@job(UNDO, name=Phrase("撤销导入", "Take an import back"))
def take_back(context: JobContext, args: dict[str, Any]) -> dict[str, Any]:  # Any: JSON values
    """Remove the import's rows from the lake, and the models that learnt from them."""
    row = FileImport.objects.get(public_id=args["public_id"])
    lake = Lake.open(settings.HOME.lake)
    try:
        n_removed = undo(lake, row.import_id, context.progress).n_removed
    except UnknownImport:
        n_removed = 0  # a worker that died had taken it out before
    shutil.rmtree(lake.home / BOOK_FOLDER, ignore_errors=True)
    with transaction.atomic():
        FileImport.objects.filter(pk=row.pk).update(state=ImportState.UNDONE, undone_ms=context.now_ms())
        _follow(context, row.import_id)
    return {"n_removed": n_removed}


def _follow(context: JobContext, import_id: str) -> None:
    for kind in AFTERWARDS:
        enqueue(
            kind,
            {"import_id": import_id},
            now_ms=context.now_ms(),
            actor_id=context.actor_id,
            key=f"{kind}:{import_id}",
        )
