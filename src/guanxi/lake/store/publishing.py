"""Publication: everything is written aside, then one switch of the catalogue makes an import visible as a whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

from guanxi.kit.progress import Progress, Silent
from guanxi.lake.kinds import Kind
from guanxi.lake.staged import Staged
from guanxi.lake.store.basis import check_basis, with_basis
from guanxi.lake.store.catalogue import Catalogue, FileEntry, ImportEntry, TableCount
from guanxi.lake.store.columns import ORDER, ROW_SETS, STORED
from guanxi.lake.store.compacting import compact_if_scattered, imports_in, keep_hashes_comparable
from guanxi.lake.store.contact_ids import NEW_KEYS, forget_contact_map, resolve_contacts
from guanxi.lake.store.cost_sources import drop_unstated, new_sources
from guanxi.lake.store.duck import copy_to, literal, parquet, relation, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_files import write_events
from guanxi.lake.store.event_shuffle import shuffle_events
from guanxi.lake.store.event_versions import VERSION_FILE, decide_versions
from guanxi.lake.store.lake import Lake, Writer
from guanxi.lake.store.quarantine import Refused, write_quarantine
from guanxi.lake.store.row_sets import open_set_versions, write_set
from guanxi.lake.store.staged_rows import StagedRows, staged_rows

FIRST_OWN_KIND = 1000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What publishing did, in rows over all tables.

    Parameters
    ----------
    import_id : ``""`` when nothing was new: then nothing was published.
    n_unchanged : rows that the lake knew already, word for word, or that the import itself repeats.
    n_dropped_costs : cost pools that a file stated before and does not state any more; they no longer count.
    tables : the same by table.
    """

    import_id: str
    n_new: int
    n_unchanged: int
    n_versions: int
    n_quarantined: int
    tables: dict[str, TableCount] = field(default_factory=dict)
    n_dropped_costs: int = 0


@dataclass(slots=True)
class _Made:
    """What one import has written aside so far."""

    import_id: str
    label: str
    files: list[FileEntry] = field(default_factory=list)
    counts: dict[str, TableCount] = field(default_factory=dict)
    n_new_contacts: int = 0
    n_dropped_costs: int = 0


def publish(
    lake: Lake,
    staged: Staged,
    clock_ms: int,
    progress: Progress | None = None,
    *,
    threads: int = 2,
    memory_limit: str = "3GB",
) -> ImportResult:
    """Publish all of ``staged`` or nothing.

    Parameters
    ----------
    clock_ms : now; the time of receipt of rows that correct known ones.
    progress : told of the steps; may raise to give up: the lake is then as it was.
    threads : at most; few rows are written with one.

    Raises
    ------
    LakeBusy
        when another process is writing.
    DiskFull
        when the disk is exhausted; nothing was published.
    StagedUnreadable
        when a staged file is broken; nothing was published.
    OtherBasis
        when the rows were read in another zone or currency than those of the lake.
    """
    progress = progress or Silent()
    with lake.writing(n_rows=staged.n_rows, threads=threads, memory_limit=memory_limit) as writer:
        check_basis(writer.catalogue, staged.zone, staged.currency)
        keep_hashes_comparable(writer)
        made = _Made(f"import-{writer.catalogue.next_import:06d}", staged.import_label)
        own_kinds, kind_map = _register_kinds(writer.catalogue, staged.kinds)
        tables = staged_rows(writer.con, staged)
        progress.step("Resolving contacts", "解析客户身份")
        made.n_new_contacts = resolve_contacts(writer, tables)
        reached("contacts")
        _write_events(writer, tables, made, kind_map=kind_map, clock_ms=clock_ms, progress=progress)
        _write_sets(writer, tables, made, clock_ms, progress)
        refused = write_quarantine(writer, staged, tables, made.import_id, has_rows=bool(made.files))
        if not made.files and not refused.entry:
            _switch_settings(writer, staged, own_kinds)
            return _result(replace(made, import_id=""), refused)
        _write_new_contacts(writer, made)
        progress.step("Publishing", "发布")
        writer.publish(lambda now: _published(now, made, refused, staged, clock_ms=clock_ms, own_kinds=own_kinds))
        compact_if_scattered(writer, progress)
        return _result(made, refused)


def _register_kinds(catalogue: Catalogue, staged: tuple[Kind, ...]) -> tuple[tuple[Kind, ...], dict[int, int]]:
    """The brand's own kinds after the import, and the map from the importer's ids to the lake's."""
    known = {kind.code: kind for kind in catalogue.own_kinds}
    kind_map = {}
    for kind in staged:
        latest = max((k.kind_id for k in known.values()), default=FIRST_OWN_KIND - 1)
        kind_id = known[kind.code].kind_id if kind.code in known else latest + 1
        kind_map[kind.kind_id] = kind_id
        known[kind.code] = replace(kind, kind_id=kind_id)
    return tuple(sorted(known.values(), key=lambda kind: kind.kind_id)), kind_map


def _switch_settings(writer: Writer, staged: Staged, own_kinds: tuple[Kind, ...]) -> None:
    """An import without news may still bring another weight for one of the brand's own kinds, or the lake's zone."""
    now = writer.catalogue
    settled = replace(with_basis(now, staged.zone, staged.currency) if now.imports else now, own_kinds=own_kinds)
    if settled != now:
        writer.publish(lambda _: settled)


