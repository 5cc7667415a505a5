"""What importing found that the reader of a figure must know first."""

from __future__ import annotations

import shlex
from pathlib import Path

from guanxi.book.contracts import Notice
from guanxi.facade.readings import Reading, latest_readings
from guanxi.kit.clock import DAY_MS, local_day
from guanxi.lake.engine import Lake, Session, make_refused_view
from guanxi.lake.staged import Staged

TOLERATED_LOSS = 0.05
"""Share of a file's rows that may be set aside without a notice."""

EXPECTED = ("import.not_paid", "import.total_row")
"""Rows that are set aside because they are understood: no loss."""

MOST_NAMES = 5

SEVERE_PROBLEMS = frozenset({"import.files_disagree", "import.disputed_orders"})
NOTICED_PROBLEMS = SEVERE_PROBLEMS | {"import.guessed_columns", "import.unsaved_formulas"}
"""Problems of whole files that change figures; the others stand with their file on the data page only."""

LOSSES_SQL = """
-- Grain: one row per import label and file: rows lost, and the commonest reason with its count.
WITH said AS (
  SELECT q.label, source_file, reason_en, reason_zh, count(*) AS n
  FROM refused JOIN quarantine_paths q USING (import_id) WHERE list_position($expected, code) IS NULL GROUP BY ALL
)
SELECT label, source_file, sum(n)::BIGINT, max(n), arg_max(reason_en, n), arg_max(reason_zh, n)
FROM said GROUP BY label, source_file
"""


def import_notices(lake: Lake, session: Session, staged: Staged | None) -> tuple[Notice, ...]:
    """Rows lost in number, files that contradict each other, and files that count and are not in the folder.

    Parameters
    ----------
    session : has the view ``refused``. staged : what was imported just now; ``None``: nothing is known of the folder.
    """
    readings = latest_readings(lake.imports())
    of_files = () if staged is None else (*_not_in_folder(lake, readings, staged), *_problems(staged))
    return (*of_files, *_losses(session, readings))


def notices_of_imports(lake: Lake, staged: Staged | None) -> tuple[Notice, ...]:
    """:func:`import_notices` where no session is open: refusals and files are the lake's, whatever the date."""
    with lake.session(as_of_ms=0) as session:
        make_refused_view(session)
        return import_notices(lake, session, staged)


def after_the_data(as_of_ms: int, latest_ms: int | None, outcome_days: int, zone: str) -> tuple[Notice, ...]:
    """A notice when the closing date lies so far behind the last event that its silence is not the contacts'."""
    if latest_ms is None or as_of_ms - latest_ms <= outcome_days * DAY_MS:
        return ()
    last, days = local_day(latest_ms, zone), (as_of_ms - latest_ms) // DAY_MS
    return (
        Notice(
            "as_of.after_data",
            f"The closing date lies {days} days after the last event ({last}). The books take these days for silence "
            "of the contacts; if the export simply ends there, choose an earlier closing date "
            "(--as-of on the command line).",
            f"截至日期比最后一个事件（{last}）晚 {days} 天。报表会把这段时间当作客户沉默；"
            "如果只是数据导出到此为止，请选择更早的截至日期（命令行用 --as-of）。",
            severe=True,
        ),
    )


def _problems(staged: Staged) -> tuple[Notice, ...]:
    return tuple(
        Notice(f"{problem.code}:{problem.source}", problem.en, problem.zh, severe=problem.code in SEVERE_PROBLEMS)
        for problem in staged.problems
        if problem.code in NOTICED_PROBLEMS
    )


def _losses(session: Session, readings: tuple[Reading, ...]) -> tuple[Notice, ...]:
    if not session.catalogue.files_of("quarantine"):
        return ()
    n_rows = {(reading.label, reading.name): int(reading.file["n_rows"]) for reading in readings}
    rows = session.con.execute(LOSSES_SQL, {"expected": list(EXPECTED)}).fetchall()
    lost = [(n, n_rows[label, name], name, why) for label, name, n, *why in rows if n_rows.get((label, name))]
    lost = [each for each in lost if each[0] > TOLERATED_LOSS * each[1]]
    return tuple(_loss(*each) for each in sorted(lost, key=lambda each: (-each[0], each[2]))[:MOST_NAMES])


def _loss(n: int, n_rows: int, name: str, why: list[object]) -> Notice:
    n_commonest, en, zh = why
    return Notice(
        f"data.rows_lost:{name}",
        f"{n:,} of the {n_rows:,} rows of “{name}” ({100 * n / n_rows:.0f} %) were set aside, most often "
        f"({n_commonest:,} rows) for this reason: {en} Every figure stands on the rest.",
        f"“{name}”的 {n_rows:,} 行中有 {n:,} 行（{n / n_rows:.0%}）被隔离，最常见的原因（{n_commonest:,} 行）："
        f"{zh}所有数字只依据其余的行。",
        severe=True,
    )


def _not_in_folder(lake: Lake, readings: tuple[Reading, ...], staged: Staged) -> tuple[Notice, ...]:
    gone = [reading for reading in readings if reading.file["n_staged"] and not _is_in(reading, staged)]
    if not gone:
        return ()
    ids = sorted({import_id for reading in gone for import_id in reading.import_ids})
    shown = [each.name if each.label == staged.import_label else f"{each.name} ({each.label})" for each in gone]
    more = f" … (+{len(shown) - MOST_NAMES})" if len(shown) > MOST_NAMES else ""
    command = f"guanxi lake undo {' '.join(ids)}{_out_of(lake)}"
    return (
        Notice(
            "data.not_in_folder",
            f"Data that was imported here earlier counts too, although it is not in “{staged.import_label}” now: "
            f"{', '.join(shown[:MOST_NAMES])}{more}. To leave it out run `{command}`, then this command again. "
            "A file that was only renamed is not counted twice.",
            f"此前导入、但现在不在“{staged.import_label}”中的数据仍然计入：{'、'.join(shown[:MOST_NAMES])}{more}。"
            f"如需去除，请运行 {command}，再重新运行本命令。只是改名的文件不会重复计算。",
            severe=True,
        ),
    )


def _is_in(reading: Reading, staged: Staged) -> bool:
    """True for a file of the folder, and for its twin of a folder that was called otherwise."""
    now = next((file for file in staged.files if file.name == reading.name), None)
    if now is None:
        return False
    return reading.label == staged.import_label or (now.n_rows, now.n_staged) == (
        reading.file["n_rows"],
        reading.file["n_staged"],
    )


def _out_of(lake: Lake) -> str:
    """`` --out FOLDER`` as one may type it here; nothing for the lake of GUANXI_HOME."""
    if lake.home.name != ".lake":
        return ""
    out = lake.home.parent
    shown = out.relative_to(Path.cwd()) if out.is_relative_to(Path.cwd()) else out
    return f" --out {shlex.quote(str(shown))}"
