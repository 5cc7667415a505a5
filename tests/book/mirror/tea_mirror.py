"""A simulated tea brand in a lake, and its mirror."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guanxi.book.audit import AuditInput
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.book.mirror import mirror_book
from guanxi.book.settings import AuditSettings
from guanxi.facade.auditing import import_data
from guanxi.kit.clock import DAY_MS, day_end_ms, local_day
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake
from guanxi.simulator import Options, simulate

SETTINGS = AuditSettings()


@dataclass(frozen=True)
class TeaMirror:
    """Lake, question and book. The moment lies a little before the data ends: what comes after must not be read."""

    lake: Lake
    asked: AuditInput
    book: MirrorBook

    @classmethod
    def make(cls, folder: Path) -> TeaMirror:
        simulate(500, 800, 4, folder / "brand", options=Options(n_continuations=20, truth_sample=1))
        lake = Lake.create(folder / "lake")
        import_data(lake, folder / "brand", Silent())
        latest = lake.latest_event_ms()
        assert latest is not None
        at_ms = day_end_ms(local_day(latest - 5 * DAY_MS, SETTINGS.zone), SETTINGS.zone)
        asked = AuditInput(as_of_ms=at_ms, model_path=folder / "model.json")
        return cls(lake, asked, mirror_book(lake, SETTINGS, asked))
