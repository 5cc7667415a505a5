"""Returns on acquisition: ratios, intervals, bands, and the words where there is no verdict."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.book.contracts import Interval, RoiBand
from guanxi.book.groups import hash_groups
from guanxi.book.roi import roi_rows
from guanxi.book.roi.bands import band_of, bands_spanned, is_narrow
from guanxi.book.roi.cells import Ledger, make_row
from guanxi.book.roi.periods import cohorts

DAY = 86_400_000
AT = 20_000 * DAY - 1 - 8 * 3_600_000
"""The end of 2024-10-03 in Shanghai."""


def ledger_of(n: int, *, margin=1_000, clv=1_000, cost=500, spread=0.1, seed=1) -> Ledger:
    rng = np.random.default_rng(seed)
    around = lambda mean: np.rint(mean * rng.gamma(1 / spread**2, spread**2, n)).astype(np.int64)  # noqa: E731
    return Ledger(
        margin_fen=around(margin),
        clv_fen=around(clv),
        serving_fen=np.full(n, 200),
        n_orders=np.full(n, 2),
        cost_fen=np.full(n, cost),
        cost_is_known=np.full(n, True),
        groups=hash_groups(np.arange(1, n + 1)),
        model_share=1e-4,
    )


class TestRow:
    def test_ratio_is_what_came_and_will_come_over_what_was_paid(self):
        ledger = ledger_of(200)

        row = make_row(ledger, np.arange(200), "shop", "2024Q1")

        assert row.roi.value == (row.margin_realised + row.clv) / row.acquisition_cost
        assert row.roi_after_maintenance.value == pytest.approx(row.roi.value - row.maintenance / row.acquisition_cost)
        assert row.band is RoiBand.PRIME_ASSET and row.why_no_verdict_en == row.why_no_verdict_zh == ""

    def test_interval_covers_the_ratio_of_brands_drawn_alike(self):
        hits = 0
        for seed in range(200):
            row = make_row(replace(ledger_of(400, spread=1.5, seed=seed), model_share=0.0), np.arange(400), "", "")
            hits += row.roi.low < 4.0 < row.roi.high

        assert 0.8 * 200 - 3 * np.sqrt(200 * 0.8 * 0.2) < hits < 0.8 * 200 + 3 * np.sqrt(200 * 0.8 * 0.2)

    def test_an_uncertain_model_widens_it(self):
        sure, unsure = (
            make_row(replace(ledger_of(200), model_share=share), np.arange(200), "", "") for share in (0.0, 0.04)
        )

        assert unsure.roi.half_width_share > 5 * sure.roi.half_width_share

    def test_only_contacts_that_the_cost_was_paid_for_are_counted(self):
        ledger = ledger_of(100)
        known = np.arange(100) < 40

        row = make_row(replace(ledger, cost_is_known=known, cost_fen=500 * known), np.arange(100), "", "")

        assert row.n_contacts == 40 and row.acquisition_cost == 40 * 500
        assert row.clv == ledger.clv_fen[:40].sum()

    def test_money_that_found_nobody_counts_against_the_cell(self):
        with_it, without = (make_row(ledger_of(100), np.arange(100), "", "", fen) for fen in (50_000, 0))

        assert with_it.acquisition_cost == without.acquisition_cost + 50_000
        assert with_it.roi.value == pytest.approx(without.roi.value / 2)


class TestNoVerdict:
    def why(self, row):
        assert row.band is None
        return row.why_no_verdict_en, row.why_no_verdict_zh

    def test_cost_unknown(self):
        ledger = replace(ledger_of(50), cost_is_known=np.full(50, False), cost_fen=np.zeros(50, dtype=np.int64))

        row = make_row(ledger, np.arange(50), "friends", "")

        en, zh = self.why(row)
        assert row.roi is None and row.acquisition_cost is None and row.n_contacts == 50
        assert "no ratio" in en and "没有获客成本记录" in zh

    def test_cost_zero(self):
        row = make_row(ledger_of(50, cost=0), np.arange(50), "friends", "")

        en, zh = self.why(row)
        assert row.roi is None and row.roi_after_maintenance is None and row.acquisition_cost == 0
        assert "is 0" in en and "为 0" in zh

    def test_too_few_contacts_says_how_many_are_missing(self):
        en, zh = self.why(make_row(ledger_of(20), np.arange(20), "", ""))

        assert "20 of the 30 contacts" in en and "20 位（需要 30 位）" in zh

    def test_too_few_orders(self):
        en, _ = self.why(make_row(replace(ledger_of(50), n_orders=np.zeros(50, dtype=np.int64)), np.arange(50), "", ""))

        assert "0 of the 30 orders" in en

    def test_one_contact_has_no_interval(self):
        row = make_row(ledger_of(1), np.arange(1), "", "")

        assert row.roi is None and "1 of the 30 contacts" in self.why(row)[0]

    def test_an_interval_over_three_bands(self):
        ledger = replace(ledger_of(60, margin=500, clv=500, cost=1_000, spread=1.0), model_share=0.2)

        row = make_row(ledger, np.arange(60), "", "")

        en, zh = self.why(row)
        assert row.roi is not None and bands_spanned(row.roi) == 3
        assert "spans 3 bands" in en and "跨越 3 个档位" in zh

    def test_money_without_anybody(self):
        row = make_row(ledger_of(5), np.zeros(0, dtype=np.int64), "fair", "", 9_900)

        assert row.acquisition_cost == 9_900 and row.n_contacts == 0 and "nobody was acquired" in self.why(row)[0]

    def test_a_clear_loss_is_a_verdict_and_not_missing_evidence(self):
        row = make_row(ledger_of(500, margin=0, clv=20, cost=1_000, spread=3.0), np.arange(500), "", "")

        assert row.band is RoiBand.TOXIC_LIABILITY


class TestBands:
    @pytest.mark.parametrize(
        ("roi", "band"),
        [
            (-1.0, RoiBand.TOXIC_LIABILITY),
            (0.899, RoiBand.TOXIC_LIABILITY),
            (0.9, RoiBand.MARGINAL),
            (1.0999, RoiBand.MARGINAL),
            (1.1, RoiBand.ASSET),
            (2.99, RoiBand.ASSET),
            (3.0, RoiBand.PRIME_ASSET),
            (400.0, RoiBand.PRIME_ASSET),
        ],
    )
    def test_edges_belong_to_the_better_band(self, roi, band):
        assert band_of(roi) is band

    @given(st.tuples(*[st.floats(-5, 10)] * 3).map(sorted))
    def test_narrow_means_at_most_two_bands(self, figures):
        low, value, high = figures
        bands = {band_of(x) for x in np.concatenate((np.linspace(low, high, 400), [0.9, 1.1, 3.0])) if low <= x <= high}

        assert is_narrow(Interval(value, low, high)) == (len(bands | {band_of(low), band_of(high)}) <= 2)


class TestRows:
    def test_cohorts_add_up_to_their_channel_and_channels_to_the_book(self):
        n = 900
        rng = np.random.default_rng(5)
        ledger, channel, cohort = ledger_of(n), rng.integers(0, 3, n), rng.integers(0, 4, n)

        rows = roi_rows(ledger, ("", "live", "shop"), channel, ("a", "b", "c", "d"), cohort, stranded_fen={})

        for field in ("n_contacts", "clv", "margin_realised", "acquisition_cost", "maintenance"):
            whole = [getattr(row, field) for row in rows if not row.cohort]
            parts = [getattr(row, field) for row in rows if row.cohort]
            assert sum(whole) == sum(parts)
        assert sum(row.clv for row in rows if not row.cohort) == ledger.clv_fen.sum()
        assert [row.channel for row in rows if not row.cohort] == ["", "live", "shop"]

    def test_stranded_money_stands_against_its_channel_even_when_nobody_ever_came(self):
        ledger = ledger_of(60)
        zero = np.zeros(60, dtype=np.int64)

        rows = roi_rows(ledger, ("shop",), zero, ("2024Q1",), zero, stranded_fen={"shop": 7, "fair": 9, "": 11})

        assert [(row.channel, row.cohort, row.acquisition_cost) for row in rows] == [
            ("shop", "", 30_007),
            ("shop", "2024Q1", 30_000),
            ("fair", "", 9),
        ]


class TestCohorts:
    def test_are_quarters_of_the_brands_calendar(self):
        names, code = cohorts(np.array([2, 3, 95, 400]), AT, "Asia/Shanghai")

        assert names == ("2023Q3", "2024Q2", "2024Q3", "2024Q4")
        assert code.tolist() == [3, 2, 1, 0]

    def test_are_months_while_the_data_is_shorter_than_a_year(self):
        names, code = cohorts(np.array([0, 3, 33]), AT, "Asia/Shanghai")

        assert names == ("2024-08", "2024-09", "2024-10") and code.tolist() == [2, 1, 0]

    def test_of_nobody_are_none(self):
        assert cohorts(np.zeros(0, dtype=np.int64), AT, "Asia/Shanghai")[0] == ()
