"""A lake whose contacts were declared one shows what it would, had the sources called them by one key."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_staged import StagedFolder, event

from guanxi.lake.engine import Alias, Lake, compact, publish, publish_aliases, verify
from guanxi.lake.store.session import Session

KEYS = ("ann", "bo", "chen", "dai", "eve", "fu")
LATE_MS = 10**9

EVENTS = """
SELECT e.source_event_id, k.source_key, coalesce(p.source_key, ''), e.occurred_ms, e.amount_fen
FROM events e JOIN contact_keys k ON k.contact_id = e.contact_id LEFT JOIN {keys} p ON p.contact_id = e.peer_id
"""
CONTACTS = """
SELECT c.source_key, c.acquired_ms, c.channel, c.staff_id, c.valid_from_ms, c.valid_until_ms,
  coalesce(i.source_key, '')
FROM contacts c LEFT JOIN {keys} i ON i.contact_id = c.inviter_id AND i.contact_id <> c.contact_id
"""

versions = st.lists(
    st.tuples(st.sampled_from([100, 200, 300]), st.sampled_from([5, 6]), st.sampled_from([None, 150, 250, 350])),
    min_size=1,
    max_size=2,
)
spoken = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(("", *KEYS)), versions, st.booleans()), min_size=1, max_size=12
)
listed = st.dictionaries(
    st.sampled_from(KEYS),
    st.tuples(st.sampled_from([None, 50, 250]), st.sampled_from(["", "shop"]), st.sampled_from(("", *KEYS))),
    max_size=3,
)
groups = st.lists(st.integers(0, 2), min_size=len(KEYS), max_size=len(KEYS))


def imports(told: Any, on_list: Any, name: dict[str, str]) -> list[dict[str, list[dict[str, Any]]]]:
    """Two imports' rows, with contacts called as ``name`` says; the contact of an event never changes."""
    first, second = [], []
    for place, (contact, peer, states, is_late) in enumerate(told):
        for at_ms, amount, received_ms in states:
            row = event(str(place), name[contact], at_ms, amount_fen=amount, received_ms=received_ms,
                        peer_key=name.get(peer, ""))  # fmt: skip
            (second if is_late else first).append(row)
    contacts = [
        {"contact_key": name[key], "source_key": name[key], "acquired_ms": acquired_ms, "channel": channel,
         "inviter_key": name.get(inviter, "") if inviter != key else ""}
        for key, (acquired_ms, channel, inviter) in on_list.items()
    ]  # fmt: skip
    return [tables for tables in ({"events": first, "contacts": contacts}, {"events": second}) if any(tables.values())]


def shown(session: Session) -> tuple[set[Any], set[Any]]:
    keys = "(SELECT contact_id, source_key FROM every_key)"
    found = []
    for sql in (EVENTS, CONTACTS):
        rows = session.con.execute(sql.format(keys=keys)).fetchall()
        assert len(rows) == len(set(rows))
        found.append(set(rows))
    return found[0], found[1]


def state(lake: Lake, n_shares: int, known_ms: int | None, as_of_ms: int) -> tuple[set[Any], set[Any]]:
    """(events, contacts) over all shares, which are disjoint."""
    with lake.session(as_of_ms=as_of_ms, known_ms=known_ms) as session:
        session.con.execute("CREATE TABLE every_key AS SELECT contact_id, source_key FROM contact_keys")
        events: set[Any] = set()
        contacts: set[Any] = set()
        for k in range(n_shares):
            with session.buckets(k, n_shares) as share:
                some = shown(share)
            assert events.isdisjoint(some[0]) and contacts.isdisjoint(some[1])
            events |= some[0]
            contacts |= some[1]
        return events, contacts


class TestAgainstAnImportOfOneKey:
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(told=spoken, on_list=listed, group=groups, n_shares=st.sampled_from([1, 3]), tidy=st.booleans())
    def test_events_and_contacts_are_the_same(
        self, told: Any, on_list: Any, group: list[int], n_shares: int, tidy: bool
    ) -> None:
        with tempfile.TemporaryDirectory() as home:
            folder = StagedFolder(Path(home))
            lake, one = Lake.create(Path(home) / "lake"), Lake.create(Path(home) / "one")
            # Of each group at most one key stands on the list: which of two rows holds is the session's own rule.
            first_listed = {group[KEYS.index(key)]: key for key in reversed(on_list)}
            on_list = {key: row for key, row in on_list.items() if first_listed[group[KEYS.index(key)]] == key}
            for tables in imports(told, on_list, {key: key for key in KEYS}):
                publish(lake, folder.staged(**tables), 1_000)
            with lake.session(as_of_ms=LATE_MS) as session:
                ids = dict(session.con.execute("SELECT source_key, contact_id FROM contact_keys").fetchall())
            stays = {group[KEYS.index(key)]: key for key in sorted(ids, reverse=True)}
            name = {key: stays.get(group[KEYS.index(key)], key) for key in KEYS}
            aliases = [Alias(ids[key], ids[name[key]], 0) for key in ids if name[key] != key]
            publish_aliases(lake, lambda: aliases)
            for tables in imports(told, on_list, name):
                publish(one, folder.staged(**tables), 1_000)
            if tidy:
                compact(lake)

            assert state(lake, n_shares, None, LATE_MS) == state(one, 1, None, LATE_MS)
            for as_of_ms, known_ms in ((200, None), (LATE_MS, 200), (250, 300)):
                assert state(lake, 1, known_ms, as_of_ms) == state(one, 1, known_ms, as_of_ms)
            assert verify(lake) == []
