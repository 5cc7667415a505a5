"""Sealing loses nothing and doubles nothing, wherever it is killed; readers of both stores see each event once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from made_intake import NOW_MS, made_source, order
from sealing_process import seal_and_die

from guanxi.intake.contracts import EventState, SourceView, Status
from guanxi.intake.models import InboxEvent, SealBatch
from guanxi.intake.operations import append, prune, seal, seal_now
from guanxi.intake.queries import inbox_view, list_unsealed, still_unsealed
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import DiskFull, Lake, LakeBusy, publish
from guanxi.lake.importing.writing import staged_schema
from guanxi.lake.staged import Staged
from guanxi.lake.store.locks import writer_lock
from guanxi.site.home import Home

SHOWN = """
SELECT e.source_event_id, k.kind, c.source_key, e.occurred_ms, e.amount_fen, e.channel, e.properties
FROM events e JOIN kinds k USING (kind_id) JOIN contact_keys c USING (contact_id) ORDER BY 1
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Home]:
    settings.HOME = Home(tmp_path)
    yield settings.HOME


@pytest.fixture
def shop(db: None) -> SourceView:
    return made_source().source


def in_lake(home: Home) -> list[tuple[Any, ...]]:
    with Lake.open(home.lake).session(as_of_ms=NOW_MS + DAY_MS) as session:
        return session.con.execute(SHOWN).fetchall()


def ids_in_lake(home: Home) -> list[str]:
    return [str(row[0]) for row in in_lake(home)]


class TestSealing:
    def test_moves_every_event_with_all_it_says(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(7), order(8, kind="page_visited", amount_fen=None, channel=None)], NOW_MS)

        result = seal(NOW_MS)

        assert (result.n_batches, result.n_events, result.n_parked) == (1, 2, 0)
        assert in_lake(home) == [
            ("o-7", "order_paid", "M7", order(7)["occurred_ms"], 1_007, "小程序", '{"items":[{"n":7,"name":"龙井"}]}'),
            ("o-8", "page_visited", "M8", order(8)["occurred_ms"], 0, "", '{"items":[{"n":8,"name":"龙井"}]}'),
        ]

    def test_leaves_of_an_event_its_id_and_hash(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(1)], NOW_MS)

        seal(NOW_MS)

        row = InboxEvent.objects.get()
        assert (row.state, row.contact_key, row.payload) == ("sealed", "", "")
        assert list((home.path / "inbox").iterdir()) == []

    def test_a_repeat_after_sealing_is_a_duplicate_and_a_change_a_conflict(self, shop: SourceView) -> None:
        append(shop, [order(1)], NOW_MS)
        seal(NOW_MS)

        answers = append(shop, [order(1), order(1, channel="x")], NOW_MS + 5).results

        assert [answer.status for answer in answers] == [Status.DUPLICATE, Status.CONFLICT]

    def test_a_repeat_that_came_after_its_mark_was_forgotten_is_not_doubled(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(1)], NOW_MS)
        seal(NOW_MS)
        assert prune(NOW_MS + 36 * DAY_MS) == 1
        assert append(shop, [order(1)], NOW_MS + 36 * DAY_MS).count(Status.ACCEPTED) == 1

        seal(NOW_MS + 36 * DAY_MS)

        assert ids_in_lake(home) == ["o-1"]
        assert SealBatch.objects.filter(state="cleared").count() == 2

    def test_an_empty_inbox_makes_no_batch_and_no_lake(self, shop: SourceView, home: Home) -> None:
        assert seal(NOW_MS).n_batches == 0
        assert SealBatch.objects.count() == 0
        assert not home.lake.exists()

    def test_many_events_go_in_several_batches(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(n) for n in range(50)], NOW_MS)

        result = seal(NOW_MS, batch_events=20)

        assert (result.n_batches, result.n_events) == (3, 50)
        assert len(ids_in_lake(home)) == 50

    def test_a_brands_own_kind_comes_through_and_stays_known(self, shop: SourceView, home: Home) -> None:
        (home.path / "guanxi.yaml").write_text("kinds:\n  tea_tasted: {role: act, zh: 品茶}\n", encoding="utf-8")
        append(shop, [order(1, kind="tea_tasted")], NOW_MS)
        seal(NOW_MS)
        (home.path / "guanxi.yaml").write_text("brand: 茶\n", encoding="utf-8")

        receipt = append(shop, [order(2, kind="tea_tasted")], NOW_MS)
        seal(NOW_MS)

        assert receipt.count(Status.ACCEPTED) == 1
        assert [row[1] for row in in_lake(home)] == ["tea_tasted", "tea_tasted"]


