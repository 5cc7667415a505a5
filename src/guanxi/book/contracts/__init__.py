"""What the book says, as frozen values: the only things that leave the package.

Money is integer fen; intervals carry their level; ``None`` means "not known", never zero.
A page, a file or a test reads these and nothing else.
"""

from guanxi.book.contracts.backtest import (
    Backtest,
    CapitalBacktest,
    OutcomeBacktest,
    PurchaseBacktest,
    ReliabilityBin,
    Score,
)
from guanxi.book.contracts.codes import (
    Layer,
    LifecycleStage,
    RoiBand,
    RollForwardCode,
    Tier,
    TrustStatus,
    VerdictCode,
)
from guanxi.book.contracts.lifecycle import LayerRow, StageRow
from guanxi.book.contracts.models import HeadSummary, ModelFit, TrustSummary, ValueSummary
from guanxi.book.contracts.network import Network, NetworkBook
from guanxi.book.contracts.people import Driver, Example
from guanxi.book.contracts.quality import Quality, QuarantineReason, SourceFile
from guanxi.book.contracts.shared import Interval, Notice
from guanxi.book.contracts.statement import (
    CutRow,
    MoneyTest,
    Overlap,
    Release,
    RoiRow,
    RollForward,
    RollForwardLine,
    Statement,
    TierRow,
    TouchpointRow,
    Verdict,
)
from guanxi.book.contracts.whole import Book

__all__ = [
    "Backtest",
    "Book",
    "CapitalBacktest",
    "CutRow",
    "Driver",
    "Example",
    "HeadSummary",
    "Interval",
    "Layer",
    "LayerRow",
    "LifecycleStage",
    "ModelFit",
    "MoneyTest",
    "Network",
    "NetworkBook",
    "Notice",
    "OutcomeBacktest",
    "Overlap",
    "PurchaseBacktest",
    "Quality",
    "QuarantineReason",
    "Release",
    "ReliabilityBin",
    "RoiBand",
    "RoiRow",
    "RollForward",
    "RollForwardCode",
    "RollForwardLine",
    "Score",
    "SourceFile",
    "StageRow",
    "Statement",
    "Tier",
    "TierRow",
    "TouchpointRow",
    "TrustStatus",
    "TrustSummary",
    "ValueSummary",
    "Verdict",
    "VerdictCode",
]
