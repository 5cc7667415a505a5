"""``guanxi audit``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from guanxi.book.contracts import Notice
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_lake import undo_import
from guanxi.facade import Book
from guanxi.facade.auditing import Question, ask, check_question, import_data, open_lake, take_example
from guanxi.facade.quality import write_quarantine
from guanxi.kit.errors import NotEnoughData, SettingsError
from guanxi.lake.engine import Lake
from guanxi.lake.importing import BrandSettings, load_settings
from guanxi.lake.staged import Staged

QUARANTINE = "quarantine.csv"

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
    question = Question(options.as_of, options.compare_to, options.horizon_days, options.relearn)
    check_question(question, brand_of(options))
    with open_lake(out) as lake:
        brand, staged = take_in(lake, options, progress)
        n_refused = write_quarantine(lake, out / QUARANTINE)
        try:
            book = ask(lake, brand, question, progress, staged)
        except NotEnoughData:
            say_problems(refused_lines(n_refused, out, options.lang), progress)
            raise
        progress.step("Writing the report", "正在生成报告")
        written = book.write(out, options.format, options.lang)
    progress.close()
    print(_summary(book, written, out, n_refused, options.lang))
    return 0


def brand_of(options: argparse.Namespace) -> BrandSettings:
    """The settings beside the data; an example has its own, which come with it."""
    return load_settings(options.data) if options.data else BrandSettings()


def take_in(lake: Lake, options: argparse.Namespace, progress: TerminalProgress) -> tuple[BrandSettings, Staged]:
    """Import the folder or the example, and say what is to be said of whole files."""
    if options.example:
        return take_example(lake, options.example, progress)
    staged, result = import_data(lake, options.data, progress, options.out)
    sentences = [problem.message(options.lang) for problem in staged.problems]
    if result.n_dropped_costs:
        n = result.n_dropped_costs
        sentences.append(
            f"费用文件中不再出现的 {n:,} 笔费用已不再计入。"
            if options.lang == "zh"
            else f"{n:,} costs that their files no longer hold do not count any more."
        )
    say_problems(sentences, progress)
    return brand_of(options), staged


def check_data(options: argparse.Namespace) -> None:
    """Exactly one of DATA and --example must be given."""
    command = f"guanxi {options.command}"
    if options.data and options.example:
        raise SettingsError(
            f"Both a folder ({options.data}) and an example ({options.example}) are named, and only one can be read. "
            f"Leave one out: {command} {options.data}, or {command} --example {options.example}.",
            f"同时指定了文件夹（{options.data}）和示例（{options.example}），只能读取其一。"
            f"请去掉一个：{command} {options.data}，或 {command} --example {options.example}。",
        )
    if not options.data and not options.example:
        raise SettingsError(
            f"Name a folder of exports, or one of the examples: {command} DATA, or {command} --example "
            "complete-journey.",
            f"请指定导出数据的文件夹，或一个示例：{command} DATA，或 {command} --example complete-journey。",
        )


def say_problems(sentences: list[str], progress: TerminalProgress) -> None:
    """What importing has to say of whole files, one line each, beside the progress."""
    progress.close()
    for sentence in sentences:
        print(f"· {sentence}", file=progress.stream)


def is_of_import(notice: Notice) -> bool:
    """What importing found; of whole files that is said while it goes on."""
    return notice.code.startswith(("data.", "as_of.", "import."))


def notice_lines(notices: Iterable[Notice], lang: str) -> list[str]:
    """What importing found that the reader must know before the verdict."""
    own = [each for each in notices if is_of_import(each) and not each.code.startswith("import.")]
    return [f"! {each.zh if lang == 'zh' else each.en}" for each in own]


def refused_lines(n_refused: int, out: Path, lang: str) -> list[str]:
    """How many rows were set aside, and where they lie; nothing where none were."""
    if not n_refused:
        return []
    where = (out / QUARANTINE).resolve()
    return [f"隔离行: {n_refused:,} → {where}" if lang == "zh" else f"Quarantined rows: {n_refused:,} → {where}"]


def _summary(book: Book, written: dict[str, Path], out: Path, n_refused: int, lang: str) -> str:
    zh = lang == "zh"
    lines = ["", *notice_lines(book.notices, lang), book.verdict.zh if zh else book.verdict.en, ""]
    for format_name, path in written.items():
        label = LABELS[format_name][1 if zh else 0]
        lines.append(f"{label}: {path.resolve()}")
    lines += refused_lines(n_refused, out, lang)
    return "\n".join(lines)
