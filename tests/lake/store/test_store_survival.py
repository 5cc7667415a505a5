"""Killed at any step, or out of disk: the lake is the old one or the new one, and the next writer cleans up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_staged import StagedFolder, event
from publishing_process import Publishers, staged_below

from guanxi.lake.engine import DiskFull, Lake, publish, undo, verify
from guanxi.lake.store.durable import on_step

FIRST = [event(str(i), f"c{i % 7}", 100 + i) for i in range(40)]
SECOND = [event(str(i), f"c{i % 9}", 100 + i, amount_fen=i) for i in range(20, 60)]
CONTACTS = [{"contact_key": f"c{i}", "source_key": f"c{i}", "staff_id": "s1"} for i in range(9)]


@pytest.fixture(scope="module")
def publishers() -> Iterator[Publishers]:
    with Publishers() as server:
        yield server


def state(lake: Lake) -> tuple[list[tuple], list[tuple]]:
    with lake.session(as_of_ms=10**12) as session:
        columns = "source_event_id, amount_fen, received_ms, source_key"
        events = f"SELECT {columns} FROM events JOIN contact_keys USING (contact_id) ORDER BY ALL"
        contacts = "SELECT source_key, staff_id FROM contacts ORDER BY ALL"
        return session.con.execute(events).fetchall(), session.con.execute(contacts).fetchall()


def leftovers(lake: Lake) -> set[str]:
    live = {entry.path for entry in lake.catalogue().files}
    found = {p.relative_to(lake.home).as_posix() for p in lake.home.rglob("*") if p.is_file()}
    return found - live - {"catalogue.json", "writer.lock", "readers.lock"}


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Staged files of a second import, by table."""
    made = StagedFolder(tmp_path).staged(events=SECOND, contacts=CONTACTS)
    for table, paths in made.tables.items():
        (tmp_path / "second" / table).mkdir(parents=True)
        for path in paths:
            path.rename(tmp_path / "second" / table / path.name)
    return tmp_path / "second"


@pytest.fixture
def states(tmp_path: Path, folder: StagedFolder, second: Path) -> tuple[Lake, object, object]:
    """A lake with one import, its state, and the state after the second."""
    reference = Lake.create(tmp_path / "reference")
    for lake in (reference, Lake.create(tmp_path / "victim")):
        publish(lake, folder.staged(events=FIRST), 1000)
    old = state(reference)
    publish(reference, staged_below(second), 5000)
    return lake, old, state(reference)


def _survives(publishers: Publishers, lake: Lake, second: Path, step: int, states: tuple[object, object]) -> bool:
    """Kill at ``step``; returns whether the new one of the two states was reached. A repeat always completes."""
    assert publishers.run(lake, second, "kill", step).code == -9
    reached = states.index(state(lake))
    with lake.writing():
        pass
    assert leftovers(lake) == set()
    publish(lake, staged_below(second), 5000)
    assert state(lake) == states[1]
    assert verify(lake) == []
    return bool(reached)


class TestKill:
    @pytest.mark.parametrize("step", ["before.switch", "catalogue.written", "catalogue.renamed"])
    def test_around_the_switch_leaves_the_old_or_the_new_state(
        self, publishers, states, second: Path, tmp_path, step: str
    ) -> None:
        lake, old, new = states
        names = publishers.run(_copy(lake, tmp_path / "copy"), second, "steps").said.split()

        is_new = _survives(publishers, lake, second, names.index(step) + 1, (old, new))

        assert is_new == (step == "catalogue.renamed")

    @pytest.mark.slow
    def test_at_every_step_leaves_the_old_or_the_new_state(
        self, publishers, states, second: Path, tmp_path: Path
    ) -> None:
        lake, old, new = states
        names = publishers.run(_copy(lake, tmp_path / "copy"), second, "steps").said.split()
        assert len(names) > 12

        reached = [
            _survives(publishers, _copy(lake, tmp_path / f"copy{step}"), second, step, (old, new))
            for step in range(1, len(names) + 1)
        ]

        assert reached == [name in ("catalogue.renamed", "after.switch") for name in names]

    @pytest.mark.slow
    @pytest.mark.parametrize("what", ["undo", "compact"])
    def test_while_rewriting_leaves_the_old_or_the_new_state(
        self, publishers, states, second: Path, tmp_path, what: str
    ) -> None:
        lake, *_ = states
        publish(lake, staged_below(second), 5000)
        done = _copy(lake, tmp_path / "done")
        names = publishers.run(done, second, "steps", what=what).said.split()
        old, new = state(lake), state(done)

        for step in range(1, len(names) + 1):
            victim = _copy(lake, tmp_path / f"{what}{step}")
            assert publishers.run(victim, second, "kill", step, what).code == -9
            assert state(victim) in (old, new)
            with victim.writing():
                pass
            assert leftovers(victim) == set()
            assert verify(victim) == []


class TestFullDisk:
    @pytest.mark.parametrize("limit", [600, 2500])
    def test_publishes_nothing_says_so_and_can_be_repeated(self, publishers, states, second: Path, limit: int) -> None:
        lake, old, new = states

        refused = publishers.run(lake, second, "starve", limit)

        assert refused.said.startswith("lake.disk_full: The disk that holds")
        assert state(lake) == old
        assert leftovers(lake) == set()
        publish(lake, staged_below(second), 5000)
        assert state(lake) == new

    def test_at_the_switch_itself_leaves_the_old_state(self, lake: Lake, folder: StagedFolder) -> None:
        def full(step: str) -> None:
            if step == "catalogue.written":
                raise OSError(28, "No space left on device")

        on_step(full)
        try:
            with pytest.raises(DiskFull, match="Nothing half-done was kept"):
                publish(lake, folder.staged(events=FIRST), 1000)
        finally:
            on_step(None)

        assert (lake.imports(), leftovers(lake)) == ((), set())


class TestReadersAndSweeping:
    def test_a_reader_keeps_the_files_that_it_sees(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(events=FIRST), 1000)
        with lake.session(as_of_ms=10**12) as session:
            publish(lake, folder.staged(events=SECOND), 2000)
            undo(lake, "import-000001")
            assert session.con.execute("SELECT count(*) FROM events").fetchall() == [(40,)]
        with lake.writing():
            pass

        assert leftovers(lake) == set()


def _copy(lake: Lake, target: Path) -> Lake:
    shutil.copytree(lake.home, target)
    return Lake.open(target)
