"""The statement cut by channel, staff, group, cohort, program, tier and touchpoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import CutRow
from guanxi.book.exact_sums import counts_by_code, mean_trust_by_code, sums_by_code, sums_by_code_and_group, total
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.positions import Positions
from guanxi.book.statement.evidence import AggregateEvidence
from guanxi.book.statement.memberships import Membership
from guanxi.book.statement.uncertainty import LEVEL, ParameterVariance, share_squared
from guanxi.stats.jackknife import normal_interval, total_variance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CutSums:
    """Exact sums per cut of one membership, (c,) each; ``net_groups`` (c, 64) is net equity by hash group.

    ``mean_trust`` is over the ``n_contacts - n_broken`` relationships that stand, as everywhere; 0 where none does.
    """

    n_contacts: Ints
    n_broken: Ints
    n_ended: Ints
    n_orders: Ints
    potential: Ints
    capital: Ints
    clv: Ints
    serving: Ints | None
    promises: Ints
    net: Ints
    net_groups: Ints
    mean_trust: Floats
    credit: Ints | None
    given: Ints | None

    def assets(self, capital_is_money: bool) -> Ints:
        """(c,) K where K is money, else clv."""
        return self.capital if capital_is_money else self.clv


def cut_sums(positions: Positions, cuts: Membership, capital_is_money: bool) -> CutSums:
    """Sums of every cut in one pass per column; a contact in several cuts counts whole in each."""
    row, code, size = cuts.row, cuts.code, len(cuts.names)

    def by_cut(column: Ints) -> Ints:
        return sums_by_code(column[row], code, size)

    net = positions.net_fen(capital_is_money)
    groups = hash_groups(positions.contact_id)
    stands = ~positions.is_broken[row]
    return CutSums(
        n_contacts=counts_by_code(code, size),
        n_broken=counts_by_code(code[~stands], size),
        n_ended=counts_by_code(code[cuts.ended] if cuts.ended is not None else code[:0], size),
        n_orders=by_cut(positions.n_orders),
        potential=by_cut(positions.potential_fen),
        capital=by_cut(positions.capital_fen),
        clv=by_cut(positions.clv_fen),
        serving=None if positions.serving_fen is None else by_cut(positions.serving_fen),
        promises=by_cut(positions.promises_fen),
        net=by_cut(net),
        net_groups=sums_by_code_and_group(net[row], code, size, groups[row], N_GROUPS),
        mean_trust=mean_trust_by_code(positions.trust[row[stands]], code[stands], size),
        credit=None if positions.referral_credit_fen is None else by_cut(positions.referral_credit_fen),
        given=None if positions.referral_given_fen is None else by_cut(positions.referral_given_fen),
    )


def cut_rows(
    positions: Positions, cuts: Membership, parameters: ParameterVariance, *, capital_is_money: bool
) -> tuple[CutRow, ...]:
    """The statement of every cut of one dimension, in the order of ``cuts.names``.

    Net equity is before maintenance where that is not known, as in the whole book. The mean T is
    that of the relationships that stand; how many are broken is said beside it. Where the evidence does not carry a
    verdict on the cut, the row says what is missing; its sums stand all the same.
    """
    sums = cut_sums(positions, cuts, capital_is_money)
    uncertainty = _uncertainty(positions, sums, parameters, capital_is_money)
    return tuple(
        _row(cuts, sums, code, variance=float(uncertainty[code]), capital_is_money=capital_is_money)
        for code in range(len(cuts.names))
    )


def _uncertainty(positions: Positions, sums: CutSums, parameters: ParameterVariance, capital_is_money: bool) -> Floats:
    """(c,) variance of each cut's net equity, fen²: its contacts', and its share of the parameters'."""
    assets = sums.assets(capital_is_money)
    whole = total(positions.assets_fen(capital_is_money))
    of_contacts = np.asarray([total_variance(groups.astype(np.float64)) for groups in sums.net_groups])
    variances = of_contacts + parameters.assets(capital_is_money) * _share_squared(assets, whole)
    if sums.serving is not None and positions.serving_fen is not None:
        variances = variances + parameters.maintenance * _share_squared(sums.serving, total(positions.serving_fen))
    return np.asarray(variances, dtype=np.float64)


def _share_squared(parts: Ints, whole: int) -> Floats:
    return np.asarray([share_squared(int(part), whole) for part in parts], dtype=np.float64)


def _row(cuts: Membership, sums: CutSums, code: int, *, variance: float, capital_is_money: bool) -> CutRow:
    serving = None if sums.serving is None else int(sums.serving[code])
    net, promises = int(sums.net[code]), int(sums.promises[code])
    low, high = normal_interval(float(net), variance, LEVEL)
    evidence = AggregateEvidence(
        int(sums.n_contacts[code]),
        int(sums.n_orders[code]),
        half_width=(high - low) / 2,
        larger_side=float(max(int(sums.assets(capital_is_money)[code]), (serving or 0) + promises)),
    )
    missing_en, missing_zh = evidence.missing()
    return CutRow(
        dimension=cuts.dimension,
        key=cuts.names[code],
        n_contacts=evidence.n_contacts,
        potential=int(sums.potential[code]),
        trust_capital=int(sums.capital[code]),
        clv=int(sums.clv[code]),
        maintenance=serving,
        promises=promises,
        net_equity=net,
        net_equity_low=round(low),
        net_equity_high=round(high),
        mean_trust=float(sums.mean_trust[code]),
        enough_evidence=evidence.is_enough,
        missing_en=missing_en,
        missing_zh=missing_zh,
        referral_credit=None if sums.credit is None else int(sums.credit[code]),
        referral_given=None if sums.given is None else int(sums.given[code]),
        n_broken=int(sums.n_broken[code]),
        n_ended=int(sums.n_ended[code]),
    )
