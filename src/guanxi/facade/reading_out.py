"""``guanxi.troi``: what programs changed, net of what they cost, and whether they may go on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from guanxi.book.contracts import Notice
from guanxi.book.contracts import troi as contracts
from guanxi.book.troi import TroiInput, UnknownProgram, read_out_programs
from guanxi.facade.auditing import (
    BOOK_FOLDER,
    MODEL_NAME,
    Question,
    When,
    check_question,
    import_data,
    open_lake,
    take_example,
)
from guanxi.facade.import_notices import notices_of_imports
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day, parse_as_of
from guanxi.kit.errors import NotEnoughData
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import FOREVER_MS, Lake
from guanxi.lake.importing import BrandSettings, load_settings
from guanxi.lake.staged import Staged
from guanxi.report.troi_page import render_troi_html, write_troi_html, write_troi_json

LAUNCH_MODELS = "troi"
FORMATS = ("html", "json")
HORIZON_DAYS = 365

UNREAD = ("import.not_recognised", "import.missing_columns", "import.unreadable_file", "import.damaged_within")
"""Problems for which nothing of a file was read."""
LOST = "data.rows_lost:"

LATER_SQL = """
-- Grain: one number: assignments dated after the data ends.
SELECT count(*) FROM assignments WHERE assigned_ms > $latest_ms
"""


@dataclass(frozen=True, slots=True)
class TroiBook(contracts.TroiBook):
    """Read-outs of programs. Every field of :class:`guanxi.book.contracts.troi.TroiBook`, and how to write it down."""

    @classmethod
    def of(cls, book: contracts.TroiBook) -> TroiBook:
        """The book with its faces."""
        return cls(**{field.name: getattr(book, field.name) for field in fields(contracts.TroiBook)})

    def to_html(self, path: str | Path | None = None, lang: str = "zh") -> str:
        """The page as one self-contained HTML text, also written to ``path`` when given."""
        if path is not None:
            write_troi_html(self, Path(path), lang)
        return render_troi_html(self, lang)

    def to_json(self, path: str | Path) -> Path:
        """Write ``troi.json``; its schema lies in the package (``guanxi.report.troi_schema()``)."""
        return write_troi_json(self, Path(path))

    def write(self, out: Path, formats: tuple[str, ...] = FORMATS, lang: str = "zh") -> dict[str, Path]:
        """Write the named faces below ``out``: format → where it lies."""
        out.mkdir(parents=True, exist_ok=True)
        written: dict[str, Path] = {}
        if "html" in formats:
            written["html"] = write_troi_html(self, out / "troi.html", lang)
        if "json" in formats:
            written["json"] = write_troi_json(self, out / "troi.json")
        return written


@dataclass(frozen=True, slots=True)
class TroiQuestion:
    """What is asked, in the forms that people write: see :func:`troi`."""

    program: str | None = None
    as_of: When | None = None
    days: int = 56


def check_troi_question(question: TroiQuestion, brand: BrandSettings) -> None:
    """Refuse what no data can answer, before any is imported.

    Raises
    ------
    SettingsError
        for a date that is none or lies in the future, days outside of their bounds, and a blank program; each sentence
        names the option.
    """
    check_question(Question(question.as_of), brand)
    TroiInput(as_of_ms=0, program=question.program, days=question.days)


def troi(
    data: str | Path,
    program: str | None = None,
    as_of: When | None = None,
    *,
    days: int = 56,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> TroiBook:
    """Read programs out of a folder of exports.

    Parameters
    ----------
    data : as in :func:`guanxi.audit`; a table ``assignments`` says who was dealt which arm.
    program : a program, or a type of programs; ``None``: all.
    as_of : the date of the read-out, at most the end of the day of the latest event; ``None``: that.
    days : D, from a contact's own assignment to the moment at which it counts.
    out : where the lake and the models as of each launch are kept; ``None`` as in :func:`guanxi.audit`.

    Raises
    ------
    SettingsError, NothingRecognised, NotEnoughData, UnknownProgram, LakeError
        each with a sentence in two languages that says what to do.
    """
    path, draw = Path(data), progress or Silent()
    brand, question = load_settings(path), TroiQuestion(program, as_of, days)
    check_troi_question(question, brand)
    with open_lake(None if out is None else Path(out)) as lake:
        staged, _ = import_data(lake, path, draw, None if out is None else Path(out))
        return ask_troi(lake, brand, question, draw, staged)


def troi_example(
    name: str,
    program: str | None = None,
    as_of: When | None = None,
    *,
    days: int = 56,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> TroiBook:
    """Read programs of a public data set out; parameters as of :func:`troi`."""
    draw, question = progress or Silent(), TroiQuestion(program, as_of, days)
    check_troi_question(question, BrandSettings())
    with open_lake(None if out is None else Path(out)) as lake:
        brand, staged = take_example(lake, name, draw)
        return ask_troi(lake, brand, question, draw, staged)


def ask_troi(
    lake: Lake, brand: BrandSettings, question: TroiQuestion, progress: Progress, staged: Staged | None = None
) -> TroiBook:
    """The read-outs of what the lake holds; ``staged`` as in :func:`guanxi.facade.auditing.ask`."""
    settings = audit_settings(brand, horizon_days=HORIZON_DAYS)
    folder = lake.home / BOOK_FOLDER
    at_ms, said = _as_of(lake, question.as_of, settings.zone)
    asked = TroiInput(
        as_of_ms=at_ms,
        program=question.program,
        days=question.days,
        model_path=folder / MODEL_NAME,
        models=folder / LAUNCH_MODELS,
    )
    of_imports = notices_of_imports(lake, staged)
    try:
        book = read_out_programs(lake, settings, asked, progress)
    except (NotEnoughData, UnknownProgram) as refused:
        raise _with_cause(refused, lake, of_imports, staged) from refused
    whole = (*said, *of_imports, *book.notices)
    return TroiBook.of(replace(book, brand=brand.brand, notices=whole))


def _with_cause(
    refused: NotEnoughData | UnknownProgram, lake: Lake, of_imports: tuple[Notice, ...], staged: Staged | None
) -> NotEnoughData | UnknownProgram:
    """The refusal, and before it what importing left out: a program that nobody knows may stand in rows set aside."""
    unread = [each for each in (staged.problems if staged else ()) if each.code in UNREAD]
    lost = [each for each in of_imports if each.code.startswith(LOST)]
    en = " ".join([*(each.en for each in unread), *(each.en for each in lost)])
    zh = "".join([*(each.zh for each in unread), *(each.zh for each in lost)])
    later_en, later_zh = _assigned_later(lake)
    said_en = " ".join(part for part in (en, later_en, refused.en) if part)
    said_zh = "".join(part for part in (zh, later_zh, refused.zh) if part)
    return type(refused)(said_en, said_zh)


def _assigned_later(lake: Lake) -> tuple[str, str]:
    """How many assignments are dated after the last event: a read-out of an earlier day does not see them."""
    latest_ms = lake.latest_event_ms()
    if latest_ms is None:
        return "", ""
    with lake.session(as_of_ms=FOREVER_MS) as session:
        n = int(session.con.execute(LATER_SQL, {"latest_ms": latest_ms}).fetchall()[0][0])
    if not n:
        return "", ""
    return (
        f"{n:,} assignments are dated after the last event of the data.",
        f"有 {n:,} 条分组的日期晚于数据中最后一个事件。",
    )


def _as_of(lake: Lake, as_of: When | None, zone: str) -> tuple[int, tuple[Notice, ...]]:
    """The date of the read-out, at most the end of the data.

    Beyond it nobody has matured: their days are not in the data, and an empty day there is no day without orders.
    """
    latest_ms = lake.latest_event_ms()
    if latest_ms is None:
        raise NotEnoughData(
            "The data holds no event, so there is nothing to read out. Add orders or events.",
            "数据中没有任何事件，无从读取。请补充订单或事件。",
        )
    day = local_day(latest_ms, zone)
    end_ms = day_end_ms(day, zone)
    asked_ms = end_ms if as_of is None else parse_as_of(as_of, zone)
    if asked_ms <= end_ms:
        return asked_ms, ()
    return end_ms, (
        Notice(
            "troi.beyond_data",
            f"The data ends on {day}, so the read-out is of that day. Import what came since for a later one.",
            f"数据截至 {day}，因此按该日读数。若要更晚的读数，请先导入之后的数据。",
        ),
    )
