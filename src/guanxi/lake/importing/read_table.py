"""One source into staged rows and quarantine; ``n_rows == n_staged + n_quarantined`` holds batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.lake.importing.batch import Batch
from guanxi.lake.importing.clean import PATTERNS, is_clean
from guanxi.lake.importing.engine import spilling_early
from guanxi.lake.importing.kind_words import nearest_kinds
from guanxi.lake.importing.ordinals import number_repeated_rows
from guanxi.lake.importing.plan import TEXT, ReadingPlan, compile_plan
from guanxi.lake.importing.reasons import NAMES_ITS_VALUE, Reason, reason, with_value
from guanxi.lake.importing.recognise import Match
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.importing.shapes import AFTER_ORDER_LINES, ORDER_LINES, SHAPES, shape_parameters
from guanxi.lake.importing.source import Source
from guanxi.lake.importing.writing import ParquetFiles, quarantine_rows, staged_schema

QUARANTINE_FILE = "quarantine"
MOST_PROPOSALS = 500
"""Words of a file for which the nearest kinds are looked up: a millisecond each."""
TOTAL_ROW = reason("import.total_row")
DISPUTED_ORDERS = """
-- Grain: one number, the order ids that occur with different amounts in one staged file of events.
SELECT count(*) FROM (
  SELECT 1 FROM read_parquet($path) WHERE amount_fen >= 0
  GROUP BY hash(source_event_id) HAVING min(amount_fen) <> max(amount_fen)
)
"""


@dataclass(slots=True)
class TableReading:
    """Reads one recognised source.

    Parameters
    ----------
    source_id : identity space of its keys.
    files : where its staged rows go.
    quarantine : where the rest goes; shared by all sources of an import.
    """

    con: duckdb.DuckDBPyConnection
    source: Source
    match: Match
    settings: BrandSettings
    clock_ms: int
    source_id: str
    files: ParquetFiles
    quarantine: ParquetFiles
    n_staged: int = 0
    n_quarantined: int = 0
    n_stripped: int = 0
    n_disputed_orders: int = 0
    """Order ids that occur in several rows with different amounts: lines of an order, or corrections of it."""
    _sum_fen: int = field(default=0)
    _plans: dict[frozenset[int], ReadingPlan] = field(default_factory=dict)
    _named_reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)

    def run(self, on_batch: Callable[[float], None]) -> None:
        """Read the source to its end."""
        for batch in self.source.read():
            self._take(self._plan(batch), batch)
            on_batch(batch.share_done)
        self.files.close()
        pa.default_memory_pool().release_unused()
        with spilling_early(self.con):
            self._finish()

    def _plan(self, batch: Batch) -> ReadingPlan:
        """The plan for a batch: columns that need no mending are taken as they stand."""
        classes = self.source.classes()
        kinds = {self.match.columns[f.name]: f.type for f in self.match.preset.fields if f.name in self.match.columns}
        clean = frozenset(
            index
            for index, kind in kinds.items()
            if kind in PATTERNS and classes[index] == TEXT and is_clean(batch.rows.column(f"c{index}"), kind)
        )
        if clean not in self._plans:
            self._plans[clean] = compile_plan(
                self.match, self.source.headers, classes, self.settings,
                clock_ms=self.clock_ms, separator=self.source.separator, clean=clean,
            )  # fmt: skip
        return self._plans[clean]

    def _take(self, plan: ReadingPlan, batch: Batch) -> None:
        self.con.register("batch", batch.rows)
        read = self.con.execute(plan.sql, dict(plan.parameters)).to_arrow_table()
        self.con.unregister("batch")
        reasons = self._with_sum_totals(plan, read)
        accepted = pc.equal(reasons, 0)
        good, bad = read.filter(accepted), read.filter(pc.invert(accepted))
        self._set_aside(plan, bad, reasons.filter(pc.invert(accepted)), batch)
        self._shape(good)
        self.n_staged += good.num_rows
        self.n_stripped += pc.sum(good.column("stripped").cast(pa.int64())).as_py() or 0

    def _with_sum_totals(self, plan: ReadingPlan, read: pa.Table) -> pa.ChunkedArray:
        """Reason per row, 0 for none; a row that lacks its contact and holds the sum so far is a total row."""
        reasons = pc.fill_null(read.column("reason"), 0).to_numpy().astype(np.int64)
        name = next((f"v_{n}" for n in ("amount", "amount_fen", "line_amount") if n in self.match.columns), "")
        if not name:
            return pa.chunked_array([pa.array(reasons)])
        amounts = pc.fill_null(read.column(name), 0).to_numpy()
        running = self._sum_fen + np.cumsum(np.where(reasons == 0, amounts, 0))
        missing = [i for i, item in enumerate(plan.reasons, start=1) if item.code == "import.missing"]
        total = np.isin(reasons, missing) & (amounts == running) & (amounts != 0)
        self._sum_fen = int(running[-1]) if len(running) else self._sum_fen
        return pa.chunked_array([pa.array(np.where(total, len(plan.reasons) + 1, reasons))])

    def _set_aside(self, plan: ReadingPlan, bad: pa.Table, reasons: pa.ChunkedArray, batch: Batch) -> None:
        """Rows that cannot be staged, with row number, reason and raw text, in the order of the file."""
        every = (*plan.reasons, TOTAL_ROW)
        said = bad.column("said").to_pylist()
        picked = [self._named(every[i - 1], word) for i, word in zip(reasons.to_pylist(), said, strict=True)]
        rows = list(zip(bad.column("row_number").to_pylist(), picked, bad.column("raw").to_pylist(), strict=True))
        rows += [(row.row_number, reason(row.code), row.raw) for row in batch.broken]
        rows.sort(key=lambda row: row[0])
        self.n_quarantined += len(rows)
        self.quarantine.append(QUARANTINE_FILE, self._quarantined(rows))

    def _named(self, why: Reason, word: str | None) -> Reason:
        """The reason, with the word that it is about where it names one."""
        if why.code not in NAMES_ITS_VALUE:
            return why
        key = (why.en, word or "")
        if key in self._named_reasons:
            return self._named_reasons[key]
        # A column of free text taken for kinds has a new word in every row: those go without a proposal.
        is_early = len(self._named_reasons) < MOST_PROPOSALS
        nearest = nearest_kinds(key[1], self.settings.kinds) if is_early and why.code == "import.unknown_kind" else []
        named = with_value(why, key[1], nearest)
        if is_early:
            self._named_reasons[key] = named
        return named

    def _quarantined(self, rows: list[tuple[int, Reason, str]]) -> pa.Table:
        return quarantine_rows((
            [self.source.name] * len(rows),
            [number for number, _, _ in rows],
            [why.code for _, why, _ in rows],
            [why.en for _, why, _ in rows],
            [why.zh for _, why, _ in rows],
            [raw for _, _, raw in rows],
        ))  # fmt: skip

    def _shape(self, good: pa.Table) -> None:
        """Accepted rows into the tables of the preset."""
        if not good.num_rows:
            return
        self.con.register("good", good)
        for table, sql in SHAPES[self.match.preset.name].items():
            shaped = self._ask(sql)
            self.files.append(table, shaped, None if table == ORDER_LINES else staged_schema(table))
        self.con.unregister("good")

    def _finish(self) -> None:
        """What needs the whole file: orders from their lines, ordinals of repeated rows."""
        lines = self.files.paths.pop(ORDER_LINES, None)
        if lines:
            self.con.from_parquet(str(lines)).create_view("order_lines", replace=True)
            for table, sql in AFTER_ORDER_LINES.items():
                for piece in self._stream(sql):
                    self.files.append(table, pa.Table.from_batches([piece]), staged_schema(table))
            self.files.close()
            lines.unlink()
        events = self.files.paths.get("events")
        if events and self.match.preset.name == "orders" and "order_id" in self.match.columns:
            (self.n_disputed_orders,) = self.con.execute(DISPUTED_ORDERS, {"path": str(events)}).fetchall()[0]
        for table in ("events", "order_items"):
            if table in self.files.paths and not lines:
                number_repeated_rows(self.con, self.files.paths[table])

    def _ask(self, sql: str) -> pa.Table:
        return self.con.execute(sql, self._parameters(sql)).to_arrow_table()

    def _stream(self, sql: str) -> pa.RecordBatchReader:
        return self.con.execute(sql, self._parameters(sql)).to_arrow_reader(100_000)

    def _parameters(self, sql: str) -> dict[str, object]:
        return shape_parameters(sql, self.source_id, self.settings.currency, self.source.name)
