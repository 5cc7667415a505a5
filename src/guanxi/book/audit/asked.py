"""What an audit is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guanxi.book.backtest.protocol import Protocol
from guanxi.book.contracts import Quality

NO_QUALITY = Quality((), (), 0, None, None, {}, ())


@dataclass(frozen=True, slots=True)
class AuditInput:
    """One audit's question.

    Parameters
    ----------
    as_of_ms : events after it are never read. compare_to_ms : opening of the roll-forward.
    model_path : where the learnt model is kept; ``None``: it is not kept.
    relearn : learn again although a model is kept.
    quality : what importing said of the files.
    protocol : dates of the backtest; ``None``: the usual ones before ``as_of_ms``.
    """

    as_of_ms: int
    compare_to_ms: int | None = None
    model_path: Path | None = None
    relearn: bool = False
    quality: Quality = NO_QUALITY
    protocol: Protocol | None = None
    threads: int = 2
    memory_limit: str = "4GB"
