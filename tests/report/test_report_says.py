"""What the page says of its own figures: one name for one meaning, and every condition beside what it decides."""

from __future__ import annotations

import re
from dataclasses import replace

import openpyxl
import pytest
from sparse_books import barely_anything
from tea_brand import tea_book

from guanxi.book.contracts import Book, Tier
from guanxi.book.settings import TierBounds
from guanxi.report import audit_json, write_xlsx
from guanxi.report.blocks import Table
from guanxi.report.charts.tiers import tiers_chart
from guanxi.report.charts.touchpoints import by_reach, inventory_table
from guanxi.report.charts.trust_spread import trust_spread_chart
from guanxi.report.charts.where import cuts_table, dimension_rows
from guanxi.report.reader import Reader
from guanxi.report.sections import tiers as tiers_section
from guanxi.report.sections.opening import opening
from guanxi.report.sections.tier_rules import tier_rules

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
