"""The mirror of a simulated brand against an oracle that reads one contact at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from naive_mirror import Row, World
from tea_mirror import SETTINGS, TeaMirror

from guanxi.book.facts import gather_all as sharing
from guanxi.book.mirror import FILTERS, contacts_behind, mirror_book
from guanxi.lake.engine import Lake

SHIFTS = (0, 91, 365)
CODES = {
    "repurchase": "repurchase",
    "recommendation": "recommendation",
    "promises": "kept",
    "listening": "listening",
    "tool_worship": "tool_worship",
    "cashing_in": "cashing_in",
    "billboard": "billboard",
    "care": "care",
}


def world_of(lake: Lake, at_ms: int) -> World:
    with lake.session(as_of_ms=at_ms + 30 * 86_400_000) as session:
        con = session.con
        rows = [
            Row(*row)
            for row in con.execute(
                "SELECT contact_id, occurred_ms, kind, automated, amount_fen, peer_id, properties"
                " FROM events JOIN kinds USING (kind_id)"
            ).fetchall()
        ]
    with lake.session(as_of_ms=at_ms) as session:
        promises = session.con.execute("SELECT contact_id, due_ms, kept_ms FROM promises").fetchall()
        known = session.con.execute("SELECT contact_id, acquired_ms, inviter_id FROM contacts").fetchall()
    acquired = {who: at for who, at, _ in known if at is not None}
    return World(at_ms, rows, promises, acquired, {who: inviter for who, _, inviter in known})


@pytest.fixture(scope="module")
def oracle(tea: TeaMirror) -> World:
    return world_of(tea.lake, tea.asked.as_of_ms)


class TestAgainstTheOracle:
    @pytest.mark.parametrize("code", CODES)
    def test_counts_are_the_same_now(self, tea: TeaMirror, oracle: World, code: str) -> None:
        figure = tea.book.figure(code)

        assert (figure.denominator, figure.numerator) == getattr(oracle, CODES[code])(0)
        assert figure.denominator > 25

    @pytest.mark.parametrize("code", CODES)
    def test_values_are_the_same_a_quarter_and_a_year_before(self, tea: TeaMirror, oracle: World, code: str) -> None:
        for change, shift in zip(tea.book.figure(code).changes, SHIFTS[1:], strict=True):
            n, k = getattr(oracle, CODES[code])(shift)
            assert (change.before is None) == (n < SETTINGS.mirror.least)
            if change.before is not None:
                assert change.before.value == pytest.approx(k / n)
                assert change.before.low <= change.before.value <= change.before.high

    def test_the_habit_is_the_same(self, tea: TeaMirror, oracle: World) -> None:
        figure = tea.book.figure("habit")

        assert figure.value is not None
        assert figure.value.value == pytest.approx(oracle.habit(0))

    def test_the_median_wait_is_the_same_to_the_minute(self, tea: TeaMirror, oracle: World) -> None:
        waits = [wait for _, wait in oracle.messages(0) if wait is not None]
        figure = tea.book.figure("wait")

        assert figure.value is not None
        assert figure.denominator == len(waits)
        assert figure.value.value == pytest.approx(float(np.median(waits)) / 3_600_000, abs=1.1 / 60)

    def test_nothing_after_the_moment_is_read(self, tea: TeaMirror) -> None:
        """The lake holds five more days; an earlier question sees none of them."""
        assert tea.lake.latest_event_ms() > tea.asked.as_of_ms  # type: ignore[operator]
        with tea.lake.session(as_of_ms=tea.asked.as_of_ms) as session:
            (n,) = session.con.execute("SELECT count(*) FROM events").fetchall()[0]
        assert tea.book.n_events == n


class TestShares:
    def test_their_number_changes_nothing(self, tea: TeaMirror, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sharing, "ROWS_PER_SHARE", tea.book.n_events // 3)

        again = mirror_book(tea.lake, SETTINGS, tea.asked)

        assert replace(again, seconds={}) == replace(tea.book, seconds={})


class TestBehind:
    @pytest.mark.parametrize("name", FILTERS)
    def test_every_filter_names_contacts(self, tea: TeaMirror, name: str) -> None:
        with tea.lake.session(as_of_ms=tea.asked.as_of_ms) as session:
            found = contacts_behind(session, SETTINGS, name, tea.book.n_events)

        assert len(found) == len(set(found.tolist()))
        if name == "mirror.not_again":
            figure = tea.book.figure("repurchase")
            assert len(found) == figure.denominator - (figure.numerator or 0)
        if name == "mirror.recommended":
            assert len(found) == tea.book.figure("recommendation").numerator
        if name == "mirror.tool_only":
            assert len(found) > 0

    def test_every_figure_names_a_filter_that_there_is(self, tea: TeaMirror) -> None:
        figures = (*tea.book.leading, *tea.book.misalignments, *tea.book.traps)

        assert {each.behind for each in figures} - {"", "layer.asked_too_often"} <= set(FILTERS)
