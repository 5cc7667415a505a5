"""A process of its own that seals and kills itself at a chosen boundary.

Usage: sealing_process.py STEP N, with the home and the store in the environment: the N-th time it passes STEP it sends
itself SIGKILL. ``lake:NAME`` is a step of the lake's own publication. Without a kill it prints the steps it passed.
"""

from __future__ import annotations

import os
import signal
import sys

import django

django.setup()

from guanxi.intake.operations import seal  # noqa: E402 - Django first
from guanxi.lake.store.durable import on_step  # noqa: E402

NOW_MS = 1_782_000_000_000


def main(step: str, n: str) -> None:
    seen: list[str] = []

    def at(name: str) -> None:
        seen.append(name)
        if name == step and seen.count(step) == int(n):
            os.kill(os.getpid(), signal.SIGKILL)

    on_step(lambda name: at(f"lake:{name}"))
    seal(NOW_MS, batch_events=20, failpoint=at)
    print("\n".join(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
