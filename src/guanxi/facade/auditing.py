"""``guanxi.audit``: import what is new, audit what is known, give the book."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from guanxi.book.audit import AuditInput, audit_book
from guanxi.book.backtest.protocol import Protocol
from guanxi.book.settings import AuditSettings
from guanxi.facade.book import Book
from guanxi.facade.quality import read_quality
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day, parse_as_of
from guanxi.kit.errors import NotEnoughData, SettingsError
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import ImportResult, Lake, disk_full_is_refused, publish
from guanxi.lake.examples import example
from guanxi.lake.importing import BrandSettings, load_settings, stage
from guanxi.lake.staged import Staged

When = str | date | datetime | int
MODEL_NAME = "model.json"
BOOK_FOLDER = "book"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the lake: the parameters of :func:`audit` that are not about the data."""

    as_of: When | None = None
    compare_to: When | None = None
    horizon_days: int = 365
    relearn: bool = False
    protocol: Callable[[str], Protocol] | None = None
    """Zone → dates of the backtest; ``None``: the usual ones."""


def audit(
    data: str | Path,
    as_of: When | None = None,
    compare_to: When | None = None,
    horizon_days: int = 365,
    *,
    out: str | Path | None = None,
    relearn: bool = False,
    progress: Progress | None = None,
) -> Book:
    """Audit a folder of exports.

    Parameters
    ----------
    data : a folder (or one file) of CSV, XLSX and Parquet exports, with an optional ``guanxi.yaml``.
    as_of : the closing date: a day (meaning its end in the brand's zone), a moment, or epoch ms. Events after it are
        never read. ``None``: the end of the day of the latest event.
    compare_to : the opening date of a roll-forward, in the same forms; ``None``: none is drawn up.
    horizon_days : H, the money horizon.
    out : where the lake and the learnt model are kept (``out/.lake``), so that the next audit is quick. ``None``: in
        ``GUANXI_HOME`` if that is set, else in a temporary folder that is removed.
    relearn : learn the models again although kept ones exist.

    Raises
    ------
    SettingsError, NothingRecognised, NotEnoughData, LakeError
        each with a sentence in two languages (``.en``, ``.zh``) that says what to do.
    """
    path, draw = Path(data), progress or Silent()
    brand = load_settings(path)
    question = Question(as_of, compare_to, horizon_days, relearn)
    with open_lake(None if out is None else Path(out)) as lake:
        import_data(lake, path, draw, None if out is None else Path(out))
        return ask(lake, brand, question, draw)


def audit_example(
    name: str,
    as_of: When | None = None,
    compare_to: When | None = None,
    horizon_days: int = 365,
    *,
    out: str | Path | None = None,
    relearn: bool = False,
    progress: Progress | None = None,
) -> Book:
    """Audit one of the public data sets (``"cdnow"``, ``"complete-journey"``); parameters as of :func:`audit`."""
    draw = progress or Silent()
    question = Question(as_of, compare_to, horizon_days, relearn)
    with open_lake(None if out is None else Path(out)) as lake:
        brand = import_example(lake, name, draw)
        return ask(lake, brand, question, draw)


def ask(lake: Lake, brand: BrandSettings, question: Question, progress: Progress) -> Book:
    """The book of what the lake holds."""
    settings = audit_settings(brand, horizon_days=question.horizon_days)
    at_ms, opened_ms = dates_of(lake, settings, question)
    with lake.session(as_of_ms=at_ms) as session:
        quality = read_quality(lake, session)
    asked = AuditInput(
        as_of_ms=at_ms,
        compare_to_ms=opened_ms,
        model_path=lake.home / BOOK_FOLDER / MODEL_NAME,
        relearn=question.relearn,
        quality=quality,
        protocol=None if question.protocol is None else question.protocol(settings.zone),
    )
    # Large audits spill to disk, and the model is kept on it.
    with disk_full_is_refused(lake.home):
        book, _ = audit_book(lake, settings, asked, progress)
    return Book.of(replace(book, brand=brand.brand))


@contextmanager
def open_lake(out: Path | None) -> Iterator[Lake]:
    """The lake of ``GUANXI_HOME``, else of ``out/.lake``, else a temporary one that is gone afterwards."""
    home = os.environ.get("GUANXI_HOME")
    if home:
        yield Lake.create(Path(home) / "lake")
    elif out is not None:
        yield Lake.create(out / ".lake")
    else:
        folder = Path(tempfile.mkdtemp(prefix="guanxi-"))
        try:
            yield Lake.create(folder / "lake")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def import_example(lake: Lake, name: str, progress: Progress) -> BrandSettings:
    """Publish a public data set into the lake; gives the settings that belong to it."""
    with _workdir() as work:
        with disk_full_is_refused(work):
            found = example(name, work, progress)
        publish(lake, found.staged, _now_ms(), progress)
    return found.settings


def import_data(
    lake: Lake, data: Path, progress: Progress, template_dir: Path | None = None
) -> tuple[Staged, ImportResult]:
    """Stage and publish a folder; what is known already changes nothing."""
    with _workdir() as work:
        brand = load_settings(data)
        with disk_full_is_refused(work):
            staged = stage(data, work / "staged", brand, progress, clock_ms=_now_ms(), template_dir=template_dir)
        return staged, publish(lake, staged, _now_ms(), progress)


@contextmanager
def _workdir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="guanxi-import-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _now_ms() -> int:
    """The clock, read at the edge."""
    return time.time_ns() // 1_000_000


def dates_of(lake: Lake, settings: AuditSettings, question: Question) -> tuple[int, int | None]:
    """(closing, opening) of a question in epoch ms; the opening is ``None`` when nothing is compared."""
    latest_ms = lake.latest_event_ms()
    if question.as_of is not None:
        at_ms = parse_as_of(question.as_of, settings.zone)
    elif latest_ms is None:
        raise NotEnoughData(
            "The data holds no event, so there is nothing to date the audit by. Add orders or events, or give --as-of.",
            "数据中没有任何事件，无法确定审计日期。请补充订单或事件，或用 --as-of 指定日期。",
        )
    else:
        at_ms = day_end_ms(local_day(latest_ms, settings.zone), settings.zone)
    if question.compare_to is None:
        return at_ms, None
    opened_ms = parse_as_of(question.compare_to, settings.zone)
    if opened_ms >= at_ms:
        raise SettingsError(
            f"--compare-to ({question.compare_to}) must lie before the closing date. Choose an earlier day.",
            f"--compare-to（{question.compare_to}）须早于截至日期。请选择更早的日期。",
        )
    return at_ms, opened_ms
