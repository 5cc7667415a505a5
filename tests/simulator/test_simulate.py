"""The folder: the same bytes from the same seed, whole or not at all, in bounded memory."""

from __future__ import annotations

import hashlib
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guanxi.simulator import Options, SimulationError, simulate
from guanxi.simulator.run import MARK, PILOT_CONTACTS

QUICK = Options(future_days=91, n_continuations=20, truth_sample=50, program_factors=(1.5,), program_days=28)


def digest(folder: Path, pattern: str = "**/*") -> dict[str, str]:
    """SHA-256 of each file."""
    files = sorted(path for path in folder.glob(pattern) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture()
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of at most 250 contacts, so that a small brand has several."""
    monkeypatch.setattr("guanxi.simulator.run.BLOCK_CONTACTS", 250)


class TestSameSeed:
    def test_gives_the_same_bytes_in_every_file(self, tmp_path: Path) -> None:
        simulate(300, 90, 5, tmp_path / "a", options=QUICK)
        simulate(300, 90, 5, tmp_path / "b", options=QUICK)

        assert digest(tmp_path / "a") == digest(tmp_path / "b")

    @pytest.mark.usefixtures("small_blocks")
    def test_gives_the_same_exports_and_truth_with_any_number_of_threads(self, tmp_path: Path) -> None:
        for threads in (1, 3):
            simulate(900, 60, 6, tmp_path / str(threads), options=replace(QUICK, threads=threads))

        one, three = digest(tmp_path / "1"), digest(tmp_path / "3")
        one.pop("truth/parameters.json"), three.pop("truth/parameters.json")  # these name the number of threads
        assert sum(name.startswith("events/") for name in one) == 4
        assert one == three

    def test_another_seed_gives_other_events(self, tmp_path: Path) -> None:
        simulate(300, 60, 5, tmp_path / "a", options=QUICK)
        simulate(300, 60, 6, tmp_path / "b", options=QUICK)

        a, b = digest(tmp_path / "a"), digest(tmp_path / "b")
        assert a["events/part-00000.parquet"] != b["events/part-00000.parquet"]
        assert a["contacts.parquet"] != b["contacts.parquet"]

    def test_asking_for_more_truth_leaves_the_exports_as_they_are(self, tmp_path: Path) -> None:
        more = replace(QUICK, n_continuations=30, truth_sample=300, future_days=200, truth_weeks_before=(0, 2))
        simulate(300, 90, 5, tmp_path / "a", options=QUICK)
        simulate(300, 90, 5, tmp_path / "b", options=more)

        assert digest(tmp_path / "a", "*.parquet") == digest(tmp_path / "b", "*.parquet")
        assert digest(tmp_path / "a", "events/*") == digest(tmp_path / "b", "events/*")


@pytest.mark.usefixtures("small_blocks")
class TestBlocks:
    def test_hold_disjoint_contacts_and_never_more_than_the_limit(self, tmp_path: Path) -> None:
        simulate(1100, 40, 1, tmp_path / "brand", options=QUICK)

        parts = sorted((tmp_path / "brand/events").iterdir())
        keys = [set(pq.read_table(part, columns=["contact_key"])["contact_key"].to_pylist()) for part in parts]
        assert len(parts) == 5
        assert max(map(len, keys)) <= 250
        assert len(set.union(*keys)) == sum(map(len, keys)) > 1000

    @pytest.mark.slow  # counting every allocation takes several times as long
    def test_memory_does_not_grow_with_their_number(self, tmp_path: Path) -> None:
        options = replace(QUICK, threads=1, truth_sample=0, program_factors=())
        peaks = []
        simulate(250, 200, 1, tmp_path / "warm", options=options)  # imports and caches
        for n in (250, 1250):
            tracemalloc.start()
            simulate(n, 200, 1, tmp_path / str(n), options=options)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

        assert peaks[1] < 1.5 * peaks[0]


class TestEventsTarget:
    @pytest.mark.parametrize("target", [80_000, 300_000])
    def test_is_met_within_five_per_cent(self, tmp_path: Path, target: int) -> None:
        brand = simulate(2000, 90, 3, tmp_path / "brand", events_target=target, options=QUICK)

        assert brand.n_events == pytest.approx(target, rel=0.05)
        assert brand.n_events == sum(pq.read_metadata(part).num_rows for part in (tmp_path / "brand/events").iterdir())

    def test_changes_traffic_and_nobodys_orders(self, tmp_path: Path) -> None:
        orders = []
        for name, target in (("few", None), ("many", 24_000)):
            simulate(400, 90, 3, tmp_path / name, events_target=target, options=QUICK)
            table = pq.read_table(
                tmp_path / name / "events", columns=["kind", "contact_key", "occurred_ms", "amount_fen"]
            )
            paid = {row for row in zip(*table.to_pydict().values(), strict=True) if row[0] == "order_paid"}
            orders.append(paid)

        # Lateness is drawn per row, so a few rows of the final days may be received too late in one of the two.
        assert len(orders[0] & orders[1]) > 0.97 * len(orders[0] | orders[1]) > 0

    def test_below_what_life_itself_writes_is_refused_with_the_least_possible(self, tmp_path: Path) -> None:
        with pytest.raises(SimulationError, match="fewer than this brand's life itself writes"):
            simulate(PILOT_CONTACTS, 60, 3, tmp_path / "brand", events_target=100, options=QUICK)

        assert list(tmp_path.iterdir()) == []


class Interrupting:
    """Progress that stops at its n-th step, as a person who presses Ctrl-C."""

    def __init__(self, n: int) -> None:
        self.left = n

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        self.left -= 1
        if self.left <= 0:
            raise KeyboardInterrupt


@pytest.mark.usefixtures("small_blocks")
class TestFolder:
    @pytest.mark.parametrize("at_step", [1, 3, 5])
    def test_an_interrupt_leaves_nothing(self, tmp_path: Path, at_step: int) -> None:
        with pytest.raises(KeyboardInterrupt):
            simulate(900, 60, 1, tmp_path / "brand", options=QUICK, progress=Interrupting(at_step))

        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_run_left_is_replaced(self, tmp_path: Path) -> None:
        left = tmp_path / "brand.partial"
        left.mkdir()
        (left / MARK).touch()

        simulate(100, 30, 1, tmp_path / "brand", options=QUICK)

        assert [path.name for path in tmp_path.iterdir()] == ["brand"]
        assert not (tmp_path / "brand" / MARK).exists()

    def test_a_strangers_partial_folder_is_not_touched(self, tmp_path: Path) -> None:
        (tmp_path / "brand.partial").mkdir()
        (tmp_path / "brand.partial/thesis.txt").write_text("mine")

        with pytest.raises(SimulationError, match="Move it away"):
            simulate(100, 30, 1, tmp_path / "brand", options=QUICK)

        assert (tmp_path / "brand.partial/thesis.txt").read_text() == "mine"

    def test_a_folder_that_holds_something_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "brand").mkdir()
        (tmp_path / "brand/keep.txt").write_text("mine")

        with pytest.raises(SimulationError, match="not an empty folder"):
            simulate(100, 30, 1, tmp_path / "brand", options=QUICK)

        assert (tmp_path / "brand/keep.txt").read_text() == "mine"

    def test_an_empty_folder_is_filled(self, tmp_path: Path) -> None:
        (tmp_path / "brand").mkdir()

        simulate(100, 30, 1, tmp_path / "brand", options=QUICK)

        assert {path.name for path in (tmp_path / "brand").iterdir()} >= {"events", "contacts.parquet", "truth"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("n_contacts", "n_days", "seed"), [(0, 400, 1), (2000, 3, 1), (2000, 400, -1), (2000, 9999, 1)]
    )
    def test_of_sizes_say_what_is_allowed(self, tmp_path: Path, n_contacts: int, n_days: int, seed: int) -> None:
        with pytest.raises(SimulationError, match="Choose") as refused:
            simulate(n_contacts, n_days, seed, tmp_path / "brand")

        assert "请改为" in refused.value.zh
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"late_share": 0.9},
            {"future_days": 30},
            {"n_continuations": 3},
            {"margin_rate": 0.0},
            {"program_days": 10},
            {"program_factors": (9.0,)},
            {"truth_weeks_before": ()},
            {"threads": 0},
        ],
    )
    def test_of_options_name_the_option(self, wrong: dict[str, object]) -> None:
        with pytest.raises(SimulationError, match=next(iter(wrong))):
            Options(**wrong)  # type: ignore[arg-type]

    def test_of_years_without_known_festivals(self, tmp_path: Path) -> None:
        with pytest.raises(SimulationError, match="2016–2030"):
            simulate(100, 60, 1, tmp_path / "brand", options=Options(observation_end=date(2030, 12, 31)))

        assert list(tmp_path.iterdir()) == []
