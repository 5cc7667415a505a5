"""The owner's mirror as a library user holds it: one call, and its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from guanxi.book.audit import AuditInput
from guanxi.book.contracts import mirror as contracts
from guanxi.book.mirror import mirror_book
from guanxi.facade.auditing import (
    BOOK_FOLDER,
    MODEL_NAME,
    Question,
    When,
    check_question,
    dates_of,
    import_data,
    open_lake,
    take_example,
)
from guanxi.facade.import_notices import after_the_data, notices_of_imports
from guanxi.facade.settings import audit_settings
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, disk_full_is_refused
from guanxi.lake.importing import BrandSettings, load_settings
from guanxi.lake.staged import Staged
from guanxi.report.mirror_page import render_mirror_html, write_mirror_html, write_mirror_json

FORMATS = ("html", "json")


@dataclass(frozen=True, slots=True)
class MirrorBook(contracts.MirrorBook):
    """Every field of :class:`guanxi.book.contracts.mirror.MirrorBook`, and how to write it down."""

    @classmethod
    def of(cls, book: contracts.MirrorBook) -> MirrorBook:
        """The mirror with its faces."""
        return cls(**{field.name: getattr(book, field.name) for field in fields(contracts.MirrorBook)})

    def to_html(self, lang: str = "zh") -> str:
        """The mirror as one self-contained page."""
        return render_mirror_html(self, lang)

    def write(self, out: Path, formats: tuple[str, ...] = FORMATS, lang: str = "zh") -> dict[str, Path]:
        """Write the named faces below ``out``: format → where it lies."""
        written: dict[str, Path] = {}
        with disk_full_is_refused(out):
            out.mkdir(parents=True, exist_ok=True)
            if "html" in formats:
                written["html"] = write_mirror_html(self, out / "mirror.html", lang)
            if "json" in formats:
                written["json"] = write_mirror_json(self, out / "mirror.json")
        return written


def mirror(
    data: str | Path | None = None,
    as_of: When | None = None,
    *,
    example: str | None = None,
    horizon_days: int = 365,
    out: str | Path | None = None,
    relearn: bool = False,
    progress: Progress | None = None,
) -> MirrorBook:
    """The owner's mirror of a folder of exports (or of a public ``example``); parameters as of :func:`guanxi.audit`.

    Raises
    ------
    SettingsError, NothingRecognised, NotEnoughData, LakeError
        each with a sentence in two languages. What the data does not log raises nothing: the mirror says so.
    """
    draw, folder, path = progress or Silent(), None if out is None else Path(out), Path(data or ".")
    question = Question(as_of, None, horizon_days, relearn)
    brand = BrandSettings() if example is not None else load_settings(path)
    check_question(question, brand)
    with open_lake(folder) as lake:
        if example is not None:
            brand, staged = take_example(lake, example, draw)
        else:
            staged, _ = import_data(lake, path, draw, folder)
        return ask_mirror(lake, brand, question, draw, staged)


def ask_mirror(
    lake: Lake, brand: BrandSettings, question: Question, progress: Progress, staged: Staged | None = None
) -> MirrorBook:
    """The mirror of what the lake holds; ``staged`` as in :func:`guanxi.facade.auditing.ask`."""
    settings = audit_settings(brand, horizon_days=question.horizon_days)
    at_ms, _ = dates_of(lake, settings, question)
    asked = AuditInput(as_of_ms=at_ms, model_path=lake.home / BOOK_FOLDER / MODEL_NAME, relearn=question.relearn)
    with disk_full_is_refused(lake.home):
        book = mirror_book(lake, settings, asked, progress)
    late = after_the_data(at_ms, lake.latest_event_ms(), book.outcome_days, settings.zone)
    said = (*late, *notices_of_imports(lake, staged), *book.notices)
    return MirrorBook.of(replace(book, brand=brand.brand, notices=said))
