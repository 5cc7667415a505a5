"""The year of a tea brand: which days sell more, and the steps in which time goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from guanxi.simulator.arrays import FloatArray
from guanxi.simulator.errors import SimulationError

FIRST_YEAR, FINAL_YEAR = 2016, 2030


def _feasts(month_days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(f"{FIRST_YEAR + k}-{day}") for k, day in enumerate(month_days.split()))


# month-day of each year from 2016 on
SPRING_FESTIVAL = _feasts("02-08 01-28 02-16 02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03")
MID_AUTUMN = _feasts("09-15 10-04 09-24 09-13 10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12")


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of up to seven days in which state is constant but for what happens in it.

    Parameters
    ----------
    start, days : in days since the first day of observation.
    season : (days + 1,) cumulative seasonal weight from the step's start; 1 a day on an average day.
    campaign : share of its days that lie in a sales campaign.
    is_festival, is_spring : greetings are sent; early access to spring tea is given.
    """

    start: int
    days: int
    season: FloatArray
    campaign: float
    is_festival: bool
    is_spring: bool

    @property
    def end(self) -> int:
        """First day after the step."""
        return self.start + self.days


def make_steps(first_day: date, n_days: int, future_days: int) -> tuple[Step, ...]:
    """Steps over observation and future; a boundary lies at ``n_days``, and whole weeks before it.

    Raises
    ------
    SimulationError
        when the days leave 2016–2030, for which the lunar festivals are known here.
    """
    _check_years(first_day, first_day + timedelta(days=n_days + future_days))
    head = [0] if n_days % 7 else []
    bounds = [*head, *range(n_days % 7, n_days, 7), *range(n_days, n_days + future_days, 7), n_days + future_days]
    days = [first_day + timedelta(days=i) for i in range(n_days + future_days)]
    weight = _day_weights(days)
    return tuple(_step(days, weight, start, end) for start, end in pairwise(bounds))


def _check_years(first: date, final: date) -> None:
    if first.year < FIRST_YEAR or final.year > FINAL_YEAR:
        raise SimulationError(
            f"The simulation would run from {first} to {final}; festivals are known for 2016–2030. "
            "Choose fewer days or another observation_end.",
            f"模拟区间为 {first} 至 {final}，而节日日期只覆盖 2016–2030 年。请减少天数或更换 observation_end。",
        )


def _step(days: list[date], weight: FloatArray, start: int, end: int) -> Step:
    span = days[start:end]
    return Step(
        start=start,
        days=end - start,
        season=np.concatenate([[0.0], np.cumsum(weight[start:end])]),
        campaign=sum(_is_campaign(day) for day in span) / len(span),
        is_festival=any(day in SPRING_FESTIVAL or day in MID_AUTUMN for day in span),
        is_spring=any((day.month, day.day) in {(3, 25), (4, 8), (4, 22)} for day in span),
    )


def _day_weights(days: list[date]) -> FloatArray:
    """Weight of each day; the constant makes an ordinary year's mean about 1."""
    return np.array([_day_weight(day) for day in days]) / 1.17


def _day_weight(day: date) -> float:
    """Spring tea, gifts before mid-autumn and Spring Festival, 618, double 11 and its hangover, weekends."""
    spring = 0.5 * float(np.exp(-(((day - date(day.year, 4, 12)).days / 16) ** 2)))
    autumn = 0.8 * _before(day, MID_AUTUMN, 20)
    new_year = 0.9 * _before(day, SPRING_FESTIVAL, 25)
    quiet = 0.5 * _after(day, SPRING_FESTIVAL, 8) + 0.3 * (date(day.year, 11, 12) <= day <= date(day.year, 11, 25))
    mid_year = 1.5 * (day.month == 6 and 16 <= day.day <= 18) + 0.5 * (day.month == 6 and day.day < 16)
    double_eleven = 2.0 * (day.month == 11 and day.day in (10, 11)) + 0.6 * (day.month == 11 and day.day < 10)
    weekend = 0.12 * (day.weekday() >= 5)
    return 1 + spring + autumn + new_year + mid_year + double_eleven + weekend - quiet


def _before(day: date, feasts: tuple[date, ...], n_days: int) -> bool:
    return any(0 <= (feast - day).days < n_days for feast in feasts)


def _after(day: date, feasts: tuple[date, ...], n_days: int) -> bool:
    return any(0 < (day - feast).days <= n_days for feast in feasts)


def _is_campaign(day: date) -> bool:
    return (
        (day.month == 6 and day.day <= 18) or (day.month == 11 and day.day <= 11) or _before(day, SPRING_FESTIVAL, 20)
    )
