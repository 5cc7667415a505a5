"""The effect of a program, looked at after every day on which units matured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import Detectable, Look, Returns, SampleRatioRow
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS, TroiInput
from guanxi.book.troi.dealt import Dealt
from guanxi.kit.clock import DAY_MS
from guanxi.stats.experiments import (
    N_BUCKETS,
    Boundary,
    Comparison,
    Units,
    check_sample_ratio,
    minimum_detectable_effect,
    watch_arms,
    winsorise,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A confidence sequence over matured units; ``looks_ms`` (m,) when each look was possible."""

    path: Comparison
    looks_ms: Ints
    boundary: Boundary

    @property
    def is_open(self) -> bool:
        """True when both arms have matured far enough for an estimate, and something varies among their units."""
        return bool(len(self.looks_ms)) and bool(np.isfinite([self.path.estimate[-1], self.path.low[-1]]).all())

    @property
    def is_flat(self) -> bool:
        """True when enough have matured, and yet every outcome is the same."""
        return bool(len(self.looks_ms)) and bool(np.isfinite(self.path.estimate[-1])) and not self.is_open

    @property
    def n_units(self) -> int:
        """Units matured by the last look."""
        return int(self.path.n_treated[-1] + self.path.n_control[-1]) if len(self.looks_ms) else 0

    def interval(self, level: float, scale: float = 1.0, shift: float = 0.0) -> Interval:
        """The last look, times ``scale`` plus ``shift``."""
        path = self.path
        value, low, high = (float(x[-1]) * scale + shift for x in (path.estimate, path.low, path.high))
        return Interval(value, low, high, level)

    def fixed(self, level: float) -> Interval:
        """The usual interval of one look at a size that was fixed before: narrower, and void when looked at again."""
        value, error = float(self.path.estimate[-1]), float(self.path.standard_error[-1])
        half = float(ndtri(0.5 + level / 2)) * error
        return Interval(value, value - half, value + half, level)

    def looks(self) -> tuple[Look, ...]:
        """Every look that has an estimate and an interval."""
        path = self.path
        seen = np.flatnonzero(np.isfinite(path.estimate) & np.isfinite(path.low))
        n = path.n_treated + path.n_control
        return tuple(
            Look(int(self.looks_ms[i]), int(n[i]), float(path.estimate[i]), float(path.low[i]), float(path.high[i]))
            for i in seen.tolist()
        )


def tuned_boundary(dealt: Dealt, asked: TroiInput) -> Boundary:
    """The boundary for this program, narrowest at half of the units dealt before the first of them matures.

    That number is known before any outcome is, so tuning by it spends no error.
    """
    first_matures = int(dealt.assigned_ms.min()) + asked.days * DAY_MS
    n = len(np.unique(dealt.unit[dealt.assigned_ms < first_matures]))
    return Boundary(1 - asked.level, max(n, 2) / 2)


def follow(dealt: Dealt, outcome: Floats, covariates: Floats, boundary: Boundary, asked: TroiInput) -> Sequence:
    """The sequence over matured contacts ``dealt``: outcome (n,) winsorised, adjusted by covariates (n, k)."""
    bounded, _, _ = winsorise(outcome, asked.winsor_quantile)
    matured_ms = dealt.matured_ms(asked.days)
    units, ripe_ms = _units(dealt, bounded, covariates, matured_ms)
    if not units.n:
        nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Sequence(Comparison(none, none, nothing, nothing, np.zeros((0, 0)), nothing, nothing), none, boundary)
    day = ripe_ms // DAY_MS
    looks = np.append(np.flatnonzero(np.diff(day)) + 1, units.n)
    return Sequence(watch_arms(units, boundary, looks), ripe_ms[looks - 1], boundary)


def _units(dealt: Dealt, outcome: Floats, covariates: Floats, matured_ms: Ints) -> tuple[Units, Ints]:
    """What was randomised, in the order of maturity (ties by number), and when each matured."""
    _, first, where = np.unique(dealt.unit, return_index=True, return_inverse=True)
    order = np.argsort(matured_ms[first], kind="stable")

    def by_unit(values: Floats) -> Floats:
        return np.asarray(np.bincount(where, weights=values, minlength=len(first))[order], dtype=np.float64)

    sums = [by_unit(covariates[:, j]) for j in range(covariates.shape[1])]
    columns = np.column_stack(sums) if sums else np.zeros((len(first), 0))
    units = Units(by_unit(outcome), columns, by_unit(np.ones(dealt.n)), dealt.is_treated[first][order])
    return units, matured_ms[first][order]