class TestParking:
    def test_a_source_that_may_not_create_contacts_waits_for_them(self, shop: SourceView, home: Home) -> None:
        bound = made_source("scan", may_create_contacts=False).source
        append(bound, [order(1, id="a"), order(2, id="b"), order(3, id="c")], NOW_MS)
        append(shop, [order(1)], NOW_MS)

        first = seal(NOW_MS)
        append(shop, [order(2)], NOW_MS)
        seal(NOW_MS)
        seal(NOW_MS)

        assert first.n_parked == 2
        assert ids_in_lake(home) == ["a", "b", "o-1", "o-2"]
        assert inbox_view().parked == {"contact_unknown": 1}

    def test_a_kind_that_was_taken_away_waits_for_its_return(self, shop: SourceView, home: Home) -> None:
        own = "kinds:\n  tea_tasted: {role: act}\n"
        (home.path / "guanxi.yaml").write_text(own, encoding="utf-8")
        append(shop, [order(1, kind="tea_tasted"), order(2)], NOW_MS)
        (home.path / "guanxi.yaml").write_text("brand: tea\n", encoding="utf-8")
        seal(NOW_MS)
        before = ids_in_lake(home)
        (home.path / "guanxi.yaml").write_text(own + "brand: tea\n", encoding="utf-8")

        seal(NOW_MS)

        assert before == ["o-2"]
        assert ids_in_lake(home) == ["o-1", "o-2"]


