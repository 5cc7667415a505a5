"""The whole audit as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guanxi.book.contracts.backtest import Backtest
from guanxi.book.contracts.lifecycle import LayerRow, StageRow
from guanxi.book.contracts.models import TrustSummary, ValueSummary
from guanxi.book.contracts.network import Network
from guanxi.book.contracts.people import Example
from guanxi.book.contracts.quality import Quality
from guanxi.book.contracts.shared import Notice
from guanxi.book.contracts.statement import (
    CutRow,
    Overlap,
    Release,
    RoiRow,
    RollForward,
    Statement,
    TierRow,
    TouchpointRow,
    Verdict,
)

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Book:
    """The whole audit. ``contacts`` is one row per contact, sorted by ``contact_id``.

    Columns of ``contacts``: contact_id, source_key, potential, trust, trust_low, trust_high, trust_capital, clv,
    p_alive, cost_to_serve, tier, is_liability, n_eff, drivers (list of struct: driver, strength; three largest),
    lifecycle_stage, layers (a mask of :data:`guanxi.book.lifecycle.BITS`), channel, cohort, staff, and the sub-scores
    ``s_*``; where the data knows referrals also
    referral_credit, referral_given and inviter_id. Money columns are int64 fen.
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
    brand: str = ""
    """Name that the brand's settings give; "" where they give none."""
    network: Network | None = None
    """Bonds between contacts; ``None`` only where nobody looked."""
    stages: tuple[StageRow, ...] = ()
    layers: tuple[LayerRow, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall seconds by step, for the bench; never part of a comparison."""
