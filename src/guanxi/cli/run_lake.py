"""``guanxi lake``: what was imported, is it whole, take one import back, join small files."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from guanxi.cli.progress import TerminalProgress
from guanxi.facade.undoing import take_back
from guanxi.kit.clock import moment
from guanxi.kit.errors import SettingsError
from guanxi.lake.engine import Lake, compact, verify


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Do one action on the lake of ``--out`` (or of GUANXI_HOME)."""
    if options.action == "undo":
        for import_id in options.import_id or [None]:
            undo_import(options.out, import_id, options, progress)
        return 0
    lake = Lake.open(lake_home(options.out))
    if options.action == "imports":
        return _list(lake)
    if options.action == "compact":
        compact(lake, progress)
        progress.close()
        print("已合并。" if options.lang == "zh" else "Compacted.")
        return 0
    return _verify(lake, options.lang, progress)


def lake_home(out: Path) -> Path:
    """Where the lake lies: GUANXI_HOME wins."""
    home = os.environ.get("GUANXI_HOME")
    return Path(home) / "lake" if home else out / ".lake"


def undo_import(out: Path, import_id: str | None, options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Remove one import and say what went."""
    if not import_id:
        raise SettingsError(
            "Say which import to undo; `guanxi lake imports` lists them.",
            "请指定要撤销的导入；可用 guanxi lake imports 查看。",
        )
    result = take_back(Lake.open(lake_home(out)), import_id, progress)
    progress.close()
    print(
        f"已撤销 {result.import_id}，移除 {result.n_removed:,} 行。"
        if options.lang == "zh"
        else f"Undone: {result.import_id}, {result.n_removed:,} rows removed."
    )
    if result.n_later:
        print(
            f"此后还有 {result.n_later} 次导入；其中与本次相同的行已一并移除，重新导入那些文件即可恢复。"
            if options.lang == "zh"
            else f"{result.n_later} later imports remain. Rows they had found unchanged went with this one; "
            "import those files again to bring them back."
        )
    return 0


def _list(lake: Lake) -> int:
    for entry in lake.imports():
        n_new = sum(count.n_new + count.n_versions for count in entry.tables.values())
        when = moment(entry.clock_ms).strftime("%Y-%m-%d %H:%M UTC")
        print(f"{entry.import_id}  {when}  {n_new:>12,}  {entry.n_quarantined:>8,}  {entry.label}")
    return 0


def _verify(lake: Lake, lang: str, progress: TerminalProgress) -> int:
    problems = verify(lake, progress)
    progress.close()
    for problem in problems:
        print(f"✗ {problem.message(lang)}")
    if problems:
        return 1
    n = len(lake.catalogue().files)
    print(f"校验通过：{n} 个文件的校验和、行数与次序均正确。" if lang == "zh" else f"Whole: {n} files proved.")
    return 0