class TestRefusedSealing:
    def test_a_lake_in_use_keeps_the_events_and_says_why(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(1)], NOW_MS)
        lake = Lake.create(home.lake)

        with writer_lock(lake.home), pytest.raises(LakeBusy):
            seal(NOW_MS)

        latest = inbox_view().latest
        assert latest is not None
        assert "Wait until it ends" in latest.said_en
        assert seal(NOW_MS).n_events == 1
        assert ids_in_lake(home) == ["o-1"]

    @pytest.mark.parametrize("step", ["write", "publish"])
    def test_a_full_disk_says_so_and_loses_nothing(
        self, shop: SourceView, home: Home, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        append(shop, [order(n) for n in range(30)], NOW_MS)

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(pq, "write_table", full) if step == "write" else patch.setattr(
                "guanxi.lake.store.lake.sync_file", full
            )
            with pytest.raises(DiskFull, match="Free some space"):
                seal(NOW_MS)

        assert InboxEvent.objects.filter(state=EventState.NEW).count() == 30
        seal(NOW_MS)
        assert len(ids_in_lake(home)) == 30


class TestReadingBothStores:
    def test_an_event_is_seen_once_at_every_boundary(self, shop: SourceView, home: Home) -> None:
        append(shop, [order(n) for n in range(20)], NOW_MS)
        keys = [f"M{n}" for n in range(10)]
        seen: dict[str, list[str]] = {}

        def look(step: str) -> None:
            waiting = list_unsealed(keys)
            lake = Lake.open(home.lake)
            kept = still_unsealed(waiting, lake.catalogue())
            sealed = ids_in_lake(home) if lake.imports() else []
            seen[step] = sorted([*sealed, *(event.source_event_id for event in kept)])

        seal(NOW_MS, failpoint=look)

        assert set(seen) >= {"assigned", "written", "published", "marked", "clearing", "cleared"}
        expected = sorted(f"o-{n}" for n in range(20))
        assert {step: found for step, found in seen.items() if found != expected} == {}

    def test_carries_what_the_event_says(self, shop: SourceView) -> None:
        append(shop, [order(3)], NOW_MS)

        event = list_unsealed(["M3", "nobody"])[0]

        assert (event.kind, event.source_key, event.payload["amount_fen"]) == ("order_paid", "shop", 1_003)


@pytest.mark.django_db
def test_the_job_seals(shop: SourceView, home: Home, run_jobs: Any) -> None:
    append(shop, [order(1)], NOW_MS)

    seal_now(now_ms=NOW_MS, actor_id=None)
    run_jobs()

    assert ids_in_lake(home) == ["o-1"]


BOUNDARIES = [
    ("released", 1), ("assigned", 1), ("parked", 1), ("written", 1), ("lake:swept", 1), ("lake:shuffled", 1),
    ("lake:before.switch", 1), ("lake:catalogue.written", 1), ("lake:catalogue.renamed", 1), ("published", 1),
    ("marked", 1), ("clearing", 1), ("file_removed", 1), ("cleared", 1), ("written", 2), ("published", 3),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestKilled:
    @pytest.mark.parametrize(("step", "n"), BOUNDARIES)
    def test_nothing_is_lost_and_nothing_doubled(self, home: Home, step: str, n: int) -> None:
        shop = made_source().source
        bound = made_source("scan", may_create_contacts=False).source
        append(shop, [order(number) for number in range(50)], NOW_MS)
        append(bound, [order(3, id="b-3"), order(4, id="stranger", contact="S1")], NOW_MS)
        _publish_file(home)
        truth = sorted([*(f"o-{number}" for number in range(50)), "b-3", "f-1"])

        environment = {"GUANXI_HOME": str(home.path), "DATABASE_URL": _url()}
        assert seal_and_die(environment, step, n) == -signal.SIGKILL, f"{step} was not reached"
        # Between the death and the next run the world goes on: a repeat, and something new.
        between = append(shop, [order(1), order(60)], NOW_MS).results
        seal(NOW_MS, batch_events=20)

        assert [answer.status for answer in between] == [Status.DUPLICATE, Status.ACCEPTED]
        assert ids_in_lake(home) == sorted([*truth, "o-60"])
        assert sum(row[4] for row in in_lake(home)) == sum(1_000 + number for number in (*range(50), 60, 3)) + 5
        assert dict(InboxEvent.objects.values_list("source_event_id", "state").exclude(state="sealed")) == {
            "stranger": "parked"
        }
        assert set(SealBatch.objects.values_list("state", flat=True)) == {"cleared"}
        assert list((home.path / "inbox").iterdir()) == []


def _publish_file(home: Home) -> None:
    """One event that a file brought, so that the lake is not empty."""
    path = home.path / "file.parquet"
    row = {"source_id": "files", "source_event_id": "f-1", "occurred_ms": NOW_MS - DAY_MS, "contact_key": "M1"}
    row |= {"kind_id": 10, "amount_fen": 5, "currency": "CNY"}
    schema = pa.schema([field for field in staged_schema("events") if field.name in row])
    pq.write_table(pa.Table.from_pylist([row], schema=schema), path)
    publish(Lake.create(home.lake), Staged({"events": [path]}, None, (), 1, "file", currency="CNY"), NOW_MS)


def _url() -> str:
    """The test's own store, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(given['NAME']))}"
    host = given["HOST"]
    if host.startswith("/"):
        return f"postgresql://{given['USER']}:{given['PASSWORD']}@/{given['NAME']}?host={quote(host, safe='')}"
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{host}:{given['PORT']}/{given['NAME']}"


def test_the_engine_reads_json_without_fetching_an_extension() -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        assert con.execute("""SELECT '{"a": 1}' ->> '$.a'""").fetchone() == ("1",)
