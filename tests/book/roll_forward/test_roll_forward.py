"""The roll-forward closes to the fen, whatever happened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import NAMES, histories

from guanxi.book.contracts import RollForward, RollForwardCode, RollForwardLine
from guanxi.book.positions import PostingError
from guanxi.book.roll_forward.roll import CUT_LINES, LINES, roll_forward
from guanxi.book.roll_forward.standings import Standing, Standings, align
from guanxi.book.roll_forward.steps import MOVEMENTS, contact_steps
from guanxi.book.roll_forward.trust_change import trust_changes

TRANSFERS = (RollForwardCode.TRANSFERRED_IN, RollForwardCode.TRANSFERRED_OUT)


def rolled(standings: Standings) -> RollForward:
    return roll_forward(standings, 0, 1)


def amounts(lines: tuple[RollForwardLine, ...]) -> dict[str, int]:
    return {line.line: line.amount for line in lines}


def person(potential: int, trust: float, contact: int = 1, broken: bool = False, **keys: int) -> Standing:
    """One contact."""
    capital = 0 if broken else round(potential * trust)
    return Standing(
        np.array([contact]),
        np.array([0 if broken else potential]),
        np.array([0.0 if broken else trust]),
        np.array([capital]),
        np.array([broken]),
        {name: np.array([code]) for name, code in keys.items()},
    )


def history(
    opening: Standing, closing: Standing, faded: Standing | None = None, old: Standing | None = None
) -> Standings:
    """Published = restated = ``old``, else the opening itself."""
    old = old or opening
    return Standings(old, old, opening, faded or opening, closing)


class TestClosing:
    @given(histories())
    @settings(max_examples=80, deadline=None)
    def test_opening_and_the_lines_between_add_up_to_closing_in_total_and_in_every_cut(
        self, standings: Standings
    ) -> None:
        book = rolled(standings)

        for lines in (book.lines, *(lines for keys in book.cuts.values() for lines in keys.values())):
            found = amounts(lines)
            closing = found.pop("closing")
            assert sum(found.values()) == closing
        assert amounts(book.lines)["opening"] == int(standings.published.capital_fen.sum())
        assert amounts(book.lines)["closing"] == int(standings.closing.capital_fen.sum())

    @given(histories())
    @settings(max_examples=40, deadline=None)
    def test_every_contact_closes_by_itself(self, standings: Standings) -> None:
        steps = contact_steps(align(standings))

        ends = steps.amounts[RollForwardCode.OPENING] + sum(steps.amounts[code] for code in MOVEMENTS)

        assert np.array_equal(ends, steps.amounts[RollForwardCode.CLOSING])

    @given(histories())
    @settings(max_examples=40, deadline=None)
    def test_transfers_of_a_dimension_add_up_to_nothing_and_the_other_lines_to_the_total(
        self, standings: Standings
    ) -> None:
        book = rolled(standings)
        whole = amounts(book.lines)

        for keys in book.cuts.values():
            by_line = {code: sum(amounts(lines)[code] for lines in keys.values()) for code in CUT_LINES}
            assert by_line[TRANSFERS[0]] + by_line[TRANSFERS[1]] == 0
            assert {code: by_line[code] for code in LINES} == {code: whole[code] for code in LINES}

    @given(histories())
    @settings(max_examples=40, deadline=None)
    def test_a_cut_opens_as_published_and_closes_as_it_stands(self, standings: Standings) -> None:
        book = rolled(standings)

        for dimension, names in NAMES.items():
            for code, name in enumerate(names):
                lines = amounts(book.cuts[dimension][name])
                for line, side in (("opening", standings.published), ("closing", standings.closing)):
                    assert lines[line] == int(side.capital_fen[side.keys[dimension] == code].sum())

    @given(histories())
    @settings(max_examples=40, deadline=None)
    def test_nobody_is_transferred_out_of_what_never_changes(self, standings: Standings) -> None:
        book = rolled(standings)

        for lines in book.cuts["channel"].values():
            assert [line.n_contacts for line in lines if line.line in TRANSFERS] == [0, 0]

    def test_sums_beyond_two_to_the_53_stay_exact(self) -> None:
        n = 4000
        ids = np.arange(n, dtype=np.int64)
        capital = np.full(n, (1 << 50) - 1, dtype=np.int64)
        side = Standing(ids, capital, np.ones(n), capital, np.zeros(n, dtype=np.bool_), {"channel": ids % 2})

        book = rolled(replace(history(side, side), names={"channel": ("even", "odd")}))

        assert amounts(book.lines)["closing"] == n * ((1 << 50) - 1)
        assert amounts(book.cuts["channel"]["odd"])["closing"] == n // 2 * ((1 << 50) - 1)

    def test_nobody_at_all_gives_lines_of_nothing(self) -> None:
        none = Standing.empty()

        book = rolled(Standings(none, none, none, none, none))

        assert [line.line for line in book.lines] == [code.value for code in LINES]
        assert {line.amount for line in book.lines} == {0}


class TestLines:
    def test_splits_a_change_into_time_evidence_and_potential(self) -> None:
        """Λ 1000 → 2000, T .5 → .3 by time alone → .8: Λ̄ 1500, T̄ .65."""
        book = rolled(history(person(1000, 0.5), person(2000, 0.8), faded=person(1000, 0.3)))

        found = amounts(book.lines)
        assert found["depreciation"] == -300
        assert found["trust_earned"] == 750
        assert found["potential_change"] == 650
        assert found["healing"] == found["trust_lost"] == 0

    def test_healing_and_loss_stand_on_their_own_lines(self) -> None:
        book = rolled(history(person(1000, 0.5), person(1000, 0.4), faded=person(1000, 0.7)))

        found = amounts(book.lines)
        assert (found["healing"], found["trust_lost"]) == (200, -300)
        assert found["depreciation"] == found["trust_earned"] == found["potential_change"] == 0

    def test_restatement_and_recalibration_come_before_any_movement(self) -> None:
        standings = Standings(
            person(1000, 0.1), person(1000, 0.2), person(1000, 0.5), person(1000, 0.5), person(1000, 0.5)
        )

        found = amounts(rolled(standings).lines)

        assert (found["opening"], found["restatement"], found["recalibration"]) == (100, 100, 300)
        assert found["closing"] == 500

    def test_a_new_contact_enters_at_its_closing_value(self) -> None:
        book = rolled(history(Standing.empty(), person(1000, 0.5)))

        assert [(line.amount, line.n_contacts) for line in book.lines if line.line == "acquired"] == [(500, 1)]

    def test_a_restored_contact_counts_as_acquired(self) -> None:
        book = rolled(history(person(1000, 0.5, broken=True), person(1000, 0.5)))

        assert amounts(book.lines)["acquired"] == 500

    @pytest.mark.parametrize("closing", [person(1000, 0.5, broken=True), Standing.empty()], ids=["break", "erasure"])
    def test_a_cut_relationship_is_written_off_at_its_opening_value(self, closing: Standing) -> None:
        book = rolled(history(person(1000, 0.5), closing))

        assert [(line.amount, line.n_contacts) for line in book.lines if line.line == "write_offs"] == [(-500, 1)]
        assert book.n_acquired_and_broken == 0

    def test_acquired_and_broken_inside_is_counted_at_nothing(self) -> None:
        book = rolled(history(Standing.empty(), person(1000, 0.5, broken=True)))

        assert book.n_acquired_and_broken == 1
        assert {line.amount for line in book.lines} == {0}

    def test_a_merged_contact_leaves_by_restatement(self) -> None:
        standings = Standings(person(1000, 0.5, contact=2), *[person(1000, 0.5, contact=1)] * 4)

        found = amounts(rolled(standings).lines)

        assert (found["opening"], found["restatement"], found["closing"]) == (500, 0, 500)

    def test_a_contact_that_changes_tier_moves_where_it_stood_and_is_transferred_at_its_closing_value(self) -> None:
        opening, closing = person(1000, 0.9, tier=0), person(1000, 0.2, tier=1)
        standings = replace(history(opening, closing, faded=opening), names={"tier": ("core", "doubtful")})

        book = rolled(standings)

        core, doubtful = amounts(book.cuts["tier"]["core"]), amounts(book.cuts["tier"]["doubtful"])
        assert (core["opening"], core["trust_lost"], core["transferred_out"], core["closing"]) == (900, -700, -200, 0)
        assert (doubtful["opening"], doubtful["transferred_in"], doubtful["closing"]) == (0, 200, 200)


class TestRefusals:
    def test_refuses_a_broken_contact_that_carries_capital(self) -> None:
        one = np.array([1])

        with pytest.raises(PostingError, match="Contact 1 is broken and still carries"):
            Standing(one, one, np.array([1.0]), one, np.array([True]))

    def test_refuses_a_contact_that_stands_in_no_cut(self) -> None:
        standings = replace(history(person(1000, 0.5), person(1000, 0.5)), names={"tier": ("core",)})

        with pytest.raises(PostingError, match="stands in no cut of “tier”"):
            rolled(standings)


class TestTrustChange:
    @given(histories())
    @settings(max_examples=40, deadline=None)
    def test_the_parts_add_up_to_the_change_since_the_old_model(self, standings: Standings) -> None:
        change = trust_changes(standings)
        aligned = align(standings)
        old = np.where(np.isnan(aligned.trust_restated), aligned.trust_opening, aligned.trust_restated)

        parts = change.decay + change.healing + change.new_evidence + change.recalibration

        known = ~np.isnan(parts)
        assert np.array_equal(known, ~np.isnan(aligned.trust_opening) & ~np.isnan(aligned.trust_closing))
        assert np.allclose(parts[known], (aligned.trust_closing - old)[known], atol=1e-12)
        assert np.all(change.decay[known] <= 0)
        assert np.all(change.healing[known] >= 0)

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
    def test_time_and_evidence_are_told_apart(self, before: float, faded: float, after: float) -> None:
        change = trust_changes(history(person(100, before), person(100, after), faded=person(100, faded)))

        assert change.decay[0] + change.healing[0] == pytest.approx(faded - before)
        assert change.new_evidence[0] == pytest.approx(after - faded)
        assert change.recalibration[0] == 0

    def test_is_given_for_the_contacts_asked_for_and_unknown_for_strangers(self) -> None:
        change = trust_changes(history(person(100, 0.2), person(100, 0.6)))

        asked = change.of(np.array([0, 1, 2]))

        assert asked.new_evidence[1] == pytest.approx(0.4)
        assert np.isnan(asked.new_evidence[[0, 2]]).all()
        assert np.isnan(trust_changes(Standings(*[Standing.empty()] * 5)).of(np.array([7])).decay).all()
