"""What a gentle release would save: stopping to spend on those who cost more than they bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, Release
from guanxi.book.exact_sums import total
from guanxi.book.groups import hash_groups
from guanxi.book.positions import Positions
from guanxi.book.statement.evidence import AggregateEvidence
from guanxi.book.statement.uncertainty import LEVEL, ParameterVariance, share_squared, total_interval

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_COSTS = (
    "what serving a contact costs is not known; state it under `rates` in guanxi.yaml or add a costs table",
    "不知道服务一位客户要花多少钱；请在 guanxi.yaml 的 rates 中填写，或补充成本表",
)
NOBODY = (
    "no contact with enough evidence is doubtful and expected to cost more than it brings",
    "没有证据充分、存疑且预计成本高于收益的客户",
)


def _credit_from_others(positions: Positions, flagged: Bools) -> Ints:
    """(n,) referral credit that would go with the flagged, without what they are credited for one another.

    A flagged invitee's value is lost whole already; its inviter's share of it must not be lost a second time.
    """
    if positions.referral_credit_fen is None:
        return np.zeros(positions.n, dtype=np.int64)
    credit = np.where(flagged, positions.referral_credit_fen, 0)
    if positions.inviter_id is None or positions.referral_given_fen is None:
        return credit
    row = np.minimum(np.searchsorted(positions.contact_id, positions.inviter_id), positions.n - 1)
    twice = flagged & (positions.contact_id[row] == positions.inviter_id) & flagged[row]
    np.subtract.at(credit, row[twice], positions.referral_given_fen[twice])
    return credit


def build_release(positions: Positions, parameters: ParameterVariance, *, capital_is_money: bool) -> Release:
    """Saving over H of releasing all contacts with the liability flag, net of the value lost, with its interval.

    Everything that is expected of them is taken to be lost, referral credit included: some will come back by
    themselves, so the saving errs on the low side. Who is flagged was picked by these very figures, which errs on the
    high side; the interval covers neither. A release is to be tested with a holdout first.

    The evidence floor asks for 30 contacts in the release and 30 orders in the book, from which their value was
    learnt: people who never bought could never be released otherwise.
    """
    if positions.serving_fen is None:
        return Release(0, None, None, None, False, *NO_COSTS)
    flagged = positions.is_liability
    n = int(flagged.sum())
    if n == 0:
        return Release(0, 0, 0, Interval(0, 0.0, 0.0, LEVEL), False, *NOBODY)
    serving = np.where(flagged, positions.serving_fen, 0)
    assets = np.where(flagged, positions.assets_fen(capital_is_money), 0)
    lost = assets + _credit_from_others(positions, flagged)
    variance = parameters.assets(capital_is_money) * share_squared(
        total(assets), total(positions.assets_fen(capital_is_money))
    ) + parameters.maintenance * share_squared(total(serving), total(positions.serving_fen))
    saving = total_interval(serving - lost, hash_groups(positions.contact_id), variance)
    evidence = AggregateEvidence(
        n,
        total(positions.n_orders),
        half_width=(saving.high - saving.low) / 2,
        larger_side=float(max(total(serving), total(lost))),
    )
    return Release(n, total(serving), total(lost), saving, evidence.is_enough, *evidence.missing())
