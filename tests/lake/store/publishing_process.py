"""A process of its own that publishes and is killed, or starved of disk, at a chosen step.

Usage: publishing_process.py HOME STAGED_FOLDER ACTION [STEP], where ACTION is ``steps`` (print the steps), ``kill``
(SIGKILL itself at the STEP-th) or ``starve`` (no file may exceed STEP bytes).
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from guanxi.kit.errors import GuanxiError
from guanxi.lake.engine import Lake, compact, publish, undo
from guanxi.lake.staged import Staged
from guanxi.lake.store.durable import on_step


def staged_below(folder: Path) -> Staged:
    """The staged files of ``folder``: one sub-folder a table."""
    tables = {path.name: sorted(path.glob("*.parquet")) for path in folder.iterdir()}
    return Staged(tables, None, (), 0, "second")


def main(home: str, folder: str, action: str, step: str = "0", what: str = "publish") -> None:
    """Do it; prints one line a step or the refusal."""
    seen: list[str] = []

    def at(name: str) -> None:
        seen.append(name)
        if action == "kill" and len(seen) == int(step):
            os.kill(os.getpid(), signal.SIGKILL)

    on_step(at)
    if action == "starve":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(step), int(step)))
    lake = Lake.open(Path(home))
    try:
        if what == "publish":
            publish(lake, staged_below(Path(folder)), 5000)
        elif what == "undo":
            undo(lake, "import-000001")
        else:
            compact(lake)
    except GuanxiError as error:
        print(f"{error.code}: {error}")
    else:
        print("\n".join(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
