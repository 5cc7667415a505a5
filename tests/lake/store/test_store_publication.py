"""Publishing: what is new, what is known, what another version is; and who gets which id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import Lake, LakeBusy, StagedUnreadable, UnknownImport, publish, undo, verify
from guanxi.lake.kinds import Kind, Role
from guanxi.lake.store import row_sets

LATE = 10**12


def events(lake: Lake, columns: str = "source_event_id, amount_fen", **moment: int) -> list[tuple]:
    with lake.session(**({"as_of_ms": LATE} | moment)) as session:
        return session.con.execute(f"SELECT {columns} FROM events ORDER BY ALL").fetchall()


def rows(lake: Lake, table: str, columns: str, **moment: int) -> list[tuple]:
    with lake.session(**({"as_of_ms": LATE} | moment)) as session:
        return session.con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


class TestContactIds:
    def test_go_by_first_moment_then_by_key(self, lake: Lake, folder: StagedFolder) -> None:
        late, early = event("1", "zoe", 900), event("2", "bo", 100)
        tie, again = event("3", "ann", 900), event("4", "bo", 5000)

        publish(lake, folder.staged(events=[late, early, tie, again]), 9000)

        assert rows(lake, "contact_keys", "contact_id, source_key") == [(1, "bo"), (2, "ann"), (3, "zoe")]

    def test_of_contacts_seen_before_a_moment_do_not_depend_on_what_follows(
        self, tmp_path: Path, folder: StagedFolder
    ) -> None:
        before = [event("1", "m", 100), event("2", "c", 200)]
        after = [event("3", "a", 300), event("4", "b", 250)]
        keys = []
        for name, batch in (("with", after + before), ("without", before)):
            lake = Lake.create(tmp_path / name)
            publish(lake, folder.staged(events=batch), 9000)
            keys.append(rows(lake, "events", "contact_id, source_event_id", as_of_ms=200))

        assert keys[0] == keys[1]

    def test_stay_reserved_after_an_undo(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 100)]), 9000)
        undo(lake, "import-000001")
        publish(lake, folder.staged(events=[event("2", "bo", 50)]), 9000)
        publish(lake, folder.staged(events=[event("1", "ann", 100)]), 9000)

        assert events(lake, "contact_id, source_event_id") == [(1, "1"), (2, "2")]

    def test_meet_across_tables_and_sources(self, lake: Lake, folder: StagedFolder) -> None:
        publish(
            lake,
            folder.staged(
                events=[event("1", "ann", 100, source_id="orders", peer_key="bo")],
                contacts=[{"contact_key": "ann", "source_key": "ann", "source_id": "crm", "inviter_key": "bo"}],
            ),
            9000,
        )

        assert rows(lake, "events", "contact_id, peer_id") == rows(lake, "contacts", "contact_id, inviter_id")


class TestVersions:
    def test_a_changed_row_is_a_version_known_from_the_clock_on(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 100, amount_fen=5)]), 1000)
        result = publish(lake, folder.staged(events=[event("1", "ann", 100, amount_fen=6)]), 2000)

        assert (result.n_new, result.n_versions) == (0, 1)
        assert events(lake, known_ms=1999) == [("1", 5)]
        assert events(lake, known_ms=2000) == events(lake) == [("1", 6)]

    def test_the_files_own_time_of_receipt_decides_not_the_order_of_imports(
        self, lake: Lake, folder: StagedFolder
    ) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 100, amount_fen=6, received_ms=500)]), 1000)
        publish(lake, folder.staged(events=[event("1", "ann", 100, amount_fen=5, received_ms=300)]), 2000)

        assert events(lake) == [("1", 6)]
        assert events(lake, known_ms=499) == [("1", 5)]

    def test_the_later_row_of_one_file_stands(self, lake: Lake, folder: StagedFolder) -> None:
        batch = [event("1", "ann", 300, amount_fen=n, received_ms=400) for n in (9, 2, 7)]

        result = publish(lake, folder.staged(events=batch), 1000)

        assert (result.n_new, result.n_versions, events(lake)) == (1, 2, [("1", 7)])

    def test_a_moved_event_leaves_its_former_contact(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "wrong", 100)]), 1000)
        publish(lake, folder.staged(events=[event("1", "right", 100)]), 2000)

        assert rows(lake, "contacts", "source_key") == [("right",)]
        assert rows(lake, "contacts", "source_key", known_ms=1500) == [("wrong",)]

    def test_a_corrected_date_is_not_the_latest_event(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 9_000_000), event("2", "ann", 400)]), 1000)
        publish(lake, folder.staged(events=[event("1", "ann", 300)]), 2000)

        assert lake.latest_event_ms() == 400

    def test_undoing_a_correction_restores_the_former_row(self, lake: Lake, folder: StagedFolder) -> None:
        for amount in (5, 6, 7):
            publish(lake, folder.staged(events=[event("1", "ann", 100, amount_fen=amount)]), 1000 * amount)

        undo(lake, "import-000002")
        assert events(lake) == [("1", 7)]
        undo(lake, "import-000003")
        assert events(lake) == [("1", 5)]


class TestRowSets:
    def test_a_changed_contact_has_a_version_from_the_end_of_the_data_on(
        self, lake: Lake, folder: StagedFolder
    ) -> None:
        ann = {"contact_key": "ann", "source_key": "ann", "acquired_ms": 50, "staff_id": "s1"}
        publish(lake, folder.staged(contacts=[ann], events=[event("1", "ann", 100)]), 1000)
        publish(lake, folder.staged(contacts=[{**ann, "staff_id": "s2"}], events=[event("2", "ann", 300)]), 2000)

        assert rows(lake, "contacts", "staff_id, valid_from_ms", as_of_ms=299) == [("s1", 50)]
        assert rows(lake, "contacts", "staff_id, valid_from_ms", as_of_ms=300) == [("s2", 300)]
        assert rows(lake, "contacts", "staff_id", as_of_ms=300, known_ms=1999) == [("s1",)]
        assert rows(lake, "contacts", "staff_id", as_of_ms=49) == []

    def test_contacts_without_a_list_are_known_from_their_first_event(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=[event("1", "ann", 100), event("2", "bo", 200)]), 1000)

        assert rows(lake, "contacts", "source_key, acquired_ms", as_of_ms=150) == [("ann", None)]

    def test_the_lines_of_an_order_are_replaced_together(self, lake: Lake, folder: StagedFolder) -> None:
        line = {"source_event_id": "o1", "contact_key": "ann", "occurred_ms": 100, "product": "tea", "price_fen": 10}
        publish(lake, folder.staged(order_items=[line, line, {**line, "product": "cup"}]), 1000)
        same = publish(lake, folder.staged(order_items=[{**line, "product": "cup"}, line, line]), 2000)
        other = publish(lake, folder.staged(order_items=[line]), 3000)

        assert (same.n_unchanged, same.import_id, other.n_versions) == (3, "", 1)
        assert rows(lake, "order_items", "product") == [("tea",)]
        assert rows(lake, "order_items", "product", known_ms=2999) == [("cup",), ("tea",), ("tea",)]

    def test_costs_say_the_amounts_of_a_pool(self, lake: Lake, folder: StagedFolder) -> None:
        pool = {"period_from_ms": 0, "period_until_ms": 500, "category": "acquisition", "channel": "wecom"}
        costs = [
            {**pool, "amount_fen": 700},
            {**pool, "amount_fen": 300},
            {**pool, "channel": "store", "amount_fen": 1},
        ]
        publish(lake, folder.staged(costs=costs), 1000)
        publish(lake, folder.staged(costs=[{**pool, "amount_fen": 800}]), 2000)

        assert rows(lake, "costs", "channel, amount_fen") == [("store", 1), ("wecom", 800)]
        undo(lake, "import-000002")
        assert rows(lake, "costs", "channel, amount_fen") == [("store", 1), ("wecom", 300), ("wecom", 700)]

    def test_arms_are_known_from_the_moment_they_were_dealt_and_can_be_corrected(
        self, lake: Lake, folder: StagedFolder
    ) -> None:
        arm = {"program_id": "P1", "contact_key": "ann", "arm": "treated", "assigned_ms": 100}

        publish(lake, folder.staged(assignments=[arm]), 1000)
        publish(lake, folder.staged(assignments=[{**arm, "arm": "holdout"}]), 2000)

        assert rows(lake, "assignments", "arm", as_of_ms=99) == []
        assert rows(lake, "assignments", "arm, cluster_id, share_bp", as_of_ms=100) == [("holdout", "", 0)]
        assert rows(lake, "assignments", "arm", as_of_ms=100, known_ms=1500) == [("treated",)]

    @pytest.mark.parametrize("n_imports", [1, 2])
    def test_an_arm_dealt_at_another_moment_hides_nothing(
        self, lake: Lake, folder: StagedFolder, n_imports: int
    ) -> None:
        dealt = {"program_id": "P1", "contact_key": "ann", "arm": "holdout", "assigned_ms": 100}
        released = {**dealt, "arm": "treated", "assigned_ms": 200}
        batches = [[dealt, released]] if n_imports == 1 else [[dealt], [released]]

        for k, batch in enumerate(batches):
            publish(lake, folder.staged(assignments=batch), 1000 * (k + 1))

        assert rows(lake, "assignments", "arm", as_of_ms=150) == [("holdout",)]
        assert sorted(rows(lake, "assignments", "arm, assigned_ms", as_of_ms=200)) == [
            ("holdout", 100),
            ("treated", 200),
        ]

    def test_two_arms_at_one_moment_both_stand_until_an_export_says_which(
        self, lake: Lake, folder: StagedFolder
    ) -> None:
        arm = {"program_id": "P1", "contact_key": "ann", "arm": "treated", "assigned_ms": 100}
        other = {**arm, "arm": "holdout"}

        first = publish(lake, folder.staged(assignments=[arm, other, arm]), 1000)
        again = publish(lake, folder.staged(assignments=[other, arm]), 2000)

        assert (first.n_new, first.n_unchanged, again.n_new, again.n_versions) == (2, 1, 0, 0)
        assert sorted(rows(lake, "assignments", "arm", as_of_ms=100)) == [("holdout",), ("treated",)]
        publish(lake, folder.staged(assignments=[other]), 3000)
        assert rows(lake, "assignments", "arm", as_of_ms=100) == [("holdout",)]

    def test_promises_and_edges_are_shown_as_they_stood(self, lake: Lake, folder: StagedFolder) -> None:
        promise = {"contact_key": "ann", "what": "cup", "amount_fen": 9, "promised_ms": 100, "kept_ms": 300}
        edge = {"contact_key": "ann", "staff_id": "s1", "valid_from_ms": 100, "valid_until_ms": 300}
        publish(lake, folder.staged(promises=[promise], staff_edges=[edge]), 1000)

        assert rows(lake, "promises", "kept_ms", as_of_ms=299) == [(None,)]
        assert rows(lake, "promises", "kept_ms", as_of_ms=300) == [(300,)]
        assert rows(lake, "staff_edges", "valid_until_ms > 1000000", as_of_ms=299) == [(True,)]
        assert rows(lake, "staff_edges", "valid_until_ms", as_of_ms=300) == [(300,)]
        assert rows(lake, "promises", "what", as_of_ms=99) == []

    def test_all_tables_are_idempotent(self, lake: Lake, folder: StagedFolder) -> None:
        tables = {
            "contacts": [{"contact_key": "ann", "source_key": "ann"}, {"contact_key": "bo", "acquired_ms": 7}],
            "staff_edges": [{"contact_key": "ann", "staff_id": "s1"}],
            "promises": [{"contact_key": "bo", "what": "cup", "amount_fen": 5, "promised_ms": 8}] * 2,
            "costs": [{"period_from_ms": 0, "period_until_ms": 9, "category": "maintenance", "amount_fen": 5}],
            "events": [event("1", "ann", 100)],
        }
        first = publish(lake, folder.staged(**tables), 1000)
        again = publish(lake, folder.staged(**tables), 2000)

        assert (first.n_new, first.n_versions) == (7, 0)
        assert (again.n_new, again.n_unchanged, again.n_versions, again.import_id) == (0, 7, 0, "")


class TestRefusals:
    def test_an_unknown_import_lists_those_there_are(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged("spring.csv", events=[event("1", "ann", 100)]), 1000)

        with pytest.raises(UnknownImport, match=r"import-000001 \(spring.csv\)"):
            undo(lake, "import-7")

    def test_a_second_writer_is_told_to_wait(self, lake: Lake, folder: StagedFolder) -> None:
        with lake.writing(), pytest.raises(LakeBusy, match="is writing"):
            publish(lake, folder.staged(events=[event("1", "ann", 100)]), 1000)

        assert publish(lake, folder.staged(events=[event("1", "ann", 100)]), 1000).n_new == 1

    def test_a_truncated_staged_file_publishes_nothing(self, lake: Lake, folder: StagedFolder) -> None:
        staged = folder.staged(events=[event("1", "ann", 100)])
        path = staged.tables["events"][0]
        path.write_bytes(path.read_bytes()[:-40])

        with pytest.raises(StagedUnreadable, match=path.name):
            publish(lake, staged, 1000)
        assert lake.imports() == ()

    def test_a_progress_that_gives_up_leaves_the_lake_as_it_was(self, lake: Lake, folder: StagedFolder) -> None:
        class GivesUp:
            def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
                if en == "Publishing":
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            publish(lake, folder.staged(events=[event("1", "ann", 100)]), 1000, GivesUp())

        assert lake.imports() == ()
        assert list((lake.home / "data").rglob("*.parquet")) == []


class TestQuarantineAndKinds:
    def test_refused_rows_are_kept_once(self, lake: Lake, folder: StagedFolder) -> None:
        bad = [{"source_file": "a.csv", "row_number": 3, "code": "import.bad_date", "raw": "x,y"}]
        first = publish(lake, folder.staged(quarantine=bad), 1000)
        again = publish(lake, folder.staged(quarantine=bad), 2000)

        assert (first.n_quarantined, first.import_id) == (1, "import-000001")
        assert (again.n_quarantined, again.import_id) == (1, "")

    def test_rows_without_a_contact_are_refused_and_counted(self, lake: Lake, folder: StagedFolder) -> None:
        result = publish(lake, folder.staged(events=[event("1", "", 100), event("2", "ann", 100)]), 1000)

        assert (result.n_new, result.n_unchanged, result.n_quarantined) == (1, 0, 1)

    def test_own_kinds_keep_their_id_whatever_the_importer_calls_them(self, lake: Lake, folder: StagedFolder) -> None:
        tasting = Kind(1000, "tasting", Role.ACT, 1.0, 45.0, "品鉴", "tasting")
        parade = Kind(1000, "parade", Role.GIVE, 1.0, 45.0, "巡游", "parade")
        publish(lake, folder.staged(kinds=(tasting,), events=[event("1", "ann", 100, kind_id=1000)]), 1000)
        publish(
            lake,
            folder.staged(
                kinds=(parade, replace(tasting, kind_id=1001)),
                events=[event("2", "ann", 100, kind_id=1000), event("3", "ann", 100, kind_id=1001)],
            ),
            2000,
        )

        sql = "SELECT source_event_id, kind FROM events JOIN kinds USING (kind_id) ORDER BY 1"
        with lake.session(as_of_ms=LATE) as session:
            assert session.con.execute(sql).fetchall() == [("1", "tasting"), ("2", "parade"), ("3", "tasting")]
        assert verify(lake) == []


class TestManyRowsOfReference:
    def test_are_judged_in_shares_with_the_same_outcome(
        self, tmp_path: Path, folder: StagedFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = [{"contact_key": f"c{i}", "channel": "shop", "acquired_ms": i} for i in range(40)]
        second = [{**row, "channel": "web"} if i % 4 == 0 else row for i, row in enumerate(first)] + [first[1]]
        edges = [
            {"contact_key": f"c{i % 40}", "staff_id": f"S{i % 3}", "valid_from_ms": i, "valid_until_ms": None}
            for i in range(90)
        ]
        outcomes = []
        for name, size in (("whole", 1_000_000), ("shares", 7)):
            monkeypatch.setattr(row_sets, "ROWS_PER_SHARE", size)
            lake = Lake.create(tmp_path / name)
            one = publish(lake, folder.staged(contacts=first, staff_edges=edges), 9000)
            two = publish(lake, folder.staged(contacts=second, staff_edges=edges), 9500)
            outcomes.append(
                (
                    (one.n_new, one.n_unchanged, one.n_versions),
                    (two.n_new, two.n_unchanged, two.n_versions),
                    rows(lake, "contacts", "contact_id, source_key, channel, valid_from_ms, valid_until_ms"),
                    rows(lake, "staff_edges", "*"),
                    verify(lake),
                )
            )

        assert outcomes[0] == outcomes[1]
        assert outcomes[0][1] == (0, 121, 10)
