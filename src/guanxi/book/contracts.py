"""What the book says, as frozen values: the only things that leave the package.

Money is integer fen; intervals carry their level; ``None`` means "not known", never zero.
A page, a file or a test reads these and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its uncertainty; ``low <= value <= high`` up to rounding."""

    value: float
    low: float
    high: float
    level: float = 0.80
    """Coverage that the interval claims."""

    @property
    def half_width_share(self) -> float:
        """Half the width ÷ |value|; infinite when the value is 0."""
        return abs(self.high - self.low) / 2 / abs(self.value) if self.value else float("inf")


class TrustStatus(StrEnum):
    """What T may be called."""

    CALIBRATED = "calibrated"  # g learnt: T is the share of the potential that comes true
    INDEX = "uncalibrated_index"  # too few buyers or orders to learn g: T orders people, no more


class VerdictCode(StrEnum):
    """Whole-book verdict: net trust equity above 0, interval holds 0, below 0, or no verdict."""

    ASSET = "asset"
    MARGINAL = "marginal"
    LIABILITY = "liability"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class RoiBand(StrEnum):
    """Return on acquisition, in the articles' words."""

    PRIME_ASSET = "prime_asset"  # >= 3
    ASSET = "asset"  # [1.1, 3)
    MARGINAL = "marginal"  # [.9, 1.1) 鸡肋
    TOXIC_LIABILITY = "toxic_liability"  # < .9


class Tier(StrEnum):
    """Where a contact stands; contacts that broke or were released have no tier (``none``)."""

    CORE = "core"
    ORDINARY = "ordinary"
    DOUBTFUL = "doubtful"
    NONE = "none"


class LifecycleStage(StrEnum):
    """trust-economics §7."""

    NEW = "new"  # known for at most 30 days
    ACTIVE = "active"  # within 1.5 own cycles
    COOLING = "cooling"
    DORMANT = "dormant"  # beyond 3 cycles
    LOST = "lost"  # break, or P(alive) < .1


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before believing a figure (assumed margin, short window, H beyond data)."""

    code: str
    en: str
    zh: str
    severe: bool = False


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One purchase model as fitted."""

    name: str  # "mbg_nbd" | "pareto_nbd" | "bg_nbd" | "gamma_gamma"
    parameters: dict[str, float]
    standard_errors: dict[str, float]
    log_likelihood: float
    n: int
    chosen: bool
    converged: bool
    deviance: float | None = None
    """Mean Poisson deviance of E[Y(h)] on the rolling windows; ``None`` when not tried."""


@dataclass(frozen=True, slots=True)
class ValueSummary:
    """What purchases are expected to bring over the horizon."""

    model: str
    time_unit_days: float
    fits: tuple[ModelFit, ...]
    total_clv: Interval  # fen
    total_potential: Interval  # fen
    n_buyers: int
    n_never_bought: int
    n_repeat_buyers: int
    margin_rate: float
    margin_rate_assumed: bool
    discount_rate: float
    median_cycle_days: float | None


@dataclass(frozen=True, slots=True)
class HeadSummary:
    """One outcome head of the trust score."""

    outcome: str  # "acts" | "responds" | "stays" | "refers"
    status: str  # "live" | "replaced_by_rfm" | "left_out" | "no_labels"
    weight: float  # ω in the score after renormalisation; 0 unless live or replaced
    n_labels: int
    n_rarer: int
    coefficients: dict[str, float]  # sub-score → weight on (s − ½); empty unless learnt
    penalty: float | None  # λ by cross-validation
    calibration: str | None  # "isotonic" | "platt"
    reason_en: str = ""
    reason_zh: str = ""


@dataclass(frozen=True, slots=True)
class TrustSummary:
    """How T came about, for the calibration page."""

    status: TrustStatus
    heads: tuple[HeadSummary, ...]
    link_score: tuple[float, ...]  # knots of g: score …
    link_trust: tuple[float, ...]  # … → T
    link_n_buyers: int
    link_n_orders: int
    mean_trust: Interval
    histogram_edges: tuple[float, ...]
    histogram_counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the balance sheet. Signs as they stand in the column: allowances are negative."""

    code: str
    amount: Interval  # fen
    by_tier: dict[str, int] = field(default_factory=dict)  # fen, where the line is split


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
    mean_trust: float
    enough_evidence: bool
    missing_en: str = ""
    missing_zh: str = ""


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


class RollForwardCode(StrEnum):
    """The lines of a roll-forward, in the order of trust-economics §4; a page knows a sentence for each."""

    OPENING = "opening"  # as published then
    RESTATEMENT = "restatement"  # late events, merges, corrections; old model
    RECALIBRATION = "recalibration"  # the opening date under the closing model
    ACQUIRED = "acquired"  # acquired or restored inside the period
    WRITE_OFFS = "write_offs"  # break, release, erasure
    DEPRECIATION = "depreciation"  # silence alone, downwards
    HEALING = "healing"  # time alone, upwards: strain fades
    TRUST_EARNED = "trust_earned"  # new evidence, upwards
    TRUST_LOST = "trust_lost"  # new evidence, downwards
    POTENTIAL_CHANGE = "potential_change"  # the remainder; takes the rounding
    TRANSFERRED_IN = "transferred_in"  # cuts only
    TRANSFERRED_OUT = "transferred_out"  # cuts only
    CLOSING = "closing"


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
    mean_trust: float
    cost_to_serve: int | None  # None: not known, and the net equity is before maintenance
    net_equity: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Contacts that two touchpoints share."""

    first: str
    second: str
    n_contacts: int


