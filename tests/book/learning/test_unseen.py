"""Nothing after the moment is looked at: not by the facts, not by the model, not by T."""

from __future__ import annotations

import json
import random
from dataclasses import astuple, replace

import duckdb
import numpy as np
import pytest
from brand import REPLACED
from crowd import SETTINGS, crowd, earliest_ms, learner_of, model_of, moment_of
from worlds import AT_MS, Happening, Known, connect, day

from guanxi.book.facts.gather import gather
from guanxi.book.learning.learn import Model
from guanxi.book.learning.stored import model_to_dict
from guanxi.book.trust.model import compute_trust

ROWS, LISTED = crowd(160, 6)
PAST = [row for row in ROWS if row.age_ms >= 0]
LATER = [row for row in ROWS if row.age_ms < 0]


def figures(rows: list[Happening], listed: list[Known]) -> list[tuple[str, bytes]]:
    """The learnt model as text, and every bit of facts and T: with its own heads, and with stand-ins for them."""
    with connect(rows, listed) as con:
        learner = learner_of(con, earliest_ms(PAST))
        return [_figures(con, model_of(learner, **status)) for status in ({}, REPLACED)]


def _figures(con: duckdb.DuckDBPyConnection, model: Model) -> tuple[str, bytes]:
    facts = gather(con, moment_of(model), SETTINGS)
    trust = compute_trust(facts, model.trust, SETTINGS)
    arrays = [*astuple(facts), trust.trust, trust.low, trust.high, trust.score, trust.sub.scores, trust.contributions]
    return json.dumps(model_to_dict(model)), b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


@pytest.fixture(scope="module")
def before():
    return figures(ROWS, LISTED)


def permuted() -> list[Happening]:
    """What comes later happens to others, in another order."""
    order = random.Random(1).sample(range(len(LATER)), len(LATER))
    return [replace(LATER[i], contact=LATER[j].contact, key=LATER[j].key) for i, j in enumerate(order)]


def changed() -> list[Happening]:
    kinds = ("blocked", "order_paid", "complaint_filed", "reply", "referral_converted", "contact_added")
    return [replace(row, kind=kinds[i % len(kinds)], amount=10**6, program="p0", peer=1) for i, row in enumerate(LATER)]


def strangers() -> tuple[list[Happening], list[Known]]:
    """People who join and act after the moment."""
    rows = [replace(day(-1 - i / 10, 900 + i, "order_paid", amount=5), key=f"s{i}") for i in range(50)]
    return rows, [Known(900 + i, -round(i + 1) * 8_640_000, 0, "new channel") for i in range(50)]


def test_there_is_something_later_to_ignore():
    assert len(LATER) > 150


@pytest.mark.parametrize("what", ["deleted", "permuted", "changed"])
def test_later_events_change_no_bit(before, what):
    later = {"deleted": [], "permuted": permuted(), "changed": changed()}[what]

    assert figures([*PAST, *later], LISTED) == before


def test_people_who_join_later_change_no_bit(before):
    rows, listed = strangers()

    assert figures([*rows, *ROWS], [*LISTED, *listed]) == before


def test_the_order_of_rows_changes_no_bit(before):
    shuffled = random.Random(2).sample(ROWS, len(ROWS))

    assert figures(shuffled, LISTED[::-1]) == before


def test_an_earlier_event_does_change_something(before):
    more = replace(day(30, 1, "order_paid", amount=9_999), key="more")

    after = figures([*ROWS, more], LISTED)

    assert all(one[1] != other[1] for one, other in zip(after, before, strict=True))


def test_the_moment_is_the_last_millisecond_that_counts(before):
    on_it = replace(day(0, 1, "order_paid", amount=9_999), key="on it")
    after_it = replace(on_it, age_ms=-1)

    assert figures([*ROWS, after_it], LISTED) == before
    assert all(one[1] != other[1] for one, other in zip(figures([*ROWS, on_it], LISTED), before, strict=True))
    assert on_it.at_ms == AT_MS
