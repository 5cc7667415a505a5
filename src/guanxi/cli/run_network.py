"""``guanxi network``."""

from __future__ import annotations

import argparse
from pathlib import Path

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_audit import QUARANTINE, brand_of, check_data, notice_lines, refused_lines, take_in
from guanxi.facade.auditing import Question, check_question, open_lake
from guanxi.facade.network import NetworkBook, ask_network
from guanxi.facade.quality import write_quarantine
from guanxi.report import network_headline

LABELS = {"html": ("Page", "页面"), "json": ("Figures", "数据")}


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Import, measure, write, and say what was found and where it lies."""
    check_data(options)
    out: Path = options.out
    question = Question(options.as_of, None, options.horizon_days, options.relearn)
    check_question(question, brand_of(options))
    with open_lake(out) as lake:
        brand, staged = take_in(lake, options, progress)
        n_refused = write_quarantine(lake, out / QUARANTINE)
        book = ask_network(lake, brand, question, progress, staged)
    progress.step("Writing the report", "正在生成报告")
    written = book.write(out, options.format, options.lang)
    progress.close()
    print("\n".join([_summary(book, written, options.lang), *refused_lines(n_refused, out, options.lang)]))
    return 0


def _summary(book: NetworkBook, written: dict[str, Path], lang: str) -> str:
    zh = lang == "zh"
    severe = [f"! {each.zh if zh else each.en}" for each in book.network.notices if each.severe]
    lines = ["", *notice_lines(book.notices, lang), *severe, network_headline(book, lang), ""]
    lines += [f"{LABELS[name][1 if zh else 0]}: {path.resolve()}" for name, path in written.items()]
    return "\n".join(lines)
