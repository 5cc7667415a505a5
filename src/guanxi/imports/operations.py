"""Writes of imports: hand files in, say how they are read, import, take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from guanxi.accounts import audit
from guanxi.imports import uploads
from guanxi.imports.contracts import GIVEN, REFUSED, Choice, ImportState, ImportView
from guanxi.imports.errors import FileRefused, NoFileLeft, NotADraft, NothingToImport, NothingToUndo
from guanxi.imports.models import FileImport, FileMapping, ImportFile
from guanxi.imports.queries import get_import, preview_file, view_of
from guanxi.imports.rules import headers_hash, stored
from guanxi.jobs.contracts import JobView
from guanxi.jobs.operations import enqueue

RUN, UNDO = "imports.run", "imports.undo"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a browser sends it; ``path`` names its bytes where they lie on the home's disk already."""

    name: str
    chunks: Iterator[bytes]
    path: Path | None = None


def hand_in(files: Iterable[Upload], *, at_ms: int, actor_id: int | None) -> ImportView:
    """Keep files as a draft that can be looked at; mappings that were given to the same headers before apply again.

    Files that are empty or of another format are not kept; the draft says why of each (:attr:`ImportView.refused`).

    Raises
    ------
    UploadRefused
        when the files are too large, too many, or do not fit on the disk; then none is kept.
    NoFileLeft
        when there is no file, or each was refused; the sentences say why.
    """
    row = FileImport(created_ms=at_ms, actor_id=actor_id)
    folder = uploads.folder_of(row.public_id)
    kept: dict[str, int] = {}
    given: dict[str, str] = {}
    refused: list[FileRefused] = []
    try:
        uploads.begin(row.public_id)
        for upload in files:
            if len(kept) + len(refused) >= uploads.MAX_FILES:
                raise uploads.too_many()
            try:
                name = _free_name(uploads.plain_name(upload.name), kept)
                kept[name] = uploads.keep(folder, name, upload.chunks, upload.path)
                if whole := uploads.name_before_cut(upload.name):
                    given[name] = whole
            except FileRefused as error:
                refused.append(error)
        if not kept:
            raise _none_left(refused)
        if refused or given:
            row.result = {REFUSED: [{"en": error.en, "zh": error.zh} for error in refused], GIVEN: given}
        with transaction.atomic():
            row.save(force_insert=True)
            ImportFile.objects.bulk_create(
                ImportFile(file_import=row, position=i, name=name, size=size)
                for i, (name, size) in enumerate(kept.items())
            )
    except BaseException:
        uploads.discard(row.public_id)
        raise
    uploads.finish(row.public_id)
    _remember(row.public_id, now_ms=at_ms)
    return get_import(row.public_id)


def _none_left(refused: list[FileRefused]) -> NoFileLeft:
    if not refused:
        return NoFileLeft("No file was chosen. Choose one or several.", "没有选择文件。请选择一个或多个文件。")
    return NoFileLeft(" ".join(error.en for error in refused), "".join(error.zh for error in refused))


def _free_name(name: str, kept: dict[str, int]) -> str:
    stem, dot, suffix = name.rpartition(".")
    return next(each for i in range(len(kept) + 1) if (each := f"{stem} ({i}){dot}{suffix}" if i else name) not in kept)


def _remember(public_id: str, *, now_ms: int) -> None:
    """Give files the choice that a file with the same headers got before."""
    view = get_import(public_id)
    for file in view.files:
        seen = preview_file(view, file, now_ms=now_ms).tables
        mapping = FileMapping.objects.filter(headers_hash=headers_hash(seen[0].headers)).first() if seen else None
        if mapping:
            ImportFile.objects.filter(file_import__public_id=public_id, position=file.position).update(
                choice=mapping.choice, is_remembered=True
            )


def choose(public_id: str, position: int, choice: Choice) -> ImportView:
    """Say how a file is to be read.

    Raises
    ------
    NotADraft
    """
    with transaction.atomic():
        row = _draft(public_id)
        row.files.filter(position=position).update(choice=stored(choice), is_remembered=False)
    return get_import(public_id)


def confirm(public_id: str, *, at_ms: int, actor_id: int | None) -> JobView:
    """Import the files in the background, and remember how they were read.

    Raises
    ------
    NotADraft
    NothingToImport
        when every file is left out, or none could be read as it stands.
    """
    view = get_import(public_id)
    previews = [preview_file(view, file, now_ms=at_ms) for file in view.files if not file.choice.is_ignored]
    if not any(table.is_complete for each in previews for table in each.tables):
        raise NothingToImport(
            "None of the files can be read yet. Say for at least one of them what table it is and which columns hold "
            "what is missing.",
            "还没有可以导入的文件。请至少为一个文件指定数据表，并选好缺少的列。",
        )
    with transaction.atomic():
        row = _draft(public_id)
        for each in previews:
            if each.tables and each.file.choice != Choice():
                FileMapping.objects.update_or_create(
                    headers_hash=headers_hash(each.tables[0].headers),
                    defaults={"choice": stored(each.file.choice), "used_ms": at_ms},
                )
        job = enqueue(RUN, {"public_id": public_id}, now_ms=at_ms, actor_id=actor_id, key=f"{RUN}:{public_id}")
        row.state, row.job_id = ImportState.QUEUED, job.public_id
        row.save(update_fields=["state", "job_id"])
        audit.record(
            "import.started",
            at_ms=at_ms,
            actor_id=actor_id,
            subject=f"import:{public_id}",
            after={"n_files": len(view.files)},
        )
    return job


def forget(public_id: str) -> None:
    """Throw a draft and its files away.

    Raises
    ------
    NotADraft
    """
    with transaction.atomic():
        _draft(public_id).delete()
    uploads.discard(public_id)


def take_back(public_id: str, *, at_ms: int, actor_id: int | None) -> JobView:
    """Take a published import back, in the background.

    Raises
    ------
    NothingToUndo
    """
    with transaction.atomic():
        row = FileImport.objects.select_for_update().filter(public_id=public_id).first()
        if row is None or row.state != ImportState.DONE or not row.import_id:
            raise NothingToUndo(
                "This import brought nothing that could be taken back, or was taken back already.",
                "这次导入没有可撤销的内容，或已经撤销。",
            )
        job = enqueue(UNDO, {"public_id": public_id}, now_ms=at_ms, actor_id=actor_id, key=f"{UNDO}:{public_id}")
        row.job_id = job.public_id
        row.save(update_fields=["job_id"])
        audit.record(
            "import.taken_back",
            at_ms=at_ms,
            actor_id=actor_id,
            subject=f"import:{public_id}",
            before={"import_id": row.import_id},
        )
    return job


def _draft(public_id: str) -> FileImport:
    row = FileImport.objects.select_for_update().filter(public_id=public_id).first()
    if row is None or view_of(row).state not in (ImportState.DRAFT, ImportState.FAILED):
        raise NotADraft(
            "These files are being imported, or were imported already; what is imported is not changed, only taken "
            "back. Hand the files in again to read them otherwise.",
            "这些文件正在导入或已经导入；已导入的内容只能撤销，不能改动。要换一种读法，请重新上传。",
        )
    return row


__all__ = ["Upload", "choose", "confirm", "forget", "hand_in", "take_back"]
