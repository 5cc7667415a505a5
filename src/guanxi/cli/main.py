"""The ``guanxi`` command: parse, call one function, print, choose the exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

import duckdb

from guanxi.cli.outputs import choose_out, stale_outputs
from guanxi.cli.parser import ChineseParser, EnglishParser
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.tasks import add_tasks
from guanxi.kit.errors import GuanxiError

REFUSED, INTERRUPTED, BROKEN_PIPE = 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 found problems, 2 refused, 130 interrupted."""
    options = _parser(_lang_of(arguments)).parse_args(arguments)
    progress = TerminalProgress(options.lang, quiet=options.quiet)
    interruption = Interruption()
    try:
        choose_out(options)
        return int(options.run(options, progress))
    except GuanxiError as error:
        progress.close()
        print(error.message(options.lang), file=sys.stderr)
        _say_what_is_stale(options)
        return REFUSED
    except (KeyboardInterrupt, RuntimeError, duckdb.Error):
        if not interruption.happened:
            raise
        progress.close()
        print(
            "已中断。已发布的数据未受影响，重新运行即可。"
            if options.lang == "zh"
            else "Interrupted. What was published is untouched; run it again.",
            file=sys.stderr,
        )
        _say_what_is_stale(options)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error worth a trace.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _say_what_is_stale(options: argparse.Namespace) -> None:
    """A report of an earlier run must not be taken for this one's."""
    if sentence := stale_outputs(options, options.lang):
        print(sentence, file=sys.stderr)


class Interruption:
    """Remembers that the person (or a supervisor's TERM) asked to stop.

    A signal that comes during a query surfaces as whatever exception the engine makes of it; only the memory of the
    signal tells it from a failure. Work is left as it was, scratch is removed; a second signal does not disturb that.
    """

    def __init__(self) -> None:
        self.happened = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: object) -> None:
        if not self.happened:
            self.happened = True
            raise KeyboardInterrupt


def _lang_of(arguments: Sequence[str] | None) -> str:
    """The language of help and errors: ``--lang``, else GUANXI_LANG, else Chinese."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words) and words[place + 1] in ("zh", "en"):
            return words[place + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    return "en" if os.environ.get("GUANXI_LANG") == "en" else "zh"


def _parser(lang: str) -> argparse.ArgumentParser:
    says = "关系：把私域当作信任的资产组合来经营" if lang == "zh" else "A private domain as a portfolio of trust"
    parser = (ChineseParser if lang == "zh" else EnglishParser)(prog="guanxi", description=says)
    add_tasks(parser.add_subparsers(required=True, metavar="COMMAND"), lang)
    return parser


if __name__ == "__main__":
    sys.exit(main())
