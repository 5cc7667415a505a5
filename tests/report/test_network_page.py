"""The page and the file of the network on its own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tea_brand import AS_OF, ZONE
from tea_network import tea_network

from guanxi.book import contracts as c
from guanxi.book.contracts import network as n
from guanxi.report import (
    network_headline,
    network_schema,
    render_network_html,
    write_network_html,
    write_network_json,
)
from guanxi.report.audit.network import network_book_json
from guanxi.report.charts.advocates import advocates_chart
from guanxi.report.charts.bond_velocity import velocity_chart
from guanxi.report.charts.conversion_wait import wait_chart
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.network_picture import picture_chart
from guanxi.report.charts.referral_sources import sources_chart
from guanxi.report.charts.reproduction import cohorts_chart, reproduction_chart
from guanxi.report.reader import Reader
from guanxi.report.sections.network import chapter, lead


def page(network: n.Network | None = None) -> c.NetworkBook:
    return c.NetworkBook("3", AS_OF, 365, ZONE, "CNY", 4_000, 193_379, network or tea_network(AS_OF))


def nothing() -> c.NetworkBook:
    """A brand without bonds."""
    empty = replace(
        tea_network(AS_OF),
        n_bonds=0,
        density=None,
        clustering=None,
        velocity=None,
        weeks=(),
        conversion=None,
        reproduction=(),
        advocates=(),
        sources=(),
        circles=(),
        picture=n.Picture((), ()),
        referral_credit=None,
        growth_option=None,
        notices=(c.Notice("network.no_bonds", "There are no referrals in the data.", "数据中没有推荐。"),),
    )
    return page(empty)


def unknown(value: float) -> n.Network:
    """The tea brand's network with ``value`` in the place of every bound, and of every second estimate."""
    known = tea_network(AS_OF)

    def spoilt(figure: c.Interval, k: int) -> c.Interval:
        return c.Interval(value if k % 2 else figure.value, value, value, figure.level)

    def course(each: n.Reproduction) -> n.Reproduction:
        points = tuple(
            replace(point, low=value, high=value, value=value if k % 2 else point.value)
            for k, point in enumerate(each.points)
        )
        return replace(each, points=points, value=None if each.value is None else spoilt(each.value, 0))

    assert known.conversion is not None and known.density is not None and known.velocity is not None
    return replace(
        known,
        density=spoilt(known.density, 0),
        velocity=spoilt(known.velocity, 1),
        clustering=value,
        growth_option=c.Interval(value, value, value),
        weeks=tuple(replace(each, velocity=spoilt(each.velocity, k)) for k, each in enumerate(known.weeks)),
        conversion=replace(
            known.conversion,
            median_hours=c.Interval(value, value, value),
            points=tuple(replace(each, share=spoilt(each.share, k)) for k, each in enumerate(known.conversion.points)),
        ),
        reproduction=tuple(course(each) for each in known.reproduction),
        sources=tuple(
            replace(each, per_yuan=None if each.per_yuan is None else spoilt(each.per_yuan, k))
            for k, each in enumerate(known.sources)
        ),
        circles=tuple(replace(each, stability=value) for each in known.circles),
    )


