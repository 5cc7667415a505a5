"""Wall seconds by step of an audit."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Steps:
    """Seconds since the step before, summed by name; for a bench, never part of a comparison."""

    seconds: dict[str, float] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def done(self, step: str) -> None:
        """The step that has just ended."""
        now = time.perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self.since, 3)
        self.since = now
