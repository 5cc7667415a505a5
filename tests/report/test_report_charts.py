"""Charts say what the book says: the marks, the finding, the unit, the uncertainty, the twin."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from guanxi.book import contracts as c
from guanxi.book.contracts import Book
from guanxi.report.blocks import Chart
from guanxi.report.charts.balance import balance_chart
from guanxi.report.charts.capital_ratio import capital_ratio_chart
from guanxi.report.charts.release import release_chart
from guanxi.report.charts.reliability import latest_outcomes, reliability_chart
from guanxi.report.charts.roi import roi_chart
from guanxi.report.charts.roll_forward import roll_forward_chart, roll_forward_finding
from guanxi.report.charts.tiers import tiers_chart
from guanxi.report.charts.trust_spread import trust_spread_chart
from guanxi.report.charts.where import where_chart
from guanxi.report.reader import Reader
from guanxi.report.sections import chapters


def _base(chart: Chart | None) -> dict[str, Any]:
    assert chart is not None
    return chart.option.get("baseOption", chart.option)  # type: ignore[no-any-return]


def _series(chart: Chart | None, kind: str) -> list[dict[str, Any]]:
    return [series for series in _base(chart)["series"] if series["type"] == kind]


def _charts(book: Book, lang: str) -> list[Chart]:
    return [chart for section in chapters(book, Reader.of(book, lang)) for chart in section.charts()]


class TestEveryChart:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_states_what_it_is_made_of(self, any_book: Book, lang: str) -> None:
        for chart in _charts(any_book, lang):
            assert chart.title and "·" in chart.subtitle
            assert chart.table.rows, chart.key
            assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
            json.dumps(chart.option, allow_nan=False)

    def test_keys_are_unique_and_plain(self, tea: Book) -> None:
        keys = [chart.key for chart in _charts(tea, "zh")]

        assert len(set(keys)) == len(keys) == 25
        assert all(key.replace("-", "").isalnum() for key in keys)

    def test_a_book_with_nothing_draws_nothing(self) -> None:
        from sparse_books import barely_anything

        assert _charts(barely_anything(), "zh") == []

    def test_rows_find_their_way_back_from_a_phone(self, tea: Book) -> None:
        chart = roll_forward_chart(tea, Reader.of(tea, "en"))
        assert chart is not None

        narrow, back = chart.option["media"]

        assert narrow["query"] == {"maxWidth": 520}
        assert "query" not in back
        assert (
            back["option"]["grid"]["left"]
            == chart.option["baseOption"]["grid"]["left"]
            > narrow["option"]["grid"]["left"]
        )


class TestRollForward:
    def test_each_step_starts_where_the_last_one_ended(self, tea: Book) -> None:
        bars = _series(roll_forward_chart(tea, Reader.of(tea, "zh")), "custom")[0]["data"]

        ends = [bar["value"][1] for bar in bars]
        starts = [bar["value"][0] for bar in bars]
        assert starts[1:-1] == ends[:-2]
        assert (starts[0], starts[-1]) == (0, 0)
        assert ends[-1] == pytest.approx(ends[-2])

    def test_names_the_line_that_moved_most(self, tea: Book) -> None:
        chart = roll_forward_chart(tea, Reader.of(tea, "zh"))

        assert chart is not None
        assert "赢得的信任" in chart.title
        assert chart.title.startswith("信任资本增加了 ¥")

    def test_says_so_when_capital_fell(self, tea: Book) -> None:
        assert tea.roll_forward is not None
        lines = tuple(
            c.RollForwardLine(name, amount)
            for name, amount in (("opening", 1_000_000), ("write_offs", -300_000), ("healing", 1), ("closing", 700_001))
        )
        chart = roll_forward_chart(
            replace(tea, roll_forward=replace(tea.roll_forward, lines=lines)), Reader.of(tea, "en")
        )

        assert chart is not None
        assert chart.title == "Trust capital fell by ¥3,000 (30.0%); the largest movement was “Write-offs”, −¥3,000"

    @pytest.mark.parametrize(
        ("steps", "said"),
        [
            ({"depreciation": -6_030_000, "trust_earned": 5_770_000, "acquired": 3_000_000}, ("沉默折旧", "−6.03万")),
            ({"recalibration": 4_000_000, "trust_lost": -1_000_000}, ("尺子换了", "+¥4.00万", "−¥1.00万")),
            ({"recalibration": -4_000_000, "trust_earned": 5_000_000}, ("赢得的信任", "+¥5.00万")),
        ],
    )
    def test_names_the_largest_movement_and_a_change_of_the_ruler(
        self, tea: Book, steps: dict[str, int], said: tuple[str, ...]
    ) -> None:
        assert tea.roll_forward is not None
        closing = 50_000_000 + sum(steps.values())
        found = {"opening": 50_000_000, **steps, "closing": closing}
        lines = tuple(c.RollForwardLine(name, amount) for name, amount in found.items())

        title = roll_forward_finding(replace(tea.roll_forward, lines=lines), Reader.of(tea, "zh"))

        assert all(each.replace("¥", "") in title.replace("¥", "") for each in said), title


class TestBalance:
    def test_both_bars_are_as_long_as_the_sheet_says(self, tea: Book) -> None:
        series = _series(balance_chart(tea, Reader.of(tea, "zh")), "bar")

        sides = [sum(each["data"][side]["value"] for each in series if each["data"][side]) for side in (0, 1)]
        sheet = tea.statement
        assert sides[0] == pytest.approx(sheet.potential.value / 1e6, abs=1e-3)
        assert sides[1] == pytest.approx(sheet.trust_capital.value / 1e6, abs=1e-3)

    def test_stands_on_clv_where_capital_is_no_money(self) -> None:
        from sparse_books import index_only

        book = index_only()
        chart = balance_chart(book, Reader.of(book, "en"))
        names = [each["name"] for each in _series(chart, "bar")]

        assert "Allowance" not in names
        assert chart is not None
        assert chart.title.startswith("Liabilities claim")

    def test_says_that_liabilities_exceed_assets(self, tea: Book) -> None:
        under = replace(tea.statement, net_equity=c.Interval(-5e6, -6e6, -4e6))
        chart = balance_chart(replace(tea, statement=under), Reader.of(tea, "en"))

        assert chart is not None
        assert chart.title == "Liabilities exceed assets: net trust equity is below zero."


class TestTiers:
    def test_reference_bands_are_the_books(self, tea: Book) -> None:
        bands, bars = _series(tiers_chart(tea, Reader.of(tea, "zh")), "custom")

        assert [band["value"][:2] for band in bands["data"]] == [[5.0, 10.0], [20.0, 30.0], [60.0, 70.0]]
        shares = [bar["value"][1] for bar in bars["data"][::2]]
        assert sum(shares) == pytest.approx(100, abs=0.01)

    def test_spread_counts_everyone_once(self, tea: Book) -> None:
        bars = _series(trust_spread_chart(tea, Reader.of(tea, "zh")), "bar")[0]["data"]

        assert sum(bar["value"][1] for bar in bars) == sum(tea.trust.histogram_counts)


class TestRoi:
    def test_best_channel_first_and_unknown_left_out(self, tea: Book) -> None:
        chart = roi_chart(tea, Reader.of(tea, "zh"))

        assert _base(chart)["yAxis"][0]["data"] == ["老客推荐", "门店活码", "公众号", "朋友圈广告", "抖音直播"]
        assert chart is not None
        assert chart.table.rows[-1][0].text == "展会扫码"
        assert chart.table.rows[-1][3].text == "未提供"

    def test_no_verdict_is_a_hollow_dot_and_never_the_finding(self, tea: Book) -> None:
        chart = roi_chart(tea, Reader.of(tea, "zh"))
        dots = _series(chart, "scatter")[1]["data"]

        hollow = [dot["tip"].split("\n")[0] for dot in dots if dot["itemStyle"]["color"] == "#ffffff"]
        assert hollow == ["朋友圈广告"]
        assert chart is not None
        assert "朋友圈广告" not in chart.title

    def test_unbounded_interval_stays_on_the_page(self, tea: Book) -> None:
        wild = replace(tea.roi[0], roi=c.Interval(3.0, float("-inf"), float("inf")))
        chart = roi_chart(replace(tea, roi=(wild,)), Reader.of(tea, "zh"))

        json.dumps(_base(chart), allow_nan=False)
        assert chart is not None
        assert "无法给出区间" in chart.table.rows[0][6].note


class TestWhere:
    def test_thin_evidence_is_hollow_and_says_what_is_missing(self, tea: Book) -> None:
        chart = where_chart(tea, "staff", Reader.of(tea, "en"))
        dots = _series(chart, "scatter")[0]["data"]

        assert [dot["itemStyle"]["color"] == "#ffffff" for dot in dots].count(True) == 1
        assert chart is not None
        assert chart.table.rows[-1][-1].note.startswith("11 of the 30 contacts")

    def test_names_what_is_surely_a_liability(self, tea: Book) -> None:
        worst = replace(tea.cuts[0], key="展会", net_equity=-900, net_equity_low=-1_000, net_equity_high=-800)
        chart = where_chart(replace(tea, cuts=(*tea.cuts, worst)), "channel", Reader.of(tea, "en"))

        assert chart is not None
        assert "“\u2068展会\u2069” is below zero" in chart.title


class TestRelease:
    def test_the_title_is_no_firmer_than_the_interval(self, tea: Book) -> None:
        reader = Reader.of(tea, "en")
        open_question = replace(tea.release, net_saving=c.Interval(100_000, -50_000, 250_000))
        loss = replace(tea.release, net_saving=c.Interval(-300_000, -400_000, -200_000))

        sure, unsure, not_worth = (
            release_chart(replace(tea, release=each), reader) for each in (tea.release, open_question, loss)
        )

        assert sure is not None and "would save ¥31.9k" in sure.title
        assert unsure is not None and "still open" in unsure.title
        assert not_worth is not None and "would not pay" in not_worth.title

    def test_unknown_cost_draws_nothing(self) -> None:
        from sparse_books import without_costs

        book = without_costs()

        assert release_chart(book, Reader.of(book, "zh")) is None


class TestBelief:
    def test_latest_test_of_each_outcome(self, tea: Book) -> None:
        latest = latest_outcomes(tea)

        assert [each.outcome for each in latest] == ["acts", "responds", "stays"]
        assert tea.backtest is not None
        assert {each.as_of_ms for each in latest} == {max(each.as_of_ms for each in tea.backtest.outcomes)}

    def test_miscalibration_is_said_in_the_title(self, tea: Book) -> None:
        tested = latest_outcomes(tea)[0]
        ours = replace(tested.scores[0], ece=0.09)
        chart = reliability_chart(tea, replace(tested, scores=(ours, *tested.scores[1:])), Reader.of(tea, "en"))

        assert chart is not None
        assert chart.title.endswith("differ by 9.0 percentage points, beyond the 3.0 allowed")

    def test_ratio_is_drawn_with_its_interval(self, tea: Book) -> None:
        chart = capital_ratio_chart(tea, Reader.of(tea, "zh"))

        assert tea.backtest is not None
        lows = [each["value"][0] for each in _series(chart, "custom")[0]["data"]]
        assert lows == [each.ratio.low for each in tea.backtest.capital]