@dataclass(frozen=True, slots=True)
class Driver:
    """One reason for a contact's T: weight × (s − ½), and the facts that a sentence needs."""

    sub_score: str
    contribution: float
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Example:
    """One contact shown by name of its source key, with the three largest drivers as sentences."""

    contact_id: int
    source_key: str
    tier: Tier
    trust: Interval
    n_eff: float
    potential: int
    trust_capital: int
    clv: int
    cost_to_serve: int | None
    is_liability: bool
    drivers: tuple[Driver, ...]


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


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """One bin of a calibration picture."""

    predicted: float
    observed: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Score:
    """One predictor of one outcome on one test date."""

    predictor: str  # "heads", "rfm_logistic", "rfm_quintiles", "base_rate", "p_alive", "boosting", …
    n: int
    base_rate: float
    auc: float | None
    brier: float
    ece: float
    ece_limit: float | None = None
    """95th percentile of ECE over 200 draws y ~ Bernoulli(p) at this n; only for what is shipped."""


@dataclass(frozen=True, slots=True)
class OutcomeBacktest:
    """All predictors of one outcome, by test date."""

    outcome: str
    as_of_ms: int
    scores: tuple[Score, ...]
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class CapitalBacktest:
    """ΣK_h against what was realised on one closed window."""

    as_of_ms: int
    window_days: int
    trust_capital: int
    clv: int
    realised: int
    ratio: Interval  # level .90
    decile_predicted: tuple[int, ...]
    decile_realised: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PurchaseBacktest:
    """One purchase model on one holdout: mean absolute error in purchases, and Σ expected ÷ Σ realised."""

    model: str
    opened_ms: int
    days: int
    n: int
    mae: float
    ratio: Interval  # level .90


@dataclass(frozen=True, slots=True)
class Backtest:
    """Whether the figures came true where that can be known already."""

    outcomes: tuple[OutcomeBacktest, ...]
    capital: tuple[CapitalBacktest, ...]
    n_contacts: int
    sampled: bool
    notices: tuple[Notice, ...] = ()
    purchases: tuple[PurchaseBacktest, ...] = ()
    pooled: tuple[OutcomeBacktest, ...] = ()
    """Outcomes that were tested on several windows, all of them together; ``as_of_ms`` of the first."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was understood."""

    name: str
    recognised_as: str  # table, or "" when it was not
    encoding: str
    separator: str
    n_rows: int
    n_published: int
    n_quarantined: int
    mapping: dict[str, str]  # our column → theirs
    note_en: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineReason:
    """Rows that could not be read, by reason."""

    code: str
    n: int
    en: str
    zh: str
    example: str  # file and row number


@dataclass(frozen=True, slots=True)
class Quality:
    """The data-quality page."""

    files: tuple[SourceFile, ...]
    reasons: tuple[QuarantineReason, ...]
    n_quarantined: int
    earliest_ms: int | None
    latest_ms: int | None
    n_events_by_kind: dict[str, int]
    missing: tuple[Notice, ...]  # what the data lacks, and what therefore is not shown


@dataclass(frozen=True, slots=True)
class Book:
    """The whole audit. ``contacts`` is one row per contact, sorted by ``contact_id``.

    Columns of ``contacts``: contact_id, source_key, potential, trust, trust_low, trust_high, trust_capital, clv,
    p_alive, cost_to_serve, tier, is_liability, n_eff, drivers (list of struct: driver, strength; three largest), lifecycle_stage,
    channel, cohort, staff, and the sub-scores ``s_*``. Money columns are int64 fen.
    """

    definition_version: str
    as_of_ms: int
    horizon_days: int
    outcome_days: int
    zone: str
    currency: str
    n_contacts: int
    n_events: int
    value: ValueSummary
    trust: TrustSummary
    statement: Statement
    verdict: Verdict
    tiers: tuple[TierRow, ...]
    cuts: tuple[CutRow, ...]
    roll_forward: RollForward | None
    roi: tuple[RoiRow, ...]
    touchpoints: tuple[TouchpointRow, ...]
    overlaps: tuple[Overlap, ...]
    core_examples: tuple[Example, ...]
    doubtful_examples: tuple[Example, ...]
    release: Release
    backtest: Backtest | None
    quality: Quality
    notices: tuple[Notice, ...]
    contacts: pa.Table
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall seconds by step, for the bench; never part of a comparison."""
