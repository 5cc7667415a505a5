"""``guanxi backtest``: learn on the past, test on what came after, print every baseline beside the heads."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from guanxi.book.backtest.published import PUBLISHED
from guanxi.cli.backtest_table import EMPTY, backtest_lines
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_audit import check_data
from guanxi.facade.auditing import Question, ask, import_data, import_example, open_lake
from guanxi.lake.importing import load_settings
from guanxi.report import write_html


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Print the backtest; write ``backtest.html`` and ``backtest.json``."""
    check_data(options)
    with open_lake(options.out) as lake:
        if options.example:
            brand = import_example(lake, options.example, progress)
        else:
            brand = load_settings(options.data)
            import_data(lake, options.data, progress, options.out)
        # A published data set is tested on its published dates, unless another closing date is asked for.
        protocol = None if options.as_of else PUBLISHED.get(options.example or "")
        book = ask(lake, brand, Question(as_of=options.as_of, relearn=True, protocol=protocol), progress)
    progress.close()
    print("\n".join(backtest_lines(book, options.lang)))
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "backtest.json").write_text(
        json.dumps(asdict(book.backtest or EMPTY), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    page = write_html(book, out / "backtest.html", options.lang, only=("belief",))
    print(f"\n{page.resolve()}")
    return 0
