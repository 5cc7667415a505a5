"""Five people worth talking to today: small worlds in which each rule decides, and a brand from end to end."""

from __future__ import annotations

import re
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from made_facts import made_facts
from made_positions import made_positions
from tea_mirror import SETTINGS, TeaMirror

from guanxi.book.audit.standing import Stood
from guanxi.book.contracts.mirror import PersonToday, SaidReason
from guanxi.book.lifecycle.codes import ACTIVE, BITS, NEW
from guanxi.book.mirror import five_people, pick_five
from guanxi.book.mirror.looked import Looked, Overdue
from guanxi.book.mirror.picking import candidate_rows, scores
from guanxi.book.trust.model import Trust
from guanxi.kit.clock import DAY_MS

NOTHING = SaidReason("fall", "", "")


def one(contact: int, score: float = 0.0, potential: int = 100, **flags: bool) -> PersonToday:
    made = {"has_promise": False, "is_silent_buyer": False, "is_new": False} | flags
    return PersonToday(contact, f"key-{contact}", "", score, potential, 0.5, 0.6, reasons=(), todo=NOTHING, **made)


def ids(*people: PersonToday, spoken: tuple[int, ...] = (), n: int = 5) -> list[int]:
    return [each.contact_id for each in pick_five(people, spoken, n)]


class TestOrder:
    def test_the_greater_loss_comes_first(self) -> None:
        assert ids(one(1, 10), one(2, 30), one(3, 20)) == [2, 3, 1]

    def test_a_promise_comes_before_any_loss(self) -> None:
        assert ids(one(1, 1e9), one(2, 0, has_promise=True)) == [2, 1]

    def test_ties_go_by_potential_and_then_by_number(self) -> None:
        assert ids(one(3, 5), one(2, 5, 200), one(1, 5)) == [2, 1, 3]

    def test_whose_trust_did_not_fall_is_no_reason_to_call(self) -> None:
        assert ids(one(1, 0), one(2, 3)) == [2]

    def test_five_and_no_more(self) -> None:
        assert ids(*(one(k, 100 - k) for k in range(1, 9))) == [1, 2, 3, 4, 5]

    @given(st.permutations(range(8)))
    def test_the_order_of_the_candidates_does_not_matter(self, order: list[int]) -> None:
        people = [one(k, k % 3, k % 2, is_new=k == 1, is_silent_buyer=k == 2, has_promise=k == 7) for k in range(8)]

        assert ids(*(people[k] for k in order)) == ids(*people)


class TestRoom:
    worried = tuple(one(k, 100 - k) for k in range(1, 7))

    def test_a_silent_buyer_takes_the_last_place(self) -> None:
        assert ids(*self.worried, one(8, 0, is_silent_buyer=True)) == [1, 2, 3, 4, 8]

    def test_a_silent_buyer_and_a_new_contact_take_the_last_two(self) -> None:
        people = (*self.worried, one(8, 0, is_silent_buyer=True), one(9, 0, 50, is_new=True))

        assert ids(*people) == [1, 2, 3, 8, 9]

    def test_nobody_makes_room_where_they_are_there_already(self) -> None:
        there = replace(self.worried[4], is_silent_buyer=True, is_new=True)

        assert ids(*self.worried[:4], there, one(8, is_silent_buyer=True), one(9, is_new=True)) == [1, 2, 3, 4, 5]

    def test_the_only_silent_buyer_does_not_leave_for_the_new_contact(self) -> None:
        people = (*self.worried[:4], replace(self.worried[4], is_silent_buyer=True), one(9, 0, is_new=True))

        assert ids(*people) == [1, 2, 3, 5, 9]

    def test_the_best_of_a_kind_comes(self) -> None:
        silent = (one(8, 0, 10, is_silent_buyer=True), one(7, 0, 90, is_silent_buyer=True))

        assert ids(*self.worried, *silent) == [1, 2, 3, 4, 7]

    def test_promises_make_room_too(self) -> None:
        promised = tuple(one(k, 0, 100 - k, has_promise=True) for k in range(1, 7))

        assert ids(*promised, one(8, 9, is_silent_buyer=True), one(9, 0, is_new=True)) == [1, 2, 3, 8, 9]

    def test_one_place_holds_one(self) -> None:
        assert ids(one(1, 5), one(2, 0, is_silent_buyer=True), one(3, 0, is_new=True), n=1) == [2]


class TestSpoken:
    def test_who_was_spoken_to_makes_room_for_the_next(self) -> None:
        people = tuple(one(k, 100 - k) for k in range(1, 8))

        assert ids(*people, spoken=(2, 4)) == [1, 3, 5, 6, 7]


def looked(n: int, **given: object) -> Looked:
    """``n`` contacts known for long, Λ 100 fen; T fell from .9 to ``trust``, .5 unless given."""
    trust = np.asarray(given.get("trust", np.full(n, 0.5)), dtype=np.float64)
    before = np.asarray(given.get("before", np.full(n, 0.9)), dtype=np.float64)
    positions = made_positions(
        n,
        contact_id=np.arange(1, n + 1),
        potential_fen=np.asarray(given.get("potential", np.full(n, 100))),
        trust=trust,
        is_broken=np.asarray(given.get("broken", np.zeros(n)), dtype=np.bool_),
        stage=np.asarray(given.get("stage", np.full(n, ACTIVE))).astype(np.int8),
        layers=np.asarray(given.get("layers", np.zeros(n))).astype(np.int8),
    )
    then = made_facts(n).take(np.asarray(given.get("known_then", np.ones(n)), dtype=np.bool_))
    trust_then = Trust.__new__(Trust)
    object.__setattr__(trust_then, "trust", before[np.asarray(given.get("known_then", np.ones(n)), dtype=np.bool_)])
    stood = Stood(made_facts(n), trust_then, None, positions)  # type: ignore[arg-type]  # values are not looked at
    owed = np.asarray(given.get("owed", []), dtype=np.int64)
    return Looked(
        stood,
        then,
        trust_then,
        Overdue(owed, np.zeros(len(owed), dtype=np.int64), ["gift"] * len(owed)),
        np.asarray(given.get("spoken", []), dtype=np.int64),
        np.asarray(given.get("staff", np.zeros(n)), dtype=np.int64),
        tuple(given.get("names", ("",))),  # type: ignore[arg-type]
    )


