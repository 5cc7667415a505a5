"""Killed at any step, or out of disk: the lake is the old one or the new one, and the next writer cleans up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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


def contents(lake: Lake) -> dict[str, bytes]:
    """Every file of a lake but the one that names the latest writer's process."""
    files = (path for path in lake.home.rglob("*") if path.is_file() and path.name != "writer.lock")
    return {path.relative_to(lake.home).as_posix(): path.read_bytes() for path in files}


@dataclass(frozen=True)
class World:
    """A lake with one import, the same lake after a second, the steps between them: lakes to be copied only."""

    old: Lake
    new: Lake
    second: Path
    names: list[str]

    @cached_property
    def states(self) -> tuple[object, object]:
        return state(self.old), state(self.new)


@pytest.fixture(scope="module")
def world(publishers: Publishers, tmp_path_factory: pytest.TempPathFactory) -> World:
    place = tmp_path_factory.mktemp("world")
    folder = StagedFolder(place)
    old = Lake.create(place / "old")
    publish(old, folder.staged(events=FIRST), 1000)
    for table, paths in folder.staged(events=SECOND, contacts=CONTACTS).tables.items():
        (place / "second" / table).mkdir(parents=True)
        for path in paths:
            path.rename(place / "second" / table / path.name)
    new = _copy(old, place / "new")
    names = publishers.run(new, place / "second", "steps").said.split()
    assert verify(new) == []
    return World(old, new, place / "second", names)


def _survives(publishers: Publishers, lake: Lake, world: World, step: int) -> bool:
    """Kill at ``step``; returns whether the new one of the two states was reached.

    When the next writer has cleaned up, the lake is that state byte by byte: what follows does as it would have.
    """
    assert publishers.run(lake, world.second, "kill", step).code == -9
    reached = world.states.index(state(lake))
    with lake.writing():
        pass
    assert leftovers(lake) == set()
    assert contents(lake) == contents((world.old, world.new)[reached])
    return bool(reached)


AROUND = ("before.switch", "catalogue.written", "catalogue.renamed")


class TestKill:
    @pytest.mark.parametrize("step", AROUND)
    def test_around_the_switch_leaves_the_old_or_the_new_state(
        self, publishers, world: World, tmp_path: Path, step: str
    ) -> None:
        lake = _copy(world.old, tmp_path / "victim")

        is_new = _survives(publishers, lake, world, world.names.index(step) + 1)

        assert is_new == (step == "catalogue.renamed")
        publish(lake, staged_below(world.second), 5000)
        assert state(lake) == world.states[1]
        assert verify(lake) == []

    @pytest.mark.slow
    def test_at_every_other_step_leaves_the_old_or_the_new_state(
        self, publishers, world: World, tmp_path: Path
    ) -> None:
        others = [(step, name) for step, name in enumerate(world.names, start=1) if name not in AROUND]
        assert len(others) > 12 - len(AROUND)

        reached = [
            name
            for step, name in others
            if _survives(publishers, _copy(world.old, tmp_path / f"copy{step}"), world, step)
        ]

        assert reached == ["after.switch"]

    @pytest.mark.slow
    @pytest.mark.parametrize("what", ["undo", "compact"])
    def test_while_rewriting_leaves_the_old_or_the_new_state(
        self, publishers, world: World, tmp_path: Path, what: str
    ) -> None:
        done = _copy(world.new, tmp_path / "done")
        names = publishers.run(done, world.second, "steps", what=what).said.split()
        states, sides = (world.states[1], state(done)), (contents(world.new), contents(done))
        assert verify(done) == []

        for step in range(1, len(names) + 1):
            victim = _copy(world.new, tmp_path / f"{what}{step}")
            assert publishers.run(victim, world.second, "kill", step, what).code == -9
            reached = sides[names.index("catalogue.renamed") + 1 <= step]
            assert state(victim) == states[sides.index(reached)]
            with victim.writing():
                pass
            assert leftovers(victim) == set()
            assert contents(victim) == reached


class TestFullDisk:
    @pytest.mark.parametrize("limit", [600, 2500])
    def test_publishes_nothing_says_so_and_can_be_repeated(
        self, publishers, world: World, tmp_path: Path, limit: int
    ) -> None:
        lake = _copy(world.old, tmp_path / "victim")

        refused = publishers.run(lake, world.second, "starve", limit)

        assert refused.said.startswith("lake.disk_full: The disk that holds")
        assert state(lake) == world.states[0]
        assert leftovers(lake) == set()
        publish(lake, staged_below(world.second), 5000)
        assert state(lake) == world.states[1]

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
