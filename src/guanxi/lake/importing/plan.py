"""From a match of headers to one SELECT that reads, checks and explains every row of a batch.

The statement is built from closed templates: columns are called ``c0``, ``c1`` …, so that no word of a file or of a
settings file ever becomes SQL; what comes from outside is bound as a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from guanxi.kit.clock import DAY_MS, day_start_ms
from guanxi.lake.importing.batch import ROW_NUMBER
from guanxi.lake.importing.currency import symbols
from guanxi.lake.importing.fields import Field, FieldType
from guanxi.lake.importing.reasons import NAMES_ITS_VALUE, Reason, reason
from guanxi.lake.importing.recognise import Match
from guanxi.lake.importing.settings import BrandSettings

LONGEST_KEY = 200
LONGEST_TEXT = 10_000
LONGEST_RAW = 2_000
TEXT = "text"
"""The cell class of text; typed sources also have int, float, decimal, flag, instant, civil, day."""


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """A statement over the view ``batch``: one row per row of it that is not blank, in order.

    Columns: ``row_number``; ``v_<field>`` for every field of the preset; ``month_until`` (costs); ``stripped``
    (BOOLEAN); ``reason`` (NULL, or a 1-based index into ``reasons``); ``said`` (the cell, where its reason names it);
    ``raw`` (only beside a reason).
    """

    sql: str
    parameters: Mapping[str, object]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a cell of some class becomes a value. ``{c}`` is the cell, ``{p}`` the plain text, ``{v}`` the value."""

    plain: str
    value: str
    sql_type: str
    checks: tuple[tuple[str, str], ...] = ()  # (condition, code)


_UNREAD = "{p} IS NOT NULL AND {v} IS NULL"
_TWO_DIGITS = ("({v} IS NULL OR {v} < $earliest) AND gx_two_digit_year({p})", "import.two_digit_year")
_RANGE = (("{v} < $earliest", "import.time_too_early"), ("{v} > $latest", "import.time_in_future"))
_PLAIN_TEXT = "nullif(gx_plain({c}), '')"

_TEXT_READINGS: dict[FieldType, _Reading] = {
    FieldType.KEY: _Reading(
        "nullif(gx_key(gx_plain({c})), '')",
        "{p}",
        "VARCHAR",
        (
            ("gx_has_invisible({p})", "import.invisible_characters"),
            ("gx_lost_precision({p})", "import.precision_lost"),
            (f"length({{p}}) > {LONGEST_KEY}", "import.too_long"),
        ),
    ),
    FieldType.TEXT: _Reading(
        "{c}", "gx_text({p})", "VARCHAR", ((f"length({{p}}) > {LONGEST_TEXT}", "import.too_long"),)
    ),
    FieldType.PAST_TIME: _Reading(
        _PLAIN_TEXT,
        "gx_time_ms({p}, $zone, $date_order)",
        "BIGINT",
        (_TWO_DIGITS, (_UNREAD, "import.bad_time"), *_RANGE),
    ),
    FieldType.TIME: _Reading(
        _PLAIN_TEXT,
        "gx_time_ms({p}, $zone, $date_order)",
        "BIGINT",
        (_TWO_DIGITS, (_UNREAD, "import.bad_time"), _RANGE[0]),
    ),
    FieldType.MONTH_OR_DAY: _Reading(
        _PLAIN_TEXT,
        "CASE WHEN gx_is_month({p}) THEN epoch_ms(timezone($zone, gx_month({p})::TIMESTAMP))"
        " ELSE gx_time_ms({p}, $zone, $date_order) END",
        "BIGINT",
        (_TWO_DIGITS, (_UNREAD, "import.bad_time"), _RANGE[0]),
    ),
    FieldType.MONEY: _Reading(
        _PLAIN_TEXT,
        "gx_fen({p}, $symbols)",
        "BIGINT",
        (
            (f"{_UNREAD} AND gx_names_currency(gx_bare_amount({{p}}, $symbols))", "import.other_currency"),
            (_UNREAD, "import.bad_amount"),
        ),
    ),
    FieldType.FEN: _Reading(
        _PLAIN_TEXT,
        "CASE WHEN regexp_full_match({p}, '-?\\d{{1,17}}(\\.0*)?') THEN split_part({p}, '.', 1)::BIGINT END",
        "BIGINT",
        ((_UNREAD, "import.bad_amount"),),
    ),
    FieldType.EPOCH_MS: _Reading(
        _PLAIN_TEXT,
        "CASE WHEN regexp_full_match({p}, '-?\\d{{1,15}}(\\.0*)?') THEN split_part({p}, '.', 1)::BIGINT END",
        "BIGINT",
        ((_UNREAD, "import.bad_time"), *_RANGE),
    ),
    FieldType.NUMBER: _Reading(_PLAIN_TEXT, "gx_number({p})", "DOUBLE", ((_UNREAD, "import.bad_number"),)),
    FieldType.FLAG: _Reading("gx_plain({c})", "gx_flag({p})", "BOOLEAN", ((_UNREAD, "import.bad_flag"),)),
    FieldType.KIND: _Reading(
        "nullif(lower(gx_plain({c})), '')", "gx_kind_id({p})", "SMALLINT", ((_UNREAD, "import.unknown_kind"),)
    ),
    FieldType.STATUS: _Reading(_PLAIN_TEXT, "{p}", "VARCHAR", (("gx_is_unpaid({p})", "import.not_paid"),)),
    FieldType.CATEGORY: _Reading(
        _PLAIN_TEXT, "gx_cost_category({p})", "VARCHAR", ((_UNREAD, "import.unknown_category"),)
    ),
    FieldType.CURRENCY: _Reading(
        _PLAIN_TEXT,
        "{p}",
        "VARCHAR",
        (("NOT regexp_full_match({p}, $symbols, 'i')", "import.other_currency"),),
    ),
}

