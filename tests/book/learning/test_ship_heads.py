"""Which heads stand in the score, and with what weight."""

from __future__ import annotations

import numpy as np
import pytest
from brand import Brand
from crowd import SETTINGS, crowd, earliest_ms, learner_of, model_of
from worlds import connect, day

from guanxi.book.learning.ship import Ruling, ship_heads
from guanxi.book.trust.model import compute_score, compute_trust
from guanxi.book.trust.sub_scores import compute_sub_scores


def shipped(brand: Brand, **status: str):
    rulings = {name: Ruling(name, each, f"because {each}", "因为") for name, each in status.items()}
    return {head.outcome: head for head in ship_heads(brand.learner, rulings)}


CASES = [
    ({}, {"acts": 0.5, "responds": 0.2, "stays": 0.3}),
    ({"responds": "replaced_by_rfm"}, {"acts": 0.5, "responds": 0.2, "stays": 0.3}),
    ({"responds": "left_out"}, {"acts": 0.625, "responds": 0.0, "stays": 0.375}),
    ({"acts": "left_out", "stays": "left_out"}, {"acts": 0.0, "responds": 1.0, "stays": 0.0}),
    ({"acts": "left_out", "responds": "left_out", "stays": "left_out"}, {"acts": 0.0, "responds": 0.0, "stays": 0.0}),
]


@pytest.mark.parametrize(("status", "weights"), CASES)
def test_the_weights_are_shared_among_the_heads_that_are_in(brand: Brand, status, weights):
    heads = shipped(brand, **status)

    assert {name: head.weight for name, head in heads.items() if name != "refers"} == pytest.approx(weights)
    for name, each in status.items():
        assert (heads[name].status, heads[name].reason_en) == (each, f"because {each}")


def test_refers_ranks_advocates_and_is_not_in_the_score(brand: Brand):
    refers = shipped(brand)["refers"]

    assert refers.status == "live"
    assert refers.weight == 0.0


def test_the_score_is_the_weighted_mean_of_the_heads_times_the_brake(brand: Brand):
    _, trust = brand.at(brand.model)
    by_hand = sum(h.weight * h.head.predict(trust.sub.scores) for h in brand.model.trust.heads if h.weight)

    assert np.allclose(trust.score, trust.sub.brake * by_hand, atol=1e-15)


def test_a_brand_that_never_asked_has_no_head_for_answers():
    everything, listed = crowd(160, 8)
    rows = [row for row in everything if row.kind == "order_paid"]
    with connect(rows, listed) as con:
        heads = {head.outcome: head for head in model_of(learner_of(con, earliest_ms(rows))).trust.heads}

    assert heads["responds"].status == heads["stays"].status == "no_labels"
    assert "30" in heads["responds"].reason_en
    assert heads["acts"].weight == 1.0


def test_with_no_head_at_all_the_weights_of_the_definition_stand_in(brand: Brand):
    heads = tuple(shipped(brand, acts="left_out", responds="left_out", stays="left_out").values())
    facts, trust = brand.at(brand.model)
    sub = compute_sub_scores(facts, brand.model.trust.reference, SETTINGS)

    score = compute_score(facts, sub, brand.model.trust.reference, heads)

    assert np.all((score > 0) & (score < 1))
    assert np.corrcoef(score, trust.score)[0, 1] > 0.7


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [day(100, 1, "order_paid", amount=500)],
        [day(400, 1, "contact_added"), day(300, 2, "contact_added")],
        [day(a, 1, "order_paid", amount=9) for a in range(400)],
    ],
    ids=["nothing", "one order", "nobody bought", "one contact"],
)
def test_hardly_any_data_gives_an_index_and_no_error(rows):
    with connect(rows) as con:
        learner = learner_of(con, earliest_ms(rows) if rows else 0)
        model = model_of(learner)
        facts = learner.past.facts(learner.at_ms)
    trust = compute_trust(facts, model.trust, SETTINGS)

    assert not model.trust.link.is_learnt
    assert facts.n == len({row.contact for row in rows})
    assert np.all((trust.trust >= 0) & (trust.trust <= 1))
