"""What the page says of its own figures: one name for one meaning, and every condition beside what it decides."""

from __future__ import annotations

import re
from dataclasses import replace

import openpyxl
import pytest
from sparse_books import barely_anything
from tea_brand import tea_book

from guanxi.book.contracts import Book, Driver, Tier
from guanxi.book.settings import TierBounds
from guanxi.report import audit_json, write_xlsx
from guanxi.report.blocks import People, Person, Table, Text
from guanxi.report.charts.overlap import overlap_chart
from guanxi.report.charts.tiers import tiers_chart
from guanxi.report.charts.touchpoints import by_reach, inventory_table
from guanxi.report.charts.trust_spread import trust_spread_chart
from guanxi.report.charts.where import cuts_table, dimension_rows
from guanxi.report.html import render_html
from guanxi.report.reader import Reader
from guanxi.report.sections import people as people_section
from guanxi.report.sections import tiers as tiers_section
from guanxi.report.sections import touchpoints as touchpoints_section
from guanxi.report.sections.opening import opening
from guanxi.report.sections.people import shared_reasons
from guanxi.report.sections.tier_rules import tier_rules
from guanxi.report.words import codes

LANGS = ("zh", "en")


def _text(table: Table) -> str:
    return "\n".join(f"{cell.text} {cell.note}" for row in table.rows for cell in row)


class TestTierConditions:
    @pytest.mark.parametrize("lang", LANGS)
    def test_name_every_bound_that_decides(self, tea: Book, lang: str) -> None:
        said = _text(tier_rules(Reader.of(tea, lang)))
        bounds = TierBounds()

        decides = (bounds.core_trust, bounds.doubtful_trust, bounds.core_depth, bounds.core_value)
        numbers = set(re.findall(r"\d+(?:\.\d+)?", said))
        assert {f"{each:.2f}" for each in decides[:2]} | {f"{each:.1f}" for each in decides[2:]} <= numbers
        assert {"5", "0.2", "90", "2", "0.57", "0.28", "3", "60", "1.5"} <= numbers

    @pytest.mark.parametrize("lang", LANGS)
    def test_stand_beside_the_tiers_and_only_there(self, tea: Book, lang: str) -> None:
        blocks = tiers_section.section(tea, Reader.of(tea, lang)).blocks

        without = tiers_section.section(barely_anything(), Reader.of(tea, lang)).blocks

        assert tier_rules(Reader.of(tea, lang)) in blocks
        assert tier_rules(Reader.of(tea, lang)) not in without

    @pytest.mark.parametrize("lang", LANGS)
    def test_the_spread_of_trust_names_no_tier_by_trust_alone(self, tea: Book, lang: str) -> None:
        chart = trust_spread_chart(tea, Reader.of(tea, lang))

        assert chart is not None
        series = chart.option["series"][0]
        marks = " ".join(line["label"]["formatter"] for line in series["markLine"]["data"])
        assert "0.60" in marks and "0.25" in marks
        assert not re.search("核心|存疑|core|doubtful", marks + chart.title)
        assert "color" in series["itemStyle"] and all("itemStyle" not in bar for bar in series["data"])
        assert ("其他条件" if lang == "zh" else "other conditions") in chart.subtitle


