"""Any sequence of imports, repeats, undos and compactions leaves what a dict would hold."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_staged import StagedFolder, event

from guanxi.lake.engine import Lake, compact, publish, undo, verify

Key = tuple[str, str]
Content = tuple[str, int, int]  # contact, occurred, amount
NOW_MS = 10_000


@dataclass
class Version:
    received_ms: int
    import_no: int
    place: int
    content: Content


@dataclass
class NaiveLake:
    """The oracle: one row at a time, in plain Python."""

    versions: dict[Key, list[Version]] = field(default_factory=dict)
    n_imports: int = 0

    def publish(self, rows: list[dict], clock_ms: int) -> tuple[int, int, int]:
        """Returns (new, unchanged, versions)."""
        number = self.n_imports + 1
        new = changed = 0
        for key in dict.fromkeys((row["source_id"], row["source_event_id"]) for row in rows):
            stored = self.versions.get(key, [])
            mine = [(i, r) for i, r in enumerate(rows) if (r["source_id"], r["source_event_id"]) == key]
            kept = _kept(stored, mine, clock_ms, number)
            if kept:
                self.versions[key] = stored + kept
                new += not stored
                changed += len(kept) - (not stored)
        if new + changed:
            self.n_imports = number
        return new, len(rows) - new - changed, changed

    def undo(self, number: int) -> None:
        for key, versions in list(self.versions.items()):
            self.versions[key] = [v for v in versions if v.import_no != number]
            if not self.versions[key]:
                del self.versions[key]

    def live(self, as_of_ms: int, known_ms: int | None) -> set[tuple[Key, Content]]:
        shown = set()
        for key, versions in self.versions.items():
            known = [v for v in versions if known_ms is None or v.received_ms <= known_ms]
            if known:
                latest = max(known, key=lambda v: (v.received_ms, v.import_no, v.place))
                if latest.content[1] <= as_of_ms:
                    shown.add((key, latest.content))
        return shown


def _content(row: dict) -> Content:
    return row["contact_key"], row["occurred_ms"], row["amount_fen"]


def _kept(stored: list[Version], mine: list[tuple[int, dict]], clock_ms: int, number: int) -> list[Version]:
    said = {v.content for v in stored}
    fresh: list[tuple[int, dict]] = []
    for place, row in mine:
        repeats = row["received_ms"] is None and _content(row) in said
        same = any(v.content == _content(row) and v.received_ms == row["received_ms"] for v in stored)
        if not repeats and not same:
            fresh.append((place, row))
        said.add(_content(row))
    if not fresh:
        return []
    first = None if stored else fresh[0][0]
    times = [v.received_ms for v in stored] + [r["received_ms"] for _, r in fresh if r["received_ms"] is not None]
    if first is not None and fresh[0][1]["received_ms"] is None:
        times.append(fresh[0][1]["occurred_ms"])
    next_ms = max(clock_ms, 1 + max(times))
    dated = []
    for place, row in fresh:
        received = row["received_ms"]
        if received is None and place == first:
            received = row["occurred_ms"]
        elif received is None:
            received, next_ms = next_ms, next_ms + 1
        dated.append(Version(received, number, place, _content(row)))
    kept = []
    before = None
    for version in sorted(stored + dated, key=lambda v: (v.received_ms, v.import_no, v.place)):
        if version.import_no == number and (before is None or before.content != version.content):
            kept.append(version)
        before = version
    return kept


rows = st.lists(
    st.builds(
        lambda source, key, contact, occurred, amount, received: event(
            key, contact, occurred, source_id=source, amount_fen=amount, received_ms=received
        ),
        st.sampled_from(["shop", "wechat"]),
        st.sampled_from(["1", "2", "3", "4"]),
        st.sampled_from(["ann", "bo", "chen"]),
        st.sampled_from([100, 200, 300]),
        st.sampled_from([5, 6]),
        st.sampled_from([None, None, 150, 250, 350]),
    ),
    min_size=1,
    max_size=6,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("import"), rows),
        st.tuples(st.just("repeat"), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("compact"), st.none()),
    ),
    min_size=1,
    max_size=7,
)


class TestLakeAgainstADict:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps)
    def test_any_sequence_of_steps_leaves_what_the_dict_holds(self, sequence) -> None:
        with tempfile.TemporaryDirectory() as home:
            lake, folder, naive = Lake.create(Path(home) / "lake"), StagedFolder(Path(home)), NaiveLake()
            numbers: dict[str, int] = {}
            batches: list[list[dict]] = []
            for i, (what, argument) in enumerate(sequence):
                if what == "repeat" and not batches:
                    continue
                if what in ("import", "repeat"):
                    batch = argument if what == "import" else batches[argument % len(batches)]
                    batches.append(batch)
                    result = publish(lake, folder.staged(events=batch), NOW_MS + 100 * i)
                    assert (result.n_new, result.n_unchanged, result.n_versions) == naive.publish(
                        batch, NOW_MS + 100 * i
                    )
                    if result.import_id:
                        numbers[result.import_id] = naive.n_imports
                elif what == "undo" and numbers:
                    import_id = sorted(numbers)[argument % len(numbers)]
                    undo(lake, import_id)
                    naive.undo(numbers.pop(import_id))
                elif what == "compact":
                    compact(lake)
            for as_of_ms, known_ms in ((10**9, None), (200, None), (10**9, 200), (10**9, NOW_MS + 200)):
                assert _live(lake, as_of_ms, known_ms) == naive.live(as_of_ms, known_ms)
            assert verify(lake) == []

    @settings(max_examples=10, deadline=None)
    @given(rows)
    def test_importing_again_changes_not_even_the_catalogue(self, batch) -> None:
        with tempfile.TemporaryDirectory() as home:
            lake, folder = Lake.create(Path(home) / "lake"), StagedFolder(Path(home))
            publish(lake, folder.staged(events=batch), NOW_MS)
            before = {p: p.read_bytes() for p in (lake.home).rglob("*") if p.is_file()}

            again = publish(lake, folder.staged(events=batch), NOW_MS + 5)

            assert (again.n_new, again.n_versions, again.import_id) == (0, 0, "")
            assert {p: p.read_bytes() for p in (lake.home).rglob("*") if p.is_file()} == before


def _live(lake: Lake, as_of_ms: int, known_ms: int | None) -> set[tuple[Key, Content]]:
    sql = """SELECT e.source_id, e.source_event_id, k.source_key, e.occurred_ms, e.amount_fen
             FROM events e JOIN contact_keys k USING (contact_id)"""
    with lake.session(as_of_ms=as_of_ms, known_ms=known_ms) as session:
        found = session.con.execute(sql).fetchall()
    assert len(found) == len(set(found)) == len({row[:2] for row in found})
    return {((s, k), (c, o, a)) for s, k, c, o, a in found}
