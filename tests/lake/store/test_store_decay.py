"""Exact decay: the table against arithmetic that shares nothing with it."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import duckdb
import numpy as np
import pytest

from guanxi.kit.errors import SettingsError
from guanxi.lake.decay import HALF_LIVES_DAYS, MAX_AGE_DAYS, UNIT, decay_table, make_decay


class TestDecayTable:
    @pytest.mark.parametrize("half_life", [1, 2, 45, 180, 365])
    def test_each_entry_is_the_nearest_integer_by_integer_powers(self, half_life: int) -> None:
        table = decay_table(half_life, 25 * half_life)
        ages = np.unique(np.linspace(0, 25 * half_life, 60).astype(int))

        # w is nearest to 2^(20 - a/h) when (2w - 1)^h <= 2^(21h - a) <= (2w + 1)^h: integers only, no logarithm.
        for age in ages.tolist():
            weight = int(table[age])
            target = Fraction(2) ** (21 * half_life - age)
            assert (2 * weight - 1) ** half_life <= target if weight else True
            assert target <= (2 * weight + 1) ** half_life

    def test_whole_half_lives_halve_exactly(self) -> None:
        assert list(decay_table(45)[::45][:22]) == [UNIT >> k for k in range(21)] + [0]

    def test_half_of_an_odd_half_life_is_the_root_of_one_half(self) -> None:
        assert decay_table(2)[1] == (isqrt(4 * UNIT * UNIT // 2) + 1) // 2

    def test_never_rises_and_ends_at_zero(self) -> None:
        for half_life in HALF_LIVES_DAYS:
            table = decay_table(half_life)
            assert (np.diff(table) <= 0).all() and table[-1] == 0 and table[0] == UNIT

    def test_the_table_in_the_engine_is_the_same(self) -> None:
        with duckdb.connect() as con:
            make_decay(con, [45, 7])
            found = con.execute("SELECT weight FROM decay WHERE half_life_days = 7 ORDER BY age_days").fetchnumpy()

        assert np.array_equal(found["weight"], decay_table(7))
        assert len(found["weight"]) == MAX_AGE_DAYS + 1

    def test_no_half_life_is_refused(self) -> None:
        with pytest.raises(SettingsError, match="0 days"):
            decay_table(0)
