"""What is true of a simulated network: expectations from the planted rates, given who was there, never from events."""

from __future__ import annotations

import numpy as np

from guanxi.simulator.arrays import FloatArray
from guanxi.simulator.network_life import Crowd
from guanxi.simulator.network_options import NetworkOptions

WEEKS = 52
LATELY_DAYS = 91.0
LIVE_DAYS = 365.0
STEPS_A_DAY = 2


def network_truth(crowd: Crowd, options: NetworkOptions) -> dict[str, object]:
    """R by age week, velocity of the last 13 weeks, density of the last 365 days.

    ``reproduction`` and ``n_at_risk`` are lists by age week; R is the sum of expected conversions of a buyer who is
    still there, averaged over those observed through each week. Velocity and density are ``None`` where circles are
    planted, whose bonds come from no rate.
    """
    expected, at_risk = _reproduction(crowd, options)
    return {
        "reproduction": np.cumsum(expected).tolist(),
        "n_at_risk": at_risk.tolist(),
        "velocity": None if options.circle_share else _velocity(crowd, options),
        "density": None if options.circle_share else _density(crowd, options),
    }


def _reproduction(crowd: Crowd, options: NetworkOptions) -> tuple[FloatArray, FloatArray]:
    """Mean number of conversions that a buyer's invitations are expected to bring, by age week.

    An invitation made at age s converts at age u with density converts · k·exp(−k(u − s)); with a rate of invitations
    r·exp(c·t), the conversions at age u of a buyer of day t come at the rate
    converts · r·exp(c·t) · k·(exp(c·u) − exp(−k·u))/(k + c).
    Those who leave before their first order do not convert, so k is the delay's rate and the break's together, and the
    share that converts is the delay's part of it.
    """
    day = np.isfinite(crowd.first_order) & (crowd.first_order < options.days)
    first, left = crowd.first_order[day], np.minimum(crowd.left[day], options.days)
    weeks = np.floor((left - first) / 7)
    k = 1 / options.delay_days + options.breaks / 7
    share = options.converts / options.delay_days / k
    c = options.invitations_change / 7
    rate = share * options.invitations / 7 * np.exp(c * first) * k / (k + c)
    expected, at_risk = np.zeros(WEEKS), np.zeros(WEEKS)
    for week in range(WEEKS):
        there = weeks > week
        at_risk[week] = there.sum()
        if at_risk[week]:
            a, b = 7.0 * week, 7.0 * week + 7
            grown = (np.exp(c * b) - np.exp(c * a)) / c if c else b - a
            waiting = (np.exp(-k * a) - np.exp(-k * b)) / k
            expected[week] = float(rate[there].mean()) * (grown - waiting)
    return expected, at_risk


def _velocity(crowd: Crowd, options: NetworkOptions) -> float:
    """Expected new bonds per contact and week in the last 13 weeks: invitations, and help between any two."""
    at, buyers, standing = _course(crowd, options, options.days - LATELY_DAYS)
    new = buyers * options.invitations * np.exp(options.invitations_change / 7 * at) + standing * _helps(
        crowd, options, at, standing
    )
    return float(new.sum() / standing.sum())


def _density(crowd: Crowd, options: NetworkOptions) -> float:
    """Expected bonds of the last 365 days both of whose ends are still there, per contact who is."""
    at, buyers, standing = _course(crowd, options, max(options.days - LIVE_DAYS, 0.0))
    made = buyers * options.invitations * np.exp(options.invitations_change / 7 * at) + standing * _helps(
        crowd, options, at, standing
    )
    lasts = np.exp(-2 * options.breaks / 7 * (options.days - at))
    there = float(np.sum((crowd.born < options.days) & (crowd.left > options.days)))
    return float(np.sum(made * lasts) / 7 / STEPS_A_DAY / there)


def _helps(crowd: Crowd, options: NetworkOptions, at: FloatArray, standing: FloatArray) -> FloatArray:
    """Other bonds per contact and week: an attempt fails when the other has left, or is oneself."""
    came = np.searchsorted(np.sort(crowd.born), at, side="right")
    return np.asarray(options.bonds * (standing - 1) / came)


def _course(crowd: Crowd, options: NetworkOptions, since: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Moments, and how many buyers and how many contacts were there."""
    n = round((options.days - since) * STEPS_A_DAY)
    at = since + (np.arange(n) + 0.5) / STEPS_A_DAY
    left = np.sort(crowd.left)
    buying = np.isfinite(crowd.first_order)
    begun, ended = np.sort(crowd.first_order[buying]), np.sort(crowd.left[buying])
    standing = np.searchsorted(np.sort(crowd.born), at, side="right") - np.searchsorted(left, at, side="right")
    buyers = np.searchsorted(begun, at, side="right") - np.searchsorted(ended, at, side="right")
    return at, buyers.astype(np.float64), standing.astype(np.float64)
