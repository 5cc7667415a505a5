"""What the people whom a contact brought are worth, so that made-up people are worth nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_ROUNDS = 64
"""Generations that are followed; with a damping of ½ the next one would weigh 5e-20."""


def within_caps(inviter: Ints, block: Ints, value: Floats, cap: int) -> Bools:
    """(n,) True for those who count: at most ``cap`` per inviter and block of time, the most valuable first.

    Parameters
    ----------
    inviter : (n,) number, −1 for nobody (never counted). block : (n,) number of the block of time of the invitation.
    """
    brought = np.flatnonzero(inviter >= 0)
    order = brought[np.lexsort((brought, -value[brought], block[brought], inviter[brought]))]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (inviter[order[1:]] != inviter[order[:-1]]) | (block[order[1:]] != block[order[:-1]])
    starts = np.flatnonzero(new)
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    counted = np.zeros(len(inviter), dtype=np.bool_)
    counted[order[place < cap]] = True
    return counted


def damped_values(inviter: Ints, value: Floats, counted: Bools, damping: float) -> Floats:
    """(n,) Σ over those whom a contact brought of their value + damping × what they brought in turn.

    Parameters
    ----------
    inviter : (n,) number, −1 for nobody. value : (n,) ≥ 0, 0 for all but verified seeds. counted : (n,) within caps.
    damping : [0, 1), the weight of a generation against the one before.

    Notes
    -----
    s = A(v + d·s) with A the counted inviter–invitee pairs: Katz (1953, Psychometrika 18, 39–43) status with the
    verified contacts as its only source, which is what makes TrustRank (Gyöngyi, Garcia-Molina & Pedersen 2004, VLDB,
    section 4.2) robust: trust comes from seeds and fades with distance. Everybody has one inviter, so every unit of
    value reaches one chain of inviters, and no clique can multiply it; d < 1 ends what a cycle would repeat.
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping is {damping}; it must lie in [0, 1)")
    rows = np.flatnonzero(counted & (inviter >= 0))
    to, n = inviter[rows], len(inviter)
    score = np.zeros(n)
    for _ in range(MOST_ROUNDS):
        new = np.bincount(to, weights=value[rows] + damping * score[rows], minlength=n).astype(np.float64)
        if np.array_equal(new, score):
            break
        score = new
    return score
