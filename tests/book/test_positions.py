"""The step from estimates to fen, and what positions refuse."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from made_positions import made_positions

from guanxi.book.positions import PostingError, post_capital, post_fen

TRUST = st.floats(0, 1)
POTENTIAL = st.integers(0, 10**15)


class TestPostFen:
    def test_half_a_fen_rounds_to_even(self) -> None:
        assert post_fen(np.array([0.5, 1.5, 2.5, -0.5, -1.5])).tolist() == [0, 2, 2, 0, -2]

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e17])
    def test_refuses_what_is_no_amount_and_names_the_row(self, bad: float) -> None:
        with pytest.raises(PostingError, match=r"1 values of clv cannot be posted, the first in row 1"):
            post_fen(np.array([1.0, bad]), "clv")


class TestPostCapital:
    @given(POTENTIAL, TRUST, TRUST)
    def test_raising_trust_never_lowers_capital(self, potential: int, one: float, other: float) -> None:
        low, high = sorted((one, other))

        capital = post_capital(np.array([potential, potential]), np.array([low, high]))

        assert 0 <= capital[0] <= capital[1] <= potential

    @given(POTENTIAL)
    def test_full_trust_is_the_whole_potential_and_none_is_nothing(self, potential: int) -> None:
        assert post_capital(np.array([potential, potential]), np.array([1.0, 0.0])).tolist() == [potential, 0]

    @pytest.mark.parametrize(("potential", "trust"), [(1, 1.01), (1, -0.01), (1, np.nan), (-1, 0.5)])
    def test_refuses_trust_outside_its_range_and_negative_potential(self, potential: int, trust: float) -> None:
        with pytest.raises(PostingError, match="row 0"):
            post_capital(np.array([potential]), np.array([trust]))


class TestPositions:
    def test_refuses_columns_of_different_lengths(self) -> None:
        with pytest.raises(PostingError, match="different lengths"):
            made_positions(5, clv_fen=np.zeros(4, dtype=np.int64))

    def test_refuses_a_contact_that_stands_twice(self) -> None:
        with pytest.raises(PostingError, match="name a contact twice"):
            made_positions(3, contact_id=np.array([1, 2, 2]))

    def test_net_is_before_maintenance_where_it_is_not_known(self) -> None:
        known, unknown = made_positions(), made_positions(serving_fen=None)

        assert known.serving_fen is not None
        assert np.array_equal(unknown.net_fen(True) - known.net_fen(True), known.serving_fen)

    def test_assets_stand_on_clv_where_capital_is_no_money(self) -> None:
        positions = made_positions()

        assert np.array_equal(positions.assets_fen(False), positions.clv_fen)
        assert np.array_equal(positions.assets_fen(True), positions.capital_fen)

    def test_take_keeps_the_chosen_rows_and_the_unknown_unknown(self) -> None:
        positions = made_positions(serving_fen=None)

        taken = positions.take(positions.is_broken)

        assert taken.serving_fen is None
        assert taken.contact_id.tolist() == positions.contact_id[positions.is_broken].tolist()
