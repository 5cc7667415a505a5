"""The parser of the command line: a mistake gets one sentence in the reader's language, with the nearest option."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar, NoReturn

WRONG_WORDS = 2
"""Exit code of a command that could not be understood, as of every other refusal."""

Said = Callable[[re.Match[str]], tuple[str, str]]


class Parser(argparse.ArgumentParser):
    """Says what was wrong, and what was probably meant."""

    lang: ClassVar[str] = "en"

    def __init__(self, *args: Any, **more: Any) -> None:  # Any: what argparse takes
        self.names: list[str] = []
        super().__init__(*args, **more)

    def add_argument(self, *names: Any, **more: Any) -> argparse.Action:
        """As of argparse; the names of options are kept, so that a misspelt one finds its nearest."""
        self.names += [name for name in names if name.startswith("--")]
        return super().add_argument(*names, **more)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As of argparse, but what nobody knows is refused here, where the options of the command are known."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """One sentence to stderr, and exit code 2."""
        en, zh = self._sentence(message)
        hint = (
            f"运行 {self.prog} --help 查看全部选项。" if self.lang == "zh" else f"{self.prog} --help lists the options."
        )
        print(f"{zh}{hint}" if self.lang == "zh" else f"{en} {hint}", file=sys.stderr)
        sys.exit(WRONG_WORDS)

    def _sentence(self, message: str) -> tuple[str, str]:
        for pattern, said in SENTENCES:
            if found := re.fullmatch(pattern, message, flags=re.DOTALL):
                return said(found)
        if found := re.fullmatch(r"unrecognized arguments: (.*)", message, flags=re.DOTALL):
            return self._unknown(found[1].split()[0])
        return f"The command was not understood: {message}.", f"无法理解该命令：{message}。"

    def _unknown(self, word: str) -> tuple[str, str]:
        name = word.split("=", 1)[0]
        if not name.startswith("-"):
            return f"“{word}” is one word too many.", f"多出了“{word}”。"
        near = next(iter(get_close_matches(name, self.names, n=1, cutoff=0.6)), None)
        meant_en = f" Did you mean {near}?" if near else ""
        meant_zh = f"是否应为 {near}？" if near else ""
        return f"There is no option {name}.{meant_en}", f"没有 {name} 选项。{meant_zh}"


class EnglishParser(Parser):
    """Speaks English."""

    lang = "en"


class ChineseParser(Parser):
    """Speaks Chinese."""

    lang = "zh"


def _choice(found: re.Match[str]) -> tuple[str, str]:
    option, value = found[1], found[2]
    allowed = [each.strip(" '") for each in found[3].split(",")]
    near = next(iter(get_close_matches(value, allowed, n=1, cutoff=0.6)), None)
    meant_en = f" Did you mean {near}?" if near else ""
    meant_zh = f"是否应为 {near}？" if near else ""
    return (
        f"{option} cannot be “{value}”; it may be {', '.join(allowed)}.{meant_en}",
        f"{option} 不能是“{value}”，可以是：{'、'.join(allowed)}。{meant_zh}",
    )


SENTENCES: tuple[tuple[str, Said], ...] = (
    (r"argument (\S+): invalid \w+: '?(.*?)'? \(choose from (.*)\)", _choice),
    (
        r"argument (\S+): invalid int value: '(.*)'",
        lambda found: (
            f"{found[1]} must be a whole number, and “{found[2]}” is none.",
            f"{found[1]} 应为整数，而“{found[2]}”不是。",
        ),
    ),
    (
        r"argument (\S+): expected (?:one|at least one) argument",
        lambda found: (f"{found[1]} needs a value after it.", f"{found[1]} 后面需要填写一个值。"),
    ),
    (
        r"the following arguments are required: (.*)",
        lambda found: (f"{found[1]} is missing.", f"缺少 {found[1]}。"),
    ),
    (
        r"ambiguous option: (\S+) could match (.*)",
        lambda found: (
            f"{found[1]} could mean {found[2]}. Write it out.",
            f"{found[1]} 可能指 {found[2]}，请写完整。",
        ),
    ),
    (
        r"argument (\S+): ignored explicit argument '(.*)'",
        lambda found: (f"{found[1]} takes no value.", f"{found[1]} 不需要值。"),
    ),
)
"""Message of argparse → what a person is told."""
