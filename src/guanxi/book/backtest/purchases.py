"""Purchase models on a holdout: how many purchases each contact was expected to make, and made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, PurchaseBacktest
from guanxi.book.facts.contracts import Facts
from guanxi.book.groups import hash_groups
from guanxi.lake.schema import N_BUCKETS
from guanxi.stats import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from guanxi.stats.btyd.purchase_model import PurchaseModel
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance

Floats = NDArray[np.float64]

MODELS: dict[str, Callable[[], PurchaseModel]] = {
    "mbg_nbd": ModifiedBetaGeoNBD,
    "pareto_nbd": ParetoNBD,
    "bg_nbd": BetaGeoNBD,
}


def backtest_purchases(
    facts: Facts, realised: NDArray[np.int64], opened_ms: int, days: int
) -> tuple[PurchaseBacktest, ...]:
    """Every model fitted on the buyers of ``facts`` and held against their ``realised`` order-blocks in ``days``."""
    bought = facts.is_buyer
    buyers = facts.take(bought)
    if not buyers.n or not realised[bought].any():
        return ()
    weeks = np.column_stack(
        (buyers.n_orders - 1.0, (buyers.first_order_age - buyers.last_order_age) / 7.0, buyers.first_order_age / 7.0)
    )
    groups = hash_groups(buyers.contact_id)
    came = realised[bought].astype(np.float64)
    made = []
    for name, model in MODELS.items():
        expected = model().fit(weeks).expected_purchases(weeks, days / 7.0)
        mae = float(np.mean(np.abs(expected - came)))
        made.append(PurchaseBacktest(name, opened_ms, days, buyers.n, mae, _ratio(expected, came, groups)))
    return tuple(made)


def _ratio(expected: Floats, came: Floats, groups: NDArray[np.int64]) -> Interval:
    value = float(expected.sum() / came.sum())
    variance = ratio_variance(group_sums(expected, groups, N_BUCKETS), group_sums(came, groups, N_BUCKETS))
    return Interval(value, *normal_interval(value, variance, 0.90), 0.90)