def _write_events(
    writer: Writer,
    tables: dict[str, StagedRows],
    made: _Made,
    *,
    kind_map: dict[int, int],
    clock_ms: int,
    progress: Progress,
) -> None:
    if "events" not in tables:
        return
    rows = tables["events"]
    progress.step("Sorting events by contact", "按客户整理事件")
    shuffled = shuffle_events(writer, rows, kind_map)
    reached("shuffled")
    if not shuffled.n:
        return
    decided = decide_versions(writer, shuffled, clock_ms, progress)
    reached("decided")
    n_kept = shuffled.n - decided.n_dropped
    if n_kept:
        is_decided = scalar(writer.con, "SELECT count(*) FROM decisions") > 0
        entries = write_events(writer, shuffled, made.import_id, is_decided=is_decided, progress=progress)
        made.files += entries
        made.files += _write_seen(writer, entries, made.import_id)
        if decided.n_versions:
            made.files += _write_event_versions(writer, entries, made.import_id)
    made.counts["events"] = TableCount(n_kept - decided.n_versions, decided.n_dropped, decided.n_versions)


def _write_seen(writer: Writer, entries: list[FileEntry], import_id: str) -> list[FileEntry]:
    events = parquet([writer.home / entry.path for entry in entries])
    query = (
        f"SELECT contact_id, min(occurred_ms) AS first_ms, {literal(import_id)} AS import_id "
        f"FROM {events} GROUP BY contact_id ORDER BY {ORDER['contact_seen']}"
    )
    return _write_plain(writer, "contact_seen", query, import_id)


def _write_event_versions(writer: Writer, entries: list[FileEntry], import_id: str) -> list[FileEntry]:
    stored = [*writer.paths_of("events"), *(writer.home / entry.path for entry in entries)]
    query = VERSION_FILE.format(
        stored=relation(stored, STORED["events"]),
        on_file=relation(writer.paths_of("event_versions"), STORED["event_versions"]),
        import_id=literal(import_id),
    )
    return _write_plain(
        writer, "event_versions", f"SELECT * FROM ({query}) ORDER BY {ORDER['event_versions']}", import_id
    )


def _write_sets(writer: Writer, tables: dict[str, StagedRows], made: _Made, clock_ms: int, progress: Progress) -> None:
    ends = [entry.max_ms for entry in (*writer.catalogue.files_of("events"), *made.files) if entry.table == "events"]
    changed_ms = min([clock_ms, max(ends)]) if ends else clock_ms
    open_set_versions(writer)
    for table in ROW_SETS:
        if table in tables:
            progress.step(f"Writing {table}", f"写入 {table}")
            entries, count = write_set(writer, tables[table], made.import_id, clock_ms=clock_ms, changed_ms=changed_ms)
            made.files += entries
            made.counts[table] = count
            if table == "costs":
                _follow_cost_files(writer, made)
    if scalar(writer.con, "SELECT count(*) FROM set_versions"):
        query = f"SELECT * FROM set_versions ORDER BY {ORDER['set_versions']}"
        made.files += _write_plain(writer, "set_versions", query, made.import_id)


def _follow_cost_files(writer: Writer, made: _Made) -> None:
    """What a file of costs no longer says does not count any more."""
    made.n_dropped_costs = drop_unstated(writer, made.label, made.import_id)
    sources = new_sources(writer, made.label, made.import_id)
    if scalar(writer.con, f"SELECT count(*) FROM ({sources})"):
        made.files += _write_plain(writer, "cost_sources", sources, made.import_id)


def _write_new_contacts(writer: Writer, made: _Made) -> None:
    if made.n_new_contacts:
        made.files += _write_plain(writer, "contact_keys", NEW_KEYS, made.import_id)
    forget_contact_map(writer.con)


def _write_plain(writer: Writer, table: str, query: str, import_id: str) -> list[FileEntry]:
    path = writer.new_path(table)
    copy_to(writer.con, query, path)
    reached(f"rows.{table}")
    n_rows = scalar(writer.con, f"SELECT count(*) FROM {parquet([path])}")
    imports = imports_in(writer, path) if "import_id" in STORED[table] else (import_id,)
    return [writer.seal(path, table, n_rows, imports)]


def _published(
    now: Catalogue,
    made: _Made,
    refused: Refused,
    staged: Staged,
    *,
    clock_ms: int,
    own_kinds: tuple[Kind, ...],
) -> Catalogue:
    entry = ImportEntry(
        import_id=made.import_id,
        label=staged.import_label,
        clock_ms=clock_ms,
        n_rows=staged.n_rows,
        n_quarantined=refused.n,
        quarantine_digest=refused.digest,
        tables=made.counts,
        source_files=tuple(asdict(info) for info in staged.files),
    )
    n_events = sum(file.rows for file in made.files if file.table == "events")
    files = [*made.files, *([refused.entry] if refused.entry else [])]
    return replace(
        with_basis(now, staged.zone, staged.currency).with_files(add=files),
        next_import=now.next_import + 1,
        next_event_id=now.next_event_id + n_events,
        next_contact_id=now.next_contact_id + made.n_new_contacts,
        own_kinds=own_kinds,
        imports=(*now.imports, entry),
    )


def _result(made: _Made, refused: Refused) -> ImportResult:
    counts = made.counts.values()
    return ImportResult(
        import_id=made.import_id,
        n_new=sum(count.n_new for count in counts),
        n_unchanged=sum(count.n_unchanged for count in counts),
        n_versions=sum(count.n_versions for count in counts),
        n_quarantined=refused.n,
        tables=made.counts,
        n_dropped_costs=made.n_dropped_costs,
    )
