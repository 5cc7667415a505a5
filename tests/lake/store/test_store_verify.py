"""Planted damage is found and named; a whole lake has no problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import duckdb
import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import FileEntry, Lake, LakeDamaged, publish, verify
from guanxi.lake.store.catalogue import switch_catalogue
from guanxi.lake.store.durable import sha256_of

BATCH = [event(str(i), f"c{i % 5}", 100 + i, amount_fen=i) for i in range(50)]


@pytest.fixture
def full(lake: Lake, folder: StagedFolder) -> Lake:
    contacts = [{"contact_key": "c1", "source_key": "c1"}]
    publish(lake, folder.staged("spring.csv", events=BATCH, contacts=contacts), 1000)
    return lake


def codes(lake: Lake) -> set[str]:
    return {problem.code for problem in verify(lake)}


def events_of(lake: Lake) -> FileEntry:
    return lake.catalogue().files_of("events")[0]


def rewrite(lake: Lake, query: str, table: str = "events") -> None:
    """Replace a file by the rows of ``query`` over it, and the catalogue's entry with it: a writer's mistake."""
    catalogue = lake.catalogue()
    entry = catalogue.files_of(table)[0]
    path = lake.home / entry.path
    aside = path.with_name("aside.parquet")
    source = str(path).replace("[", "[[]").replace("*", "[*]")
    rows = f"read_parquet('{source}')"
    duckdb.execute(f"COPY ({query.format(rows=rows)}) TO '{aside}' (FORMAT parquet)")
    aside.replace(path)
    (n_rows,) = duckdb.execute(f"SELECT count(*) FROM {rows}").fetchall()[0]
    mended = replace(entry, size_bytes=path.stat().st_size, sha256=sha256_of(path), rows=n_rows)
    switch_catalogue(lake.home, catalogue.with_files(drop=[entry], add=[mended]))


class TestVerify:
    def test_has_nothing_to_say_about_a_whole_lake(self, full: Lake) -> None:
        assert verify(full) == []

    def test_finds_a_flipped_byte_and_names_file_and_import(self, full: Lake) -> None:
        path = full.home / events_of(full).path
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

        (problem,) = verify(full)

        assert (problem.code, problem.source) == ("lake.checksum", events_of(full).path)
        assert "import-000001" in problem.en and "import-000001" in problem.zh

    def test_finds_a_dropped_file_and_a_truncated_one(self, full: Lake) -> None:
        (full.home / events_of(full).path).unlink()
        other = full.home / full.catalogue().files_of("contact_keys")[0].path
        other.write_bytes(other.read_bytes()[:-9])

        assert codes(full) >= {"lake.file_missing", "lake.size"}

    def test_finds_a_changed_count(self, full: Lake) -> None:
        catalogue, entry = full.catalogue(), events_of(full)
        switch_catalogue(full.home, catalogue.with_files(drop=[entry], add=[replace(entry, rows=49)]))

        assert codes(full) == {"lake.row_count"}

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("SELECT * FROM {rows} ORDER BY event_id DESC", "lake.unsorted"),
            ("SELECT * REPLACE ((bucket + 1)::SMALLINT AS bucket) FROM {rows} ORDER BY ALL", "lake.bucket"),
            ("FROM {rows} UNION ALL FROM {rows} ORDER BY bucket, contact_id, occurred_ms", "lake.repeated_event_id"),
            ("SELECT * REPLACE ('7' AS source_event_id, 7 AS key_hash) FROM {rows}", "lake.repeated_key"),
        ],
    )
    def test_finds_rows_that_are_not_where_or_what_they_should_be(self, full: Lake, query: str, code: str) -> None:
        rewrite(full, query)

        assert code in codes(full)

    def test_finds_a_contact_that_is_not_registered(self, full: Lake) -> None:
        rewrite(full, "FROM {rows} WHERE contact_id <> 3", "contact_keys")

        assert codes(full) == {"lake.unknown_contact"}


class TestDamageSeenByReaders:
    @pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"PAR1")])
    def test_a_session_is_refused_with_the_file_and_its_import(self, full: Lake, damage: Callable) -> None:
        damage(full.home / events_of(full).path)

        with pytest.raises(LakeDamaged, match=r"events/g.*import-000001"), full.session(as_of_ms=10**9):
            pass

    def test_a_damaged_page_is_named_when_it_is_read(self, full: Lake) -> None:
        path = full.home / events_of(full).path
        content = path.read_bytes()
        path.write_bytes(content[:4] + b"\xff" * 400 + content[404:])

        with full.session(as_of_ms=10**9) as session, pytest.raises(LakeDamaged, match="import-000001"):
            session.fetch("FROM events")

    def test_a_damaged_catalogue_says_what_to_do(self, full: Lake) -> None:
        path = full.home / "catalogue.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"rows": 50', '"rows": 51'), encoding="utf-8")

        with pytest.raises(LakeDamaged, match="Restore it from a backup"):
            full.imports()
