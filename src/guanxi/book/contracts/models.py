"""What was learnt: purchase models, heads, the link."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.codes import TrustStatus
from guanxi.book.contracts.shared import Interval


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
