"""The books: statement, cuts, tiers, roll-forward, returns, touchpoints, release."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.codes import RoiBand, Tier, VerdictCode
from guanxi.book.contracts.shared import Interval


@dataclass(frozen=True, slots=True)
class Statement:
    """The trust balance sheet of one set of contacts at one moment (fen)."""

    potential: Interval
    doubtful_allowance: Interval  # ΣΛ(1 − T) ≥ 0, printed as a deduction
    trust_capital: Interval
    trust_capital_is_money: bool
    money_test: MoneyTest | None
    clv: Interval
    maintenance: Interval | None  # None: what serving costs is not known, and ``net_equity`` is before it
    promises: int
    n_promises: int | None  # None: the data has no promises table
    net_equity: Interval
    net_equity_basis: str  # "trust_capital" | "clv"
    referral_credit: int | None
    unamortised_acquisition: int | None
    trust_capital_by_tier: dict[str, int]
    potential_by_tier: dict[str, int]
    growth_option: int | None = None  # expected future referrals: apart, in no total
    referral_kept: int | None = None  # Σ clv − referral credit: the two lines split Σ clv and add nothing to it

    @property
    def is_before_maintenance(self) -> bool:
        """True when ``net_equity`` lacks a cost that nobody has stated: it is an upper bound then."""
        return self.maintenance is None


@dataclass(frozen=True, slots=True)
class MoneyTest:
    """ΣK_h ÷ Σ realised_h on the last closed window: may K carry a currency sign?"""

    window_days: int
    opened_ms: int
    closed_ms: int
    ratio: Interval  # level .90
    passed: bool


@dataclass(frozen=True, slots=True)
class CutRow:
    """The statement of one cut: a channel, staff member, group, cohort, program, touchpoint or tier."""

    dimension: str
    key: str
    n_contacts: int
    potential: int
    trust_capital: int
    clv: int
    maintenance: int | None  # None: not known, and the net equity is before maintenance
    promises: int
    net_equity: int
    net_equity_low: int
    net_equity_high: int
    mean_trust: float  # of the n_contacts − n_broken relationships that stand; 0 where none does
    enough_evidence: bool
    missing_en: str = ""
    missing_zh: str = ""
    referral_credit: int | None = None  # stands with this cut for contacts that it brought, a part of *their* clv
    referral_given: int | None = None  # of this cut's own clv, what stands with inviters: clv = kept + given
    n_broken: int = 0
    n_ended: int = 0
    """Staff only: contacts whose edges are all over; they count with whom they were acquired by."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first thing an owner reads."""

    code: VerdictCode
    roi_band: RoiBand | None
    roi: Interval | None
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier: head-count, share, capital, and the articles' reference share."""

    tier: Tier
    n: int
    share: float
    trust_capital: int
    clv: int
    maintenance: int | None
    mean_trust: float
    reference_low: float
    reference_high: float
    n_liabilities: int = 0


@dataclass(frozen=True, slots=True)
class RollForwardLine:
    """One step from opening to closing, in order."""

    line: str  # a RollForwardCode
    amount: int  # fen
    n_contacts: int = 0


@dataclass(frozen=True, slots=True)
class RollForward:
    """Opening to closing trust capital, exact to the fen, in total and in every cut."""

    opened_ms: int
    closed_ms: int
    lines: tuple[RollForwardLine, ...]
    cuts: dict[str, dict[str, tuple[RollForwardLine, ...]]]  # dimension → key → lines
    n_acquired_and_broken: int = 0
    folded: tuple[str, ...] = ()
    """Lines about too few contacts to be shown apart, whose amounts stand in the change of potential."""


@dataclass(frozen=True, slots=True)
class RoiRow:
    """Return on acquisition of one channel × cohort (``cohort == ""``: the whole channel)."""

    channel: str
    cohort: str
    n_contacts: int
    n_orders: int
    acquisition_cost: int | None
    margin_realised: int
    clv: int
    maintenance: int | None
    roi: Interval | None
    roi_after_maintenance: Interval | None
    band: RoiBand | None
    why_no_verdict_en: str = ""
    why_no_verdict_zh: str = ""


@dataclass(frozen=True, slots=True)
class TouchpointRow:
    """One touchpoint of the inventory: who is reachable there, and what it is worth net of its upkeep."""

    touchpoint: str
    n_contacts: int
    n_only_here: int
    mean_trust: float  # of the n_contacts − n_broken relationships that stand; 0 where none does
    cost_to_serve: int | None  # None: not known, and the net equity is before maintenance
    net_equity: int
    n_broken: int = 0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Contacts that two touchpoints share."""

    first: str
    second: str
    n_contacts: int


@dataclass(frozen=True, slots=True)
class Release:
    """What stopping to spend on the doubtful would save over the horizon, net of the value lost (fen).

    The contacts are those with the liability flag. ``None``: what serving costs is not known, so nobody can be flagged.
    """

    n_contacts: int
    maintenance: int | None
    value_lost: int | None
    net_saving: Interval | None
    enough_evidence: bool
    missing_en: str = ""
    missing_zh: str = ""
