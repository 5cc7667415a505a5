"""The ship rule on tables of cases: live, replaced, left out, nothing to test on."""

from __future__ import annotations

import pytest

from guanxi.book.backtest.outcomes import BASE_RATE, HEADS, RFM, STAND_IN, rule
from guanxi.book.contracts import Score

GOOD, BAD = 0.010, 0.050  # ECE below and above its limit
BASE = 0.5


def window(
    skill: float,
    ece: float,
    *,
    rfm_skill: float = 0.30,
    stand_in: float = GOOD,
    stand_in_skill: float = 0.30,
    limit: float = 0.03,
    base_skill: float = 0.0,
):
    """Scores of one window by Brier skill and ECE."""

    def score(name: str, skill: float, ece: float) -> Score:
        return Score(name, 1000, BASE, 0.8, (1 - skill) * BASE * (1 - BASE), ece, limit)

    return (
        score(HEADS, skill, ece),
        score(BASE_RATE, base_skill, GOOD),
        score(RFM, rfm_skill, BAD),
        score(STAND_IN, stand_in_skill, stand_in),
    )


def knowing(skill: float, *, rfm: float = -0.003, stand_in: float = -0.003, base: float = -0.003):
    """A window of a rare outcome of which RFM knows nothing."""
    return window(skill, GOOD, rfm_skill=rfm, stand_in_skill=stand_in, base_skill=base)


CASES = {
    "better and calibrated": ([window(0.4, GOOD), window(0.4, GOOD)], "live"),
    "a hair below RFM": ([window(0.2951, GOOD), window(0.4, GOOD)], "live"),
    "more than .005 below RFM": ([window(0.294, GOOD), window(0.4, GOOD)], "replaced_by_rfm"),
    "below in the other window": ([window(0.4, GOOD), window(0.1, GOOD)], "replaced_by_rfm"),
    "miscalibrated once": ([window(0.4, BAD), window(0.4, GOOD)], "replaced_by_rfm"),
    "at the limit": ([window(0.4, 0.03)], "live"),
    "what chance allows": ([window(0.4, BAD, limit=0.06)], "live"),
    "the stand-in fails too": ([window(0.4, BAD, stand_in=BAD), window(0.4, GOOD)], "left_out"),
    "skill fails and the stand-in too": ([window(0.1, GOOD, stand_in=BAD)], "left_out"),
    "the stand-in is calibrated and says nothing": ([window(0.1, GOOD, stand_in_skill=0.0)], "left_out"),
    "the stand-in is a hair below RFM": ([window(0.1, GOOD, stand_in_skill=0.2951)], "replaced_by_rfm"),
    "nobody knows anything": ([knowing(-0.006), knowing(-0.004)], "left_out"),
    "as good as RFM and as the base rate": ([knowing(-0.003)], "left_out"),
    "worse than the base rate in one window, better in both": ([knowing(-0.004), knowing(0.02)], "live"),
    "better than the base rate in one window, worse in both": ([knowing(-0.006), knowing(-0.002)], "left_out"),
    "no better than the base rate, but the stand-in is": ([knowing(-0.003, stand_in=0.001)], "replaced_by_rfm"),
    "only the last two count": ([window(0.0, BAD, stand_in=BAD), window(0.4, GOOD), window(0.4, GOOD)], "live"),
    "no window": ([], "live"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_ruling(case):
    windows, status = CASES[case]

    ruling = rule("acts", windows)

    assert (ruling.outcome, ruling.status) == ("acts", status)
    assert ruling.reason_en
    assert ruling.reason_zh


def test_a_ruling_names_what_was_wrong():
    assert "0.050" in rule("acts", [window(0.4, BAD)]).reason_en
    assert "Brier" in rule("acts", [window(0.1, GOOD)]).reason_en
    assert "no better than the base rate" in rule("stays", [knowing(-0.004)]).reason_en
    assert "no unseen window" in rule("acts", []).reason_en
