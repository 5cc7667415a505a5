"""A stored model is the model: bit for bit, or refused."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields

import numpy as np
import pytest
from brand import Brand
from crowd import SETTINGS, crowd, earliest_ms, learner_of, model_of
from worlds import connect, day

from guanxi.book.learning.stored import ModelOutdated, model_from_dict, model_to_dict
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.book.trust.model import compute_trust
from guanxi.book.value import value_contacts


def through_text(model):
    return model_from_dict(json.loads(json.dumps(model_to_dict(model), ensure_ascii=False)))


def same(one: object, other: object) -> bool:
    """Equal to the last bit, arrays included."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, (list, tuple)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("which", [0, 1])
def test_a_model_comes_back_bit_for_bit(brand: Brand, which):
    model = brand.models()[which]

    back = through_text(model)

    assert same(asdict(back), asdict(model))
    assert model_to_dict(back) == model_to_dict(model)


def test_figures_of_the_stored_model_are_the_same(brand: Brand):
    facts, trust = brand.at(brand.model)
    back = through_text(brand.model)

    again = compute_trust(facts, back.trust, SETTINGS)
    first, second = (value_contacts(m.value, facts, SETTINGS, channel=facts.channel) for m in (brand.model, back))

    assert same(asdict(again), asdict(trust))
    for field in fields(first):
        assert same(getattr(second, field.name), getattr(first, field.name))


@pytest.mark.parametrize("rows", [[], [day(200, 1, "order_paid", amount=500), day(9, 1, "reply")]], ids=["no", "two"])
def test_a_model_that_learnt_next_to_nothing_comes_back_too(rows):
    with connect(rows) as con:
        model = model_of(learner_of(con, earliest_ms(rows) if rows else 0))

    assert {head.status for head in model.trust.heads} == {"no_labels"}
    assert same(asdict(through_text(model)), asdict(model))


def test_a_model_of_other_definitions_is_refused_with_what_to_do(brand: Brand):
    stored = model_to_dict(brand.model) | {"definition_version": "0"}

    with pytest.raises(ModelOutdated) as refused:
        model_from_dict(stored)

    assert "--relearn" in str(refused.value)
    assert DEFINITION_VERSION in str(refused.value)


def test_learning_twice_gives_the_same_model():
    rows, listed = crowd(90, 7)
    texts = []
    for _ in range(2):
        with connect(rows, listed) as con:
            texts.append(json.dumps(model_to_dict(model_of(learner_of(con, earliest_ms(rows))))))

    assert texts[0] == texts[1]
