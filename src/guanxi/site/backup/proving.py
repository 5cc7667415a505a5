"""What is proved of a home that was restored, each with a line; Django must be on that home."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from guanxi.accounts import audit
from guanxi.book import kept
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.books.queries import folder_of, kept_ids
from guanxi.kit.clock import moment
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake, verify
from guanxi.site.backup.archive import POSTGRESQL_FILE, too_new
from guanxi.site.backup.errors import PlaceTaken
from guanxi.site.backup.restoring import Unpacked
from guanxi.site.backup.stores import POSTGRESQL_TABLES, restore_postgresql, rows_of_store
from guanxi.site.doctor import environment, stores, work
from guanxi.site.doctor.findings import Finding, ok, warn, wrong
from guanxi.site.starting import check_role, check_store, migrate, unknown_among

FILES, ROWS, STEPS, LAKE, BOOKS = (
    Phrase("文件", "files"),
    Phrase("数据行", "rows"),
    Phrase("数据库版本", "migrations"),
    Phrase("事件湖", "lake"),
    Phrase("账簿", "kept books"),
)


def restore_store(given: Unpacked, progress: Progress) -> None:
    """See that this version knows the store, and fill the database of ``DATABASE_URL`` where that is the store.

    Raises
    ------
    BackupTooNew
    PlaceTaken
        when that database is not empty.
    BackupRefused, ToolFailed, StoreRefused
        the database is as empty as it was.
    """
    if foreign := unknown_among(given.manifest.steps):
        raise too_new(f"{given.header.version}, {foreign[-1]}")
    if given.header.store == "sqlite":
        return
    check_store()
    check_role()
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_TABLES)
        found = cursor.fetchone()
    if found:
        raise PlaceTaken(
            f"The database that DATABASE_URL names is not empty (table {found[0]}); a backup is never put over"
            " something. Make an empty one and name that.",
            f"DATABASE_URL 指定的数据库不是空的（已有表 {found[0]}）；恢复不会覆盖任何内容。请创建并指定一个空库。",
        )
    dump = given.home.path / POSTGRESQL_FILE
    restore_postgresql(dump, progress)
    dump.unlink()


def prove(given: Unpacked, progress: Progress, *, now_ms: int) -> Iterator[Finding]:
    """A line for each proof; the store is brought to this version on the way, and the restoring recorded."""
    n = len(given.manifest.files)
    yield ok(FILES, f"{n:,}, every byte as it was written", f"{n:,} 个，逐字节与写入时一致")
    yield _rows(given)
    steps = migrate(progress)
    if steps:
        yield ok(STEPS, f"brought to this version, {len(steps)} steps", f"已更新到当前版本，共 {len(steps)} 步")
    yield stores.database()
    yield stores.integrity()
    yield stores.shape()
    yield stores.chain()
    yield _lake(given, progress)
    yield _books(given.header.definition)
    yield environment.brand()
    yield work.owner()
    of = f"{moment(given.header.at_ms):%Y-%m-%d %H:%M} UTC"
    audit.record("backup.restored", at_ms=now_ms, actor_id=None, after={"of": of})


def _rows(given: Unpacked) -> Finding:
    found, wanted = rows_of_store(), given.manifest.rows
    differing = sorted(name for name in found | wanted if found.get(name) != wanted.get(name))
    if differing:
        name = differing[0]
        n, m = wanted.get(name, 0), found.get(name, 0)
        return wrong(
            ROWS,
            f"{len(differing)} tables differ; {name} had {n:,} rows and has {m:,}. Take another backup.",
            f"{len(differing)} 张表不一致；{name} 原有 {n:,} 行，现有 {m:,} 行。请改用另一份备份。",
        )
    n_rows = sum(wanted.values())
    return ok(
        ROWS,
        f"{n_rows:,} in {len(wanted)} tables, as they were counted",
        f"{len(wanted)} 张表共 {n_rows:,} 行，与备份时一致",
    )


def _lake(given: Unpacked, progress: Progress) -> Finding:
    folder = given.home.lake
    if not (folder / "catalogue.json").exists():
        return ok(LAKE, "there was none yet", "备份时还没有")
    try:
        lake = Lake.create(folder)
        problems = verify(lake, progress)
    except GuanxiError as error:
        return wrong(LAKE, error.en, error.zh)
    if problems:
        first = problems[0]
        return wrong(LAKE, first.message("en"), first.message("zh"))
    n = len(lake.catalogue().files)
    return ok(LAKE, f"{n:,} files proved", f"{n:,} 个文件核对无误")


def _books(definition: str) -> Finding:
    """Each book that stands has its files; those of other definitions are to be made again."""
    known = kept_ids()
    lost = [public_id for public_id in known if not _is_kept(public_id)]
    if lost:
        return wrong(
            BOOKS,
            f"{len(lost)} cannot be read ({lost[0]}). Run the audits of their dates again.",
            f"有 {len(lost)} 份无法读取（{lost[0]}）。请重新运行相应日期的审计。",
        )
    if known and definition != DEFINITION_VERSION:
        return warn(
            BOOKS,
            f"{len(known):,} are there, kept under definition {definition}; this version computes {DEFINITION_VERSION}."
            " Run the audits again to compare dates.",
            f"{len(known):,} 份齐全，但按定义版本 {definition} 保存，当前版本为 {DEFINITION_VERSION}。"
            "要比较日期，请重新运行审计。",
        )
    return ok(BOOKS, f"{len(known):,} are there", f"{len(known):,} 份齐全")


def _is_kept(public_id: str) -> bool:
    try:
        kept.kept_stamp(folder_of(public_id))
    except GuanxiError:
        return False
    return True
