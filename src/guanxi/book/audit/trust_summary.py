"""How T came about, for the calibration page."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import HeadSummary, Interval, TrustStatus, TrustSummary
from guanxi.book.groups import hash_groups
from guanxi.book.positions import Positions
from guanxi.book.trust.model import ShippedHead, TrustModel
from guanxi.book.trust.sub_scores import NAMES
from guanxi.lake.schema import N_BUCKETS
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance

N_BARS = 20


def summarise_trust(model: TrustModel, positions: Positions) -> TrustSummary:
    """Status, heads, link, and the distribution of T over the relationships that stand."""
    held = ~positions.is_broken
    counts, edges = np.histogram(positions.trust[held], bins=N_BARS, range=(0.0, 1.0))
    return TrustSummary(
        status=TrustStatus.CALIBRATED if model.link.is_learnt else TrustStatus.INDEX,
        heads=tuple(_summarise(head) for head in model.heads),
        link_score=tuple(model.link.curve.x.tolist()),
        link_trust=tuple(model.link.curve.y.tolist()),
        link_n_buyers=model.link.n_contacts,
        link_n_orders=model.link.n_orders,
        mean_trust=_mean(positions),
        histogram_edges=tuple(edges.tolist()),
        histogram_counts=tuple(int(n) for n in counts),
    )


def _summarise(shipped: ShippedHead) -> HeadSummary:
    head = shipped.head
    return HeadSummary(
        outcome=shipped.outcome,
        status=shipped.status,
        weight=shipped.weight,
        n_labels=0 if head is None else head.n_labels,
        n_rarer=0 if head is None else head.n_rarer,
        coefficients={} if head is None else dict(zip(NAMES, head.model.weights.tolist(), strict=True)),
        penalty=None if head is None else head.model.penalty,
        calibration=None if head is None else head.calibrated_by,
        reason_en=shipped.reason_en,
        reason_zh=shipped.reason_zh,
    )


def _mean(positions: Positions) -> Interval:
    """Mean T of the relationships that stand, with its jackknife interval."""
    held = (~positions.is_broken).astype(np.float64)
    if not held.any():
        return Interval(0.0, 0.0, 0.0)
    groups = hash_groups(positions.contact_id)
    sums = group_sums(positions.trust * held, groups, N_BUCKETS), group_sums(held, groups, N_BUCKETS)
    value = float(sums[0].sum() / sums[1].sum())
    variance = ratio_variance(*sums)
    low, high = normal_interval(value, variance if np.isfinite(variance) else 1.0)
    return Interval(value, max(low, 0.0), min(high, 1.0))
