"""What a reader of aggregates is told: that something is kept back, never that it is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tea_brand import AS_OF
from tea_network import tea_network

from guanxi.book.contracts import Book
from guanxi.book.contracts.network import Network
from guanxi.books.disclosure import aggregate_only
from guanxi.report.audit.document import audit_json
from guanxi.report.blocks import Section, Text
from guanxi.report.charts.roll_forward import roll_forward_chart
from guanxi.report.reader import Reader
from guanxi.report.sections import change, network, people


def said(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks if isinstance(block, Text))


@pytest.fixture
def whole(tea: Book) -> Book:
    return replace(tea, network=tea_network(AS_OF))


class TestNetwork:
    @pytest.mark.parametrize(
        ("lang", "kept_back", "untrue"),
        [
            ("zh", "您的角色只看汇总", ("没有推荐人", "没有足够稳定")),
            ("en", "not shown to your role", ("No adv", "no circle")),
        ],
    )
    def test_what_there_is_is_kept_back_and_not_denied(
        self, whole: Book, lang: str, kept_back: str, untrue: tuple[str, ...]
    ) -> None:
        shown = aggregate_only(whole)

        text = said(network.section(shown, Reader.of(shown, lang)))

        assert text.count(kept_back) == 2
        assert not any(each in text for each in untrue)

    @pytest.mark.parametrize(("lang", "said_of_one"), [("zh", "带来最多的一位推荐人"), ("en", "The busiest inviter")])
    def test_what_single_inviters_brought_is_not_said(self, whole: Book, lang: str, said_of_one: str) -> None:
        shown = aggregate_only(whole)

        assert said_of_one in said(network.section(whole, Reader.of(whole, lang)))
        assert said_of_one not in said(network.section(shown, Reader.of(shown, lang)))
        assert audit_json(shown)["network"]["concentration"] is None

    def test_a_source_of_a_few_takes_the_next_smallest_with_it(self, whole: Book) -> None:
        assert isinstance(whole.network, Network)
        source = whole.network.sources[0]
        rows = tuple(replace(source, channel=f"c{n}", n_contacts=n) for n in (9, 40, 300))

        shown = aggregate_only(replace(whole, network=replace(whole.network, sources=rows)))

        assert isinstance(shown.network, Network)
        assert [each.n_contacts for each in shown.network.sources] == [300]

    def test_what_there_is_not_is_denied(self, whole: Book) -> None:
        assert isinstance(whole.network, Network)
        bare = replace(whole, network=replace(whole.network, advocates=(), n_advocates=0, circles=(), n_circles=0))

        text = said(network.section(bare, Reader.of(bare, "en")))

        assert "No advocate has brought" in text and "no circle stable enough" in text

    def test_cards_of_single_contacts_are_kept_back_too(self, whole: Book) -> None:
        shown = aggregate_only(whole)

        text = said(people.section(shown, Reader.of(shown, "en")))

        assert "not shown to your role" in text and "no core contact" not in text


class TestRollForward:
    @pytest.fixture
    def moved(self, tea: Book) -> Book:
        """Healing moved nine contacts only."""
        assert tea.roll_forward is not None
        lines = tuple(
            replace(line, n_contacts=9) if line.line == "healing" else line for line in tea.roll_forward.lines
        )
        return replace(tea, roll_forward=replace(tea.roll_forward, lines=lines))

    @pytest.mark.parametrize(("lang", "name"), [("zh", "时间修复"), ("en", "Healing with time")])
    def test_a_folded_line_is_named(self, moved: Book, lang: str, name: str) -> None:
        shown = aggregate_only(moved)
        reader = Reader.of(shown, lang)

        text = said(change.section(shown, reader))
        chart = roll_forward_chart(shown, reader)

        assert f"“{name}”" in text
        assert chart is not None
        names = [row[0].text for row in chart.table.rows]
        assert name not in names and any(("不足十人" in each) or ("fewer than ten" in each) for each in names)

    def test_two_readers_figures_differ_by_what_is_folded_alone(self, moved: Book) -> None:
        shown = aggregate_only(moved).roll_forward
        whole = moved.roll_forward

        assert shown is not None and whole is not None
        seen, all_of_it = ({line.line: line.amount for line in each.lines} for each in (shown, whole))
        assert shown.folded == ("healing",)
        assert seen["potential_change"] == all_of_it["potential_change"] + all_of_it["healing"]
        assert all(all_of_it[line] == amount for line, amount in seen.items() if line != "potential_change")

    def test_who_sees_contacts_reads_no_such_note(self, moved: Book) -> None:
        assert "fewer than ten" not in said(change.section(moved, Reader.of(moved, "en")))
