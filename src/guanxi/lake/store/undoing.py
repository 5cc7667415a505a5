"""Taking one import back, wholly: its rows and its versions go; ids stay reserved; one switch of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guanxi.kit.progress import Progress, Silent
from guanxi.lake.staged import INBOX_LABEL
from guanxi.lake.store.catalogue import Catalogue, FileEntry
from guanxi.lake.store.columns import ORDER, ROW_SETS, STORED
from guanxi.lake.store.compacting import imports_in, keep_hashes_comparable, seal_events
from guanxi.lake.store.duck import copy_to, literal, parquet, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.errors import OnlyCopy, UnknownImport
from guanxi.lake.store.lake import Lake, Writer


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo took out.

    Parameters
    ----------
    n_removed : rows of all tables (events, contacts, costs …) that were the import's.
    n_later : later imports. Rows that one of them found unchanged went with this import, which had brought them;
        importing that source again brings them back.
    """

    import_id: str
    n_removed: int
    n_later: int


def undo(lake: Lake, import_id: str, progress: Progress | None = None) -> UndoResult:
    """Remove one import.

    Raises
    ------
    UnknownImport
        when there is none of this id; the sentence lists those there are.
    OnlyCopy
        when its events came without a file, so that nothing could bring them back; nothing is touched.
    """
    progress = progress or Silent()
    with lake.writing() as writer:
        _check_known(writer.catalogue, import_id)
        _check_can_come_back(writer.catalogue, import_id)
        keep_hashes_comparable(writer)
        touched = [f for f in writer.catalogue.files if import_id in f.imports and f.table != "contact_keys"]
        added: list[FileEntry] = []
        for i, entry in enumerate(touched):
            progress.step("Taking back rows", "撤回数据", done=i, total=len(touched))
            if entry.imports != (import_id,) and (rest := _without(writer, entry, import_id)):
                added.append(rest)
        reached("rewritten")
        writer.publish(lambda now: _taken_back(now, touched, added, import_id))
        n_later = sum(entry.import_id > import_id for entry in writer.catalogue.imports)
        kept = sum(_counts(entry) for entry in added)
        return UndoResult(import_id, sum(_counts(entry) for entry in touched) - kept, n_later)


def _counts(entry: FileEntry) -> int:
    """Rows that a person knows of; the store's own tables do not count."""
    return entry.rows if entry.table in ("events", *ROW_SETS) else 0


def _check_known(catalogue: Catalogue, import_id: str) -> None:
    if any(entry.import_id == import_id for entry in catalogue.imports):
        return
    listed = "; ".join(f"{entry.import_id} ({entry.label})" for entry in catalogue.imports[-20:])
    raise UnknownImport(
        f"There is no import “{import_id}”. " + (f"Choose one of: {listed}." if listed else "The lake has none."),
        f"没有名为“{import_id}”的导入。" + (f"可选：{listed}。" if listed else "事件湖中还没有导入。"),
        import_id=import_id,
    )


def _check_can_come_back(catalogue: Catalogue, import_id: str) -> None:
    entry = next(entry for entry in catalogue.imports if entry.import_id == import_id)
    if entry.label.startswith(INBOX_LABEL):
        raise OnlyCopy(
            f"“{import_id}” holds events that programs sent through the API. The lake has their only copy, and senders "
            "are told that such events are known, so they would be lost for good; they are not taken back. To stop a "
            "source, close it under Settings → Sources.",
            f"“{import_id}”是程序通过接口发来的事件。事件湖里是唯一的副本，而且再次发送会被当作重复，"
            "撤销后将永远丢失，因此不予撤销。要停用某个数据源，请在“设置 → 数据源”中关闭它。",
            import_id=import_id,
        )


def _without(writer: Writer, entry: FileEntry, import_id: str) -> FileEntry | None:
    """The rows of a shared file that other imports brought, in a new file; ``None`` when there are none."""
    columns = ", ".join(STORED[entry.table])
    query = (
        f"SELECT {columns} FROM {parquet([writer.home / entry.path])} "
        f"WHERE import_id <> {literal(import_id)} ORDER BY {ORDER[entry.table]}"
    )
    path = writer.new_path(entry.table)
    if entry.table == "events":
        return seal_events(writer, query, path, (entry.bucket_from, entry.bucket_until))
    copy_to(writer.con, query, path)
    n_rows = scalar(writer.con, f"SELECT count(*) FROM {parquet([path])}")
    if not n_rows:
        path.unlink()
        return None
    return writer.seal(path, entry.table, n_rows, imports_in(writer, path))


def _taken_back(now: Catalogue, gone: list[FileEntry], added: list[FileEntry], import_id: str) -> Catalogue:
    kept = tuple(entry for entry in now.imports if entry.import_id != import_id)
    return replace(now.with_files(drop=gone, add=added), imports=kept)
