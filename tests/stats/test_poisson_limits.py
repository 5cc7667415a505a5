"""Exact limits of a count against published values and against the sums that define them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from guanxi.stats.poisson import poisson_limits


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.69), (1, 0.0253, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39)]
)
def test_equals_the_published_table_at_95_per_cent(count: int, low: float, high: float) -> None:
    """Pearson & Hartley (1966), Biometrika Tables for Statisticians I, table 40."""
    assert poisson_limits(count, 0.95) == pytest.approx((low, high), abs=0.006)


@given(st.integers(1, 200), st.sampled_from([0.5, 0.8, 0.95]))
def test_each_limit_leaves_half_of_the_rest_in_its_tail(count: int, level: float) -> None:
    low, high = poisson_limits(count, level)

    assert poisson.sf(count - 1, low) == pytest.approx((1 - level) / 2, rel=1e-6)
    assert poisson.cdf(count, high) == pytest.approx((1 - level) / 2, rel=1e-6)


def test_nothing_seen_still_has_an_upper_limit() -> None:
    low, high = poisson_limits(0)

    assert low == 0
    assert high == pytest.approx(2.302585, abs=1e-6)
