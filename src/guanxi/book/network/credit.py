"""Referral credit: of an invitee's lifetime value the inviter is credited a share, the invitee keeps the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.kit.errors import BookError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class CreditError(BookError):
    """The share of referral credit is outside what it may be."""

    code = "book.referral_share"


@dataclass(frozen=True, slots=True)
class Credit:
    """(n,) integer fen by row.

    Parameters
    ----------
    received : what stands with the contact for those whom it brought. given : what stands with its inviter for it.
    inviter_id : to whom ``given`` is credited; 0 where nothing can be.

    Notes
    -----
    kept = clv − given by definition, and Σ received = Σ given because both are the same integers summed in another
    order; so Σ kept + Σ received = Σ clv to the fen. In a cut, kept + given = clv to the fen, and over the cuts of a
    dimension in which everybody stands once Σ received = Σ given.
    """

    received: Ints
    given: Ints
    inviter_id: Ints


def credit_inviters(inviter: Ints, clv_fen: Ints, is_broken: Bools, contact_id: Ints, share: float) -> Credit:
    """Split every clv between an invitee and its inviter.

    Parameters
    ----------
    inviter : (n,) row of the first valid inviter, −1 for none; a broken inviter is credited nothing: its relationship
        is worth nothing, and the invitee keeps the whole.
    clv_fen : (n,) ≥ 0, posted. share : σ in [0, 1]; half a fen rounds to even.

    Raises
    ------
    CreditError
        when σ is outside [0, 1].
    """
    if not 0 <= share <= 1:
        raise CreditError(
            f"referral_share is {share}; an inviter's share lies between 0 and 1. Change the setting.",
            f"referral_share 为 {share}；邀请人的份额应在 0 与 1 之间。请修改设置。",
        )
    n = len(clv_fen)
    stands = inviter >= 0
    stands &= ~is_broken[np.where(inviter >= 0, inviter, 0)] if n else stands
    given = np.where(stands, np.rint(clv_fen * share).astype(np.int64), 0)
    received = np.zeros(n, dtype=np.int64)
    np.add.at(received, inviter[stands], given[stands])
    return Credit(received, given, np.where(stands, contact_id[np.where(stands, inviter, 0)], 0) if n else received)
