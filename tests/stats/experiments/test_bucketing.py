"""The cubic bucket: the same in big integers, in arrays and in the engine."""

from __future__ import annotations

import hashlib

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.errors import SettingsError
from guanxi.stats.experiments import UNIVERSAL, Holdout, assign_arms, bucket_sql, compute_buckets, is_held_out

PEOPLE = np.arange(1, 20_001, dtype=np.int64)

# Printed by `oracle` below in exact integers; kept so that neither it nor the kernel can drift.
GOLDEN = {
    ("universal-2025", 0): 5252,
    ("universal-2025", 1): 1225,
    ("universal-2025", 2): 5194,
    ("universal-2025", 12345): 8145,
    ("universal-2025", 2147483646): 5887,
    ("universal-2025", 2147483647): 5252,
    ("universal-2025", 2147483648): 1225,
    ("universal-2025", 4611686018427387911): 9357,
    ("spring-tea", 0): 1770,
    ("spring-tea", 1): 5986,
    ("spring-tea", 2): 5868,
    ("spring-tea", 12345): 7891,
    ("spring-tea", 2147483646): 1186,
    ("spring-tea", 2147483647): 1770,
    ("spring-tea", 2147483648): 5986,
    ("spring-tea", 4611686018427387911): 7455,
    ("春茶", 0): 2940,
    ("春茶", 1): 6420,
    ("春茶", 2): 7840,
    ("春茶", 12345): 1637,
    ("春茶", 2147483646): 6603,
    ("春茶", 2147483647): 2940,
    ("春茶", 2147483648): 6420,
    ("春茶", 4611686018427387911): 4553,
    ("", 0): 1086,
    ("", 1): 2296,
    ("", 2): 7469,
    ("", 12345): 6357,
    ("", 2147483646): 83,
    ("", 2147483647): 1086,
    ("", 2147483648): 2296,
    ("", 4611686018427387911): 7010,
}


def oracle(contact_id: int, salt: str) -> int:
    """operating-engine §3 in Python's unbounded integers, word by word."""
    p, digest = 2**31 - 1, hashlib.sha256(salt.encode("utf-8")).hexdigest()
    a, b, c, d = (int(digest[i : i + 16], 16) % p for i in range(0, 64, 16))
    x = contact_id % p
    h = (a * x + b) % p
    h = (h * x + c) % p
    h = (h * x + d) % p
    return h % 10_000


class TestBuckets:
    def test_golden_vectors_hold(self) -> None:
        for (salt, contact), bucket in GOLDEN.items():
            assert compute_buckets(np.array([contact]), salt)[0] == bucket == oracle(contact, salt)

    @given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=50), st.text(max_size=20))
    def test_arrays_agree_with_unbounded_integers(self, contacts: list[int], salt: str) -> None:
        found = compute_buckets(np.array(contacts, dtype=np.int64), salt)

        assert found.tolist() == [oracle(contact, salt) for contact in contacts]

    @pytest.mark.parametrize("salt", ["universal-2025", "春茶", ""])
    def test_the_engine_agrees_to_the_last_bit(self, salt: str) -> None:
        contacts = np.concatenate([PEOPLE, 2**31 - 2 + np.arange(5), 2**62 + np.arange(5), [2**63 - 1, 0]])
        with duckdb.connect() as con:
            con.register("people", {"contact_id": contacts})
            found = con.execute(f"SELECT {bucket_sql('contact_id', salt)} AS b FROM people").fetchnumpy()["b"]

        assert found.dtype == np.int64
        assert np.array_equal(found, compute_buckets(contacts, salt))

    def test_no_intermediate_reaches_two_to_the_62(self) -> None:
        p = 2**31 - 1

        assert (p - 1) * (p - 1) + (p - 1) < 2**62

    def test_buckets_are_even_and_salts_are_independent(self) -> None:
        one, two = compute_buckets(PEOPLE, "one") // 1000, compute_buckets(PEOPLE, "two") // 1000
        cells = np.bincount(one * 10 + two, minlength=100)

        # Pearson's chi-square on 99 degrees of freedom: its .9999 quantile is 160.
        assert np.sum((cells - 200) ** 2 / 200) < 160


class TestHoldouts:
    @given(st.integers(0, 10_000), st.integers(0, 10_000))
    def test_raising_the_share_only_adds_people(self, one: int, other: int) -> None:
        small, large = sorted((one, other))

        few, many = (is_held_out(PEOPLE, Holdout("u", share)) for share in (small, large))

        assert not (few & ~many).any()

    def test_the_share_is_met(self) -> None:
        share = is_held_out(PEOPLE, Holdout("u", 500)).mean()

        assert abs(share - 0.05) < 4 * np.sqrt(0.05 * 0.95 / len(PEOPLE))

    def test_the_universal_holdout_comes_before_the_program(self) -> None:
        universal = Holdout("universal", 1000)

        arms = assign_arms(PEOPLE, "spring", (2000, 8000), universal)

        assert np.array_equal(arms == UNIVERSAL, is_held_out(PEOPLE, universal))
        assert abs((arms[arms != UNIVERSAL] == 0).mean() - 0.2) < 0.02

    @given(st.lists(st.integers(0, 5000), min_size=1, max_size=5))
    def test_arms_are_disjoint_and_cover_everybody(self, shares: list[int]) -> None:
        rest = 10_000 - sum(shares)
        if rest < 0:
            shares, rest = [10_000], 0
        whole = (*shares, rest)

        arms = assign_arms(PEOPLE, "spring", whole)

        counts = np.bincount(arms, minlength=len(whole))
        assert counts.sum() == len(PEOPLE)
        assert arms.min() >= 0
        assert all(count == 0 for count, share in zip(counts, whole, strict=True) if share == 0)

    def test_raising_the_programs_holdout_only_adds_people(self) -> None:
        before, after = (assign_arms(PEOPLE, "spring", (share, 10_000 - share)) for share in (1000, 3000))

        assert not ((before == 0) & (after != 0)).any()

    @pytest.mark.parametrize("shares", [(5000, 4000), (-1, 10_001), ()])
    def test_shares_that_do_not_sum_are_refused(self, shares: tuple[int, ...]) -> None:
        with pytest.raises(SettingsError, match="10,000"):
            assign_arms(PEOPLE, "spring", shares)

    def test_a_share_above_everybody_is_refused(self) -> None:
        with pytest.raises(SettingsError, match="basis points"):
            Holdout("u", 10_001)
