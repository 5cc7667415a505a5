"""``guanxi audit``."""

from __future__ import annotations

import argparse
from pathlib import Path

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_lake import undo_import
from guanxi.facade import Book
from guanxi.facade.auditing import Question, ask, import_data, import_example, open_lake
from guanxi.facade.quality import write_quarantine
from guanxi.kit.errors import SettingsError
from guanxi.lake.importing import load_settings

LABELS = {
    "html": ("Report", "报告"),
    "json": ("Figures", "数据"),
    "parquet": ("Tables", "明细表"),
    "xlsx": ("Workbook", "工作簿"),
}


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Import, audit, write, and say the verdict and where everything lies."""
    if options.undo:
        return undo_import(options.out, options.undo, options, progress)
    check_data(options)
    out: Path = options.out
    with open_lake(out) as lake:
        if options.example:
            brand = import_example(lake, options.example, progress)
        else:
            brand = load_settings(options.data)
            staged, _ = import_data(lake, options.data, progress, out)
            say_problems([problem.message(options.lang) for problem in staged.problems], progress)
        question = Question(options.as_of, options.compare_to, options.horizon_days, options.relearn)
        book = ask(lake, brand, question, progress)
        progress.step("Writing the report", "正在生成报告")
        written = book.write(out, options.format, options.lang)
        n_refused = write_quarantine(lake, out / "quarantine.csv")
    progress.close()
    print(_summary(book, written, out, n_refused, options.lang))
    return 0


def check_data(options: argparse.Namespace) -> None:
    """Exactly one of DATA and --example must be given."""
    if bool(options.data) == bool(options.example):
        raise SettingsError(
            "Name a folder of exports, or one of the examples: guanxi audit DATA, or guanxi audit --example cdnow.",
            "请指定导出数据的文件夹，或一个示例：guanxi audit DATA，或 guanxi audit --example cdnow。",
        )


def say_problems(sentences: list[str], progress: TerminalProgress) -> None:
    """What importing has to say of whole files, one line each, beside the progress."""
    progress.close()
    for sentence in sentences:
        print(f"· {sentence}", file=progress.stream)


def _summary(book: Book, written: dict[str, Path], out: Path, n_refused: int, lang: str) -> str:
    zh = lang == "zh"
    lines = ["", book.verdict.zh if zh else book.verdict.en, ""]
    for format_name, path in written.items():
        label = LABELS[format_name][1 if zh else 0]
        lines.append(f"{label}: {path.resolve()}")
    if n_refused:
        where = (out / "quarantine.csv").resolve()
        lines.append(f"隔离行: {n_refused:,} → {where}" if zh else f"Quarantined rows: {n_refused:,} → {where}")
    return "\n".join(lines)
