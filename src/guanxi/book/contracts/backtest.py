"""Whether the figures came true where that can be known already."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.shared import Interval, Notice


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
