"""What the books say of every contact at one moment, as columns, and the one step from estimates to fen."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from guanxi.kit.errors import BookError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]

LARGEST_FEN = float(1 << 53)
"""Beyond this a float no longer knows single fen; no contact is worth 90 trillion yuan."""


class PostingError(BookError):
    """An estimate cannot be posted: it is no number, or outside what it may be."""

    code = "book.posting"


@dataclass(frozen=True, slots=True)
class Positions:
    """One row per contact, sorted by ``contact_id``; every column is an (n,) array. Money is integer fen.

    Parameters
    ----------
    potential_fen : Λ, expected margin over H given that the relationship holds; 0 where ``is_broken``.
    trust, trust_low, trust_high : T and its interval, in [0, 1]; 0 where ``is_broken``.
    capital_fen : K = :func:`post_capital` of Λ and T.
    clv_fen : expected margin over H given history.
    serving_fen : S, cost to serve over H; ``None`` when the brand has not stated what serving costs.
    referral_credit_fen : σ·clv of those whom the contact brought, a part of *their* clv; ``None`` when the data knows
        no referrals.
    referral_given_fen : of its own clv, what stands with its inviter, whose id is ``inviter_id`` (0: none).
    promises_fen : owed and not kept.
    p_alive : in [0, 1]; NaN where nothing was bought yet.
    n_eff : evidence behind T: decayed acts, bonds and closed asks, and whole own cycles in silence.
    n_orders : purchases, all time. age_days : known for. cycle_days : own purchase cycle.
    tier : code of :data:`guanxi.book.tiers.codes.TIERS`; stage : code of :data:`guanxi.book.lifecycle.STAGES`.
    layers : mask of :data:`guanxi.book.lifecycle.BITS`.
    is_broken : no relationship stands: broken, erased or released.
    is_liability : doubtful, and expected to cost more than it brings. has_evidence : above the evidence floor.
    is_new : ordinary and below the evidence floor (the badge).
    activity, depth, value_score : measures of the tiers, in [0, 1].
    """

    contact_id: Ints
    potential_fen: Ints
    trust: Floats
    trust_low: Floats
    trust_high: Floats
    capital_fen: Ints
    clv_fen: Ints
    serving_fen: Ints | None
    referral_credit_fen: Ints | None
    promises_fen: Ints
    p_alive: Floats
    n_eff: Floats
    n_orders: Ints
    age_days: Ints
    cycle_days: Floats
    tier: Codes
    stage: Codes
    is_liability: Bools
    is_broken: Bools
    has_evidence: Bools
    is_new: Bools
    activity: Floats
    depth: Floats
    value_score: Floats
    referral_given_fen: Ints | None = None
    inviter_id: Ints | None = None
    layers: Codes | None = None

    def __post_init__(self) -> None:
        """Refuse columns that do not describe the same contacts."""
        lengths = {name: len(column) for name, column in self._columns().items() if column is not None}
        if len(set(lengths.values())) > 1:
            raise PostingError(
                f"The columns of the positions have different lengths: {lengths}. Give one value per contact.",
                f"持仓各列的长度不一致：{lengths}。请为每位客户各给一个值。",
            )
        if np.any(np.diff(self.contact_id) <= 0):
            raise PostingError(
                "The positions are not sorted by contact, or name a contact twice. Sort them and merge the doubles.",
                "持仓没有按客户排序，或同一客户出现两次。请排序并合并重复项。",
            )

    def _columns(self) -> dict[str, NDArray[np.generic] | None]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def n(self) -> int:
        """Number of contacts."""
        return len(self.contact_id)

    def assets_fen(self, capital_is_money: bool) -> Ints:
        """(n,) what stands on the asset side: K where K is money, else clv (trust-economics §4)."""
        return self.capital_fen if capital_is_money else self.clv_fen

    def net_fen(self, capital_is_money: bool) -> Ints:
        """(n,) assets − cost to serve − promises; before the cost to serve where that is not known."""
        net = self.assets_fen(capital_is_money) - self.promises_fen
        return net if self.serving_fen is None else net - self.serving_fen

    @property
    def referral_kept_fen(self) -> Ints | None:
        """(n,) clv that a contact keeps: Σ kept + Σ credit = Σ clv to the fen; ``None`` without referrals."""
        return None if self.referral_given_fen is None else self.clv_fen - self.referral_given_fen

    def take(self, index: Ints | Bools) -> Positions:
        """The positions of some contacts; ``index`` keeps their order."""
        taken = {name: None if column is None else column[index] for name, column in self._columns().items()}
        return Positions(**taken)  # type: ignore[arg-type]  # the same columns, shorter


def post_fen(estimate: Floats, what: str = "estimate") -> Ints:
    """Integer fen of estimates in fen: half a fen rounds to even.

    The only way from a float to the books (trust-economics §4); monotone, so a higher estimate is never posted lower.

    Raises
    ------
    PostingError
        when an estimate is not a finite number below 2⁵³ fen; ``what`` names the column in the sentence.
    """
    bad = ~(np.abs(estimate) < LARGEST_FEN)
    if bad.any():
        first = int(np.argmax(bad))
        raise PostingError(
            f"{int(bad.sum())} values of {what} cannot be posted, the first in row {first}: {estimate[first]}."
            " Check the model that made them.",
            f"{what} 有 {int(bad.sum())} 个值无法入账，第一个在第 {first} 行：{estimate[first]}。请检查产生它的模型。",
        )
    return np.rint(estimate).astype(np.int64)


def post_capital(potential_fen: Ints, trust: Floats) -> Ints:
    """K = Λ·T in integer fen, from posted Λ (fen) and T, so that anybody can redo it from the contacts table.

    0 ≤ K ≤ Λ, and raising T never lowers K: the product and the rounding are both monotone.

    Raises
    ------
    PostingError
        when T is outside [0, 1] or Λ is negative.
    """
    bad = ~((trust >= 0) & (trust <= 1) & (potential_fen >= 0))
    if bad.any():
        first = int(np.argmax(bad))
        raise PostingError(
            f"Trust capital needs 0 ≤ T ≤ 1 and a potential of at least 0; row {first} has T {trust[first]} and"
            f" {potential_fen[first]} fen. Check the trust model.",
            f"信任资本要求 0 ≤ T ≤ 1 且潜力不为负；第 {first} 行的 T 为 {trust[first]}，"
            f"潜力 {potential_fen[first]} 分。请检查信任模型。",
        )
    return post_fen(potential_fen * trust, "trust capital")
