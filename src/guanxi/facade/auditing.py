"""``guanxi.audit``: import what is new, audit what is known, give the book."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from guanxi.book.audit import AuditInput, audit_book
from guanxi.book.settings import AuditSettings
from guanxi.facade.asking import Question, When, check_order, check_question, closing, now_ms, opening
from guanxi.facade.book import Book
from guanxi.facade.import_notices import after_the_data, import_notices
from guanxi.facade.outputs import prepare_folder
from guanxi.facade.quality import nothing_to_audit, read_quality
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import ImportResult, Lake, check_basis, disk_full_is_refused, publish
from guanxi.lake.examples import example
from guanxi.lake.importing import BrandSettings, load_settings, stage
from guanxi.lake.staged import Staged

__all__ = ["Question", "When", "ask", "audit", "audit_example", "check_question", "dates_of", "import_data",
           "open_lake", "take_example"]  # fmt: skip

MODEL_NAME = "model.json"
BOOK_FOLDER = "book"


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
    check_question(question, brand)
    with open_lake(None if out is None else Path(out)) as lake:
        staged, _ = import_data(lake, path, draw, None if out is None else Path(out))
        return ask(lake, brand, question, draw, staged)


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
    check_question(question, BrandSettings())
    with open_lake(None if out is None else Path(out)) as lake:
        brand, staged = take_example(lake, name, draw)
        return ask(lake, brand, question, draw, staged)


def ask(lake: Lake, brand: BrandSettings, question: Question, progress: Progress, staged: Staged | None = None) -> Book:
    """The book of what the lake holds.

    Parameters
    ----------
    staged : what was imported just now, so that the book can say what else counts; ``None``: nothing was.
    """
    settings = audit_settings(brand, horizon_days=question.horizon_days)
    at_ms, opened_ms = dates_of(lake, settings, question)
    with lake.session(as_of_ms=at_ms) as session:
        quality = read_quality(lake, session)
        notices = import_notices(lake, session, staged)
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
    late = after_the_data(at_ms, quality.latest_ms, book.outcome_days, settings.zone)
    return Book.of(replace(book, brand=brand.brand, notices=(*late, *notices, *book.notices)))


@contextmanager
def open_lake(out: Path | None) -> Iterator[Lake]:
    """The lake of ``GUANXI_HOME``, else of ``out/.lake``, else a temporary one that is gone afterwards.

    Raises
    ------
    OutputRefused
        when ``out`` cannot be made or written to, before anything is done.
    """
    if out is not None:
        prepare_folder(out)
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


def take_example(lake: Lake, name: str, progress: Progress) -> tuple[BrandSettings, Staged]:
    """Publish a public data set into the lake; gives its settings, and what was staged of it."""
    with _workdir() as work:
        with disk_full_is_refused(work):
            found = example(name, work, progress)
        publish(lake, found.staged, now_ms(), progress)
    return found.settings, found.staged


def import_data(
    lake: Lake, data: Path, progress: Progress, template_dir: Path | None = None
) -> tuple[Staged, ImportResult]:
    """Stage and publish a folder; what is known already changes nothing.

    Raises
    ------
    OtherBasis
        when the folder's settings state another zone or currency than the lake has; before a file is read.
    """
    with _workdir() as work:
        brand = load_settings(data)
        check_basis(lake.catalogue(), brand.zone, brand.currency)
        with disk_full_is_refused(work):
            staged = stage(data, work / "staged", brand, progress, clock_ms=now_ms(), template_dir=template_dir)
        return staged, publish(lake, staged, now_ms(), progress)


@contextmanager
def _workdir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="guanxi-import-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def dates_of(lake: Lake, settings: AuditSettings, question: Question) -> tuple[int, int | None]:
    """(closing, opening) of a question in epoch ms; the opening is ``None`` when nothing is compared."""
    at_ms, opened_ms = closing(question.as_of, settings.zone), opening(question.compare_to, settings.zone)
    if at_ms is None:
        latest_ms = lake.latest_event_ms()
        if latest_ms is None:
            raise nothing_to_audit(lake)
        at_ms = day_end_ms(local_day(latest_ms, settings.zone), settings.zone)
    if opened_ms is not None:
        check_order(opened_ms, at_ms, question)
    return at_ms, opened_ms
