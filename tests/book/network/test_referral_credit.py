"""Referral credit: to the fen, in total and in every cut, on any graph."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from guanxi.book.network import CreditError, credit_inviters
from guanxi.stats.graph import break_cycles

shares = st.sampled_from((0.0, 0.1, 1 / 3, 0.5, 0.7, 1.0))


@st.composite
def books(draw: st.DrawFn) -> dict[str, np.ndarray]:
    """Any graph of inviters (self-referrals and cycles included), values, breaks and a cut."""
    n = draw(st.integers(1, 25))

    def column(of: st.SearchStrategy[int], kind: type = np.int64) -> np.ndarray:
        return np.array(draw(st.lists(of, min_size=n, max_size=n)), dtype=kind)

    return {
        "contact_id": np.cumsum(column(st.integers(1, 9))),
        "inviter": column(st.integers(-1, n - 1)),
        "moment": column(st.integers(0, 3)),
        "clv": column(st.one_of(st.integers(0, 9), st.integers(0, 10**12))),
        "broken": column(st.booleans(), np.bool_),
        "cut": column(st.integers(0, 3)),
    }


@given(books(), shares)
def test_kept_and_credit_are_the_clv_to_the_fen(book: dict[str, np.ndarray], share: float) -> None:
    clv = np.where(book["broken"], 0, book["clv"])
    forest = break_cycles(book["inviter"], book["moment"])

    credit = credit_inviters(forest, clv, book["broken"], book["contact_id"], share)

    kept = clv - credit.given
    assert kept.sum() + credit.received.sum() == clv.sum()
    assert (kept >= 0).all()
    for cut in range(4):
        inside = book["cut"] == cut
        assert kept[inside].sum() + credit.given[inside].sum() == clv[inside].sum()
        # Through the ids alone, as anybody may redo it from the contacts table.
        ids = book["contact_id"][inside]
        assert credit.received[inside].sum() == credit.given[np.isin(credit.inviter_id, ids)].sum()
    assert not credit.received[book["broken"]].any()


def test_an_inviter_gets_half_of_a_chain_s_next_link_only() -> None:
    """0 brought 1 brought 2: what 2 is worth is credited to 1 and not to 0."""
    credit = credit_inviters(
        np.array([-1, 0, 1]), np.array([100, 101, 1001]), np.zeros(3, bool), np.array([5, 6, 7]), 0.5
    )

    assert credit.received.tolist() == [50, 500, 0]
    assert credit.given.tolist() == [0, 50, 500]
    assert credit.inviter_id.tolist() == [0, 5, 6]


def test_a_broken_inviter_is_credited_nothing_and_the_invitee_keeps_all() -> None:
    credit = credit_inviters(np.array([-1, 0]), np.array([0, 100]), np.array([True, False]), np.array([1, 2]), 0.5)

    assert credit.received.tolist() == credit.given.tolist() == [0, 0]
    assert credit.inviter_id.tolist() == [0, 0]


def test_refuses_a_share_above_one() -> None:
    with pytest.raises(CreditError, match="between 0 and 1"):
        credit_inviters(np.array([-1]), np.array([1]), np.array([False]), np.array([1]), 1.5)


def test_nobody() -> None:
    nobody = np.zeros(0, dtype=np.int64)

    assert credit_inviters(nobody, nobody, nobody.astype(bool), nobody, 0.5).received.tolist() == []
