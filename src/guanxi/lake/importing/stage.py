"""From a folder (or a file) to staged Parquet: the door of importing."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.kit.errors import LakeError
from guanxi.kit.problems import Problem
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.importing import problems
from guanxi.lake.importing.disagreeing import StagedEvents, disagreements
from guanxi.lake.importing.discover import PARQUET, WORKBOOKS, find_files, rule_for
from guanxi.lake.importing.engine import connect, load_kinds
from guanxi.lake.importing.file_notes import file_note, problems_of
from guanxi.lake.importing.limits import MAX_COLUMNS
from guanxi.lake.importing.open_parquet import open_parquet
from guanxi.lake.importing.open_separated import open_separated
from guanxi.lake.importing.open_workbook import open_sheet, open_workbook
from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.read_table import QUARANTINE_FILE, TableReading
from guanxi.lake.importing.recognise import Match, match_preset, nearest_match, plain_header, recognise
from guanxi.lake.importing.settings import BrandSettings, FileRule
from guanxi.lake.importing.source import Source
from guanxi.lake.importing.stated_costs import stage_stated_costs
from guanxi.lake.importing.template import TEMPLATE_NAME, Unrecognised, template
from guanxi.lake.importing.writing import ParquetFiles
from guanxi.lake.staged import SourceFileInfo, Staged

DEFAULT_SOURCE_ID = "files"
"""Identity space of files that name none: all files of a brand share contacts and event ids."""


class NothingRecognised(LakeError):
    """No file of the folder could be read as a table of ours."""

    code = "import.nothing_recognised"


def stage(
    data: Path,
    workdir: Path,
    settings: BrandSettings,
    progress: Progress | None = None,
    *,
    clock_ms: int,
    template_dir: Path | None = None,
) -> Staged:
    """Everything that ``data`` brings, as staged Parquet below ``workdir``; bad rows in quarantine, none lost.

    Parameters
    ----------
    data : a folder of exports, or one file.
    workdir : staged files go into a new folder below it; what lies there is left alone.
    clock_ms : the import's clock (UTC epoch ms): what happened after it is not believed.
    template_dir : where ``guanxi.template.yaml`` is written when files were not recognised; ``None``: ``workdir``.

    Raises
    ------
    SettingsError
        when ``data`` does not exist or the settings cannot be applied.
    NothingRecognised
        when no file at all could be read; the sentence says where the template is.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    workdir = Path(tempfile.mkdtemp(prefix="import-", dir=workdir))  # nothing that lies there is touched
    found, said = find_files(data, settings)
    with connect(workdir, n_bytes=sum(path.stat().st_size for path, _ in found if path.exists())) as con:
        load_kinds(con, settings.kinds)
        staging = _Staging(con, workdir, settings, progress or Silent(), clock_ms)
        for problem in said:
            staging.leave_out(problem.source, problem, None)
        for path, name in found:
            staging.take_file(path, name)
        staging.take_stated_costs()
        staging.compare_files()
        quarantine = staging.merge_quarantine()
    shutil.rmtree(workdir / "sheets", ignore_errors=True)
    template_at = _write_template(staging.unrecognised, template_dir or workdir.parent)
    if not staging.recognised:
        raise _nothing_recognised(data, staging.problems, template_at)
    infos = tuple(staging.infos)
    return Staged(
        staging.tables, quarantine, infos, sum(info.n_rows for info in infos), data.name,
        kinds=settings.kinds, problems=tuple(staging.problems), zone=settings.zone, currency=settings.currency,
    )  # fmt: skip


