"""Habit: how far what we send lies from what gets replies, this quarter against last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import HabitRow, MirrorFigure
from guanxi.book.groups import N_GROUPS
from guanxi.book.mirror.figures import LEVEL, changes_of
from guanxi.book.mirror.periods import NOW, QUARTER
from guanxi.book.mirror.tally import N_PERIODS, Tally
from guanxi.book.settings import MirrorSettings
from guanxi.stats.jackknife import normal_interval

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def make_habit(tally: Tally) -> tuple[MirrorFigure, tuple[HabitRow, ...]]:
    """The divergence with its changes, and the kinds of sends behind it, most often sent first.

    The divergence is ½Σ|sent share − reply share| over the kinds of sends (total variation): the share of replies that
    come to other kinds than we send. 0 where every kind gets replies at the same rate. Chance alone lifts it where
    replies are few, so it takes 100 of them.
    """
    kinds = sorted({what for _, what in tally.habit})
    sent, replies = (_table(tally, kinds, place) for place in (0, 1))
    mirror = tally.periods.settings.mirror
    values = [divergence(sent[period], replies[period], mirror) for period in range(N_PERIODS)]
    n_sent, n_replies = int(sent[NOW].sum()), int(replies[NOW].sum())
    missing = ("", "")
    if values[NOW] is None:
        missing = (
            f"Not enough evidence: {n_replies:,} replies to {int((sent[NOW].sum(axis=1) > 0).sum())} kinds of sends;"
            f" {mirror.least_replies} replies and 2 kinds are needed.",
            f"证据不足：{int((sent[NOW].sum(axis=1) > 0).sum())} 类触达共得到 {n_replies:,} 次回复，"
            f"至少需要 2 类、{mirror.least_replies} 次。",
        )
    first, last = tally.periods.span(mirror.quarter_days, closed_after_ms=tally.periods.wait_ms)
    figure = MirrorFigure(
        code="habit",
        unit="share",
        value=values[NOW],
        numerator=n_replies,
        denominator=n_sent,
        n_contacts=0,
        from_ms=first,
        until_ms=last,
        good="low",
        changes=changes_of(values, clip=True),
        missing_en=missing[0],
        missing_zh=missing[1],
    )
    return figure, _rows(kinds, sent, replies)


def divergence(sent: Ints, replies: Ints, mirror: MirrorSettings) -> Interval | None:
    """½Σ|P − Q| of (kinds, 64) counts with its delete-one-group interval; ``None`` with too few replies or kinds."""
    if replies.sum() < mirror.least_replies or (sent.sum(axis=1) > 0).sum() < 2:
        return None
    whole = _distance(sent.sum(axis=1)[:, None], replies.sum(axis=1)[:, None])[0]
    left_out = _distance(sent.sum(axis=1)[:, None] - sent, np.maximum(replies.sum(axis=1)[:, None] - replies, 0))
    variance = (N_GROUPS - 1) / N_GROUPS * float(np.sum((left_out - left_out.mean()) ** 2))
    low, high = normal_interval(float(whole), variance, LEVEL)
    return Interval(float(whole), max(low, 0.0), min(high, 1.0), LEVEL)


def _distance(sent: Ints, replies: Ints) -> Floats:
    """(c,) total variation between columns of counts."""
    shares = [counts / np.maximum(counts.sum(axis=0), 1) for counts in (sent, replies)]
    return np.asarray(np.abs(shares[0] - shares[1]).sum(axis=0) / 2)


def _table(tally: Tally, kinds: list[str], place: int) -> Ints:
    """(3, kinds, 64) counts."""
    counts = np.zeros((N_PERIODS, len(kinds), N_GROUPS), dtype=np.int64)
    for (period, what), both in tally.habit.items():
        counts[period, kinds.index(what)] = both[place]
    return counts


def _rows(kinds: list[str], sent: Ints, replies: Ints) -> tuple[HabitRow, ...]:
    totals = [(table.sum(axis=2)) for table in (sent, replies)]

    def share(table: Ints, period: int, row: int) -> float | None:
        whole = int(table[period].sum())
        return int(table[period, row]) / whole if whole else None

    found = [
        HabitRow(
            what,
            int(totals[0][NOW, row]),
            int(totals[1][NOW, row]),
            share(totals[0], NOW, row) or 0.0,
            share(totals[1], NOW, row) or 0.0,
            share(totals[0], QUARTER, row),
            share(totals[1], QUARTER, row),
        )
        for row, what in enumerate(kinds)
        if totals[0][NOW, row] or totals[1][NOW, row]
    ]
    return tuple(sorted(found, key=lambda each: (-each.n_sent, each.what)))
