"""The steps of one contact from opening to closing, in integer fen, for all contacts at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import RollForwardCode
from guanxi.book.positions import post_fen
from guanxi.book.roll_forward.standings import Aligned

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOVEMENTS = (
    RollForwardCode.RESTATEMENT,
    RollForwardCode.RECALIBRATION,
    RollForwardCode.ACQUIRED,
    RollForwardCode.WRITE_OFFS,
    RollForwardCode.DEPRECIATION,
    RollForwardCode.HEALING,
    RollForwardCode.TRUST_EARNED,
    RollForwardCode.TRUST_LOST,
    RollForwardCode.POTENTIAL_CHANGE,
)
"""The lines between opening and closing, in their order; a transfer between cuts comes after them."""


@dataclass(frozen=True, slots=True)
class Steps:
    """(m,) columns of fen per line, aligned with ``Aligned.contact_id``; opening + Σ movements = closing, each row.

    ``happened`` : line → (m,) True for the contacts that the line counts.
    """

    amounts: dict[RollForwardCode, Ints]
    happened: dict[RollForwardCode, Bools]
    acquired_and_broken: Bools


def contact_steps(aligned: Aligned) -> Steps:
    """Every contact's steps, in the order of trust-economics §4.

    Notes
    -----
    With K = ΛT at both ends, K1 − K0′ = Λ̄·(T1 − T0′) + T̄·(Λ1 − Λ0′) where Λ̄ = (Λ0′ + Λ1)/2 and T̄ likewise: no cross
    term has to be given to anybody. T1 − T0′ is split at T_c. Each part is rounded by itself; what the rounding leaves
    (at most 2 fen a contact) stays in the change of potential, which is the remainder. A contact that has no T_c is
    taken not to have faded. Acquired and broken inside the period: counted, amount 0.
    """
    held, closed = aligned.held_opening, aligned.held_closing
    stays = held & closed
    lent = (aligned.opening_potential_fen + aligned.closing_potential_fen) / 2
    faded = np.where(np.isnan(aligned.trust_faded), aligned.trust_opening, aligned.trust_faded)
    time = _posted(stays, lent, faded - aligned.trust_opening)
    evidence = _posted(stays, lent, aligned.trust_closing - faded)
    amounts = {
        RollForwardCode.OPENING: aligned.published_fen,
        RollForwardCode.RESTATEMENT: aligned.restated_fen - aligned.published_fen,
        RollForwardCode.RECALIBRATION: aligned.opening_fen - aligned.restated_fen,
        RollForwardCode.ACQUIRED: np.where(closed & ~held, aligned.closing_fen, 0),
        RollForwardCode.WRITE_OFFS: np.where(held & ~closed, -aligned.opening_fen, 0),
        RollForwardCode.DEPRECIATION: np.minimum(time, 0),
        RollForwardCode.HEALING: np.maximum(time, 0),
        RollForwardCode.TRUST_EARNED: np.maximum(evidence, 0),
        RollForwardCode.TRUST_LOST: np.minimum(evidence, 0),
        RollForwardCode.POTENTIAL_CHANGE: np.where(
            stays, aligned.closing_fen - aligned.opening_fen - time - evidence, 0
        ),
        RollForwardCode.CLOSING: aligned.closing_fen,
    }
    happened = {code: amount != 0 for code, amount in amounts.items()} | {
        RollForwardCode.OPENING: aligned.held_published,
        RollForwardCode.ACQUIRED: closed & ~held,
        RollForwardCode.WRITE_OFFS: held & ~closed,
        RollForwardCode.CLOSING: closed,
    }
    unseen = np.isnan(aligned.trust_opening)
    return Steps(amounts, happened, aligned.in_closing & unseen & ~closed)


def _posted(stays: Bools, lent_fen: Floats, trust_change: Floats) -> Ints:
    return post_fen(np.where(stays, lent_fen * trust_change, 0.0), "change of trust")
