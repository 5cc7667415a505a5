"""``guanxi backup``: the whole home in one file. ``guanxi restore``: that file in an empty folder, proved."""

from __future__ import annotations

import argparse
import os
from urllib.parse import urlsplit

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_doctor import MARKS
from guanxi.cli.workspace import enter, home_of
from guanxi.facade.asking import now_ms
from guanxi.kit.clock import moment
from guanxi.kit.phrase import Phrase
from guanxi.site.backup.errors import BackupRefused
from guanxi.site.doctor.findings import Verdict
from guanxi.site.holding import check_whole
from guanxi.site.home import ENVIRONMENT

MADE = Phrase(
    "备份完成：{path}\n"
    "  {size} MB：数据库 {rows} 行、事件湖 {lake} 个文件、其他 {others} 个文件。\n"
    "  不含 secret.key 和登录状态；含个人信息，请加密存放（docs/operating.md）。",
    "The backup stands: {path}\n"
    "  {size} MB: {rows} rows of the database, {lake} files of the lake, {others} others.\n"
    "  Without secret.key and without who is signed in. It holds personal data: keep it encrypted (docs/operating.md).",
)
RESTORED = Phrase(
    "已把 {of} 的备份恢复到 {home}。\n"
    "  所有人需重新登录。备份之后收到的事件请让来源重发，不会重复计数。\n"
    "  启动：guanxi up --home {home}",
    "The backup of {of} was restored into {home}.\n"
    "  Everybody signs in anew. Let sources send again what was received since: nothing counts twice.\n"
    "  Start it: guanxi up --home {home}",
)
NOT_WELL = Phrase(
    "已恢复，但有 {n} 项有问题（见上）；备份时就是如此，或请改用另一份备份。",
    "Restored, but {n} things are wrong (above): they were so when the backup was made; or take another one.",
)
PREPARING, PROVING = ("Preparing", "正在准备"), ("Proving", "正在核对")


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Back the home up and say what the file holds."""
    home = home_of(options)
    if not home.path.is_dir():
        raise BackupRefused(
            f"{home.path} is not there, so there is nothing to back up. Name the home with --home.",
            f"{home.path} 不存在，没有可备份的内容。请用 --home 指定数据目录。",
        )
    check_whole(home)
    enter(is_quiet=True)
    from guanxi.site.backup.making import make_backup

    progress.step(*PREPARING)
    made = make_backup(home, options.target, progress, now_ms=now_ms())
    progress.close()
    numbers = {"rows": made.n_rows, "lake": made.n_lake_files, "others": made.n_files - made.n_lake_files - 2}
    said = {name: f"{n:,}" for name, n in numbers.items()}
    print(MADE.text(options.lang, path=str(made.path), size=f"{made.n_bytes / 1e6:,.1f}", **said))
    return 0


def run_restore(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Restore into an empty folder; exit code 1 when what was restored is not well."""
    from guanxi.site.backup.restoring import unpacked

    home, n_wrong = home_of(options), 0
    os.umask(0o077)
    with unpacked(options.archive, home, _store(), progress) as (given, put_into_place):
        os.environ[ENVIRONMENT] = str(given.home.path)
        enter(is_quiet=True)
        from django.db import connections

        from guanxi.site.backup.proving import prove, restore_store

        restore_store(given, progress)
        progress.step(*PROVING)
        for finding in prove(given, progress, now_ms=now_ms()):
            progress.close()
            n_wrong += finding.verdict is Verdict.WRONG
            colon = "：" if options.lang == "zh" else ": "
            print(f"{MARKS[finding.verdict]} {finding.name.text(options.lang)}{colon}{finding.said(options.lang)}")
        connections.close_all()
        put_into_place()
    of = f"{moment(given.header.at_ms):%Y-%m-%d %H:%M} UTC"
    if n_wrong:
        print(NOT_WELL.text(options.lang, n=str(n_wrong)))
    print(RESTORED.text(options.lang, of=of, home=str(home.path)), flush=True)
    return 1 if n_wrong else 0


def _store() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return {"": "sqlite", "postgres": "postgresql"}.get(urlsplit(url).scheme, urlsplit(url).scheme if url else "sqlite")
