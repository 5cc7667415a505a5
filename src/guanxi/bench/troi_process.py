"""One measured TROI page in a process of its own: ``python -m guanxi.bench.troi_process HOME``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from guanxi.bench.memory import peak_gb
from guanxi.book.contracts.troi import RandomisedReadout
from guanxi.facade.reading_out import TroiQuestion, ask_troi
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings


class Steps:
    """Takes the time of every step that the read-out announces."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float]] = []

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        """Note when a step began; one that only advances goes on."""
        if not self.begun or self.begun[-1][0] != en:
            self.begun.append((en, time.perf_counter()))

    def close(self) -> None:
        """Nothing is left open."""

    def seconds(self) -> dict[str, float]:
        """Seconds by step, those of the same name together."""
        ends = [*(at for _, at in self.begun[1:]), time.perf_counter()]
        found: dict[str, float] = {}
        for (name, at), end in zip(self.begun, ends, strict=True):
            found[name] = round(found.get(name, 0.0) + end - at, 1)
        return found


def main() -> None:
    """Read every program of the lake at HOME out, write page and figures beside it; print one line of JSON."""
    home, steps = Path(sys.argv[1]), Steps()
    started = time.perf_counter()
    book = ask_troi(Lake.open(home), load_settings(home.parent / "brand"), TroiQuestion(), steps)
    steps.step("Writing the page", "正在生成页面")
    book.write(home.parent / "page")
    dealt = [each for each in book.readouts if isinstance(each, RandomisedReadout)]
    result = {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_gb": round(peak_gb(), 2),
        "steps": steps.seconds(),
        "verdicts": {each.scope.program: str(each.verdict.code) for each in dealt},
        "n_matured": {each.scope.program: sum(arm.n_matured for arm in each.arms) for each in dealt},
        "threads": 2,
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
