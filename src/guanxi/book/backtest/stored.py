"""A backtest out of JSON."""

from __future__ import annotations

from typing import Any

from guanxi.book.contracts import (
    Backtest,
    CapitalBacktest,
    Interval,
    Notice,
    OutcomeBacktest,
    PurchaseBacktest,
    ReliabilityBin,
    Score,
)


def backtest_from_dict(stored: dict[str, Any]) -> Backtest:
    """The backtest whose ``dataclasses.asdict`` was stored."""
    return Backtest(
        **(
            stored
            | {
                "outcomes": tuple(_outcome(each) for each in stored["outcomes"]),
                "pooled": tuple(_outcome(each) for each in stored["pooled"]),
                "capital": tuple(_capital(each) for each in stored["capital"]),
                "purchases": tuple(
                    PurchaseBacktest(**(each | {"ratio": Interval(**each["ratio"])})) for each in stored["purchases"]
                ),
                "notices": tuple(Notice(**each) for each in stored["notices"]),
            }
        )
    )


def _outcome(stored: dict[str, Any]) -> OutcomeBacktest:
    return OutcomeBacktest(
        **(
            stored
            | {
                "scores": tuple(Score(**each) for each in stored["scores"]),
                "bins": tuple(ReliabilityBin(**each) for each in stored["bins"]),
            }
        )
    )


def _capital(stored: dict[str, Any]) -> CapitalBacktest:
    made = {name: tuple(stored[name]) for name in ("decile_predicted", "decile_realised")}
    return CapitalBacktest(**(stored | made | {"ratio": Interval(**stored["ratio"])}))
