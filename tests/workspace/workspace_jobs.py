"""Runs background jobs inside of a test, without a worker."""

from __future__ import annotations

from guanxi.facade.asking import now_ms as clock
from guanxi.jobs import leases
from guanxi.jobs.context import Signals
from guanxi.jobs.running import run_claimed


def run_jobs(now_ms: int | None = None) -> int:
    """Run every job that is due at ``now_ms`` (the clock's now), also those that they enqueue; gives how many ran.

    What a job raises is settled as in production: read ``queries.get_job(...)`` for its state, error and result.
    """
    n = 0
    while lease := leases.claim("test", clock() if now_ms is None else now_ms):
        run_claimed(lease, lambda: clock() if now_ms is None else now_ms, Signals(), lambda write: write())
        n += 1
    return n
