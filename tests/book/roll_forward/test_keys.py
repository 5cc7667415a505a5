"""Cuts keep their number when names come and go between two dates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from guanxi.book.roll_forward.keys import common_codes, text_keys
from guanxi.book.statement.memberships import Membership, membership

COLUMNS = st.lists(st.lists(st.sampled_from(["", "shop", "live", "mail"]), max_size=8), min_size=1, max_size=4)


class TestCommonCodes:
    @given(COLUMNS)
    def test_every_column_reads_back_by_the_common_names(self, columns: list[list[str]]) -> None:
        names, codes = common_codes([pa.array(column, pa.string()) for column in columns])

        assert [[names[code] for code in each] for each in codes] == columns
        assert list(names) == sorted({name for column in columns for name in column})

    def test_a_missing_key_is_the_cut_of_the_unknown(self) -> None:
        names, (codes,) = common_codes([pa.array(["shop", None])])

        assert [names[code] for code in codes] == ["shop", ""]


class TestTextKeys:
    def test_gives_every_contact_the_name_of_its_cut(self) -> None:
        assert text_keys(membership("channel", pa.array(["b", "a", "b"])), 3).to_pylist() == ["b", "a", "b"]

    def test_the_order_of_the_pairs_does_not_matter(self) -> None:
        cuts = Membership("tier", ("core", "none"), np.array([2, 0, 1]), np.array([1, 0, 0]))

        assert text_keys(cuts, 3).to_pylist() == ["core", "core", "none"]
