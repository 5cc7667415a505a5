"""How fast a source may send: a bucket of events per source, refilled steadily, in each server process.

It stands before the store, so that a flood costs no write; several processes each allow the source's rate.
"""

from __future__ import annotations

from threading import Lock

from guanxi.api.errors import TooFast
from guanxi.intake.contracts import SourceView

MINUTE_MS = 60_000


class Buckets:
    """One bucket a source, as large as what it may send in a minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._levels: dict[int, tuple[float, int]] = {}

    def take(self, source: SourceView, n: int, now_ms: int) -> None:
        """Take ``n`` events out of the source's bucket.

        Raises
        ------
        TooFast
            when they are not in it, with the seconds after which they will be.
        """
        size = source.events_per_minute
        wanted = min(n, size)
        with self._lock:
            level, at_ms = self._levels.get(source.source_id, (float(size), now_ms))
            level = min(float(size), level + max(now_ms - at_ms, 0) * size / MINUTE_MS)
            if level >= wanted:
                self._levels[source.source_id] = (level - wanted, now_ms)
                return
            self._levels[source.source_id] = (level, now_ms)
        seconds = 1 + int((wanted - level) * 60 / size)
        raise TooFast(
            f"This source may send {size:,} events a minute and has done so. Send the rest after {seconds} s, or ask"
            " the brand's administrator for a higher limit.",
            f"此来源每分钟最多 {size:,} 个事件，已达上限。请在 {seconds} 秒后发送其余部分，或请品牌管理员提高上限。",
            retry_seconds=seconds,
        )

    def empty(self) -> None:
        """Forget all levels, as after a start."""
        with self._lock:
            self._levels.clear()


BUCKETS = Buckets()
