"""The operational store at one moment: pinned in milliseconds, copied at leisure while others write."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from guanxi.kit.progress import Progress
from guanxi.site.backup.archive import POSTGRESQL_FILE, SQLITE_FILE
from guanxi.site.backup.errors import BackupError, BackupRefused
from guanxi.site.databases import SQLITE_TIMEOUT_S

SIGNED_IN = {
    "django_session": "DELETE FROM django_session",
    "accounts_usersession": "DELETE FROM accounts_usersession",
}
"""Tables whose rows stay at home, and how they leave a copy: who reads a backup must not become somebody signed in."""
PAGES = 2_048
SQLITE_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
POSTGRESQL_TABLES = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
ENVIRONMENT = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "application_name": "PGAPPNAME",
}


class PinnedStore(Protocol):
    """A store that shows one moment for as long as it is open."""

    kind: str
    file: str

    def size_bytes(self) -> int:
        """About what the copy will take."""

    def copy(self, target: Path, progress: Progress) -> dict[str, int]:
        """Write the copy, without who is signed in; gives the rows of each table."""

    def close(self) -> None:
        """Let the moment go."""


def pin_store() -> PinnedStore:
    """The store of Django's settings as it is now."""
    return _Sqlite() if connection.vendor == "sqlite" else _Postgresql()


def count_rows(tables: list[str], count: Any) -> dict[str, int]:  # Any: a callable of one statement
    """Rows of each table but those of who is signed in; names come from the store's own catalogue."""
    quoted = {name: name.replace('"', '""') for name in tables if name not in SIGNED_IN}
    return {name: int(count(f'SELECT count(*) FROM "{quoted[name]}"')) for name in sorted(quoted)}


class _Sqlite:
    """SQLite's write-ahead log lets a reader stay at one moment; its backup copies what that reader sees."""

    kind, file = "sqlite", SQLITE_FILE

    def __init__(self) -> None:
        name = str(connection.settings_dict["NAME"])
        self._con = sqlite3.connect(name, timeout=SQLITE_TIMEOUT_S, isolation_level=None)
        self._con.execute("BEGIN")
        self._con.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def size_bytes(self) -> int:
        (pages,), (size,) = (self._con.execute(sql).fetchone() for sql in ("PRAGMA page_count", "PRAGMA page_size"))
        return int(pages * size)

    def copy(self, target: Path, progress: Progress) -> dict[str, int]:
        def draw(_status: int, remaining: int, total: int) -> None:
            progress.step("Copying the database", "正在复制数据库", done=total - remaining, total=max(total, 1))

        target.touch(mode=0o600)
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            self._con.backup(copy, pages=PAGES, progress=draw)
            # One file, without a log beside it; and what is removed leaves no bytes behind.
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("PRAGMA secure_delete = ON")
            progress.step("Checking the copy", "正在检查副本")
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise BackupRefused(
                    "The database file is damaged, so no copy of it was made. Stop guanxi, keep the home as it is, and"
                    " restore the latest backup into another folder.",
                    "数据库文件已损坏，没有生成备份。请停止 guanxi，保留现有数据目录，把最近的备份恢复到另一个目录。",
                )
            tables = [name for (name,) in copy.execute(SQLITE_TABLES)]
            for name in set(SIGNED_IN) & set(tables):
                copy.execute(SIGNED_IN[name])
            return count_rows(tables, lambda sql: copy.execute(sql).fetchone()[0])

    def close(self) -> None:
        self._con.close()


class _Postgresql:
    """PostgreSQL hands the moment of one transaction to ``pg_dump``."""

    kind, file = "postgresql", POSTGRESQL_FILE

    def __init__(self) -> None:
        self._con = connection.get_new_connection(connection.get_connection_params())
        self._con.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._con.execute("SET LOCAL statement_timeout = 0")
        self._con.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        self._snapshot = str(self._one("SELECT pg_export_snapshot()"))

    def _one(self, sql: str) -> Any:  # Any: a value of the store
        return self._con.execute(sql).fetchone()[0]

    def size_bytes(self) -> int:
        return int(self._one("SELECT pg_database_size(current_database())"))

    def copy(self, target: Path, progress: Progress) -> dict[str, int]:
        tool = postgresql_tool("pg_dump", int(self._one("SHOW server_version_num")) // 10_000)
        progress.step("Copying the database with pg_dump", "正在用 pg_dump 复制数据库")
        left_out = [f"--exclude-table-data={name}" for name in SIGNED_IN]
        options = ("--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={self._snapshot}")
        run_tool(tool, *options, *left_out, f"--file={target}")
        tables = [name for (name,) in self._con.execute(POSTGRESQL_TABLES).fetchall()]
        return count_rows(tables, self._one)

    def close(self) -> None:
        self._con.close()


def restore_postgresql(dump: Path, progress: Progress) -> None:
    """Put ``dump`` into the empty database of Django's settings: all of it or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        tool = postgresql_tool("pg_restore", int(cursor.fetchone()[0]) // 10_000)
    progress.step("Restoring the database with pg_restore", "正在用 pg_restore 恢复数据库")
    name = str(connection.settings_dict["NAME"]).replace("\\", "\\\\").replace("'", "\\'")
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password")
    run_tool(tool, *options, f"--dbname=dbname='{name}'", str(dump))


def rows_of_store() -> dict[str, int]:
    """Rows of each table of Django's store, as :meth:`PinnedStore.copy` counts them."""
    with connection.cursor() as cursor:

        def one(sql: str) -> Any:  # Any: a value of the store
            cursor.execute(sql)
            return cursor.fetchone()[0]

        cursor.execute(SQLITE_TABLES if connection.vendor == "sqlite" else POSTGRESQL_TABLES)
        return count_rows([name for (name,) in cursor.fetchall()], one)


def postgresql_tool(name: str, server: int) -> str:
    """The path of ``pg_dump`` or ``pg_restore``; raises :class:`BackupRefused` where none knows the server."""
    path = shutil.which(name)
    said = (
        "" if path is None else subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    )
    version = re.search(r"(\d+)(?:\.\d+)?", said.partition(")")[2])
    if path is None or version is None or int(version[1]) < server:
        found_en = f"The {name} of this machine is of version {version[1]}" if version else f"{name} is not installed"
        found_zh = f"本机的 {name} 版本为 {version[1]}" if version else f"没有安装 {name}"
        raise BackupRefused(
            f"{found_en}, and the database is PostgreSQL {server}. Install the client programs of PostgreSQL {server}"
            " or later and put them first in PATH.",
            f"{found_zh}，而数据库是 PostgreSQL {server}。请安装 PostgreSQL {server} 或更高版本的客户端程序，"
            "并置于 PATH 最前。",
        )
    return path


def run_tool(path: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on Django's store; its password never stands in the list of processes."""
    known = connection.settings_dict
    own = {ENVIRONMENT[key]: str(known[key]) for key in ENVIRONMENT if known.get(key)}
    own |= {OPTIONS[key]: str(value) for key, value in known["OPTIONS"].items() if key in OPTIONS}
    done = subprocess.run(
        [path, *options],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "")
        said = "".join(char for char in last if char.isprintable())[:200]
        name = Path(path).name
        raise ToolFailed(
            f"{name} gave up, and nothing was kept. It said: {said} Mend that and run the command again.",
            f"{name} 未能完成，没有保留任何内容。它的提示：{said} 请解决后重新运行。",
        )


class ToolFailed(BackupError):
    """One of PostgreSQL's programs gave up."""

    code = "backup.tool"
