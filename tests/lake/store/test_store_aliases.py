"""Contacts declared one: shown as one by every view, of every share and moment, while no row is rewritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import (
    Alias,
    BadAliases,
    Lake,
    LakeBusy,
    StandingReader,
    compact,
    list_aliases,
    publish,
    publish_aliases,
    undo,
    verify,
)
from guanxi.lake.store.durable import on_step

LATE_MS = 10**9
DECLARED_MS = 5_000
KEYS = [f"c{i}" for i in range(60)]


def ids_of(lake: Lake) -> dict[str, int]:
    with lake.session(as_of_ms=LATE_MS, apply_aliases=False) as session:
        return dict(session.con.execute("SELECT source_key, contact_id FROM contact_keys").fetchall())


def declare(lake: Lake, *pairs: tuple[str, str], at_ms: int = DECLARED_MS) -> bool:
    """Publish exactly these (loser, winner) by their keys."""
    ids = ids_of(lake)
    return publish_aliases(lake, lambda: [Alias(ids[loser], ids[winner], at_ms) for loser, winner in pairs])


def rows(lake: Lake, sql: str, **session: Any) -> list[tuple[Any, ...]]:
    with lake.session(**({"as_of_ms": LATE_MS} | session)) as opened:
        return opened.con.execute(sql).fetchall()


def views_of(lake: Lake, **session: Any) -> list[tuple[Any, ...]]:
    """The text of every view, and the tables beside."""
    told = rows(lake, "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL", **session)
    return told + rows(lake, "SELECT table_name, sql FROM duckdb_tables() ORDER BY ALL", **session)


EVENTS = """SELECT e.source_event_id, k.source_key, e.amount_fen FROM events e JOIN contact_keys k USING (contact_id)
            ORDER BY ALL"""
CONTACTS = "SELECT source_key, acquired_ms, channel, staff_id, valid_from_ms FROM contacts ORDER BY ALL"


@pytest.fixture
def full(lake: Lake, folder: StagedFolder) -> Lake:
    """Sixty contacts with three events each, spread over the buckets; some on a list."""
    events = [
        event(f"{key}-{n}", key, 1_000 + 10 * i + n, amount_fen=i, peer_key=KEYS[(i + 1) % 60])
        for i, key in enumerate(KEYS)
        for n in range(3)
    ]
    listed = [
        {"contact_key": "c1", "source_key": "c1", "acquired_ms": 900, "channel": "", "inviter_key": "c2"},
        {"contact_key": "c2", "source_key": "c2", "acquired_ms": 800, "channel": "shop", "staff_id": "s1"},
    ]
    publish(lake, folder.staged(events=events, contacts=listed), 4_000)
    return lake


class TestOneContactOfTwo:
    def test_has_the_events_of_both_under_the_key_that_stays(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))

        told = [row for row in rows(full, EVENTS) if row[0].startswith(("c1-", "c2-"))]

        assert [row[1] for row in told] == ["c1"] * 6
        assert len(rows(full, EVENTS)) == 180

    def test_is_one_row_with_what_its_parts_know(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))

        told = [row for row in rows(full, CONTACTS) if row[0] in ("c1", "c2")]

        assert told == [("c1", 800, "shop", "s1", 800)]

    def test_is_not_invited_by_itself(self, full: Lake) -> None:
        before = rows(full, "SELECT count(*) FROM contacts WHERE inviter_id > 0")

        declare(full, ("c2", "c1"))

        assert (before, rows(full, "SELECT count(*) FROM contacts WHERE inviter_id > 0")) == ([(1,)], [(0,)])

    def test_is_named_as_peer_by_those_who_named_its_part(self, full: Lake) -> None:
        peers = "SELECT count(DISTINCT peer_id) FROM events"
        before = rows(full, peers)

        declare(full, ("c2", "c1"), ("c9", "c8"))

        assert (before, rows(full, peers)) == ([(60,)], [(58,)])

    def test_is_two_for_whoever_asks_what_was_known_before(self, full: Lake) -> None:
        before, raw = rows(full, EVENTS, known_ms=DECLARED_MS - 1), rows(full, EVENTS)

        declare(full, ("c2", "c1"))

        assert rows(full, EVENTS, known_ms=DECLARED_MS - 1) == before
        assert rows(full, EVENTS, known_ms=DECLARED_MS) == rows(full, EVENTS) != before
        assert rows(full, EVENTS, apply_aliases=False) == raw

    def test_was_another_one_in_between(self, full: Lake) -> None:
        ids = ids_of(full)
        a, b, c = ids["c1"], ids["c2"], ids["c3"]
        publish_aliases(full, lambda: [Alias(a, b, 5_000, 6_000), Alias(a, c, 6_000), Alias(b, c, 6_000)])

        def n(known_ms: int) -> Any:
            return rows(full, "SELECT count(*) FROM contacts", known_ms=known_ms)[0][0]

        assert (n(4_999), n(5_000), n(6_000)) == (60, 59, 58)
        assert verify(full) == []

    def test_lies_wholly_in_one_share(self, full: Lake) -> None:
        declare(full, *((f"c{i}", f"c{i + 30}") for i in range(30)))
        whole = rows(full, EVENTS)
        found: list[tuple[Any, ...]] = []
        shares: list[set[str]] = []

        with full.session(as_of_ms=LATE_MS) as session:
            for k in range(7):
                with session.buckets(k, 7) as share:
                    told = share.con.execute(EVENTS).fetchall()
                    contacts = share.con.execute("SELECT source_key FROM contacts").fetchall()
                    assert {row[1] for row in told} == {key for (key,) in contacts}
                    found += told
                    shares.append({row[1] for row in told})

        assert sorted(found) == whole
        assert sum(map(len, shares)) == len(set().union(*shares)) == 30

    def test_is_in_a_sample_or_a_list_as_a_whole(self, full: Lake) -> None:
        declare(full, ("c2", "c1"), ("c40", "c1"))
        ids = ids_of(full)
        import numpy as np

        told = rows(full, EVENTS, contacts=np.array([ids["c40"]]))

        assert [(row[1]) for row in told] == ["c1"] * 9
        one_in_two = {row[0]: 0 for row in rows(full, "SELECT contact_id FROM events", contacts=2)}
        assert {ids["c2"], ids["c40"]}.isdisjoint(one_in_two)

    def test_has_one_history(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))
        ids = ids_of(full)

        with full.session(as_of_ms=LATE_MS) as session:
            of_loser, of_winner = session.history(ids["c2"]), session.history(ids["c1"])

        assert of_loser["source_event_id"].tolist() == of_winner["source_event_id"].tolist()
        assert len(of_winner["event_id"]) == 6

    def test_is_two_for_the_reader_that_stays(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))
        ids, reader = ids_of(full), StandingReader()

        with reader.session(full.home) as session:
            counts = [len(session.history(ids[key])["event_id"]) for key in ("c1", "c2")]
        reader.close()

        assert counts == [3, 3]

    def test_shows_corrected_events_once(self, full: Lake, folder: StagedFolder) -> None:
        publish(full, folder.staged(events=[event("c2-0", "c2", 1_500, amount_fen=77)]), 4_500)
        declare(full, ("c2", "c1"))

        told = [row for row in rows(full, EVENTS) if row[0] == "c2-0"]
        first = rows(full, "SELECT min(occurred_ms) FROM events JOIN contact_keys USING (contact_id) WHERE "
                           "source_key = 'c1'")  # fmt: skip

        assert told == [("c2-0", "c1", 77)]
        assert first == [(1_010,)]


class TestDealtTwice:
    @pytest.fixture
    def dealt(self, lake: Lake, folder: StagedFolder) -> Lake:
        def arm(contact: str, arm: str, at_ms: int, program: str = "p") -> dict[str, Any]:
            return {"program_id": program, "contact_key": contact, "arm": arm, "assigned_ms": at_ms}

        rows = [arm("a", "treated", 100), arm("b", "holdout", 200), arm("c", "treated", 300), arm("d", "treated", 400)]
        publish(lake, folder.staged(assignments=[*rows, arm("d", "holdout", 500)]), 1_000)
        return lake

    def test_two_arms_of_one_program_contradict_each_other(self, dealt: Lake) -> None:
        declare(dealt, ("b", "a"))

        told = rows(dealt, "SELECT arm, assigned_ms FROM assignments WHERE assigned_ms < 300 ORDER BY ALL")

        assert told == [("holdout", 100), ("treated", 100)]

    def test_one_arm_twice_counts_from_the_first(self, dealt: Lake) -> None:
        declare(dealt, ("d", "c"))

        told = rows(dealt, "SELECT arm, assigned_ms FROM assignments WHERE assigned_ms >= 300 ORDER BY ALL")

        assert told == [("holdout", 500), ("treated", 300), ("treated", 300)]


class TestPublishing:
    def test_the_same_set_publishes_nothing(self, full: Lake) -> None:
        first = declare(full, ("c2", "c1"), ("c4", "c3"))
        before = (full.home / "catalogue.json").read_bytes()

        again = declare(full, ("c4", "c3"), ("c2", "c1"))

        assert (first, again) == (True, False)
        assert (full.home / "catalogue.json").read_bytes() == before

    def test_the_same_set_asks_for_no_lock(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))

        with full.writing():
            assert not declare(full, ("c2", "c1"))
            with pytest.raises(LakeBusy):
                declare(full)

    def test_what_is_declared_while_waiting_is_published(self, full: Lake) -> None:
        ids = ids_of(full)
        asked: list[int] = []

        def current() -> list[Alias]:
            asked.append(1)
            return [Alias(ids["c2"], ids["c1"], DECLARED_MS)] if len(asked) > 1 else [Alias(ids["c4"], ids["c1"], 1)]

        publish_aliases(full, current)

        assert list_aliases(full) == (Alias(ids["c2"], ids["c1"], DECLARED_MS),)

    def test_nothing_declared_changes_no_view(self, full: Lake) -> None:
        before, figures = views_of(full), rows(full, EVENTS)

        declare(full, ("c2", "c1"))
        between = views_of(full)
        declare(full)

        assert views_of(full) == before != between
        assert rows(full, EVENTS) == figures
        assert not full.catalogue().files_of("aliases")

    def test_before_a_merge_was_known_no_view_changes(self, full: Lake) -> None:
        before = [row for row in views_of(full, known_ms=4_500) if row[0] != "session_aliases"]

        declare(full, ("c2", "c1"))

        assert [row for row in views_of(full, known_ms=4_500) if row[0] != "session_aliases"] == before

    @pytest.mark.parametrize(
        ("pairs", "said"),
        [
            ([("c1", "c1")], "itself"),
            ([("c1", "c2"), ("c2", "c3")], "itself part of another"),
            ([("c1", "c2"), ("c1", "c3")], "two at once"),
        ],
    )
    def test_refuses_what_leaves_open_who_stays(self, full: Lake, pairs: list[tuple[str, str]], said: str) -> None:
        before = (full.home / "catalogue.json").read_bytes()

        with pytest.raises(BadAliases, match=said) as refusal:
            declare(full, *pairs)

        assert "客户" in refusal.value.zh
        assert (full.home / "catalogue.json").read_bytes() == before

    def test_refuses_a_contact_that_does_not_exist(self, full: Lake) -> None:
        with pytest.raises(BadAliases, match="no contact 999"):
            publish_aliases(full, lambda: [Alias(999, 1, 0)])

        assert list_aliases(full) == ()

    def test_stays_through_compaction_and_undo(self, full: Lake, folder: StagedFolder) -> None:
        publish(full, folder.staged(events=[event("late", "c2", 3_000)]), 4_600)
        declare(full, ("c2", "c1"))
        told = rows(full, EVENTS)

        compact(full)

        assert (rows(full, EVENTS), verify(full)) == (told, [])
        undo(full, "import-000002")
        assert rows(full, EVENTS) == [row for row in told if row[0] != "late"]
        assert verify(full) == []

    def test_the_key_stays_when_the_import_that_brought_it_is_undone(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 100)], contacts=[{"contact_key": "ann"}]), 1_000)
        publish(lake, folder.staged(events=[event("2", "bo", 200)]), 2_000)
        declare(lake, ("bo", "ann"))

        preview = rows(lake, EVENTS, without_import="import-000001")
        undo(lake, "import-000001")

        assert rows(lake, EVENTS) == preview == [("2", "ann", 0)]
        assert rows(lake, CONTACTS) == [("ann", None, "", "", 200)]
        assert verify(lake) == []

    def test_verify_names_aliases_that_contradict_themselves(self, full: Lake, monkeypatch: Any) -> None:
        monkeypatch.setattr("guanxi.lake.store.aliases._check", lambda _aliases: None)
        declare(full, ("c1", "c2"), ("c2", "c3"))

        assert [problem.code for problem in verify(full)] == ["lake.chained_alias"]

    def test_a_broken_file_is_written_anew(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))
        (full.home / full.catalogue().files_of("aliases")[0].path).write_bytes(b"nothing")

        problems = [problem.code for problem in verify(full)]
        mended = declare_by_id(full, ("c2", "c1"))

        assert (problems, mended) == (["lake.size"], True)
        assert verify(full) == []

    def test_killed_at_any_step_the_old_set_or_the_new_one_stands(self, full: Lake) -> None:
        declare(full, ("c2", "c1"))
        old = list_aliases(full)
        steps: list[str] = []
        on_step(steps.append)
        declare(full, ("c4", "c3"))
        on_step(None)
        new, seen = list_aliases(full), set()

        for place in range(len(steps)):
            publish_aliases(full, lambda: old)
            left = [place]

            def stop(_step: str, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise KeyboardInterrupt

            on_step(stop)
            with pytest.raises(KeyboardInterrupt):
                publish_aliases(full, lambda: new)
            on_step(None)
            seen.add(list_aliases(full))
            publish_aliases(full, lambda: new)
            assert (list_aliases(full), verify(full)) == (new, [])

        assert seen == {old, new}


def declare_by_id(lake: Lake, *pairs: tuple[str, str]) -> bool:
    """As :func:`declare`, of a lake that no session can open: ids follow the order of the keys' first moment."""
    ids = {key: place for place, key in enumerate(KEYS, 1)} | {"c2": 1, "c1": 2}
    return publish_aliases(lake, lambda: [Alias(ids[loser], ids[winner], DECLARED_MS) for loser, winner in pairs])


@pytest.fixture(autouse=True)
def _no_hook_stays() -> Any:
    yield
    on_step(None)


def test_aliases_are_one_file_of_the_catalogue(full: Lake, tmp_path: Path) -> None:
    declare(full, ("c2", "c1"))
    declare(full, ("c2", "c1"), ("c4", "c3"))

    (entry,) = full.catalogue().files_of("aliases")

    assert (entry.rows, entry.imports) == (2, ())
    assert [path.name for path in (full.home / "data" / "aliases").iterdir()] == [Path(entry.path).name]
