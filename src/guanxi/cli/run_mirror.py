"""``guanxi mirror``."""

from __future__ import annotations

import argparse
from pathlib import Path

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_audit import QUARANTINE, brand_of, check_data, notice_lines, refused_lines, take_in
from guanxi.facade.auditing import Question, check_question, open_lake
from guanxi.facade.mirror import MirrorBook, ask_mirror
from guanxi.facade.quality import write_quarantine
from guanxi.report.mirror_page import mirror_headline

LABELS = {"html": ("Page", "页面"), "json": ("Figures", "数据")}


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Import, look, write, and say what was seen, whom to talk to, and where it lies."""
    check_data(options)
    out: Path = options.out
    question = Question(options.as_of, None, options.horizon_days, options.relearn)
    check_question(question, brand_of(options))
    with open_lake(out) as lake:
        brand, staged = take_in(lake, options, progress)
        n_refused = write_quarantine(lake, out / QUARANTINE)
        book = ask_mirror(lake, brand, question, progress, staged)
    progress.step("Writing the report", "正在生成报告")
    written = book.write(out, options.format, options.lang)
    progress.close()
    print("\n".join([_summary(book, written, options.lang), *refused_lines(n_refused, out, options.lang)]))
    return 0


def _summary(book: MirrorBook, written: dict[str, Path], lang: str) -> str:
    zh = lang == "zh"
    people = f"今天值得聊聊的人：{len(book.people)} 位" if zh else f"People worth talking to today: {len(book.people)}"
    lines = ["", *notice_lines(book.notices, lang), mirror_headline(book, lang), people, ""]
    lines += [f"{LABELS[name][1 if zh else 0]}: {path.resolve()}" for name, path in written.items()]
    return "\n".join(lines)