@dataclass(slots=True)
class _Staging:
    """What one import has gathered so far."""

    con: duckdb.DuckDBPyConnection
    workdir: Path
    settings: BrandSettings
    progress: Progress
    clock_ms: int
    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, list[Path]] = field(default_factory=dict)
    quarantines: list[Path] = field(default_factory=list)
    infos: list[SourceFileInfo] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    events: list[StagedEvents] = field(default_factory=list)
    recognised: bool = False
    n_taken: int = 0

    def take_file(self, path: Path, name: str) -> None:
        """One file, or each sheet of a workbook; what cannot be opened becomes a problem."""
        self.progress.step(f"Reading {name}", f"正在读取 {name}")
        suffix = path.suffix.lower()
        if suffix in WORKBOOKS:
            sheets, said = open_workbook(path, name, self.workdir / "sheets" / str(len(self.infos)))
            self.problems += said
            for sheet in sheets:
                self.take_source(open_sheet(sheet, rule_for(sheet.name, self.settings)), of_sheet=True)
            return
        rule = rule_for(name, self.settings)
        try:
            source = open_parquet(path, name) if suffix in PARQUET else open_separated(path, name, rule)
        except (pa.ArrowException, OSError):
            self.leave_out(name, problems.unreadable(name), None)
            return
        self.take_source(source)

    def take_source(self, source: Source, *, of_sheet: bool = False) -> None:
        """Recognise a table and read it."""
        rule = rule_for(source.name, self.settings)
        match = recognised(source, rule)
        if isinstance(match, Problem):
            self.leave_out(source.name, match, source)
            return
        self.n_taken += 1
        files = ParquetFiles(self.workdir, f"{self.n_taken:04d}")
        aside = ParquetFiles(self.workdir, f"{self.n_taken:04d}")
        reading = TableReading(
            self.con, source, match, self.settings, self.clock_ms, rule.source_id or DEFAULT_SOURCE_ID, files, aside
        )
        try:
            reading.run(lambda share: self._tell(source.name, share))
        except (pa.ArrowException, OSError) as error:
            if not isinstance(error, pa.ArrowException) and getattr(error, "errno", None):
                raise  # the disk, not the file
            self._undo(files, aside)
            self.leave_out(source.name, problems.stopped_within(source.name, reading.n_staged), source)
            return
        finally:
            aside.close()
        self._keep(source, match, reading, of_sheet=of_sheet)

    def _keep(self, source: Source, match: Match, reading: TableReading, *, of_sheet: bool) -> None:
        self.recognised = True
        for table, path in reading.files.paths.items():
            self.tables.setdefault(table, []).append(path)
        self.quarantines += list(reading.quarantine.paths.values())
        if "events" in reading.files.paths:
            self.events.append(StagedEvents(source.name, match.preset.name, reading.files.paths["events"]))
        n_rows = reading.n_staged + reading.n_quarantined
        said = problems_of(source, match, reading)
        self.problems += said
        mapping = {ours: source.headers[index] for ours, index in match.columns.items()}
        encoding, separator = ("", "") if of_sheet else (source.encoding, source.shown_separator)
        counts = (n_rows, reading.n_staged, reading.n_quarantined)
        note = file_note(source, match, said)
        self.infos.append(SourceFileInfo(source.name, match.preset.name, encoding, separator, *counts, mapping, *note))

    def compare_files(self) -> None:
        """Say where files contradict each other, with the import and with the file that counts."""
        for problem in disagreements(self.con, self.events):
            self.problems.append(problem)
            self.infos = [
                replace(info, note_en=f"{problem.en} {info.note_en}".strip(), note_zh=problem.zh + info.note_zh)
                if info.name == problem.source
                else info
                for info in self.infos
            ]

    def leave_out(self, name: str, problem: Problem, source: Source | None) -> None:
        """A file of which nothing is imported, listed with the reason."""
        self.problems.append(problem)
        if source and source.headers and problem.code in ("import.not_recognised", "import.missing_columns"):
            self.unrecognised.append(Unrecognised(name, tuple(source.headers)))
        encoding = source.encoding if source else ""
        self.infos.append(SourceFileInfo(name, "", encoding, "", 0, 0, 0, {}, problem.en, problem.zh))

    def _undo(self, files: ParquetFiles, aside: ParquetFiles) -> None:
        for written in (files, aside):
            written.close()
            for path in written.paths.values():
                path.unlink(missing_ok=True)

    def _tell(self, name: str, share: float) -> None:
        self.progress.step(f"Reading {name}", f"正在读取 {name}", done=int(share * 1000), total=1000)

    def take_stated_costs(self) -> None:
        """Costs written in the settings, as one more file of costs."""
        path = stage_stated_costs(self.settings, self.workdir)
        if path:
            self.tables.setdefault("costs", []).append(path)

    def merge_quarantine(self) -> Path | None:
        """One quarantine file in the order of the sources."""
        if not self.quarantines:
            return None
        target = self.workdir / f"{QUARANTINE_FILE}.parquet"
        names = [str(path) for path in self.quarantines]
        self.con.read_parquet(names).write_parquet(str(target), compression="zstd")
        for path in self.quarantines:
            path.unlink()
        return target


def recognised(source: Source, rule: FileRule) -> Match | Problem:
    """The match of a source, or why there is none."""
    match = recognise(source.headers, rule.table, rule.columns)
    return _header_problem(source, rule, match) or match or _not_recognised(source)


def _header_problem(source: Source, rule: FileRule, match: Match | None) -> Problem | None:
    """What is wrong with the headers of a source; ``None``: nothing but that they may be no table of ours."""
    plain = [plain_header(header) for header in source.headers]
    absent = next((item for item in rule.columns.items() if item[1] and plain_header(item[1]) not in plain), None)
    doubled = [index for index in (match.columns.values() if match else ()) if plain.count(plain[index]) > 1]
    if not source.headers:
        return problems.empty_file(source.name)
    if len(source.headers) > MAX_COLUMNS:
        return problems.too_large(source.name)
    if absent:
        return problems.unknown_header(source.name, *absent)
    if doubled:
        return problems.duplicate_header(source.name, source.headers[doubled[0]])
    if match is None and rule.table:
        missing = match_preset(PRESETS[rule.table], source.headers, rule.columns).missing
        return problems.missing_columns(source.name, rule.table, missing)
    return None


def _not_recognised(source: Source) -> Problem:
    """Names the one column that is missing, where only one is."""
    nearest = nearest_match(source.headers)
    if len(nearest.missing) != 1 or len(nearest.columns) < 2:
        return problems.not_recognised(source.name)
    return problems.not_recognised(source.name, nearest.preset.name, nearest.missing[0])


def _write_template(unrecognised: list[Unrecognised], folder: Path) -> Path | None:
    if not unrecognised:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / TEMPLATE_NAME
    target.write_text(template(unrecognised), encoding="utf-8")
    return target


def _nothing_recognised(data: Path, said: list[Problem], template_at: Path | None) -> NothingRecognised:
    if template_at:
        return NothingRecognised(
            f"None of the files in “{data.name}” was recognised. A template with their headers was written to "
            f"{template_at}: complete it, copy it into guanxi.yaml beside the data, and run the import again.",
            f"“{data.name}”中没有可识别的文件。已将含有这些文件表头的模板写入 {template_at}："
            f"请补全后复制到数据文件夹的 guanxi.yaml 中，再重新导入。",
        )
    first = said[0] if said else None
    return NothingRecognised(
        f"Nothing in “{data.name}” could be read. {first.en if first else 'Put CSV, XLSX or Parquet exports there.'}",
        f"“{data.name}”中没有可读取的数据。{first.zh if first else '请放入 CSV、XLSX 或 Parquet 导出文件。'}",
    )
