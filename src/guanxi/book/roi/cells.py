"""One cell of the returns: its contacts' money, its ratio with an interval, and whether a band may be named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, RoiBand, RoiRow
from guanxi.book.exact_sums import counts_by_code, sums_by_code, total
from guanxi.book.groups import N_GROUPS
from guanxi.book.roi.bands import band_of, is_narrow
from guanxi.book.roi.words import COST_UNKNOWN, COST_ZERO, NOBODY, NOTHING, Reason, not_enough, too_wide
from guanxi.book.statement.evidence import AggregateEvidence
from guanxi.stats.jackknife import normal_interval, ratio_variance

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEVEL = 0.80


@dataclass(frozen=True, slots=True)
class Ledger:
    """Columns that returns are made of, one row per contact, broken ones included: they were paid for too.

    Parameters
    ----------
    margin_fen : margin realised since the contact became known. clv_fen : posted.
    serving_fen : posted cost to serve over the horizon; ``None`` when not known.
    cost_fen, cost_is_known : of the acquisition.
    groups : hash groups 0…63.
    model_share : variance of Σ clv that comes from the models' parameters ÷ (Σ clv)².
    """

    margin_fen: Ints
    clv_fen: Ints
    serving_fen: Ints | None
    n_orders: Ints
    cost_fen: Ints
    cost_is_known: Bools
    groups: Ints
    model_share: float

    @property
    def n(self) -> int:
        """Number of contacts."""
        return len(self.clv_fen)


def make_row(ledger: Ledger, rows: Ints, channel: str, cohort: str, stranded_fen: int = 0) -> RoiRow:
    """The return of the contacts ``rows``.

    Where any acquisition cost is known, the row counts the contacts that it was paid for and no others: a ratio of
    everybody's value to the cost of some would flatter.

    Parameters
    ----------
    stranded_fen : money spent for this cell in periods in which nobody was acquired.
    """
    paid_for = rows[ledger.cost_is_known[rows]]
    is_known = len(paid_for) > 0 or stranded_fen > 0
    counted = paid_for if is_known else rows
    cost = total(ledger.cost_fen[counted]) + stranded_fen if is_known else None
    margin, clv = total(ledger.margin_fen[counted]), total(ledger.clv_fen[counted])
    serving = None if ledger.serving_fen is None else ledger.serving_fen[counted]
    maintenance = None if serving is None else total(serving)
    gain = ledger.margin_fen[counted] + ledger.clv_fen[counted]
    roi = _ratio(gain, ledger, counted, cost, clv)
    after = None if serving is None else _ratio(gain - serving, ledger, counted, cost, clv)
    n_orders = total(ledger.n_orders[counted])
    band, why = _verdict(roi, cost, len(counted), n_orders)
    return RoiRow(
        channel=channel,
        cohort=cohort,
        n_contacts=len(counted),
        n_orders=n_orders,
        acquisition_cost=cost,
        margin_realised=margin,
        clv=clv,
        maintenance=maintenance,
        roi=roi,
        roi_after_maintenance=after,
        band=band,
        why_no_verdict_en=why.en,
        why_no_verdict_zh=why.zh,
    )


def _ratio(gain: Ints, ledger: Ledger, counted: Ints, cost: int | None, clv: int) -> Interval | None:
    """Σ gain ÷ cost with an 80 % interval; ``None`` without a cost, or when one hash group holds every contact.

    Sampling: delete-one-group jackknife of gain per contact ÷ cac, so that a large group is no outlier for its size.
    Parameters: the cell moves with the whole Σ clv. Their covariance is bounded as in
    :func:`guanxi.book.value.interval.total_interval`, by the share of the book that the cell is.
    """
    if not cost or len(counted) == 0:
        return None
    groups = ledger.groups[counted]
    sums = sums_by_code(gain, groups, N_GROUPS).astype(np.float64)
    counts = counts_by_code(groups, N_GROUPS).astype(np.float64)
    sampled = ratio_variance(sums, counts * (cost / len(counted)))
    learnt = ledger.model_share * (clv / cost) ** 2
    if not np.isfinite(sampled):
        return None
    both = sampled + learnt + 2.0 * float(np.sqrt(sampled * learnt * len(counted) / ledger.n))
    value = float(total(gain) / cost)
    low, high = normal_interval(value, both, LEVEL)
    return Interval(value, low, high, LEVEL)


def _verdict(roi: Interval | None, cost: int | None, n_contacts: int, n_orders: int) -> tuple[RoiBand | None, Reason]:
    """A band, or in words why there is none."""
    if cost is None or cost == 0:
        return None, COST_UNKNOWN if cost is None else COST_ZERO
    if n_contacts == 0:
        return None, NOBODY
    evidence = AggregateEvidence(
        n_contacts,
        n_orders,
        half_width=float("inf") if roi is None else (roi.high - roi.low) / 2,
        # Measured against the larger of gain and cost: a return of .1 ± .1 is clearly bad, not unclear.
        larger_side=1.0 if roi is None else max(abs(roi.value), 1.0),
    )
    if roi is None or not evidence.is_enough:
        return None, not_enough(*evidence.missing())
    if not is_narrow(roi):
        return None, too_wide(roi)
    return band_of(roi.value), NOTHING
