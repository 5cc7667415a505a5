"""The few numbers and decisions of running jobs, without a database or a clock."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError

LEASE_MS = 40_000
"""How long a silent worker keeps its job. With the poll below a dead one's job moves on within a minute."""
BEAT_MS = 8_000
"""How often a living worker renews: four beats may be lost."""
POLL_MS = 500
"""How long an idle worker waits before it looks again."""
PROGRESS_MS = 400
"""Steps that come faster than this are not written."""
FIRST_RETRY_MS = 10_000
LONGEST_RETRY_MS = 600_000
RECONNECT_MS = 1_000
LONGEST_RECONNECT_MS = 15_000
GRACE_MS = 10_000
"""How long a worker that was told to stop waits for its job's next step."""
FREE_EVERY_MS = 3_000
PRUNE_EVERY_MS = 3_600_000
FORGET_WORKER_MS = 86_400_000
KEEP_FINISHED_MS = 30 * 86_400_000
"""Finished jobs are shown this long, then pruned."""


def retry_delay_ms(attempt: int) -> int:
    """How long to wait after the ``attempt``-th (from 1) has failed: 10 s, 40 s, 160 s, at most 10 min."""
    doublings = min(2 * max(0, attempt - 1), 20)
    return min(LONGEST_RETRY_MS, FIRST_RETRY_MS << doublings)


def reconnect_delay_ms(n_failures: int) -> int:
    """How long to wait after the store did not answer ``n_failures`` times (from 1): at once, then up to 15 s."""
    if n_failures <= 1:
        return 50
    return min(LONGEST_RECONNECT_MS, RECONNECT_MS << min(n_failures - 2, 10))


def may_retry(error: Exception, attempt: int, max_attempts: int) -> bool:
    """Whether another attempt can help: a refusal says so itself, anything else is tried until attempts run out."""
    if isinstance(error, GuanxiError) and not error.transient:
        return False
    return attempt < max_attempts