class TestPage:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_leads_with_growth_and_never_with_a_count_of_heads(self, lang: str) -> None:
        html = render_network_html(page(), lang)

        heading = html[html.index("<h1") : html.index("</h1>")]
        assert "1.09" in heading
        assert "4,000" not in heading
        figures = html[html.index('class="keyfigures"') : html.index("</dl>")]
        assert "4,000" not in figures
        assert not any("4,000" in sentence or "3,630" in sentence for sentence in lead(_look(), _reader(lang)))

    @pytest.mark.parametrize(
        ("lang", "said"), [("zh", "数据中没有推荐。"), ("en", "There are no referrals in the data.")]
    )
    def test_without_bonds_it_says_so_and_draws_nothing(self, lang: str, said: str) -> None:
        html = render_network_html(nothing(), lang)

        assert said in html
        assert network_headline(nothing(), lang) == said
        assert 'class="drawing"' not in html

    def test_an_open_r_is_not_called_growth(self) -> None:
        assert "open" in network_headline(page(), "en")

    def test_writes_whole_files(self, tmp_path: Path) -> None:
        assert write_network_html(page(), tmp_path / "n.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert list(tmp_path.iterdir()) == [tmp_path / "n.html"]


class TestBrand:
    @pytest.mark.parametrize(("lang", "title"), [("zh", "关系网络"), ("en", "Network report")])
    def test_its_name_stands_in_title_and_kicker(self, lang: str, title: str) -> None:
        html = render_network_html(replace(page(), brand="山间茶"), lang)

        assert "<title>山间茶 · " in html
        kicker = html[html.index('class="kicker"') : html.index("<h1")]
        assert "\u2068山间茶\u2069 · " in kicker and title in kicker

    def test_a_name_that_would_reorder_the_page_is_made_harmless(self) -> None:
        html = render_network_html(replace(page(), brand="\u202e<b>茶"), "zh")

        assert "\u202e" not in html and "<b>茶" not in html

    def test_without_one_the_page_has_its_own_title(self) -> None:
        assert "<title> ·" not in render_network_html(page(), "zh")


class TestNotices:
    def test_of_imports_stand_before_the_chapters_severe_ones_first(self) -> None:
        lost = c.Notice("data.rows_lost:a.csv", "9 of the 12 rows were set aside.", "12 行中有 9 行被隔离。", True)
        plain = c.Notice("import.guessed_columns:a.csv", "Columns were guessed.", "列名为推测。")

        html = render_network_html(replace(page(), notices=(plain, lost)), "en")

        said = html[html.index('class="notices"') : html.index("</aside>")]
        assert said.index('class="severe"') < said.index("were set aside") < said.index("were guessed")
        assert html.index('class="notices"') < html.index('class="chapter"')


class TestPhoneNumbersAsKeys:
    def test_no_face_passes_them_on(self, tmp_path: Path) -> None:
        """Where the key is a phone number, page and file show its ends only."""
        known = tea_network(AS_OF)
        number = "13812345678"
        told = replace(
            known,
            advocates=tuple(replace(each, source_key=number) for each in known.advocates),
            circles=tuple(replace(each, members=(number,) * len(each.members)) for each in known.circles),
            picture=replace(known.picture, nodes=tuple(replace(node, name=number) for node in known.picture.nodes)),
        )

        html = render_network_html(page(told), "zh")
        figures = write_network_json(page(told), tmp_path / "n.json").read_text(encoding="utf-8")

        assert number not in html + figures
        assert "138****5678" in html
        assert "138****5678" in figures


class TestFile:
    @pytest.mark.parametrize("book", [page(), nothing()], ids=["rich", "nothing"])
    def test_keeps_to_its_schema(self, book: c.NetworkBook, tmp_path: Path) -> None:
        written = write_network_json(book, tmp_path / "network.json")

        document = json.loads(written.read_text(encoding="utf-8"))
        assert list(jsonschema.Draft202012Validator(network_schema()).iter_errors(document)) == []

    def test_the_schema_refuses_what_it_does_not_name(self, tmp_path: Path) -> None:
        document = json.loads(write_network_json(page(), tmp_path / "n.json").read_text(encoding="utf-8"))
        document["network"]["followers"] = 1

        with pytest.raises(jsonschema.ValidationError, match="followers"):
            jsonschema.validate(document, network_schema())


class TestUnknownIntervals:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
    def test_are_gaps_in_every_chart(self, value: float) -> None:
        charts = chapter(Look(unknown(value), AS_OF, 365), _reader("en")).charts()

        assert len(charts) >= 6
        for chart in charts:
            json.dumps(chart.option, allow_nan=False)
            assert not any(word in json.dumps(chart.option).lower() for word in ("nan", "infinity")), chart.key

    def test_leave_the_band_open_and_the_line_broken(self) -> None:
        chart = velocity_chart(Look(unknown(float("nan")), AS_OF, 365), _reader("zh"))

        assert chart is not None
        low, width, line = chart.option["series"]
        assert set(low["data"]) == set(width["data"]) == {None}
        assert [each["value"] is None for each in line["data"][:4]] == [False, True, False, True]

    def test_tell_no_change_of_pace(self) -> None:
        """Weeks whose intervals nobody knows cannot show that bonds come faster."""
        network = tea_network(AS_OF)
        nan = float("nan")
        seen, unseen, open_ = (
            velocity_chart(Look(replace(network, velocity_change=change), AS_OF, 365), _reader("en"))
            for change in (c.Interval(1.5, 1.2, 1.9), c.Interval(1.5, nan, nan), c.Interval(1.5, 0.9, 2.5))
        )

        assert seen is not None and "faster" in seen.title and "1.20 to 1.90" in seen.title
        assert unseen is not None and "faster" not in unseen.title
        assert open_ is not None and "faster" not in open_.title

    @pytest.mark.parametrize(("lang", "said"), [("zh", "之前 13 周"), ("en", "the 13 weeks before")])
    def test_both_languages_name_the_period_of_a_change(self, lang: str, said: str) -> None:
        chart = velocity_chart(_look(), _reader(lang))

        assert chart is not None
        assert said in chart.title and "0.48" in chart.title and "0.40" in chart.title

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_are_null_in_the_file_and_words_on_the_page(self, value: float) -> None:
        book = page(unknown(value))

        document = network_book_json(book)
        json.dumps(document, allow_nan=False)
        jsonschema.validate(document, network_schema())
        assert document["network"]["velocity"]["low"] is None
        assert "nan" not in re.sub(r"<script.*", "", render_network_html(book, "en"), flags=re.DOTALL).lower().split()


class TestDays:
    @pytest.mark.parametrize(("lang", "shown"), [("zh", "2025年12月31日"), ("en", "31 Dec 2025")])
    def test_have_one_form_on_axis_tip_and_table(self, lang: str, shown: str) -> None:
        chart = velocity_chart(_look(), _reader(lang))

        assert chart is not None
        assert chart.option["xAxis"]["data"][-1] == shown
        assert chart.table.rows[-1][0].text == shown
        assert chart.option["series"][-1]["data"][-1]["tip"].startswith(shown)
        assert not re.search(r"\b20\d\d\.\d\d\.\d\d\b", render_network_html(page(), lang).split("<script>")[0])


def _look() -> Look:
    return Look(tea_network(AS_OF), AS_OF, 365)


def _reader(lang: str) -> Reader:
    return Reader.for_brand(lang, "CNY", ZONE)


class TestCharts:
    def test_cohorts_are_compared_at_an_age_that_all_have_reached(self) -> None:
        chart = cohorts_chart(_look(), _reader("en"))

        assert chart is not None
        assert "Within 25 weeks" in chart.title
        points = chart.option["baseOption"]["series"][1]["data"]
        assert [point["value"][0] for point in points] == pytest.approx([0.55, 0.45, 0.35])
        assert [row[0].text for row in chart.table.rows][-1] == "2025Q4"

    def test_the_band_is_the_interval_of_r(self) -> None:
        chart = reproduction_chart(_look(), _reader("zh"))

        assert chart is not None
        low, width, line = chart.option["series"]
        assert low["data"][9] == pytest.approx(0.21 * 0.8)
        assert low["data"][9] + width["data"][9] == pytest.approx(0.21 * 1.25)
        assert line["data"][9]["value"] == pytest.approx(0.21)

    def test_every_contact_of_the_picture_has_a_place_of_its_own(self) -> None:
        chart = picture_chart(_look(), _reader("zh"))

        assert chart is not None
        for option in (chart.option["baseOption"], chart.option["media"][0]["option"]):
            nodes = option["series"][0]["data"]
            assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)
        links = chart.option["baseOption"]["series"][0]["links"]
        assert len(links) == len(_look().network.picture.links)

    def test_no_cohort_is_called_best_within_the_intervals_of_others(self) -> None:
        """.26 [.17, .36] beside .22 [.13, .30] is no difference; beside .05 [.03, .07] it is one."""

        def titled(second: tuple[float, float, float]) -> str:
            def cohort(name: str, ends: tuple[float, float, float]) -> n.Reproduction:
                return n.Reproduction(
                    name, 300, 40, 1, c.Interval(*ends), "fading", (n.ReproductionPoint(1, *ends, 200),)
                )

            told = (cohort("2024Q3", second), cohort("2024Q4", (0.26, 0.17, 0.36)))
            chart = cohorts_chart(Look(replace(tea_network(AS_OF), reproduction=told), AS_OF, 365), _reader("en"))
            assert chart is not None
            return chart.title

        assert "no cohort stands out" in titled((0.22, 0.13, 0.30))
        assert "buyers of 2024Q4 brought most" in titled((0.05, 0.03, 0.07))
        assert "no cohort stands out" in titled((0.05, float("nan"), float("nan")))

    def test_days_of_waiting_stand_at_their_own_distance(self) -> None:
        chart = wait_chart(_look(), _reader("en"))

        assert chart is not None
        assert [point["value"][0] for point in chart.option["series"][1]["data"]] == [1, 3, 7, 14, 30, 60, 90]
        assert chart.option["xAxis"]["type"] == "value"
        assert "within 23 days" in chart.title and "hours" not in chart.title

    def test_a_wait_of_less_than_two_days_is_told_in_hours(self) -> None:
        known = tea_network(AS_OF)
        assert known.conversion is not None
        soon = replace(known, conversion=replace(known.conversion, median_hours=c.Interval(1, 1, 2)))

        chart = wait_chart(Look(soon, AS_OF, 365), _reader("en"))

        assert chart is not None
        assert chart.title.endswith("within 1 hour")

    def test_the_picture_says_how_much_of_the_network_it_draws(self) -> None:
        chart = picture_chart(Look(replace(tea_network(AS_OF), n_circles=8), AS_OF, 365), _reader("en"))

        assert chart is not None
        assert "3 of 110 advocates" in chart.subtitle and "2 of 8 circles" in chart.subtitle

    def test_what_a_yuan_goes_with_is_no_effect_and_names_channels(self) -> None:
        chart = sources_chart(_look(), _reader("en"))

        assert chart is not None
        assert "associated" in chart.title and "bring" not in chart.title
        assert [row[0].text for row in chart.table.rows] == ["Advocates", "Staff (own code or no channel)", "抖音投流"]
        assert "no effect" in render_network_html(page(), "en")

    def test_without_staff_of_their_own_advocates_stand_beside_channels(self) -> None:
        known = tea_network(AS_OF)
        told = replace(known, sources=(known.sources[0], known.sources[2]))

        chart = sources_chart(Look(told, AS_OF, 365), _reader("en"))

        assert chart is not None
        assert "3.80 by channel" in chart.title and "staff" not in chart.title

    def test_a_rank_needs_enough_verified_invitees(self) -> None:
        known = tea_network(AS_OF)
        few = replace(known, advocates=tuple(replace(each, is_enough=False) for each in known.advocates))

        assert advocates_chart(Look(few, AS_OF, 365), _reader("en")) is None
        assert "no advocate has brought five" in render_network_html(page(few), "en")
        chart = advocates_chart(_look(), _reader("en"))
        assert chart is not None
        assert "15 verified invitees" in chart.title and "k" not in chart.subtitle.split(" · ")[0].split()


class TestFewAndMany:
    def test_the_stamp_of_r_below_one_says_what_it_means(self) -> None:
        known = tea_network(AS_OF)
        low = replace(known.reproduction[0], value=c.Interval(0.16, 0.12, 0.2), growth="fading")

        html = render_network_html(page(replace(known, reproduction=(low,))), "en")

        assert "Does not grow by referral alone (R = 0.16)" in html
        assert "stamp liability" not in html

    @pytest.mark.parametrize(("lang", "said"), [("zh", "24 位（7.2%）"), ("en", "24 of 333 converted invitees (7.2%)")])
    def test_how_much_hangs_on_one_is_said(self, lang: str, said: str) -> None:
        assert any(said in sentence for sentence in lead(_look(), _reader(lang)))

    def test_inviters_that_match_nobody_are_said_at_the_top(self) -> None:
        lost = c.Notice("network.unknown_inviters", "84 of 185 were left out.", "185 位中有 84 位未计入。", True)

        html = render_network_html(page(replace(tea_network(AS_OF), notices=(lost,))), "en")

        assert "84 of 185" in html[html.index('class="notices"') : html.index("</aside>")]