_TYPED_VALUES: dict[tuple[FieldType, str], str] = {
    **{
        (kind, cell): expression
        for kind in (FieldType.PAST_TIME, FieldType.TIME, FieldType.MONTH_OR_DAY, FieldType.EPOCH_MS)
        for cell, expression in (
            ("instant", "epoch_ms({c})"),
            ("civil", "epoch_ms(timezone($zone, {c}::TIMESTAMP))"),
            ("day", "epoch_ms(timezone($zone, {c}::TIMESTAMP))"),
        )
    },
    (FieldType.EPOCH_MS, "int"): "{c}::BIGINT",
    (FieldType.FEN, "int"): "{c}::BIGINT",
    (FieldType.MONEY, "int"): "CASE WHEN abs({c}) < 10000000000000 THEN {c}::BIGINT * 100 END",
    (FieldType.MONEY, "float"): "CASE WHEN abs({c}) < 1e13 THEN round_even({c} * 100, 0)::BIGINT END",
    (FieldType.NUMBER, "int"): "{c}::DOUBLE",
    (FieldType.NUMBER, "float"): "CASE WHEN isfinite({c}) THEN {c}::DOUBLE END",
    (FieldType.FLAG, "flag"): "coalesce({c}, false)",
}
"""Readings of typed cells (Parquet) that need no text in between; all others go through their text."""

_CLEAN: dict[FieldType, dict[str, Any]] = {
    FieldType.KEY: {"plain": "nullif({c}, '')", "checks": ()},
    FieldType.TEXT: {"value": "{p}", "checks": ()},
    FieldType.KIND: {"plain": "nullif(lower({c}), '')"},
}
"""What changes in a reading where all cells of the batch are clean (:mod:`.clean`)."""

_STARTS = ("valid_from_ms", "valid_from", "period_from_ms", "period_from")
_ENDS = {"valid_until_ms": "<=", "valid_until": "<=", "period_until_ms": "<=", "period_until": "<=", "period_to": "<"}

