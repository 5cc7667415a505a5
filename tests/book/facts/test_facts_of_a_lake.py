"""Facts through a real lake: corrections, duplicates, late rows, and any number of shares."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from crowd import crowd
from naive_facts import facts_of, is_on_record
from published import publish_world
from worlds import AT_MS, day

from guanxi.book.facts import Facts
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.facts.gather_all import ROWS_PER_SHARE, gather_all, n_shares
from guanxi.book.facts.parts import EVERYTHING, PURCHASES
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake, Session
from guanxi.lake.schema import N_BUCKETS

SETTINGS = AuditSettings()
NOW = Moment.of(AT_MS)
EARLIER = Moment.of(AT_MS - 90 * DAY_MS)


def facts_by_key(session: Session, moment: Moment = NOW) -> dict[str, dict[str, int]]:
    """Facts under the key that the source knows."""
    prepare(session.con, SETTINGS)
    facts = gather(session.con, moment, SETTINGS)
    keys = dict(session.con.execute("SELECT contact_id, source_key FROM contact_keys").fetchall())
    names = [field.name for field in fields(Facts) if field.name != "contact_id"]
    columns = {name: getattr(facts, name).tolist() for name in names}
    ids = facts.contact_id.tolist()
    return {keys[who]: {name: columns[name][i] for name in names} for i, who in enumerate(ids)}


def by_hand(rows, listed) -> dict[str, dict[str, int]]:
    known = {each.contact: each for each in listed if is_on_record(each, NOW)}
    everyone = {row.contact for row in rows} | set(known)
    made = {str(who): facts_of(who, rows, known.get(who), NOW) for who in everyone}
    return {who: row for who, row in made.items() if row is not None}


def test_a_correction_counts_and_a_duplicate_does_not(tmp_path):
    rows, listed = crowd(25, 3)
    rows = [row for row in rows if row.age_ms >= 0]
    corrected = [replace(row, amount=row.amount + 7) if i % 5 == 0 else row for i, row in enumerate(rows)]
    late = replace(day(50, 3, "order_paid", amount=123), key="late")
    lake = Lake.create(tmp_path / "lake")

    publish_world(lake, tmp_path, [*rows, *rows[:40]], listed, AT_MS)
    publish_world(lake, tmp_path, [*corrected, late], [], AT_MS + DAY_MS)

    with lake.session(as_of_ms=AT_MS) as session:
        assert facts_by_key(session) == by_hand([*corrected, late], listed)
    with lake.session(as_of_ms=AT_MS, known_ms=AT_MS) as session:
        # What was received by then: the late row calls itself received when it occurred, the corrections do not.
        assert facts_by_key(session) == by_hand([*rows, late], listed)


def test_the_order_of_rows_in_an_import_does_not_matter(tmp_path):
    rows, listed = crowd(25, 4)
    shuffled = random.Random(1).sample(rows, len(rows))
    first, second = Lake.create(tmp_path / "a"), Lake.create(tmp_path / "b")
    (tmp_path / "other").mkdir()

    publish_world(first, tmp_path, rows, listed)
    publish_world(second, tmp_path / "other", shuffled, listed[::-1])

    with first.session(as_of_ms=AT_MS) as one, second.session(as_of_ms=AT_MS) as other:
        assert facts_by_key(one) == facts_by_key(other)


@pytest.mark.parametrize("shares", [1, 5, pytest.param(N_BUCKETS, marks=pytest.mark.slow)])
def test_the_number_of_shares_does_not_matter(tmp_path, shares):
    rows, listed = crowd(40, 5)
    lake = Lake.create(tmp_path / "lake")
    publish_world(lake, tmp_path, rows, listed)
    pretended = shares * ROWS_PER_SHARE
    moments = (NOW, EARLIER) if shares < N_BUCKETS else (NOW,)  # the most that there can be: a dozen queries for each

    with lake.session(as_of_ms=AT_MS) as session:
        together = gather_all(session, moments, pretended, SETTINGS, Silent())
        prepare(session.con, SETTINGS)
        alone = tuple(gather(session.con, moment, SETTINGS) for moment in moments)

    assert n_shares(pretended) == shares
    for one, other in zip(together, alone, strict=True):
        for field in fields(Facts):
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


@pytest.mark.parametrize("shares", [1, 5])
def test_purchases_alone_are_the_same_figures_and_nothing_else_can_be_read_by_mistake(tmp_path, shares):
    rows, listed = crowd(40, 6)
    lake = Lake.create(tmp_path / "lake")
    publish_world(lake, tmp_path, rows, listed)
    pretended = shares * ROWS_PER_SHARE

    with lake.session(as_of_ms=AT_MS) as session:
        (whole,) = gather_all(session, (NOW,), pretended, SETTINGS, Silent(), parts=EVERYTHING)
        (narrow,) = gather_all(session, (NOW,), pretended, SETTINGS, Silent(), parts=PURCHASES)

    gathered = {field.name for field in fields(Facts) if len(getattr(narrow, field.name))}
    assert gathered == {
        "contact_id",
        "known_age",
        "age_is_known",
        "channel",
        "n_events",
        "broken",
        "last_break_age",
        "last_acquire_age",
        "n_orders",
        "first_order_age",
        "last_order_age",
        "net_fen",
    }
    for name in gathered:
        assert np.array_equal(getattr(narrow, name), getattr(whole, name)), name
    some = narrow.take(narrow.is_buyer)
    assert np.array_equal(some.net_fen, whole.net_fen[whole.is_buyer])
    with pytest.raises(ValueError, match="broadcast"):
        _ = narrow.n_orders + narrow.spend_w
