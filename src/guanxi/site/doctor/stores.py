"""The stores: the database and its shape, the lake, the chain of the audit log."""

from __future__ import annotations

from django.db import connection
from django.db.utils import Error

from guanxi.accounts.audit import find_break
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake
from guanxi.site.doctor.findings import Finding, ok, wrong
from guanxi.site.home import Home
from guanxi.site.starting import StoreRefused, check_role, check_store, open_steps, unknown_steps

DATABASE, INTEGRITY, SHAPE, LAKE, CHAIN = (
    Phrase("数据库", "database"),
    Phrase("数据库完整性", "integrity"),
    Phrase("数据库版本", "migrations"),
    Phrase("事件湖", "lake"),
    Phrase("操作记录链", "audit log"),
)
OLDEST_POSTGRESQL = 14


def database() -> Finding:
    """Answers, and its role can do no more than it should."""
    try:
        check_store()
        check_role()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW server_version_num")
                major = int(cursor.fetchone()[0]) // 10_000
            if major < OLDEST_POSTGRESQL:
                return wrong(
                    DATABASE,
                    f"PostgreSQL {major} is too old. Move to {OLDEST_POSTGRESQL} or later.",
                    f"PostgreSQL {major} 版本过低。请升级到 {OLDEST_POSTGRESQL} 或更高版本。",
                )
            return ok(DATABASE, f"PostgreSQL {major} answers", f"PostgreSQL {major} 正常响应")
    except StoreRefused as error:
        return wrong(DATABASE, error.en, error.zh)
    return ok(DATABASE, "SQLite answers", "SQLite 正常响应")


def is_reachable() -> bool:
    """Whether the database answers at all, whatever else is wrong with it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def integrity() -> Finding:
    """SQLite's own quick check; a server looks after its pages itself."""
    if connection.vendor != "sqlite":
        return ok(INTEGRITY, "the server's own matter", "由数据库服务器负责")
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            (said,) = cursor.fetchone()
    except Error as error:
        said = type(error).__name__
    if said != "ok":
        return wrong(
            INTEGRITY,
            "The database file is damaged. Stop guanxi, keep a copy of the home, and restore the latest backup.",
            "数据库文件已损坏。请停止 guanxi，先复制保留整个数据目录，再恢复最近的备份。",
        )
    return ok(INTEGRITY, "whole", "完整")


def shape() -> Finding:
    """Exactly the steps of this version."""
    if foreign := unknown_steps():
        return wrong(
            SHAPE,
            f"A newer version has written here ({foreign[-1]}). Use that version, or restore a backup from before.",
            f"已由更新版本写入（{foreign[-1]}）。请使用那个版本，或恢复升级前的备份。",
        )
    if steps := open_steps():
        return wrong(
            SHAPE,
            f"{len(steps)} steps are missing. Run `guanxi migrate`.",
            f"缺少 {len(steps)} 个更新步骤。请运行 guanxi migrate。",
        )
    return ok(SHAPE, "up to date", "已是最新")


def lake(place: Home) -> Finding:
    """The catalogue reads, and each file that it names is there with its size; `guanxi lake verify` reads all bytes."""
    if not (place.lake / "catalogue.json").exists():
        return ok(LAKE, "empty; the first import makes it", "还是空的；首次导入时创建")
    try:
        files = Lake.open(place.lake).catalogue().files
    except (GuanxiError, OSError) as error:
        en, zh = (error.en, error.zh) if isinstance(error, GuanxiError) else (str(error.strerror), str(error.strerror))
        return wrong(LAKE, en, zh)
    bad = [entry.path for entry in files if not _has_size(place, entry.path, entry.size_bytes)]
    if bad:
        return wrong(
            LAKE,
            f"{len(bad)} of {len(files)} files are missing or have another size ({bad[0]}). Run `guanxi lake verify`,"
            " then restore them from the latest backup.",
            f"{len(files)} 个文件中有 {len(bad)} 个缺失或大小不符（{bad[0]}）。请运行 guanxi lake verify，"
            "再从最近的备份恢复。",
        )
    return ok(LAKE, f"{len(files)} files are there", f"{len(files)} 个文件齐全")


def _has_size(place: Home, path: str, size: int) -> bool:
    try:
        return (place.lake / path).stat().st_size == size
    except OSError:
        return False


def chain() -> Finding:
    """Nobody changed what was recorded."""
    found = find_break()
    if found is not None:
        where_en, where_zh = (
            (f"at entry {found.entry_id}", f"第 {found.entry_id} 条")
            if found.entry_id
            else (
                "at its end",
                "末尾",
            )
        )
        return wrong(
            CHAIN,
            f"The chain does not hold {where_en}: somebody changed the log in the database. Keep a copy, compare it"
            " with a backup, and find out who has access to the database.",
            f"操作记录链在{where_zh}断开：有人直接修改过数据库。请保留副本、与备份比对，并排查谁能访问数据库。",
        )
    return ok(CHAIN, "whole", "完整")