class TestMeanTrust:
    """Three of ten are broken off: the mean is of seven, wherever it stands."""

    @pytest.fixture
    def book(self) -> Book:
        tea = tea_book()
        cut = replace(tea.cuts[0], n_contacts=10, n_broken=3, mean_trust=0.6)
        gone = replace(tea.cuts[1], n_contacts=4, n_broken=4, mean_trust=0.0)
        point = replace(tea.touchpoints[0], n_contacts=10, n_broken=3, mean_trust=0.6)
        return replace(tea, cuts=(cut, gone), touchpoints=(point,))

    @pytest.mark.parametrize(("lang", "note"), [("zh", "含断开 3"), ("en", "3 broken off")])
    def test_the_broken_stand_beside_the_count(self, book: Book, lang: str, note: str) -> None:
        reader = Reader.of(book, lang)
        tables = (
            cuts_table(dimension_rows(book, "channel"), "channel", reader),
            inventory_table(by_reach(book), reader),
        )

        assert all(note in _text(table) for table in tables)
        assert all("0.60" in _text(table) for table in tables)

    def test_nobody_has_no_mean(self, book: Book) -> None:
        reader = Reader.of(book, "zh")
        table = cuts_table(dimension_rows(book, "channel"), "channel", reader)
        (row,) = [row for row in table.rows if row[1].text == "4"]

        assert row[2].text == "—"
        document = audit_json(book)
        assert [(each["n_broken"], each["mean_trust"]) for each in document["cuts"]] == [(3, 0.6), (4, None)]
        assert document["touchpoints"][0]["n_broken"] == 3

    def test_contacts_without_a_tier_have_no_mean(self, tea: Book) -> None:
        chart = tiers_chart(tea, Reader.of(tea, "zh"))

        assert chart is not None
        outside = next(row for row in chart.table.rows if row[0].text.startswith("不分层"))
        assert outside[8].text == "—"

    @pytest.mark.parametrize(("lang", "said"), [("zh", "已断开的 {n} 位不计入"), ("en", "without {n} who broke off")])
    def test_the_header_says_whom_it_leaves_out(self, tea: Book, lang: str, said: str) -> None:
        n = next(row.n for row in tea.tiers if row.tier is Tier.NONE)

        notes = [figure.note for figure in opening(tea, Reader.of(tea, lang)).figures]

        assert n > 0
        assert said.format(n=n) in notes[2]


