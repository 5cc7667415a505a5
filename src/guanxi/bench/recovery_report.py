"""What an audit recovered of the planted truth, as plain values: CLV, trust, life, trust capital, money test."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanxi.bench.recovery_brands import HORIZONS, YEAR, Recovered
from guanxi.bench.recovery_measures import deciles, gains, rank, ratio, reliability, separation
from guanxi.book.contracts import Interval
from guanxi.book.statement.sheet import RATIO_WITHIN

Bools = NDArray[np.bool_]

PREDICTORS = ("clv", "capital", "last_year", "rfm_mean", "oracle")
"""``oracle`` is the simulator's own expectation: what no audit can beat against the life that then happened."""

OUTCOME = 28


def report(of: Recovered) -> dict[str, Any]:
    """One brand, or several together."""
    held = ~of.is_broken
    return {
        "about": dict(of.about),
        "shares": {
            "buyers": float((of.is_buyer & held).mean()),
            "never_bought": float((~of.is_buyer & held).mean()),
            "broken": float(of.is_broken.mean()),
            "silently_dead_buyers": float((~of.is_alive & held & of.is_buyer).sum() / (held & of.is_buyer).sum()),
        },
        "season": {str(h): float(of.season[h].mean()) for h in HORIZONS},
        "value": {str(h): _value(of, h) for h in HORIZONS},
        "clv_total": None if of.clv_interval is None else _covers(of.clv_interval, float(of.expected[YEAR].sum())),
        "trust": _trust(of),
        "alive": _alive(of),
        "capital_28": _capital(of, OUTCOME),
        "capital_91": _capital(of, 91),
        "money_test": _money_test(of),
    }


def _value(of: Recovered, days: int) -> dict[str, Any]:
    held = ~of.is_broken
    groups = {"all": np.ones_like(held), "buyers": held & of.is_buyer, "never_bought": held & ~of.is_buyer}
    clv, expected = of.predicted[days]["clv"], of.expected[days]
    return {
        **{name: _against(of, days, rows) for name, rows in groups.items()},
        "share_of_expected_never_bought": float(expected[groups["never_bought"]].sum() / expected.sum()),
        "deciles": deciles(clv[held], expected[held], of.contact_id[held]),
        "buyer_deciles": deciles(clv[groups["buyers"]], expected[groups["buyers"]], of.contact_id[groups["buyers"]]),
    }


def _against(of: Recovered, days: int, rows: Bools) -> dict[str, Any]:
    """Every predictor against what was to be expected and what came; totals also with the season taken as known."""
    expected, realised, ids = of.expected[days][rows], of.realised[days][rows], of.contact_id[rows]
    found = {}
    for name in PREDICTORS:
        said = (of.expected[days] if name == "oracle" else of.predicted[days][name])[rows]
        seasoned = said if name == "oracle" else said * of.season[days][rows]
        found[name] = {
            "rank_expected": rank(said, expected),
            "rank_realised": rank(said, realised),
            "ratio_expected": ratio(said, expected, ids),
            "ratio_expected_season_known": ratio(seasoned, expected, ids),
            "ratio_realised": ratio(said, realised, ids),
            "top_fifth_holds": gains(said, expected),
        }
    return found


def _covers(said: Interval, truth: float) -> dict[str, Any]:
    """The audit's own interval of Σ clv in yuan, and whether it holds what was to be expected."""
    found = {name: value / 100 for name, value in (("value", said.value), ("low", said.low), ("high", said.high))}
    return {**found, "level": said.level, "expected": truth / 100, "covers": bool(said.low <= truth <= said.high)}


def _trust(of: Recovered) -> dict[str, Any]:
    """T beside latent trust and beside the share of potential that came true."""
    held = ~of.is_broken
    buyers, waits = held & of.is_buyer, held & ~of.is_buyer
    living = buyers & of.is_alive
    capital, potential = of.predicted[OUTCOME]["capital"], of.predicted[OUTCOME]["potential"]
    trust, ids = of.trust[buyers], of.contact_id[buyers]
    shares = {
        "said": deciles(capital[buyers], potential[buyers], ids, by=trust),
        "expected": deciles(of.expected[OUTCOME][buyers], potential[buyers], ids, by=trust),
        "came": deciles(of.realised[OUTCOME][buyers], potential[buyers], ids, by=trust),
    }
    return {
        "rank_latent_all": rank(of.trust, of.latent_trust),
        "rank_latent_buyers": rank(trust, of.latent_trust[buyers]),
        "rank_latent_living_buyers": rank(of.trust[living], of.latent_trust[living]),
        "rank_latent_waiting": rank(of.trust[waits], of.latent_trust[waits]),
        "share_of_potential_by_decile": [
            {"n": said["n"], **{name: rows[i]["ratio"]["value"] for name, rows in shares.items()}}
            | {"came_low": shares["came"][i]["ratio"]["low"], "came_high": shares["came"][i]["ratio"]["high"]}
            for i, said in enumerate(shares["said"])
        ],
    }


def _alive(of: Recovered) -> dict[str, Any]:
    """Who is silently dead among buyers whose relationship stands: T and P(alive) as tests for it."""
    rows = ~of.is_broken & of.is_buyer
    p, alive = of.p_alive[rows], of.is_alive[rows]
    return {
        "share_alive": float(alive.mean()),
        "mean_p_alive": float(p.mean()),
        "mean_trust": float(of.trust[rows].mean()),
        "auc_p_alive": separation(p, alive),
        "auc_trust": separation(of.trust[rows], alive),
        "reliability_p_alive": reliability(p, alive),
        "reliability_trust": reliability(of.trust[rows], alive),
    }


def _capital(of: Recovered, days: int) -> dict[str, Any]:
    """K over ``days`` against what was to be expected and what came."""
    held = ~of.is_broken
    capital, ids = of.predicted[days]["capital"], of.contact_id
    return {
        "ratio_expected": ratio(capital, of.expected[days], ids),
        "ratio_realised": ratio(capital, of.realised[days], ids),
        "ratio_realised_season_known": ratio(capital * of.season[days], of.realised[days], ids),
        "deciles_expected": deciles(capital[held], of.expected[days][held], ids[held]),
        "deciles_realised": deciles(capital[held], of.realised[days][held], ids[held]),
    }


def _money_test(of: Recovered) -> dict[str, Any] | None:
    """The audit's test on its closed windows, and whether the next window agreed.

    The next window is 28 or 91 days, whichever is nearer to the length of the test's.
    """
    test = of.money_test
    if test is None:
        return None
    days = min((28, 91), key=lambda each: abs(each - test.window_days))
    next_ratio = ratio(of.predicted[days]["capital"], of.realised[days], of.contact_id)
    value = next_ratio["value"]
    return {
        "window_days": test.window_days,
        "windows": [window.ratio.value for window in of.capital],
        "ratio": {"value": test.ratio.value, "low": test.ratio.low, "high": test.ratio.high},
        "passed": test.passed,
        "next_days": days,
        "next_ratio": next_ratio,
        "next_ratio_season_known": None if value is None else value * float(of.season[days].mean()),
        "next_in_band": value is not None and RATIO_WITHIN[0] <= value <= RATIO_WITHIN[1],
    }
