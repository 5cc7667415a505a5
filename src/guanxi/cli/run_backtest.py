"""``guanxi backtest``: learn on the past, test on what came after, print every baseline beside the heads."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from guanxi.book.backtest.published import PUBLISHED
from guanxi.cli.backtest_table import EMPTY, backtest_lines
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_audit import brand_of, check_data, notice_lines, take_in
from guanxi.facade.auditing import Question, ask, check_question, open_lake
from guanxi.report import write_html


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Print the backtest; write ``backtest.html`` and ``backtest.json``."""
    check_data(options)
    # A published data set is tested on its published dates, unless another closing date is asked for.
    protocol = None if options.as_of else PUBLISHED.get(options.example or "")
    question = Question(as_of=options.as_of, relearn=True, protocol=protocol)
    check_question(question, brand_of(options))
    with open_lake(options.out) as lake:
        brand, staged = take_in(lake, options, progress)
        book = ask(lake, brand, question, progress, staged)
    progress.close()
    print("\n".join([*notice_lines(book.notices, options.lang), *backtest_lines(book, options.lang)]))
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "backtest.json").write_text(
        json.dumps(asdict(book.backtest or EMPTY), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    page = write_html(book, out / "backtest.html", options.lang, only=("belief",))
    print(f"\n{page.resolve()}")
    return 0
