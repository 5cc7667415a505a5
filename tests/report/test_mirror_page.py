"""The page and the file of the owner's mirror."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tea_brand import AS_OF, ZONE
from tea_mirror_book import figure, person, share, tea_mirror

from guanxi.book.contracts.mirror import HabitRow, MirrorBook
from guanxi.report.audit.mirror import mirror_json
from guanxi.report.charts.mirror import habit_chart
from guanxi.report.mirror_page import (
    mirror_headline,
    mirror_schema,
    render_mirror_html,
    write_mirror_html,
    write_mirror_json,
)
from guanxi.report.reader import Reader
from guanxi.report.sections.mirror import counts_of, figures_table, glances, headline, mirror_sections, standing_of


def book() -> MirrorBook:
    return tea_mirror(AS_OF, ZONE)


def nothing() -> MirrorBook:
    """A brand that logs nothing."""
    known = book()

    def blind(figures: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(figure(each.code, None, unit=each.unit, from_ms=AS_OF, until_ms=AS_OF) for each in figures)

    return replace(
        known,
        leading=blind(known.leading),
        misalignments=blind(known.misalignments),
        traps=blind(known.traps),
        habits=(),
        people=(),
    )


def reader(lang: str) -> Reader:
    return Reader.for_brand(lang, "CNY", ZONE)


class TestPage:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_leads_with_repurchase_and_never_with_conversion_or_heads(self, lang: str) -> None:
        html = render_mirror_html(book(), lang)

        heading = html[html.index("<h1") : html.index("</h1>")]
        assert "62%" in heading
        figures = html[html.index('class="keyfigures"') : html.index("</dl>")]
        assert "4,000" not in heading + figures
        assert "转化率" not in html and "conversion rate" not in html.lower()

    @pytest.mark.parametrize(("lang", "said"), [("zh", "没有测量"), ("en", "Not measured")])
    def test_says_what_is_not_measured(self, lang: str, said: str) -> None:
        html = render_mirror_html(book(), lang)

        assert said in html

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_a_brand_that_logs_nothing_has_sentences_only(self, lang: str) -> None:
        html = render_mirror_html(nothing(), lang)

        assert 'class="drawing"' not in html
        assert "nan" not in re.sub(r"<script.*", "", html, flags=re.DOTALL).lower().split()
        assert standing_of(nothing()) == "not_enough_evidence"

    def test_falls_back_on_the_first_figure_that_is_known(self) -> None:
        known = book()
        blind = replace(known, leading=(figure("repurchase", None), *known.leading[1:2], *known.leading[2:]))

        assert "5%" in mirror_headline(blind, "en")

    def test_what_a_file_says_is_text(self) -> None:
        html = render_mirror_html(book(), "zh")

        assert "<b>茶</b>" not in html

    def test_names_what_to_do_for_each_person(self) -> None:
        html = render_mirror_html(book(), "en")

        assert html.count('class="todo"') == 5


class TestVerdict:
    def test_counts_what_moved_beyond_its_error(self) -> None:
        """Worse: repurchase, tool worship, cashing in, habit, wait. Better: recommendation, care."""
        better, worse, measured = counts_of(book())

        assert (better, worse, measured) == (2, 5, 9)
        assert standing_of(book()) == "worse"

    def test_a_fall_of_what_should_be_low_is_better(self) -> None:
        only = replace(book(), leading=(), misalignments=(figure("cashing_in", share(0.1), 0.4, good="low"),), traps=())

        assert standing_of(only) == "better"


class TestPhoneNumbersAsKeys:
    def test_no_face_passes_them_on(self, tmp_path: Path) -> None:
        told = replace(book(), people=(person(0, "13812345678"),))

        html = render_mirror_html(told, "zh")
        figures = write_mirror_json(told, tmp_path / "m.json").read_text(encoding="utf-8")

        assert "13812345678" not in html + figures
        assert "138****5678" in html and "138****5678" in figures


class TestFile:
    @pytest.mark.parametrize("each", [book(), nothing()], ids=["rich", "nothing"])
    def test_keeps_to_its_schema(self, each: MirrorBook, tmp_path: Path) -> None:
        written = write_mirror_json(each, tmp_path / "mirror.json")

        document = json.loads(written.read_text(encoding="utf-8"))
        assert list(jsonschema.Draft202012Validator(mirror_schema()).iter_errors(document)) == []

    def test_the_schema_refuses_what_it_does_not_name(self) -> None:
        document = mirror_json(book())
        document["leading"][0]["conversion_rate"] = 1

        with pytest.raises(jsonschema.ValidationError, match="conversion_rate"):
            jsonschema.validate(document, mirror_schema())

    def test_unknown_bounds_are_null(self) -> None:
        broken = replace(book().leading[0], value=replace(share(0.5), low=float("nan"), high=float("inf")))
        document = mirror_json(replace(book(), leading=(broken, *book().leading[1:])))

        json.dumps(document, allow_nan=False)
        jsonschema.validate(document, mirror_schema())
        assert (document["leading"][0]["value"]["low"], document["leading"][0]["value"]["high"]) == (None, None)

    def test_writes_whole_files(self, tmp_path: Path) -> None:
        assert write_mirror_html(book(), tmp_path / "m.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert list(tmp_path.iterdir()) == [tmp_path / "m.html"]


class TestBlocks:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_chart_has_a_table_twin_and_no_nan(self, lang: str) -> None:
        charts = [chart for section in mirror_sections(book(), reader(lang)) for chart in section.charts()]

        assert {chart.key for chart in charts} == {"mirror-leading", "mirror-traps", "mirror-habit"}
        for chart in charts:
            assert chart.title and chart.subtitle and chart.table.rows
            json.dumps(chart.option, allow_nan=False)

    def test_tool_worship_is_shown_once_though_it_is_misalignment_and_trap(self) -> None:
        _, traps, _ = mirror_sections(book(), reader("en"))
        table = traps.charts()[0].table

        assert [row[0].text for row in table.rows].count("Tool worship") == 1


class TestHabit:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "不是相除"), ("en", "no ratio")])
    def test_its_counts_are_not_shown_as_a_quotient(self, lang: str, said: str) -> None:
        known = book()
        (habit,) = (each for each in known.misalignments if each.code == "habit")

        table = figures_table((replace(habit, numerator=816, denominator=25_640), *known.leading[:1]), reader(lang))

        counted, other = table.rows[0][2].text, table.rows[1][2].text
        assert said in counted
        assert "816" in counted and "25,640" in counted and "816 /" not in counted
        assert " / " in other

    @pytest.mark.parametrize(("lang", "said"), [("zh", "只占所发的 30%，却占所回的 64%"), ("en", "yet 64% of what is")])
    def test_the_widest_gap_is_named_on_either_side(self, lang: str, said: str) -> None:
        rows = (
            HabitRow("content:expertise", 170, 60, 0.17, 0.06, None, None),
            HabitRow("promotion_sent", 300, 640, 0.30, 0.64, None, None),
        )

        chart = habit_chart(replace(book(), habits=rows), reader(lang))

        assert chart is not None
        assert said in chart.title


class TestAlarms:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "越过界限 25%"), ("en", "beyond its bound of 25%")])
    def test_what_is_beyond_its_bound_comes_first(self, lang: str, said: str) -> None:
        known = book()
        asked = next(each for each in known.misalignments if each.code == "cashing_in")
        high = replace(asked, value=share(0.6), reference=0.25)

        found, _ = glances(replace(known, misalignments=(high,), traps=()), reader(lang))

        assert said in found[0].warning
        assert len(found) <= 4

    def test_nothing_measured_raises_none(self) -> None:
        warned, others = glances(nothing(), reader("en"))

        assert warned == ()
        assert [each.range for each in others] == ["Not measured: nobody logs it."] * 4

    @pytest.mark.parametrize(
        ("lang", "means"),
        [
            ("zh", "前一年下过单的客户中，这一年又下单的比例"),
            ("en", "of those who ordered the year before, who ordered again"),
        ],
    )
    def test_a_figure_that_got_worse_is_not_said_twice_and_says_what_it_counts(self, lang: str, means: str) -> None:
        warned, others = glances(book(), reader(lang))

        labels = [each.label for each in (*warned, *others)]
        assert len(labels) == len(set(labels))
        (repurchase,) = (each for each in warned if each.meaning == means)
        assert "62" in repurchase.value
        assert repurchase.range and repurchase.warning

    def test_the_headline_passes_over_what_was_told_above_it(self) -> None:
        every = ["repurchase", "recommendation", "promises", "listening"]

        assert "62%" in headline(book(), reader("en"))
        assert "5% of the buyers" in headline(book(), reader("en"), ["repurchase"])
        assert headline(book(), reader("en"), every) == ""
        assert "Not enough evidence" in headline(nothing(), reader("en"))