_AS_TEXT: dict[str, str] = {
    TEXT: "{c}",
    "float": "CASE WHEN {c} = trunc({c}) AND abs({c}) < 1e15 THEN {c}::BIGINT::VARCHAR ELSE {c}::VARCHAR END",
}
"""A cell as text; a whole float is written without its point, as people wrote it."""


@dataclass(slots=True)
class _Compiler:
    match: Match
    headers: list[str]
    cell_classes: list[str]
    settings: BrandSettings
    clean: frozenset[int]
    reasons: list[Reason] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """WHEN branches that give the cell which a reason names."""

    def add_reason(self, code: str, column: str = "") -> int:
        limit = {
            "import.too_long": LONGEST_TEXT,
            "import.time_too_early": self.settings.dates.earliest,
            "import.other_currency": self.settings.currency,
        }.get(code, "")
        self.reasons.append(reason(code, column, limit))
        return len(self.reasons)

    def add_check(self, condition: str, code: str, column: str = "") -> None:
        self.checks.append(f"WHEN {condition} THEN {self.add_reason(code, column)}")

    def add_field(self, item: Field) -> None:
        """The field's plain text, value and checks; an absent field is NULL of its type."""
        reading = _TEXT_READINGS[item.type]
        index = self.match.columns.get(item.name)
        p, v = f"p_{item.name}", f"v_{item.name}"
        if index is None:
            self.values.append(f"NULL::{reading.sql_type} AS {v}")
            return
        cell_class = self.cell_classes[index]
        typed = _TYPED_VALUES.get((item.type, cell_class))
        if index in self.clean:
            reading = replace(reading, **_CLEAN[item.type])
        if typed:
            self.plain.append(f"c{index} AS {p}")
            self.values.append(f"({typed.format(c=p)})::{reading.sql_type} AS {v}")
        else:
            as_text = _AS_TEXT.get(cell_class, "{c}::VARCHAR").format(c=f"c{index}")
            self.plain.append(f"{reading.plain.format(c=f'({as_text})')} AS {p}")
            self.values.append(f"({reading.value.format(p=p)})::{reading.sql_type} AS {v}")
        for condition, code in reading.checks:
            if not (typed and "gx_" in condition):
                self.add_check(condition.format(p=p, v=v, c=f"c{index}"), code, self.headers[index])
                if code in NAMES_ITS_VALUE:
                    self.said.append(f"WHEN reason = {len(self.reasons)} THEN left(c{index}::VARCHAR, {LONGEST_KEY})")

    def add_needs(self) -> None:
        """One check per group of which a row must have at least one."""
        for group in self.match.preset.needs:
            present = [name for name in group if name in self.match.columns]
            condition = " AND ".join(f"v_{name} IS NULL" for name in present)
            self.add_check(f"({condition})", "import.missing", self.headers[self.match.columns[present[0]]])

    def add_periods(self) -> None:
        """A period must not end before it starts; exclusive ends must lie after the start."""
        starts = [f"v_{name}" for name in _STARTS if name in self.match.columns]
        if not starts:
            return
        start = f"coalesce({', '.join(starts)})"
        for name, comparison in _ENDS.items():
            if name in self.match.columns:
                header = self.headers[self.match.columns[name]]
                self.add_check(f"v_{name} {comparison} {start}", "import.ends_before_start", header)

    def add_total_row(self) -> None:
        """A total's word in a key, or in one of the first cells of a row that lacks what it needs."""
        text = [i for i, cell_class in enumerate(self.cell_classes) if cell_class == TEXT]
        keys = {self.match.columns[name] for group in self.match.preset.needs[:2] for name in group
                if name in self.match.columns} & set(text)  # fmt: skip
        lacking = " OR ".join(
            "(" + " AND ".join(f"v_{name} IS NULL" for name in group if name in self.match.columns) + ")"
            for group in self.match.preset.needs
        )
        in_key = " OR ".join(_is_total(i) for i in sorted(keys))
        in_front = " OR ".join(_is_total(i) for i in text[:3])
        if in_key:
            self.add_check(f"({in_key})", "import.total_row")
        if in_front:
            self.add_check(f"(({lacking}) AND ({in_front}))", "import.total_row")


