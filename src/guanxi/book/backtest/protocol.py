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
    learn_ms : the model for acts, stays and capital is learnt from what was known here.
    tests_ms : starts of the unseen windows on which heads are tested; none before ``learn_ms``.
    capital_ms : starts of the windows on which ΣK_h meets what was realised.
    ask_learn_ms : the same as ``learn_ms``, for *responds*, whose windows close later.
    ask_tests_ms : starts of its unseen windows.
    known_ms : asks that are open here are left out.
    """

    learn_ms: int
    tests_ms: tuple[int, ...]
    capital_ms: tuple[int, ...]
    ask_learn_ms: int
    ask_tests_ms: tuple[int, ...]
    known_ms: int


def usual_protocol(as_of_ms: int, rhythm: Rhythm) -> Protocol:
    """Learn three windows before ``as_of_ms``, test heads on the last two and capital on the last three."""
    step = rhythm.outcome_days * DAY_MS
    last_asked = as_of_ms - rhythm.ask_lag_days * DAY_MS
    return Protocol(
        learn_ms=as_of_ms - 3 * step,
        tests_ms=(as_of_ms - 2 * step, as_of_ms - step),
        capital_ms=(as_of_ms - 3 * step, as_of_ms - 2 * step, as_of_ms - step),
        ask_learn_ms=last_asked - step,
        ask_tests_ms=(last_asked - step, last_asked),
        known_ms=as_of_ms,
    )
