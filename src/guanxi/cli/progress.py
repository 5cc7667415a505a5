"""Progress on a terminal: one line that rewrites itself; a line per step where there is no terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WIDTH = 76


class TerminalProgress:
    """Draws steps on ``stream`` in one language; says nothing when ``quiet``."""

    def __init__(self, lang: str, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.lang = lang
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self.is_live = self.stream.isatty()
        self.started = time.monotonic()
        self.said = ""

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        """Show a new or advancing step."""
        if self.quiet:
            return
        text = zh if self.lang == "zh" else en
        if not self.is_live:
            if text != self.said:
                self.stream.write(f"{text}…\n")
                self.stream.flush()
            self.said = text
            return
        share = f" {100 * done // total:3d} %" if total else ""
        seconds = int(time.monotonic() - self.started)
        self.stream.write(f"\r\x1b[2K{seconds // 60:02d}:{seconds % 60:02d} {text}{share}"[: WIDTH + 6])
        self.stream.flush()

    def close(self) -> None:
        """Leave a clean line."""
        if self.is_live and not self.quiet:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
