"""When contacts that never bought make their first order: a hazard by age band and acquisition channel.

Empirical Bayes: a channel's hazard in a band is Gamma–Poisson, centred at the band's overall hazard; how much
channels differ (the prior's shape) is learnt from all of them by maximum likelihood of the negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from guanxi.book.facts.contracts import Facts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BAND_STARTS = (0, 1, 7, 30, 60, 90, 135, 180, 270, 365, 540)
"""First day-block of each band since acquisition. Day 0 stands alone: people added at the till buy at once.

From a month on a band ends at 1⅓ to 2 times its start, for the hazard of a mixed crowd falls about as fast as 1/age
(quick ones leave it first): a wider band would give its late survivors the hazard of its early ones.
"""

N_BANDS = len(BAND_STARTS)
OLDEST = BAND_STARTS[-1]
"""From this age on the hazard no longer changes."""

BAND_PSEUDO_CONVERSIONS = 0.5
"""A band with little exposure leans on the band before it, fallen as 1/age, with the weight of half a conversion."""

SHAPES = (0.05, 1000.0)
"""Range of the prior's shape: from channels that share nothing to channels that are all alike."""


@dataclass(frozen=True, slots=True)
class ConversionRates:
    """First orders per contact and day.

    Parameters
    ----------
    channels : (c,) codes seen while learning, ascending.
    overall : (b,) hazard of each band.
    by_channel : (c, b), shrunk.
    shape : of the Gamma prior around the band's hazard, in conversions.
    n : conversions that were learnt from.
    """

    channels: tuple[int, ...]
    overall: tuple[float, ...]
    by_channel: tuple[tuple[float, ...], ...]
    shape: float
    n: int

    def rows(self, channel: Ints) -> Ints:
        """(n,) row of :meth:`table` for each code; 0 is "a channel not seen before"."""
        if not self.channels:
            return np.zeros(len(channel), dtype=np.int64)
        known = np.asarray(self.channels, dtype=np.int64)
        place = np.minimum(np.searchsorted(known, channel), len(known) - 1)
        return np.where(known[place] == channel, place + 1, 0)

    def table(self) -> Floats:
        """(1 + c, b) hazards per day; the first row is the overall one."""
        return np.asarray((self.overall, *self.by_channel), dtype=np.float64)


def learn_conversion(facts: Facts, channel: Ints) -> ConversionRates:
    """Conversions and exposure by channel and band, and the shrunk hazards.

    Contacts that the data know only since their first order were never seen waiting: they count for nothing here.
    """
    waited = seen_waiting(facts)
    facts, channel = facts.take(waited), channel[waited]
    codes, row = np.unique(channel, return_inverse=True)
    conversions, exposure = _counts(facts, row.reshape(-1), len(codes))
    overall = band_hazards(conversions.sum(axis=0), exposure.sum(axis=0))
    expected = exposure * overall
    shape = prior_shape(conversions, expected)
    shrunk = overall * (conversions + shape) / (expected + shape)
    return ConversionRates(
        channels=tuple(codes.tolist()),
        overall=tuple(overall.tolist()),
        by_channel=tuple(tuple(line) for line in shrunk.tolist()),
        shape=shape,
        n=int(conversions.sum()),
    )


def seen_waiting(facts: Facts) -> NDArray[np.bool_]:
    """(n,) False for contacts that the data know only since their first order."""
    return (facts.age_is_known > 0) | ~facts.is_buyer | (facts.first_order_age < facts.known_age)


def bands_of(age: Ints) -> Ints:
    """(n,) band of each age in day-blocks since acquisition, >= 0."""
    return np.searchsorted(np.asarray(BAND_STARTS, dtype=np.int64), age, side="right").astype(np.int64) - 1


def band_hazards(conversions: Floats, exposure: Floats) -> Floats:
    """(b,) hazards per day, each leaning on the band before; the first on the hazard of all bands together.

    What is leant on falls as 1/age from band to band: waits of a crowd whose members have constant hazards, Gamma
    among them, have the hazard r/(α + age), and those who will never buy make it fall faster. Zero everywhere when
    nobody ever converted.
    """
    total = exposure.sum()
    before = float(conversions.sum() / total) if total > 0 else 0.0
    hazards = np.zeros(len(exposure))
    if before == 0.0:
        return hazards
    k = BAND_PSEUDO_CONVERSIONS
    # Day 0 says nothing of later days (checkout or not): the second band leans on the later bands together.
    later = conversions[1:].sum() / exposure[1:].sum() if exposure[1:].sum() > 0 else 0.0
    for band in range(len(exposure)):
        if band == 1:
            before = float(later)
        elif band > 1:
            before *= BAND_STARTS[band - 1] / BAND_STARTS[band]
        hazards[band] = (conversions[band] + k) / (exposure[band] + k / before) if before > 0 else 0.0
        before = float(hazards[band]) if band > 0 else before
    return hazards


def prior_shape(conversions: Floats, expected: Floats) -> float:
    """Shape κ of hazard ~ Gamma(κ, mean 1) around the band's, by maximum marginal likelihood over all cells.

    Conversions of a cell are negative binomial with mean ``expected`` and shape κ (Clayton & Kaldor 1987, eq. 4).
    """
    from scipy.optimize import minimize_scalar  # as slow to load as the rest of scipy together

    seen = expected > 0
    y, mean = conversions[seen], expected[seen]
    if len(y) < 2 or y.sum() == 0:
        return SHAPES[1]

    def loss(log_shape: float) -> float:
        k = np.exp(log_shape)
        terms = gammaln(y + k) - gammaln(k) + k * np.log(k / (k + mean)) + y * np.log(mean / (k + mean))
        return -float(terms.sum())

    best = minimize_scalar(loss, bounds=tuple(np.log(SHAPES)), method="bounded", options={"xatol": 1e-4})
    return float(np.exp(best.x))


def _counts(facts: Facts, row: Ints, n_rows: int) -> tuple[Floats, Floats]:
    """(c, b) conversions and day-blocks at risk; the block of the conversion is at risk, and so is the latest."""
    until = np.where(facts.is_broken, np.minimum(facts.last_break_age, facts.known_age), 0)
    until = np.where(facts.is_buyer, facts.first_order_age, until)
    latest = facts.known_age - until
    starts = np.asarray(BAND_STARTS, dtype=np.int64)
    ends = np.append(starts[1:], np.iinfo(np.int64).max)
    exposure = np.stack(
        [
            np.bincount(row, weights=np.clip(latest + 1, start, end) - start, minlength=n_rows)
            for start, end in zip(starts, ends, strict=True)
        ],
        axis=1,
    )
    cell = row[facts.is_buyer] * N_BANDS + bands_of(latest[facts.is_buyer])
    conversions = np.bincount(cell, minlength=n_rows * N_BANDS).reshape(n_rows, N_BANDS)
    return conversions.astype(np.float64), exposure.astype(np.float64)