def returns_of(
    effect: Sequence,
    capital: Sequence,
    *,
    spend_fen: int,
    n_treated: int,
    raw: float | None,
    asked: TroiInput,
) -> Returns:
    """Δ and the returns on the spend; ratios are ``None`` without spend, the annual figure below 28 days."""
    level = asked.level
    # Per fen spent on a treated contact; spend is what was paid, so it carries no error.
    scale = n_treated / spend_fen if spend_fen > 0 else 0.0
    year = 365 / asked.days
    paid = spend_fen > 0
    return Returns(
        effect=effect.interval(level, n_treated),
        effect_per_contact=effect.interval(level),
        capital_effect=capital.interval(level, n_treated),
        gross=capital.interval(level, scale) if paid else None,
        net=effect.interval(level, scale, -1.0) if paid else None,
        annual=(effect.interval(level, scale * year, -year) if paid and asked.days >= SHORTEST_ANNUAL_DAYS else None),
        raw_per_contact=raw,
        fixed_per_contact=effect.fixed(level),
    )


def effect_to_clear(spend_fen: int, n_treated: int, risk_free: float, days: int) -> float | None:
    """Effect per contact at which the annual net return equals the risk-free rate; ``None`` without spend."""
    if spend_fen <= 0 or not n_treated:
        return None
    return spend_fen / n_treated * (1 + risk_free * days / 365)


def detectable(dealt: Dealt, outcome: Floats, covariates: Floats, boundary: Boundary, asked: TroiInput) -> Detectable:
    """What could be seen, from the D days *before* launch: the same outcome a period earlier, adjusted likewise."""
    bounded, _, _ = winsorise(outcome, asked.winsor_quantile)
    units, _ = _units(dealt, bounded, covariates, dealt.assigned_ms)
    n_treated = int(units.is_treated.sum())
    n_control = units.n - n_treated
    deviation = _deviation(units)
    known = n_treated > 1 and n_control > 1 and deviation > 0
    per_contact = (
        minimum_detectable_effect(deviation, n_treated, n_control, boundary, power=asked.power) if known else None
    )
    total = None if per_contact is None else per_contact * int(dealt.is_treated.sum())
    return Detectable(per_contact, total, n_treated, n_control, asked.power)


def _deviation(units: Units) -> float:
    """Standard deviation of a unit's outcome per contact, after regression on the covariates."""
    if units.n < 3 + units.covariates.shape[1]:
        return 0.0
    mean = units.outcome.sum() / units.size.sum()
    centred = units.covariates - units.size[:, None] * (units.covariates.sum(axis=0) / units.size.sum())
    rest = units.outcome - units.size * mean
    slope = np.linalg.lstsq(centred, rest, rcond=None)[0]
    rest = rest - centred @ slope
    return float(np.sqrt(rest @ rest / (units.n - 1 - units.covariates.shape[1])) / units.size.mean())


def sample_ratio(dealt: Dealt) -> SampleRatioRow | None:
    """Units per arm against design; ``None`` where the design was not stated or its shares are none."""
    _, first = np.unique(dealt.unit, return_index=True)
    treated, share = dealt.is_treated[first], dealt.share_bp[first]
    stated = [np.unique(share[arm & (share > 0)]) for arm in (treated, ~treated)]
    if any(len(each) > 1 for each in stated) or not any(len(each) for each in stated):
        return None
    # With both stated their ratio counts: of several arms, two add up to less than one.
    shares = [float(each[0]) / N_BUCKETS if len(each) else 0.0 for each in stated]
    if not all(each < 1 for each in shares):
        return None
    designed = shares[0] / sum(shares) if all(shares) else shares[0] or 1 - shares[1]
    counts = int(treated.sum()), int((~treated).sum())
    found = check_sample_ratio(counts, (designed, 1 - designed))
    return SampleRatioRow(*counts, designed, found.p_value, found.is_sound)
