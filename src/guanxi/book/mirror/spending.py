"""Acquisition without care: what was spent on winning contacts for each yuan spent on keeping them."""

from __future__ import annotations

from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import MirrorFigure
from guanxi.book.cost.reading import read_pools
from guanxi.book.mirror.figures import changes_of
from guanxi.book.mirror.periods import NOW, Periods
from guanxi.book.mirror.sql import run
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import Session


def make_spending(session: Session, periods: Periods) -> MirrorFigure:
    """Acquisition ÷ maintenance of the year, pools pro rata of time and direct costs of events.

    Booked, so without a sampling error: an interval of level 1. ``None`` where either is not on record.
    """
    spent = [[0.0, 0.0] for _ in periods.shifts]
    for period, category, amount in run(session.con, "spend", periods.parameters()).fetchall():
        spent[period][category == "maintenance"] += amount
    for period, days in enumerate(periods.shifts):
        until = periods.at_ms - days * DAY_MS
        since = until - periods.settings.mirror.year_days * DAY_MS
        for place, category in enumerate(("acquisition", "maintenance")):
            spent[period][place] += float(read_pools(session, category, at_ms=until, since_ms=since).fen.sum())
    values = [_ratio(*both) for both in spent]
    first, last = periods.span(periods.settings.mirror.year_days)
    acquisition, maintenance = (round(amount) for amount in spent[NOW])
    missing = _missing(acquisition, maintenance) if values[NOW] is None else ("", "")
    return MirrorFigure(
        code="acquisition_spend",
        unit="ratio",
        value=values[NOW],
        numerator=acquisition,
        denominator=maintenance,
        n_contacts=0,
        from_ms=first,
        until_ms=last,
        good="low",
        changes=changes_of(values, clip=False),
        missing_en=missing[0],
        missing_zh=missing[1],
    )


def _ratio(acquisition: float, maintenance: float) -> Interval | None:
    if acquisition <= 0 or maintenance <= 0:
        return None
    value = acquisition / maintenance
    return Interval(value, value, value, 1.0)


def _missing(acquisition: int, maintenance: int) -> tuple[str, str]:
    if acquisition <= 0 and maintenance <= 0:
        return ("Not measured: no cost of this year is on record.", "没有测量：没有这一年的成本记录。")
    if maintenance <= 0:
        return (
            "Not measured: no cost of maintenance is on record for this year.",
            "没有测量：没有这一年的维护成本记录。",
        )
    return ("Not measured: no cost of acquisition is on record for this year.", "没有测量：没有这一年的获客成本记录。")
