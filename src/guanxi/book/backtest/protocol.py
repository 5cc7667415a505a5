"""When a backtest learns and on which unseen windows it is tested."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.learning.past import Rhythm
from guanxi.kit.clock import DAY_MS


@dataclass(frozen=True, slots=True)
class Protocol:
    """Moments in epoch ms.

    Parameters
    ----------
    outcome_days : h, the length of every window.
    learn_ms : the model for acts, stays and capital is learnt from what was known here.
    tests_ms : starts of the unseen windows on which heads are tested; none before ``learn_ms``.
    capital_ms : starts of the windows on which ΣK_h meets what was realised.
    ask_learn_ms : the same as ``learn_ms``, for *responds*, whose windows close later.
    ask_tests_ms : starts of its unseen windows.
    known_ms : asks that are open here are left out.
    """

    outcome_days: int
    learn_ms: int
    tests_ms: tuple[int, ...]
    capital_ms: tuple[int, ...]
    ask_learn_ms: int
    ask_tests_ms: tuple[int, ...]
    known_ms: int


MOST_WINDOWS = 3


def usual_protocol(as_of_ms: int, earliest_ms: int, rhythm: Rhythm) -> Protocol:
    """Learn up to three windows before ``as_of_ms``, test heads on the last two and capital on all of them.

    Where the data is shorter, fewer windows are tested: one to learn from, with one of past before it, comes first.
    """
    step = rhythm.outcome_days * DAY_MS
    n = next((k for k in range(MOST_WINDOWS, 1, -1) if as_of_ms - (k + 2) * step >= earliest_ms), 1)
    starts = tuple(as_of_ms - k * step for k in range(n, 0, -1))
    last_asked = as_of_ms - rhythm.ask_lag_days * DAY_MS
    return Protocol(
        outcome_days=rhythm.outcome_days,
        learn_ms=starts[0],
        tests_ms=starts[-2:],
        capital_ms=starts,
        ask_learn_ms=last_asked - step,
        ask_tests_ms=(last_asked - step, last_asked),
        known_ms=as_of_ms,
    )
