"""Sessions: shares of contacts, samples, one contact's history, arrays; and files that stay few."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from made_staged import StagedFolder, event

from guanxi.kit.errors import SettingsError
from guanxi.lake.engine import Lake, LakeMissing, Session, compact, publish, undo, verify
from guanxi.lake.schema import TABLES, bucket_sql
from guanxi.lake.store import compacting
from guanxi.lake.store.duck import ROW_GROUP_ROWS

BATCH = [event(str(i), f"c{i % 300:03d}", 1000 + i % 900, amount_fen=i) for i in range(1200)]
TOTAL = sum(range(1200))


@pytest.fixture
def session(lake: Lake, folder: StagedFolder) -> Iterator[Session]:
    publish(lake, folder.staged(events=BATCH), 9000)
    with lake.session(as_of_ms=10**9) as session:
        yield session


def total(session: Session) -> int:
    return int(session.fetch("SELECT coalesce(sum(amount_fen), 0)::BIGINT AS total FROM events")["total"][0])


class TestShares:
    @pytest.mark.parametrize("n", [1, 3, 64])
    def test_are_disjoint_and_together_everything(self, session: Session, n: int) -> None:
        found = []
        for k in range(n):
            with session.buckets(k, n) as share:
                found.append((total(share), set(share.fetch("SELECT contact_id FROM contacts")["contact_id"])))

        assert sum(part for part, _ in found) == TOTAL
        assert sum(len(ids) for _, ids in found) == len(set().union(*(ids for _, ids in found))) == 300

    def test_outside_the_buckets_are_refused(self, session: Session) -> None:
        with pytest.raises(SettingsError, match="no share 3 of 3"), session.buckets(3, 3):
            pass

    def test_hash_buckets_are_even(self, session: Session) -> None:
        sql = f"SELECT {bucket_sql('i')} AS b, count(*) AS n FROM range(1, 640001) r(i) GROUP BY b ORDER BY b"
        found = session.fetch(sql)

        assert list(found["b"]) == list(range(64))
        assert abs(found["n"] / 10_000 - 1).max() < 0.05


class TestSamples:
    def test_a_modulus_keeps_whole_contacts_and_always_the_same(self, lake: Lake, session: Session) -> None:
        kept = []
        for _ in range(2):
            with lake.session(as_of_ms=10**9, contacts=5) as sample:
                kept.append(set(sample.fetch("SELECT DISTINCT contact_id FROM events")["contact_id"]))

        assert kept[0] == kept[1]
        assert 30 <= len(kept[0]) <= 90  # 60 expected of 300, sd 7

    def test_listed_ids_are_all_that_is_seen(self, lake: Lake, session: Session) -> None:
        with lake.session(as_of_ms=10**9, contacts=np.array([7, 3, 7, 999])) as sample:
            assert set(sample.fetch("SELECT contact_id FROM events")["contact_id"]) == {3, 7}
            assert list(sample.fetch("SELECT contact_id FROM contacts ORDER BY 1")["contact_id"]) == [3, 7]

    def test_an_impossible_modulus_is_refused(self, lake: Lake, session: Session) -> None:
        with pytest.raises(SettingsError, match="one in 0"), lake.session(as_of_ms=1, contacts=0):
            pass


class TestReading:
    def test_history_is_the_contacts_events_in_order_of_time(self, session: Session) -> None:
        expected = session.fetch("FROM events WHERE contact_id = 17 ORDER BY occurred_ms, event_id")

        history = session.history(17)

        assert len(history["event_id"]) == 4
        assert all(np.array_equal(history[name], expected[name]) for name in TABLES["events"])

    def test_views_have_the_columns_of_the_schema_also_when_empty(self, tmp_path) -> None:
        with Lake.create(tmp_path / "empty").session(as_of_ms=10**9) as session:
            found = {
                table: {row[0]: row[1] for row in session.con.execute(f"DESCRIBE {table}").fetchall()}
                for table in TABLES
            }

        assert found == TABLES

    def test_arrays_are_plain_where_nothing_is_null_and_masked_where_something_is(self, session: Session) -> None:
        found = session.fetch("SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT NULL, 'y' ORDER BY b")

        assert isinstance(found["a"], np.ma.MaskedArray) and list(found["a"].mask) == [False, True]
        assert not isinstance(found["b"], np.ma.MaskedArray) and list(found["b"]) == ["x", "y"]

    def test_a_missing_lake_is_refused(self, tmp_path) -> None:
        with pytest.raises(LakeMissing, match="no lake at"):
            Lake.open(tmp_path)

    def test_an_empty_lake_has_no_latest_event(self, tmp_path) -> None:
        assert Lake.create(tmp_path / "empty").latest_event_ms() is None


class TestManyFiles:
    def test_small_imports_are_merged_by_themselves_and_can_still_be_undone(
        self, lake: Lake, folder: StagedFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many = 8
        monkeypatch.setattr(compacting, "MANY_FILES", many)
        for i in range(many + 3):
            publish(lake, folder.staged(events=[event(str(i), f"c{i}", 100 + i, amount_fen=1 << i)]), 9000)

        assert len(lake.catalogue().files_of("events")) < 5
        undo(lake, "import-000002")
        with lake.session(as_of_ms=10**9) as session:
            assert total(session) == (1 << (many + 3)) - 1 - 2
        assert verify(lake) == []

    def test_compacting_leaves_one_file_a_table_and_the_same_rows(self, lake: Lake, folder: StagedFolder) -> None:
        for amount in (1, 2):
            publish(lake, folder.staged(events=[event(str(i), "ann", 10, amount_fen=amount) for i in range(9)]), 1000)
        before = _everything(lake)

        compact(lake)
        generation = lake.catalogue().generation
        compact(lake)

        assert _everything(lake) == before
        assert len(lake.catalogue().files_of("events")) == 1
        assert lake.catalogue().generation == generation

    def test_another_engines_hashes_are_computed_anew(self, lake: Lake, folder: StagedFolder, monkeypatch) -> None:
        publish(lake, folder.staged(events=BATCH), 1000)
        monkeypatch.setattr("guanxi.lake.store.lake.HASH_PROBE", "SELECT 42")

        again = publish(lake, folder.staged(events=BATCH), 2000)

        assert (again.n_new, again.n_unchanged) == (0, 1200)
        assert lake.catalogue().hash_probe == "42"
        assert verify(lake) == []


def _everything(lake: Lake) -> list[tuple]:
    with lake.session(as_of_ms=10**9) as session:
        return session.con.execute("SELECT * FROM events ORDER BY event_id").fetchall()


@pytest.mark.slow
class TestLarge:
    def test_a_contact_that_fills_row_groups_publishes_and_reads(self, lake: Lake, folder: StagedFolder) -> None:
        import duckdb

        path = folder.path / "large.parquet"
        duckdb.execute(
            f"""COPY (SELECT 'shop' AS source_id, i::VARCHAR AS source_event_id, 1000 + i % 5000 AS occurred_ms,
            if(i % 10 = 0, 'c' || i, 'whale') AS contact_key, 10::SMALLINT AS kind_id, 1::BIGINT AS amount_fen
            FROM range(400000) r(i)) TO '{path}' (FORMAT parquet)"""
        )
        staged = folder.staged()
        staged.tables["events"] = [path]

        assert publish(lake, staged, 9000).n_new == 400_000
        assert publish(lake, staged, 9000).n_unchanged == 400_000
        with lake.session(as_of_ms=10**9) as session:
            sizes = session.fetch("SELECT contact_id, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC LIMIT 2")
            assert list(sizes["n"]) == [360_000, 1]
            assert len(session.history(int(sizes["contact_id"][0]))["event_id"]) == 360_000 > 2 * ROW_GROUP_ROWS
        assert verify(lake) == []
