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
KEEP_FINISHED_MS = 30 * 86_400_000
"""Finished jobs are shown this long, then pruned."""


def retry_delay_ms(attempt: int) -> int:
    """How long to wait after the ``attempt``-th (from 1) has failed: 10 s, 40 s, 160 s, at most 10 min."""
    doublings = min(2 * max(0, attempt - 1), 20)
    return min(LONGEST_RETRY_MS, FIRST_RETRY_MS << doublings)


def may_retry(error: Exception, attempt: int, max_attempts: int) -> bool:
    """Whether another attempt can help: a refusal says so itself, anything else is tried until attempts run out."""
    if isinstance(error, GuanxiError) and not error.transient:
        return False
    return attempt < max_attempts
