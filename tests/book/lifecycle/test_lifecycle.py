"""Lifecycle stages and layers: the published rules as cases, and what holds of any contacts."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from made_facts import made_facts
from made_positions import made_positions

from guanxi.book.contracts import Layer
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.lifecycle import (
    BITS,
    LAYERS,
    STAGE_NAMES,
    LayerEvidence,
    assign_layers,
    assign_stages,
    in_layer,
    layer_rows,
    stage_rows,
)
from guanxi.book.settings import LifecycleBounds

BOUNDS = LifecycleBounds()


class TestStages:
    @pytest.mark.parametrize(
        ("known", "last_act", "p_alive", "broken", "stage"),
        [
            (400, 10, 0.9, 0, "active"),
            (400, 45, 0.9, 0, "active"),
            (400, 46, 0.9, 0, "cooling"),
            (400, 90, 0.9, 0, "cooling"),
            (400, 91, 0.9, 0, "dormant"),
            (400, NEVER, 0.9, 0, "dormant"),
            (31, NEVER, 0.9, 0, "active"),
            (30, 5, 0.9, 0, "new"),
            (30, 5, 0.09, 0, "lost"),
            (400, 10, 0.1, 0, "active"),
            (400, 10, 0.9, 1, "lost"),
            (400, 10, float("nan"), 0, "active"),
        ],
    )
    def test_follows_the_contacts_own_rhythm(
        self, known: int, last_act: int, p_alive: float, broken: int, stage: str
    ) -> None:
        facts = made_facts(1, known_age=[known], last_act_age=[last_act], broken=[broken])

        code = assign_stages(facts, np.array([30.0]), np.array([p_alive]), BOUNDS)[0]

        assert STAGE_NAMES[code] == stage


def evidence(n: int, **columns: object) -> LayerEvidence:
    """``n`` standing contacts with Λ 100, T ½ and a cycle of 30 days unless given."""
    made: dict[str, object] = {
        "potential_fen": np.full(n, 100),
        "trust": np.full(n, 0.5),
        "cycle_days": np.full(n, 30.0),
        "is_outside": np.zeros(n, dtype=np.bool_),
    }
    return LayerEvidence(**(made | {name: np.asarray(column) for name, column in columns.items()}))  # type: ignore[arg-type]


def inside(facts: Facts, of: LayerEvidence, layer: Layer) -> list[bool]:
    found: list[bool] = in_layer(assign_layers(facts, of, BOUNDS), layer).tolist()
    return found


class TestHighValue:
    def test_is_the_tenth_with_the_most_potential_and_some_trust(self) -> None:
        potential = np.arange(1, 21) * 10
        trust = np.full(20, 0.5)
        trust[19], trust[18] = 0.39, 0.40

        found = inside(made_facts(20), evidence(20, potential_fen=potential, trust=trust), Layer.HIGH_VALUE)

        assert np.flatnonzero(found).tolist() == [18]

    def test_whoever_ties_with_the_last_of_the_tenth_is_in_it(self) -> None:
        found = inside(made_facts(10), evidence(10, potential_fen=[7] * 3 + [5] * 7), Layer.HIGH_VALUE)

        assert sum(found) == 3

    def test_the_broken_take_no_place_in_it(self) -> None:
        outside = np.array([True] * 5 + [False] * 5)

        found = inside(
            made_facts(10),
            evidence(10, potential_fen=[999] * 5 + [1, 2, 3, 4, 5], is_outside=outside),
            Layer.HIGH_VALUE,
        )

        assert np.flatnonzero(found).tolist() == [9]

    def test_nobody_is_worth_nothing_and_high_value(self) -> None:
        assert not any(inside(made_facts(3), evidence(3, potential_fen=[0, 0, 0]), Layer.HIGH_VALUE))


class TestPotential:
    def test_acts_without_an_order_and_not_silence_without_one(self) -> None:
        facts = made_facts(3, acts_milli=[250, 0, 5000], n_orders=[0, 0, 1], net_365_fen=[0, 0, 10])

        assert inside(facts, evidence(3), Layer.POTENTIAL) == [True, False, False]

    def test_more_potential_and_less_margin_than_the_median_buyer(self) -> None:
        facts = made_facts(5, acts_milli=[1000] * 5, n_orders=[1, 2, 3, 4, 0], net_365_fen=[10, 50, 50, 900, 0])
        of = evidence(5, potential_fen=[400, 100, 300, 200, 100])

        assert inside(facts, of, Layer.POTENTIAL) == [True, False, False, False, True]

    def test_a_brand_without_buyers_has_only_those_who_act(self) -> None:
        assert inside(made_facts(2, acts_milli=[0, 1000]), evidence(2), Layer.POTENTIAL) == [False, True]


class TestSilentBuyer:
    @pytest.mark.parametrize(
        ("n_orders", "last_order", "last_message", "cycle", "silent"),
        [
            (1, 45, NEVER, 30.0, True),
            (1, 46, NEVER, 30.0, False),
            (3, 10, 180, 30.0, True),
            (3, 10, 179, 30.0, False),
            (0, NEVER, NEVER, 30.0, False),
            (2, 1_500, NEVER, 1_200.0, True),  # an appliance every three years
        ],
    )
    def test_orders_in_its_own_rhythm_and_says_nothing(
        self, n_orders: int, last_order: int, last_message: int, cycle: float, silent: bool
    ) -> None:
        # The second contact writes: messages are on record.
        facts = made_facts(
            2, n_orders=[n_orders, 0], last_order_age=[last_order, NEVER], last_message_age=[last_message, 5]
        )

        assert inside(facts, evidence(2, cycle_days=[cycle, 30.0]), Layer.SILENT_BUYER) == [silent, False]

    def test_is_nobody_where_no_message_is_on_record(self) -> None:
        facts = made_facts(2, n_orders=[3, 9], last_order_age=[10, 20], last_message_age=[NEVER, NEVER])

        assert inside(facts, evidence(2), Layer.SILENT_BUYER) == [False, False]


class TestAskedTooOften:
    @pytest.mark.parametrize(
        ("gives", "asks", "too_often"),
        [(3, 1, False), (2, 1, True), (0, 1, True), (0, 0, False), (9, 3, False), (9, 4, True)],
    )
    def test_is_more_than_one_ask_for_three_gives(self, gives: int, asks: int, too_often: bool) -> None:
        facts = made_facts(1, n_give_180=[gives], n_ask_180=[asks])

        assert inside(facts, evidence(1), Layer.ASKED_TOO_OFTEN) == [too_often]


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Facts, LayerEvidence]:
    n = draw(st.integers(0, 12))
    ages, counts = st.sampled_from((0, 29, 30, 31, 45, 90, 179, 180, 400, int(NEVER))), st.integers(0, 9)

    def column(each: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(each, min_size=n, max_size=n))

    broken = column(st.integers(0, 1))
    facts = made_facts(
        n,
        known_age=column(st.sampled_from((0, 30, 31, 400))),
        last_act_age=column(ages),
        last_order_age=column(ages),
        last_message_age=column(ages),
        n_orders=column(counts),
        acts_milli=column(counts),
        net_365_fen=column(st.integers(-5, 5)),
        n_give_180=column(counts),
        n_ask_180=column(counts),
        broken=broken,
    )
    of = evidence(
        n,
        potential_fen=np.array(column(st.integers(0, 4)), dtype=np.int64),
        trust=np.array(column(st.floats(0, 1)), dtype=np.float64),
        cycle_days=np.array(column(st.floats(0.5, 2_000)), dtype=np.float64),
        is_outside=np.array(broken, dtype=np.bool_),
    )
    return facts, of


class TestAnyContacts:
    @given(crowds(), st.randoms(use_true_random=False))
    def test_their_order_does_not_matter_and_nobody_broken_is_in_a_layer(
        self, crowd: tuple[Facts, LayerEvidence], random: object
    ) -> None:
        facts, of = crowd
        order = np.random.default_rng(3).permutation(facts.n)

        mask = assign_layers(facts, of, BOUNDS)
        shuffled = LayerEvidence(*(getattr(of, name)[order] for name in LayerEvidence.__slots__))

        assert assign_layers(facts.take(order), shuffled, BOUNDS).tolist() == mask[order].tolist()
        assert not mask[of.is_outside].any()
        assert mask.max(initial=0) < 1 << len(LAYERS)

    @given(crowds())
    def test_each_stands_in_exactly_one_stage(self, crowd: tuple[Facts, LayerEvidence]) -> None:
        facts, of = crowd

        codes = assign_stages(facts, of.cycle_days, np.full(facts.n, np.nan), BOUNDS)

        assert len(codes) == facts.n
        assert set(codes.tolist()) <= set(range(len(STAGE_NAMES)))

    @given(crowds())
    def test_a_layer_hangs_on_its_own_columns_only(self, crowd: tuple[Facts, LayerEvidence]) -> None:
        """Asking more changes who is asked too often, and no other layer."""
        facts, of = crowd
        columns = {name: getattr(facts, name) for name in Facts.__slots__ if name != "contact_id"}
        asked = made_facts(facts.n, **(columns | {"n_ask_180": facts.n_ask_180 + 100}))

        before, after = assign_layers(facts, of, BOUNDS), assign_layers(asked, of, BOUNDS)

        others = ~BITS[Layer.ASKED_TOO_OFTEN]
        assert (before & others).tolist() == (after & others).tolist()


class TestRows:
    def test_stages_add_up_to_the_book_and_layers_to_nothing(self) -> None:
        positions = made_positions(300, layers=np.arange(300).astype(np.int8) % 16)

        stages, layers = stage_rows(positions), layer_rows(positions)

        assert sum(row.n for row in stages) == positions.n
        assert sum(row.trust_capital for row in stages) == int(positions.capital_fen.sum())
        assert sum(row.share for row in stages) == pytest.approx(1)
        assert [row.n for row in layers] == [int(np.sum(np.arange(300) % 16 & bit > 0)) for bit in (1, 2, 4, 8)]
        assert layers[0].trust_capital == int(positions.capital_fen[np.arange(300) % 2 == 1].sum())

    def test_a_book_without_anybody_has_empty_rows(self) -> None:
        nobody = made_positions(0, layers=np.zeros(0, dtype=np.int8))

        assert all(row.n == 0 and row.share == 0 for row in (*stage_rows(nobody), *layer_rows(nobody)))
