"""A row and the list of contacts that it leads to: where they differ, the row says by how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guanxi.book.contracts import Book
from guanxi.report.charts.where import cuts_table
from guanxi.report.reader import Reader


@pytest.mark.parametrize(("lang", "said"), [("zh", "其中 137 位已不由其负责"), ("en", "of them 137 no longer served")])
def test_by_staff_a_row_says_whom_its_list_leaves_out(tea: Book, lang: str, said: str) -> None:
    row = replace(tea.cuts[0], dimension="staff", key="S0001", n_contacts=1_490, n_broken=12, n_ended=137)

    with_ended, without = (
        cuts_table([each], "staff", Reader.of(tea, lang)).rows[0][1] for each in (row, replace(row, n_ended=0))
    )

    assert with_ended.text == "1,490"
    assert said in with_ended.note and "12" in with_ended.note
    assert said not in without.note
