"""The statement of the whole book."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, MoneyTest, Statement
from guanxi.book.exact_sums import sums_by_code, total
from guanxi.book.groups import hash_groups
from guanxi.book.positions import Positions
from guanxi.book.statement.promises import Owed
from guanxi.book.statement.uncertainty import ParameterVariance, share_squared, total_interval
from guanxi.book.tiers.codes import NONE, TIER_NAMES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RATIO_WITHIN = (0.9, 1.1)
RATIO_INTERVAL_WITHIN = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class Memo:
    """Figures that stand beside the statement and enter no total; ``None``: not known."""

    unamortised_acquisition: int | None = None
    growth_option: int | None = None


def passes_money_test(ratio: Interval) -> bool:
    """True when ΣK_h ÷ Σ realised_h lies in [.9, 1.1] and its 90 % interval inside [.8, 1.25]."""
    inside = RATIO_WITHIN[0] <= ratio.value <= RATIO_WITHIN[1]
    return inside and RATIO_INTERVAL_WITHIN[0] <= ratio.low and ratio.high <= RATIO_INTERVAL_WITHIN[1]


def build_statement(
    positions: Positions,
    *,
    money_test: MoneyTest | None,
    parameters: ParameterVariance,
    owed: Owed,
    memo: Memo | None = None,
) -> Statement:
    """The trust balance sheet (trust-economics §4).

    Potential − allowance = trust capital to the fen, in total and by tier. Net equity stands on K where the money test
    passed, else on clv; it is before maintenance where what serving costs is not known. ``positions.promises_fen`` is
    ``owed.by_contact_fen``. Referral credit is no further asset: it is the part of invitees' clv that stands with their
    inviters, so kept + credit = clv to the fen, and neither enters a total beside clv.
    """
    groups = hash_groups(positions.contact_id)
    is_money = money_test is not None and money_test.passed
    allowance = positions.potential_fen - positions.capital_fen
    allowance_variance = parameters.potential * share_squared(total(allowance), total(positions.potential_fen))
    net_variance = parameters.assets(is_money) + parameters.maintenance
    serving, credit = positions.serving_fen, positions.referral_credit_fen
    memo = memo or Memo()
    return Statement(
        potential=total_interval(positions.potential_fen, groups, parameters.potential),
        doubtful_allowance=total_interval(allowance, groups, allowance_variance),
        trust_capital=total_interval(positions.capital_fen, groups, parameters.capital),
        trust_capital_is_money=is_money,
        money_test=money_test,
        clv=total_interval(positions.clv_fen, groups, parameters.clv),
        maintenance=None if serving is None else total_interval(serving, groups, parameters.maintenance),
        promises=total(positions.promises_fen) + owed.unassigned_fen,
        n_promises=owed.n_outstanding,
        net_equity=total_interval(positions.net_fen(is_money), groups, net_variance, shift=-owed.unassigned_fen),
        net_equity_basis="trust_capital" if is_money else "clv",
        referral_credit=None if credit is None else total(credit),
        referral_kept=None if positions.referral_kept_fen is None else total(positions.referral_kept_fen),
        unamortised_acquisition=memo.unamortised_acquisition,
        trust_capital_by_tier=_by_tier(positions, positions.capital_fen),
        potential_by_tier=_by_tier(positions, positions.potential_fen),
        growth_option=memo.growth_option,
    )


def _by_tier(positions: Positions, column: Ints) -> dict[str, int]:
    """Fen by tier; contacts without a tier only where something stands there (released, not broken)."""
    sums = sums_by_code(column, positions.tier.astype(np.int64), len(TIER_NAMES))
    return {name: int(sums[code]) for code, name in enumerate(TIER_NAMES) if code != NONE or sums[code] != 0}


def unamortised_acquisition(cac_fen: Floats, age_days: Ints, life_days: Floats, positions: Positions) -> int:
    """Acquisition cost not yet used up (长期待摊), fen: straight line over the expected life; a break writes it off.

    Parameters
    ----------
    cac_fen : (n,) cost per contact of its channel × cohort. age_days : (n,) since acquisition.
    life_days : (n,) expected life of a relationship, > 0.
    """
    left = np.clip(1 - age_days / life_days, 0.0, 1.0)
    return total(np.rint(np.where(positions.is_broken, 0.0, cac_fen * left)).astype(np.int64))
