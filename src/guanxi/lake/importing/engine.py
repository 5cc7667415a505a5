"""The embedded engine as importing uses it: small, in memory, UTC, no network, with the value macros loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.lake.importing.kind_words import synonyms
from guanxi.lake.kinds import BY_CODE, STANDARD, Kind

VALUES_SQL = (Path(__file__).parent / "values.sql").read_text(encoding="utf-8")
MEMORY_LIMIT = "256MB"
"""Of the engine alone; a block of a file and its Arrow copies come on top. Whatever needs more spills to disk."""

WHOLE_FILE_MEMORY_LIMIT = "128MB"

FEW_BYTES = 2_000_000
"""Of files; below so many one thread is as fast as two, and leaves the other core to whoever else asks."""


def connect(workdir: Path, *, n_bytes: int) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the ``gx_`` macros; it spills below ``workdir``, and reads ``n_bytes`` of files."""
    con = duckdb.connect(
        config={
            "threads": "1" if n_bytes < FEW_BYTES else "2",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(workdir / "spill"),
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")  # it would print into a command's output
    con.execute(VALUES_SQL)
    return con


@contextmanager
def spilling_early(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Less memory for questions to a whole file: they group millions of keys and spill as fast as they would hold."""
    con.execute(f"SET memory_limit = '{WHOLE_FILE_MEMORY_LIMIT}'")
    try:
        yield
    finally:
        con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")


def load_kinds(con: duckdb.DuckDBPyConnection, own: Iterable[Kind]) -> None:
    """Define ``gx_kind_id(word)``: the id of a kind by its code, number, name or synonym (lower case)."""
    ids: dict[str, int] = {}
    for kind in (*STANDARD, *own):
        for word in (kind.code, str(kind.kind_id), kind.zh, kind.en):
            ids.setdefault(word.strip().lower(), kind.kind_id)
    for word, code in synonyms().items():
        ids.setdefault(word, BY_CODE[code].kind_id)
    con.register("gx_kind_words", pa.table({"word": list(ids)}))
    con.execute("CREATE TYPE gx_kind_word AS ENUM (SELECT word FROM gx_kind_words)")
    con.unregister("gx_kind_words")
    in_order = ", ".join(str(kind_id) for kind_id in ids.values())
    con.execute(
        f"CREATE MACRO gx_kind_id(p) AS "
        f"list_extract('[{in_order}]'::SMALLINT[], enum_code(try_cast(p AS gx_kind_word))::INTEGER + 1)"
    )
