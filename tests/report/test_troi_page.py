"""The page and the file of TROI."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from troi_readouts import ALL, CONTINUED, LOOKS, OBSERVED, RETURNS, STOPPED, UNKNOWN, page

from guanxi.book.contracts import Interval, Notice
from guanxi.book.contracts import troi as t
from guanxi.report import troi_schema
from guanxi.report.audit.troi import troi_json
from guanxi.report.charts.troi_sequence import sequence_chart
from guanxi.report.charts.troi_trend import trend_chart
from guanxi.report.reader import Reader
from guanxi.report.sections.troi import annual_figure, chapter, spend_text
from guanxi.report.troi_page import overview, render_troi_html, write_troi_json
from guanxi.report.words import troi as words

ZH, EN = (Reader.for_brand(lang, "CNY", "Asia/Shanghai", capital_is_money=True) for lang in ("zh", "en"))


class TestPage:
    def test_the_verdict_comes_first(self) -> None:
        for lang, said, stamp in (("zh", "可继续：划算。", "可继续"), ("en", "Continue: it pays.", "Continue")):
            html = render_troi_html(page(CONTINUED), lang)

            assert said in re.sub(r"<[^>]+>", "", html.split('id="program-1"')[0])
            assert f'<span class="stamp asset">{stamp}</span>' in html

    @pytest.mark.parametrize("readouts", [(CONTINUED,), ALL], ids=("one", "many"))
    def test_the_brand_s_name_stands_in_title_and_kicker(self, readouts: tuple[t.Readout, ...]) -> None:
        html = render_troi_html(replace(page(*readouts), brand="山间茶"), "zh")

        assert "<title>山间茶 · " in html
        assert "\u2068山间茶\u2069 · " in html[html.index('class="kicker"') : html.index("<h1")]

    @pytest.mark.parametrize("readouts", [(CONTINUED,), ALL], ids=("one", "many"))
    def test_what_importing_lost_stands_before_the_chapters(self, readouts: tuple[t.Readout, ...]) -> None:
        lost = Notice("data.rows_lost:a.csv", "9 of the 12 rows were set aside.", "12 行中有 9 行被隔离。", severe=True)

        html = render_troi_html(replace(page(*readouts), notices=(lost,)), "zh")

        said = html[html.index('class="notices"') : html.index("</aside>")]
        assert said.index('class="severe"') < said.index("12 行中有 9 行被隔离")
        assert html.index('class="notices"') < html.index('class="chapter"')

    def test_an_observational_read_out_says_so_and_shows_no_verdict(self) -> None:
        html = render_troi_html(page(OBSERVED), "en")

        assert "Observational, no verdict" in html
        assert 'class="stamp observational"' in html
        assert "triggers no verdict" in html

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("readout", ALL, ids=lambda each: each.scope.program[:8])
    def test_every_read_out_can_be_shown(self, readout, lang: str) -> None:  # type: ignore[no-untyped-def]
        html = render_troi_html(page(readout), lang)

        assert "None" not in html.split("<script", 1)[0]
        assert "<b>刚开始" not in html and "\u202e" not in html

    def test_many_programs_begin_with_an_overview(self) -> None:
        html = render_troi_html(page(), "en")

        assert "4 programs were read out" in html
        assert "Continue: 1. Stop: 1. Undecided: 1. No verdict: 0. Observational only: 1." in html
        assert html.index('id="overview"') < html.index('id="program-1"') < html.index('id="program-4"')

    @pytest.mark.parametrize(("reader", "capital", "value"), [
        (ZH, "毛利 + 信任资本的变化", "毛利 + 客户终身价值的变化"),
        (EN, "margin + change of trust capital", "margin + change of lifetime value"),
    ])  # fmt: skip
    def test_programs_that_count_different_assets_say_which_in_their_rows(
        self, reader: Reader, capital: str, value: str
    ) -> None:
        note, table = overview(page(CONTINUED, UNKNOWN, OBSERVED), reader).blocks

        effects = [row[3].note for row in table.rows]
        assert effects[0].endswith(capital) and effects[1] == "" and effects[2].endswith(value)
        assert note.text == reader.say(words.ASSETS_DIFFER)

    def test_programs_that_count_the_same_asset_say_so_once(self) -> None:
        note, table = overview(page(CONTINUED, STOPPED), ZH).blocks

        assert note.text == "每位客户的增量 = 毛利 + 信任资本的变化。"
        assert all("信任资本" not in cell.note for row in table.rows for cell in row)

    def test_programs_without_an_effect_say_nothing_of_assets(self) -> None:
        (table,) = overview(page(UNKNOWN, UNKNOWN), ZH).blocks

        assert len(table.rows) == 2

    def test_a_loss_is_said_as_a_loss(self) -> None:
        html = render_troi_html(page(STOPPED), "en")

        assert 'brought <span class="amount">¥9,000</span> less' in html


class TestSequenceChart:
    def test_titles_state_where_the_interval_lies(self) -> None:
        above, below = (sequence_chart(each, EN, "x") for each in (CONTINUED, STOPPED))
        across = sequence_chart(replace(CONTINUED, effect_to_clear=1_650.0), EN, "x")

        assert above and "lies above the line of ¥3.46" in above.title
        assert below and "lies below the line" in below.title
        assert across and "still lies inside the interval" in across.title
        assert "1,140 units matured" in above.subtitle and "95%" in above.subtitle

    def test_the_table_twin_holds_every_look_and_the_drawing_leaves_out_the_widest(self) -> None:
        chart = sequence_chart(CONTINUED, ZH, "x")

        assert chart is not None
        assert len(chart.table.rows) == len(LOOKS)
        drawn = chart.option["series"][-1]["data"]
        assert 3 < len(drawn) < len(LOOKS)
        assert drawn[-1] == pytest.approx(LOOKS[-1].effect / 100)

    @pytest.mark.parametrize(("lang", "shown"), [("zh", "2024年12月4日"), ("en", "4 Dec 2024")])
    def test_its_axis_writes_days_as_the_table_does(self, lang: str, shown: str) -> None:
        chart = sequence_chart(CONTINUED, ZH if lang == "zh" else EN, "x")

        assert chart is not None
        assert chart.option["xAxis"]["data"][-1] == chart.table.rows[0][0].text == shown

    def test_the_line_that_pays_is_drawn_at_its_value(self) -> None:
        chart = sequence_chart(CONTINUED, EN, "x")

        assert chart is not None
        assert chart.option["series"][-1]["markLine"]["data"] == [{"yAxis": 3.46}]

    def test_before_the_first_look_there_is_none(self) -> None:
        assert sequence_chart(UNKNOWN, EN, "x") is None


class TestUnknownIntervals:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
    def test_are_gaps_in_every_chart_and_null_in_the_file(self, value: float) -> None:
        looks = tuple(replace(look, low=value, high=value) if k % 2 else look for k, look in enumerate(LOOKS))
        trend = tuple(
            replace(point, treated=value, difference=Interval(value if k % 2 else 0.0, value, value, 0.95))
            for k, point in enumerate(OBSERVED.trend)
        )
        unknown = Interval(value, value, value, 0.95)
        dealt = replace(
            CONTINUED,
            looks=looks,
            effect_to_clear=value,
            returns=t.Returns(unknown, unknown, unknown, unknown, unknown, unknown),
            detectable=t.Detectable(value, value, 600, 610, 0.8),
        )
        seen = replace(OBSERVED, trend=trend, returns=None)

        charts = [sequence_chart(dealt, EN, "x"), trend_chart(seen, EN, "x")]

        for chart in charts:
            assert chart is not None
            assert not any(word in json.dumps(chart.option).lower() for word in ("nan", "infinity"))
        document = troi_json(page(dealt, seen))
        json.dumps(document, allow_nan=False)
        jsonschema.validate(document, troi_schema())
        for lang in ("zh", "en"):
            text = re.sub(r"<script.*", "", render_troi_html(page(dealt, seen), lang), flags=re.DOTALL)
            assert not re.search(r"\b(nan|inf)\b", text.lower())

    def test_of_every_look_draw_nothing(self) -> None:
        endless = tuple(replace(look, low=-float("inf"), high=float("inf")) for look in LOOKS)

        assert sequence_chart(replace(CONTINUED, looks=endless), EN, "x") is None


class TestTrendChart:
    def test_says_whether_the_groups_moved_alike(self) -> None:
        alike, parted = (trend_chart(replace(OBSERVED, pre_trend_p=p), EN, "x") for p in (0.4, 0.01))

        assert alike and "no difference in trend can be seen (p = 0.400)" in alike.title
        assert parted and "parted before the program came" in parted.title

    def test_the_table_twin_has_every_period_with_its_days(self) -> None:
        chart = trend_chart(OBSERVED, EN, "x")

        assert chart is not None
        assert [row[0].text for row in chart.table.rows][:4] == ["−56…−43", "−42…−29", "−28…−15", "−14…−1"]
        assert [row[0].text for row in chart.table.rows][4:] == ["+1…+14", "+15…+28", "+29…+42", "+43…+56"]

    def test_nothing_to_draw_without_contacts(self) -> None:
        assert trend_chart(replace(OBSERVED, trend=(), pre_trend_p=None), EN, "x") is None


class TestChapter:
    def test_what_the_data_lacks_is_said(self) -> None:
        tables = [block for block in chapter(UNKNOWN, EN, 1).blocks if block.kind == "table"]

        cells = [cell.text for table in tables for row in table.rows for cell in row]
        assert "nobody had bought before" in cells and "not yet" in cells and "no spend on record" in cells

    def test_answers_without_a_score_are_not_said_to_be_no_answers(self) -> None:
        tables = [block for block in chapter(CONTINUED, EN, 1).blocks if block.kind == "table"]

        cells = [cell.text for table in tables for row in table.rows for cell in row]
        assert cells.count("no answer with a score") == 2

    def test_gross_net_and_annual_carry_their_intervals(self) -> None:
        (returns, *_) = [block for block in chapter(CONTINUED, EN, 1).blocks if block.kind == "table"]

        last = {row[0].text: row[1] for row in returns.rows}
        assert last["TROI gross, per ¥1 spent"].text == "¥2"
        assert "margin left out" in last["TROI gross, per ¥1 spent"].note
        assert last["Net return, per ¥1 spent"].note.startswith("95% interval ¥2 to ¥5")
        assert last["Net return, per ¥1 spent, as a year"].text == "¥22.80"
        assert "taken off the margin in full" in last["Spend"].note

    def test_money_per_contact_leads_and_reconciles_with_the_table_of_groups(self) -> None:
        returns, groups, *_ = [block for block in chapter(CONTINUED, EN, 1).blocks if block.kind == "table"]

        assert [row[0].text for row in returns.rows][:3] == [
            "Effect per contact (regression-adjusted, CUPED)",
            "Needed per contact",
            "Raw difference of the groups, per contact",
        ]
        # (5,000 + 1,200) − (4,000 + 300) fen, as printed below.
        assert returns.rows[2][1].text == "¥19"
        assert "margin ¥10, asset ¥9" in returns.rows[2][1].note
        assert [cell.text for cell in groups.rows[5]] == ["Margin, 56 days after", "¥50", "¥40"]

    def test_a_difference_in_differences_can_be_made_from_the_printed_means(self) -> None:
        returns, *_ = [block for block in chapter(OBSERVED, EN, 1).blocks if block.kind == "table"]

        raw = next(row[1] for row in returns.rows if row[0].text.startswith("Raw difference"))
        # ((50 − 41) − (40 − 40.5)) + ((12 − 4) − (3 − 4.5))
        assert "margin ¥9.50, asset ¥9.50" in raw.note and raw.text == "¥19"

    def test_a_lost_spend_is_not_multiplied_into_a_year(self) -> None:
        lost = replace(RETURNS, net=Interval(-1.2, -1.4, -1.0, 0.95), annual=Interval(-7.8, -9.1, -6.5, 0.95))
        tiny = replace(RETURNS, net=Interval(30.0, 10.0, 50.0, 0.95), annual=Interval(195.0, 65.0, 325.0, 0.95))

        said = annual_figure(replace(CONTINUED, returns=lost), EN).value
        assert said == "not carried forward: by the estimate the whole spend was lost"
        assert annual_figure(replace(CONTINUED, returns=tiny), EN).value == "¥390.0k"

    @pytest.mark.parametrize(("spend", "says"), [
        (t.Spend(-300, -300, 0, 0, "none"), "−¥3 · negative: correct it"),
        (t.Spend(0, 0, 0, 0, "none"), "zero on record"),
        (t.Spend(0, 0, 0, 0, "none", is_recorded=False), "no spend on record"),
    ])  # fmt: skip
    def test_no_spend_zero_and_a_negative_one_are_told_apart(self, spend: t.Spend, says: str) -> None:
        assert spend_text(spend, EN) == says

    def test_one_look_shows_both_intervals_and_no_chart(self) -> None:
        once = chapter(replace(CONTINUED, looks=LOOKS[-1:]), EN, 1)

        assert not once.charts()
        returns = next(block for block in once.blocks if block.kind == "table")
        assert returns.rows[1][0].text == "The interval of a single look"
        assert returns.rows[1][1].text == "95% interval ¥12.80 to ¥19.20"

    def test_what_winsorising_did_is_said(self) -> None:
        none = replace(CONTINUED, extremes=t.Extremes(600, 0, 0.1, 0.1, is_heavy=False))

        said, unmoved = (str(chapter(each, EN, 1).blocks) for each in (CONTINUED, none))

        assert "Winsorising moved 2 of 1,170 outcomes." in said
        assert "moved none of the 600 outcomes" in unmoved

    def test_an_arm_is_named_with_its_program(self) -> None:
        arm = replace(CONTINUED, scope=replace(CONTINUED.scope, arm="Call"))

        assert "春茶俱乐部 · Call" in chapter(arm, EN, 1).title
        assert "春茶俱乐部 · Call" in render_troi_html(page(arm, STOPPED), "en")


class TestFile:
    @pytest.mark.parametrize("readout", ALL, ids=("continued", "stopped", "nothing_matured", "observational"))
    def test_keeps_to_its_schema(self, readout: t.Readout, tmp_path: Path) -> None:
        written = write_troi_json(page(readout), tmp_path / "troi.json")

        document = json.loads(written.read_text(encoding="utf-8"))
        assert list(jsonschema.Draft202012Validator(troi_schema()).iter_errors(document)) == []

    def test_the_schema_refuses_a_verdict_without_a_holdout(self) -> None:
        document = troi_json(page(CONTINUED, OBSERVED))
        document["readouts"][1]["verdict"] = document["readouts"][0]["verdict"]

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, troi_schema())

    @pytest.mark.parametrize("place", ["scope", "spend", "returns", "panel", "verdict", "detectable", "sample_ratio"])
    def test_the_schema_names_every_field(self, place: str) -> None:
        """Each part holds what the schema demands and nothing else."""
        more, fewer = troi_json(page(CONTINUED)), troi_json(page(CONTINUED))
        more["readouts"][0][place]["followers"] = 1
        fewer["readouts"][0][place].popitem()

        for document in (more, fewer):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(document, troi_schema())

    def test_is_plain_json_without_infinity(self, tmp_path: Path) -> None:
        endless = replace(CONTINUED, looks=(replace(LOOKS[0], high=float("inf")),))

        path = write_troi_json(page(endless, OBSERVED), tmp_path / "troi.json")

        said = json.loads(path.read_text(encoding="utf-8"))
        assert [each["design"] for each in said["readouts"]] == ["randomised", "observational"]
        assert said["readouts"][0]["looks"][0]["high"] is None
        assert "verdict" not in said["readouts"][1]
        assert troi_json(page(CONTINUED))["readouts"][0]["spend"]["total"] == "2000.00"


class TestASpendThatCarriesNoRatio:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "花费太小，不给出"), ("en", "the spend is too small")])
    def test_the_whole_effect_stands_in_its_place(self, lang: str, said: str) -> None:
        assert CONTINUED.returns is not None
        returns = replace(
            CONTINUED.returns, net=None, gross=None, annual=None, why_no_ratio_en="Lost in noise.",
            why_no_ratio_zh="淹没在噪声里。",
        )  # fmt: skip
        shown = page(replace(CONTINUED, returns=returns))

        html = render_troi_html(shown, lang)
        document = troi_json(shown)
        told = document["readouts"][0]["returns"]

        assert said in html and ("淹没在噪声里" if lang == "zh" else "Lost in noise") in html
        assert (told["net"], told["gross"], told["annual"]) == (None, None, None)
        assert told["why_no_ratio_en"] == "Lost in noise."
        jsonschema.validate(document, troi_schema())
