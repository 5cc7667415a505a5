"""Returns of a small brand, from its lake to the rows: two channels, one that nobody paid for."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from tiny_lake import AT, tiny_lake

from guanxi.book.contracts import Interval
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.roi import acquisition_returns, expected_life_days
from guanxi.book.settings import AuditSettings
from guanxi.book.value import ValueTotals

N = 200
SETTINGS = AuditSettings(margin_rate=0.5, zone="UTC")
TOTALS = ValueTotals(Interval(1.0, 0.9, 1.1), Interval(1.0, 0.9, 1.1), 1e-4, 1e-4)


def brand(*, broken: int = 0) -> SimpleNamespace:
    """Contacts acquired one a day, shop and friends in turn; the first ``broken`` have broken ten days ago."""
    columns = {field.name: np.zeros(N, dtype=np.int64) for field in fields(Facts)}
    columns |= {"contact_id": np.arange(1, N + 1), "known_age": np.arange(N) + 100, "net_fen": np.full(N, 4_000)}
    for name in ("first_order_age", "last_order_age", "last_break_age"):
        columns[name] = np.full(N, NEVER)
    gone = np.arange(N) < broken
    columns |= {"broken": gone.astype(np.int64), "last_break_age": np.where(gone, 10, NEVER)}
    positions = SimpleNamespace(
        clv_fen=np.where(gone, 0, 1_000),
        serving_fen=np.full(N, 300),
        n_orders=np.full(N, 1),
        is_broken=gone,
    )
    return SimpleNamespace(facts=Facts(**columns), positions=positions)


@pytest.fixture
def returns_of():
    def compute(*pools, stood=None):
        lake = tiny_lake()
        for pool in pools:
            lake.pool("acquisition", *pool[:3], channel=pool[3])
        code = np.arange(N) % 2
        member = SimpleNamespace(
            dimension="channel", names=("friends", "shop"), code_of_contact=lambda n: code[:n].astype(np.int64)
        )
        return acquisition_returns(lake, stood or brand(), (member,), TOTALS, SETTINGS, AT)

    return compute


def test_a_paid_channel_has_a_ratio_and_a_free_one_has_words(returns_of):
    got = returns_of((300, 100, 150_000, "shop"))

    friends, shop = (row for row in got.rows if not row.cohort)
    assert friends.roi is None and friends.why_no_verdict_en and friends.n_contacts == 100
    assert shop.acquisition_cost == 150_000 and shop.margin_realised == 100 * 2_000 and shop.clv == 100_000
    assert shop.roi.value == pytest.approx(2.0) and shop.roi_after_maintenance.value == pytest.approx(1.8)


def test_the_whole_book_counts_whom_the_cost_was_paid_for(returns_of):
    assert returns_of((300, 100, 150_000, "shop")).whole.roi.value == pytest.approx(2.0)


def test_without_any_cost_there_is_no_ratio_and_no_memo(returns_of):
    got = returns_of()

    assert got.whole.roi is None and got.whole.band is None and got.unamortised_fen is None
    assert all(row.roi is None for row in got.rows)


def test_stranded_money_is_said(returns_of):
    got = returns_of((300, 100, 100_000, "shop"), (90, 50, 50_000, "shop"))

    assert [notice.code for notice in got.notices] == ["roi.stranded_cost"]
    assert "¥500 of acquisition cost" in got.notices[0].en and "有 ¥500 获客成本" in got.notices[0].zh
    assert "by days" in got.notices[0].en and "按已过天数折算" in got.notices[0].zh
    shop = next(row for row in got.rows if row.channel == "shop" and not row.cohort)
    assert shop.roi.value == pytest.approx(2.0)
    assert got.whole.roi.value == pytest.approx(2.0)


class TestUnamortisedCost:
    def test_is_used_up_over_the_horizon_where_no_break_is_on_record(self, returns_of):
        got = returns_of((300, 100, 100_000, "shop"))

        ages = np.arange(1, N, 2) + 100
        assert got.unamortised_fen == np.rint(1_000 * (1 - ages / 365)).sum()

    def test_is_used_up_over_the_expected_life_and_written_off_at_a_break(self, returns_of):
        stood = brand(broken=100)
        days = sum(min(age + 1, 365) - (10 if i < 100 else 0) for i, age in enumerate(stood.facts.known_age))
        life = days / 100

        got = returns_of((300, 100, 100_000, "shop"), stood=stood)

        ages = np.arange(101, N, 2) + 100
        assert expected_life_days(stood.facts, SETTINGS) == pytest.approx(life)
        assert got.unamortised_fen == np.rint(1_000 * np.clip(1 - ages / life, 0, 1)).sum()