class TestTheBrandsName:
    @pytest.mark.parametrize("lang", LANGS)
    def test_leads_the_title_the_header_the_document_and_the_sheets(self, tea: Book, lang: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
        first = opening(tea, Reader.of(tea, lang))
        book = openpyxl.load_workbook(write_xlsx(tea, tmp_path / "a.xlsx", lang))

        assert first.document_title.startswith("云岭茶舍 · ")
        assert "云岭茶舍" in first.kicker
        assert audit_json(tea)["brand"] == "云岭茶舍"
        assert all(str(sheet["A1"].value).startswith("云岭茶舍 · ") for sheet in book)

    def test_nothing_stands_in_its_place_where_there_is_none(self, tea: Book) -> None:
        first = opening(replace(tea, brand=""), Reader.of(tea, "zh"))

        assert first.document_title.startswith("信任审计报告")
        assert first.kicker == "信任审计报告"


class TestReasons:
    @staticmethod
    def _cards(drivers: tuple[Driver, ...], *, own: bool = True) -> tuple[list[Person], list[str]]:
        """Ten cards that share ``drivers``, each with a reason of its own unless not; and what is said above them."""
        tea = tea_book()
        mine = [(Driver("silence", 0.5, f"reason {i}", f"原因 {i}"),) if own else () for i in range(10)]
        examples = tuple(replace(tea.core_examples[0], drivers=(*each, *drivers)) for each in mine)
        book = replace(tea, core_examples=examples, doubtful_examples=())
        blocks = people_section.section(book, Reader.of(book, "zh")).blocks
        notes = [block.text for block in blocks if isinstance(block, Text)]
        listed = next(block for block in blocks if isinstance(block, People)).people
        return list(listed), notes

    def test_that_weigh_nothing_are_not_given(self) -> None:
        nothing = (Driver("willingness", -0.004, "a", "甲"), Driver("brake", 0.0049, "b", "乙"))

        people, _ = self._cards(nothing)

        shown = [reason.weight for person in people for reason in person.reasons]

        assert shown == ["+0.50"] * 10

    def test_that_most_share_are_said_once_above_the_cards(self) -> None:
        shared = (Driver("referral", -0.12, "has not brought anybody yet", "尚未带来新客户"),)

        people, notes = self._cards(shared)

        assert all(reason.text != "尚未带来新客户" for person in people for reason in person.reasons)
        assert sum("尚未带来新客户" in note for note in notes) == 1

    def test_a_card_with_shared_reasons_only_does_not_speak_of_missing_evidence(self) -> None:
        shared = (Driver("referral", -0.12, "has not brought anybody yet", "尚未带来新客户"),)

        people, _ = self._cards(shared, own=False)

        assert {reason.text for person in people for reason in person.reasons} == {"没有超出上述共有原因的。"}

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_a_sentence_without_weight_is_not_headed_as_raising_trust(self, tea: Book, lang: str) -> None:
        silent = tuple(replace(each, drivers=()) for each in tea.doubtful_examples)

        page = render_html(replace(tea, core_examples=(), doubtful_examples=silent), lang)

        assert "没有足够的证据说明原因" in page or "not enough evidence to give reasons" in page
        assert "拉高信任" not in page and "raises trust </span>" not in page

    def test_of_a_few_cards_are_never_called_shared(self) -> None:
        same = tuple(replace(tea_book().core_examples[0], drivers=(Driver("x", 0.3, "a", "甲"),)) for _ in range(3))

        assert shared_reasons(same, Reader.of(tea_book(), "zh")) == frozenset()


class TestTouchpoints:
    @staticmethod
    def _note(book: Book, lang: str) -> str:
        blocks = touchpoints_section.section(book, Reader.of(book, lang)).blocks
        return "".join(block.text for block in blocks if isinstance(block, Text) and block.tone == "note")

    @pytest.mark.parametrize(("lang", "said"), [("zh", "高于全品牌的"), ("en", "above the brand's")])
    def test_one_above_the_brand_says_why(self, tea: Book, lang: str, said: str) -> None:
        whole = round(tea.statement.net_equity.value)
        above = replace(tea.touchpoints[0], touchpoint="小程序<b>", net_equity=whole + 160_000)

        note = self._note(replace(tea, touchpoints=(above, *tea.touchpoints[1:])), lang)

        assert said in note
        assert "小程序" in note
        assert "1,600" in note

    def test_none_above_the_brand_says_nothing(self, tea: Book) -> None:
        below = tuple(replace(row, net_equity=min(row.net_equity, 1)) for row in tea.touchpoints)

        assert self._note(replace(tea, touchpoints=below), "zh") == ""


class TestOverlaps:
    def test_cells_hold_figures_that_fit_a_phone_and_columns_have_names_on_a_desk(self, tea: Book) -> None:
        chart = overlap_chart(tea, Reader.of(tea, "zh"))

        assert chart is not None
        base, narrow = chart.option["baseOption"], chart.option["media"][0]["option"]
        assert all(cell["label"]["formatter"].isdigit() for cell in base["series"][0]["data"])
        assert "%" in chart.subtitle
        assert base["xAxis"]["data"][0].startswith("1  企业微信")
        assert narrow["xAxis"]["data"] == ["1", "2", "3", "4", "5"]
        assert chart.option["media"][1]["option"]["xAxis"]["data"] == base["xAxis"]["data"]


class TestSheets:
    @pytest.mark.parametrize("lang", LANGS)
    def test_the_cuts_name_tiers_in_the_readers_language(self, tea: Book, lang: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
        cuts = tuple(replace(tea.cuts[0], dimension="tier", key=str(tier)) for tier in Tier)
        book = replace(tea, cuts=cuts)
        sheet = openpyxl.load_workbook(write_xlsx(book, tmp_path / "a.xlsx", lang))["分布" if lang == "zh" else "Cuts"]

        names = [sheet.cell(row, 2).value for row in range(4, 8)]
        assert names == [codes.TIERS[str(tier)].text(lang) for tier in Tier]
