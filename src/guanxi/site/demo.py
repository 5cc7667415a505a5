"""A seeded brand to look at: the simulator's tea brand, imported and audited as any other, in a home of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from guanxi.intake.brand import FILE
from guanxi.intake.queries import list_sources
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.kit.errors import SettingsError
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings
from guanxi.simulator.options import Options
from guanxi.simulator.run import simulate
from guanxi.site.home import Home

CONTACTS, DAYS, SEED = 3_000, 500, 7
COMPARED_DAYS = 91
"""The opening date of the first roll-forward: a quarter before the closing date."""


def seed_demo(home: Home, progress: Progress, *, now_ms: int) -> bool:
    """Fill an empty home with the demo brand, up to yesterday; False when it holds the demo already.

    The database must be migrated. What was begun and killed is begun again.

    Raises
    ------
    SettingsError
        when the home holds data of somebody: demo data is never put beside them.
    """
    from guanxi.facade.auditing import import_data

    if home.demo_mark.exists():
        return False
    begun = home.demo_begun
    if not begun.exists() and _holds_data(home, now_ms):
        raise SettingsError(
            f"{home.path} holds data already; the demo brand is only put into an empty home. "
            "Name another one: guanxi up --demo --home DIR.",
            f"{home.path} 中已有数据；演示品牌只会放进空的数据目录。请另选目录：guanxi up --demo --home 目录。",
        )
    begun.touch()
    shutil.rmtree(home.lake, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="guanxi-demo-", dir=home.path) as work:
        folder = Path(work) / "brand"
        zone = load_settings(folder).zone
        yesterday = local_day(now_ms, zone) - timedelta(days=1)
        # Nobody asks for the truth of a brand that is only looked at.
        options = Options(observation_end=yesterday, future_days=91, truth_sample=0)
        simulate(CONTACTS, DAYS, SEED, folder, options=options, progress=progress)
        shutil.copy(folder / "guanxi.yaml", home.path / FILE)
        import_data(Lake.create(home.lake), folder, progress)
    _audit(day_end_ms(yesterday, zone), progress)
    home.demo_mark.write_text(json.dumps({"contacts": CONTACTS, "days": DAYS, "seed": SEED}), encoding="utf-8")
    begun.unlink()
    return True


def _holds_data(home: Home, now_ms: int) -> bool:
    """Whether anything of a brand is there: events, settings, files that were handed in, a source; not accounts."""
    files = ((home.lake / "catalogue.json").exists(), (home.path / FILE).exists(), any(home.uploads.glob("[!.]*")))
    return any(files) or bool(list_sources(now_ms))


def _audit(as_of_ms: int, progress: Progress) -> None:
    """Bring the contacts in and keep the first book, by the same jobs as ever."""
    from guanxi.books.contracts import Asked, BookKind
    from guanxi.books.operations import ask_for
    from guanxi.facade.asking import now_ms
    from guanxi.jobs.draining import run_due
    from guanxi.jobs.operations import enqueue
    from guanxi.kit.clock import DAY_MS

    progress.step("Bringing contacts in", "正在整理客户名单")
    enqueue("people.take_contacts", {}, now_ms=now_ms(), key="people.take_contacts")
    run_due(now_ms)
    progress.step("Auditing (half a minute)", "正在审计（约半分钟）")
    compare_to_ms = as_of_ms - COMPARED_DAYS * DAY_MS
    for asked in (Asked(BookKind.AUDIT, as_of_ms, compare_to_ms, 365), Asked(BookKind.TROI, as_of_ms, None, 56)):
        ask_for(asked, now_ms=now_ms(), actor_id=None)
        run_due(now_ms)