class TestCandidates:
    def test_the_score_is_potential_times_the_fall(self) -> None:
        found = scores(looked(3, trust=[0.5, 0.95, 0.1], potential=[100, 100, 1_000]))

        assert found == pytest.approx([40, 0, 800])

    def test_who_was_not_known_then_has_not_fallen(self) -> None:
        assert scores(looked(2, known_then=[True, False])).tolist() == pytest.approx([40, 0])

    def test_the_broken_and_those_spoken_to_are_left_out(self) -> None:
        (found, *_) = candidate_rows(looked(4, broken=[1, 0, 0, 0], spoken=[3]))

        assert found.tolist() == [1, 3]

    def test_a_silent_buyer_and_a_new_contact_are_kept_though_nothing_fell(self) -> None:
        layers = [0, BITS_SILENT, 0, 0]
        (found, *_) = candidate_rows(looked(4, trust=[0.9] * 4, layers=layers, stage=[ACTIVE, ACTIVE, NEW, ACTIVE]))

        assert found.tolist() == [1, 2]

    def test_each_of_the_staff_has_a_list_of_its_own(self) -> None:
        everybody, nobodys, first, second = candidate_rows(looked(4, staff=[0, 1, 2, 1], names=("", "a", "b")))

        assert [rows.tolist() for rows in (everybody, nobodys, first, second)] == [[0, 1, 2, 3], [0], [1, 3], [2]]

    def test_only_those_that_are_asked_for(self) -> None:
        (found, *_) = candidate_rows(looked(4), np.array([False, True, True, False]))

        assert found.tolist() == [1, 2]

    def test_a_promise_that_is_overdue_is_enough(self) -> None:
        (found, *_) = candidate_rows(looked(3, trust=[0.9] * 3, owed=[2]))

        assert found.tolist() == [1]


BITS_SILENT = next(bit for layer, bit in BITS.items() if layer == "silent_buyer")


class TestABrand:
    def test_names_five_with_reasons_and_what_to_do_in_both_languages(self, tea: TeaMirror) -> None:
        people = tea.book.people

        assert len(people) == 5
        assert any(each.is_silent_buyer for each in people) and any(each.is_new for each in people)
        for each in people:
            assert each.reasons and all(said.en and said.zh for said in each.reasons)
            assert each.todo.en and each.todo.zh
            assert each.source_key.startswith("C")
            assert (each.reasons[0].code == "promise") == each.has_promise

    def test_a_rhythm_is_claimed_of_three_orders_or_more_only(self, tea: TeaMirror) -> None:
        said = [
            (reason, int(re.findall(r"（(\d+) 单）", reason.zh)[0]))
            for each in tea.book.candidates
            for reason in each.reasons
            if reason.code == "silent_buyer"
        ]

        assert said
        assert all(("节奏" in reason.zh) == ("rhythm" in reason.en) == (n >= 3) for reason, n in said)

    def test_nobody_of_them_was_touched_by_a_person_in_14_days(self, tea: TeaMirror) -> None:
        ids = [each.contact_id for each in tea.book.candidates]
        with tea.lake.session(as_of_ms=tea.asked.as_of_ms, contacts=np.array(ids)) as session:
            touched = session.con.execute(
                "SELECT DISTINCT contact_id FROM events JOIN kinds USING (kind_id)"
                " WHERE occurred_ms > $since AND (kind IN ('service_rendered', 'problem_solved', 'human_contact')"
                """ OR properties LIKE '%"written_by":"person"%')""",
                {"since": tea.asked.as_of_ms - 14 * DAY_MS},
            ).fetchall()

        assert touched == []

    def test_one_question_gives_what_the_mirror_gives(self, tea: TeaMirror) -> None:
        assert five_people(tea.lake, SETTINGS, tea.asked) == tea.book.people

    def test_who_is_done_drops_out_at_once(self, tea: TeaMirror) -> None:
        done = tea.book.people[0].contact_id

        again = pick_five(tea.book.candidates, (done,))

        assert done not in {each.contact_id for each in again}
        assert len(again) == 5

    def test_a_member_of_the_staff_sees_own_contacts_only(self, tea: TeaMirror) -> None:
        name = next(iter(tea.book.by_staff))

        found = five_people(tea.lake, SETTINGS, tea.asked, staff_id=name)

        assert found == pick_five(tea.book.by_staff[name])
        assert {each.staff_id for each in found} == {name}

    def test_nobody_looks_after_anybody_for_a_stranger(self, tea: TeaMirror) -> None:
        assert five_people(tea.lake, SETTINGS, tea.asked, staff_id="nobody") == ()

    def test_only_the_ids_that_are_asked_for(self, tea: TeaMirror) -> None:
        wanted = [each.contact_id for each in tea.book.candidates[:3]]

        found = five_people(tea.lake, SETTINGS, tea.asked, only=np.array(wanted))

        assert {each.contact_id for each in found} <= set(wanted)
