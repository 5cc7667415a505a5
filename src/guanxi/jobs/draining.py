"""Running what is due in this process, without a worker: for a first start that ends with something to see."""

from __future__ import annotations

from collections.abc import Callable

from guanxi.jobs import leases
from guanxi.jobs.context import Signals
from guanxi.jobs.running import run_claimed


def run_due(now_ms: Callable[[], int], name: str = "first-start") -> int:
    """Run every job that is due, also those that they enqueue; gives how many ran. Failures are settled as ever."""
    n_run = 0
    while lease := leases.claim(name, now_ms()):
        run_claimed(lease, now_ms, Signals(), lambda write: write())
        n_run += 1
    return n_run