def _is_total(index: int) -> str:
    return f"(length(c{index}) < 16 AND gx_is_total_word(c{index}))"


def compile_plan(
    match: Match,
    headers: list[str],
    cell_classes: list[str],
    settings: BrandSettings,
    *,
    clock_ms: int,
    separator: str,
    clean: frozenset[int] = frozenset(),
) -> ReadingPlan:
    """The statement that reads batches of this file.

    Parameters
    ----------
    cell_classes : of each column of the file: :data:`TEXT`, or the class of a typed column.
    clock_ms : the import's clock: what lies after it (and ``future_days``) is in the future.
    separator : joins the cells of a quarantined row's raw text.
    clean : columns whose cells need no mending in the batches that this plan is for.
    """
    compiler = _Compiler(match, headers, cell_classes, settings, clean)
    compiler.add_total_row()
    for item in match.preset.fields:
        compiler.add_field(item)
    compiler.add_needs()
    compiler.add_periods()
    used = [index for index in match.columns.values() if cell_classes[index] == TEXT]
    blank = _blank(cell_classes, used)
    texts = [match.columns[i.name] for i in match.preset.fields if i.type is FieldType.TEXT and i.name in match.columns]
    stripped = " OR ".join(f"gx_has_invisible(c{i})" for i in texts if cell_classes[i] == TEXT and i not in clean)
    raw = ", ".join(f"coalesce(c{i}::VARCHAR, '')" for i in range(len(headers)))
    month_until = "NULL::BIGINT"
    if "period_from" in match.columns and cell_classes[match.columns["period_from"]] == TEXT:
        month_until = (
            "CASE WHEN gx_is_month(p_period_from) THEN "
            "epoch_ms(timezone($zone, gx_month(p_period_from) + INTERVAL 1 MONTH)) END"
        )
    sql = f"""
        WITH plain AS (SELECT *, {", ".join(compiler.plain)} FROM batch WHERE NOT ({blank})),
        read AS (SELECT *, {", ".join(compiler.values)} FROM plain),
        judged AS (SELECT *, CASE {" ".join(compiler.checks)} END AS reason FROM read)
        SELECT {ROW_NUMBER}, {", ".join(f"v_{item.name}" for item in match.preset.fields)},
               {month_until} AS month_until,
               ({stripped or "false"}) AS stripped,
               reason::SMALLINT AS reason,
               {f"CASE {' '.join(compiler.said)} END" if compiler.said else "NULL::VARCHAR"} AS said,
               CASE WHEN reason IS NOT NULL THEN left(concat_ws($separator, {raw}), {LONGEST_RAW}) END AS raw
        FROM judged
    """
    return ReadingPlan(sql, _used(sql, _parameters(settings, clock_ms, separator)), tuple(compiler.reasons))


def _blank(cell_classes: list[str], used: list[int]) -> str:
    """True for a row without anything in it; typed rows are never blank. Cheap where a used cell has content."""
    if any(cell_class != TEXT for cell_class in cell_classes):
        return "false"
    first = " AND ".join(f"length(c{i}) < 4" for i in used) or "true"
    every = ", ".join(f"c{i}" for i in range(len(cell_classes)))
    return f"CASE WHEN {first} THEN gx_plain(concat({every})) = '' ELSE false END"


def _parameters(settings: BrandSettings, clock_ms: int, separator: str) -> dict[str, object]:
    return {
        "zone": settings.zone,
        "date_order": settings.dates.order,
        "earliest": day_start_ms(settings.dates.earliest, settings.zone),
        "latest": clock_ms + settings.dates.future_days * DAY_MS,
        "symbols": symbols(settings.currency),
        "separator": separator,
    }


def _used(sql: str, parameters: dict[str, object]) -> dict[str, object]:
    """The engine refuses parameters that a statement does not have."""
    return {name: value for name, value in parameters.items() if f"${name}" in sql}
