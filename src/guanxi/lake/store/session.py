"""Reading the lake: one connection whose views show what was the case, and known, at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.kit.errors import SettingsError
from guanxi.lake.kinds import Kind
from guanxi.lake.schema import CONTACT_KEYS, N_BUCKETS, TABLES, bucket_sql
from guanxi.lake.store import alias_views
from guanxi.lake.store.catalogue import Catalogue, FileEntry
from guanxi.lake.store.columns import ROW_SETS, STORED
from guanxi.lake.store.damage import check_files, damage_is_named
from guanxi.lake.store.duck import empty, literal, parquet, scalar
from guanxi.lake.store.views import HIDDEN_EVENTS, HIDDEN_SETS, Moment, Share, contacts_view, events_view, shown_rows


@dataclass(frozen=True, slots=True)
class Session:
    """The lake as it was at a moment.

    ``con`` holds the views of :data:`guanxi.lake.schema.TABLES` and table ``kinds`` (kind_id, kind, role,
    weight_micro, half_life_days, zh, en). Rows of files are read when a query runs; nothing is copied before.
    A contact that counts as a part of another one (:func:`guanxi.lake.engine.publish_aliases`) shows as that other one.

    Parameters
    ----------
    as_of_ms, known_ms : as given to :meth:`guanxi.lake.engine.Lake.session`.
    generation : of the catalogue that is read: the watermark of figures derived from it.
    has_aliases : some contacts are shown as parts of others; they stand in table ``session_aliases``.
    """

    con: duckdb.DuckDBPyConnection
    home: Path
    catalogue: Catalogue
    moment: Moment
    share: Share
    has_hidden: bool
    has_aliases: bool

    @property
    def as_of_ms(self) -> int:
        return self.moment.as_of_ms

    @property
    def known_ms(self) -> int | None:
        return self.moment.known_ms

    @property
    def generation(self) -> int:
        return self.catalogue.generation

    def fetch(self, sql: str, params: Sequence[object] | None = None) -> dict[str, NDArray[Any]]:
        """Columns of a query as arrays, in the order of its rows.

        Integers and floats keep their width, text comes as ``object``; a column that holds NULL comes as a masked
        array. Raises :class:`LakeDamaged` when a file turns out to be broken.
        """
        with damage_is_named(self.home, self.catalogue):
            columns = self.con.execute(sql, params).fetchnumpy()
        return {name: _unmasked(column) for name, column in columns.items()}

    @contextmanager
    def buckets(self, k: int, n: int) -> Iterator[Session]:
        """The same moment, restricted to the ``k``-th of ``n`` shares of the hash buckets (0 ≤ k < n ≤ 64).

        The shares are disjoint and together hold every contact. ``costs`` belong to no contact and stay whole.
        It has a connection of its own, so that shares may be read side by side.
        """
        if not 0 <= k < n <= N_BUCKETS:
            raise SettingsError(
                f"There is no share {k} of {n}; n must be 1 to {N_BUCKETS} and k below n.",
                f"没有第 {k}/{n} 份；n 须为 1 到 {N_BUCKETS}，k 须小于 n。",
            )
        share = replace(self.share, bucket_from=N_BUCKETS * k // n, bucket_until=N_BUCKETS * (k + 1) // n)
        with self.con.cursor() as con:
            session = replace(self, con=con, share=share)
            _make_views(session)
            yield session

    def history(self, contact_id: int) -> dict[str, NDArray[Any]]:
        """All events of one contact in the order of time; opens only the files of its bucket, and of its parts'."""
        with self.con.cursor() as con:
            if self.has_aliases:
                winner = f"SELECT winner_id FROM session_aliases WHERE loser_id = {int(contact_id)}"
                contact_id = scalar(con, winner) or contact_id
            bucket = scalar(con, f"SELECT {bucket_sql(str(int(contact_id)))}")
            share = replace(self.share, bucket_from=bucket, bucket_until=bucket + 1)
            one = replace(self, con=con, share=share)
            _make_events_view(one)
            return one.fetch("FROM events WHERE contact_id = ? ORDER BY occurred_ms, event_id", [int(contact_id)])


def open_session(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    catalogue: Catalogue,
    *,
    as_of_ms: int,
    known_ms: int | None,
    contacts: NDArray[np.int64] | int | None,
    without_import: str = "",
    apply_aliases: bool = True,
) -> Session:
    """Make the views on an empty connection; raises :class:`LakeDamaged` when a file is missing or was cut."""
    check_files(home, catalogue)
    moment = Moment(int(as_of_ms), None if known_ms is None else int(known_ms), without_import)
    share = _share(con, contacts)
    versions = _rows(home, catalogue, "event_versions", moment)
    con.execute(HIDDEN_EVENTS.format(versions=versions, known=moment.known()))
    sets = _rows(home, catalogue, "set_versions", moment)
    con.execute(HIDDEN_SETS.format(versions=sets, known=moment.known(), as_of=moment.as_of_ms))
    _make_kinds(con, catalogue.kinds())
    has_hidden = scalar(con, "SELECT count(*) FROM hidden_events") > 0
    with damage_is_named(home, catalogue):
        has_aliases = apply_aliases and _make_aliases(con, home, catalogue, moment, share)
        session = Session(con, home, catalogue, moment, share, has_hidden, has_aliases)
        _make_views(session)
    return session


def _make_aliases(
    con: duckdb.DuckDBPyConnection, home: Path, catalogue: Catalogue, moment: Moment, share: Share
) -> bool:
    """Make table ``session_aliases``; False, and nothing else is changed, when no contact is a part of another."""
    if not catalogue.files_of("aliases"):
        return False
    con.execute(alias_views.session_aliases(_rows(home, catalogue, "aliases", moment), moment))
    if not scalar(con, "SELECT count(*) FROM session_aliases"):
        return False
    for table in ("hidden_events", "session_contacts") if share.is_listed else ("hidden_events",):
        con.execute(alias_views.SHOW_WINNERS.format(table=table))
    return True


def _share(con: duckdb.DuckDBPyConnection, contacts: NDArray[np.int64] | int | None) -> Share:
    if contacts is None:
        return Share()
    if isinstance(contacts, int):
        if contacts < 1:
            raise SettingsError(
                f"A sample of one in {contacts} contacts cannot be drawn; give 1 or more.",
                f"无法按 1/{contacts} 抽取客户；请给出不小于 1 的整数。",
            )
        return Share(modulus=contacts)
    _make_table(con, "session_contacts", pa.table({"contact_id": np.unique(np.asarray(contacts, dtype=np.int64))}))
    return Share(is_listed=True)


def _make_table(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    con.register("arrow_rows", rows)
    con.execute(f"CREATE TABLE {name} AS FROM arrow_rows")
    con.unregister("arrow_rows")


def _make_kinds(con: duckdb.DuckDBPyConnection, kinds: tuple[Kind, ...]) -> None:
    columns = {
        "kind_id": pa.array([kind.kind_id for kind in kinds], pa.int16()),
        "kind": pa.array([kind.code for kind in kinds], pa.string()),
        "role": pa.array([kind.role.value for kind in kinds], pa.string()),
        "weight_micro": pa.array([round(kind.weight * 1_000_000) for kind in kinds], pa.int64()),
        "half_life_days": pa.array([kind.half_life_days for kind in kinds], pa.float64()),
        "zh": pa.array([kind.zh for kind in kinds], pa.string()),
        "en": pa.array([kind.en for kind in kinds], pa.string()),
    }
    _make_table(con, "kinds", pa.table(columns))


def _make_views(session: Session) -> None:
    con, home, catalogue, share, moment = session.con, session.home, session.catalogue, session.share, session.moment
    _make_events_view(session)
    known = _rows(home, catalogue, "contact_keys", moment)
    for table in ROW_SETS:
        rows = _set_rows(session, table, known)
        if table == "contacts":
            seen = _rows(home, catalogue, "contact_seen", moment)
            seen = alias_views.winners(seen) if session.has_aliases else seen
            con.execute(contacts_view(rows, seen, known, moment, share, has_hidden=session.has_hidden))
        else:
            con.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {rows}")
    shown = f"{share.condition()} {alias_views.KEYS_OF_WINNERS}" if session.has_aliases else share.condition()
    keys = f"SELECT {', '.join(CONTACT_KEYS)} FROM {known} WHERE {shown}"
    con.execute(f"CREATE OR REPLACE TEMP VIEW contact_keys AS {keys}")


def _set_rows(session: Session, table: str, keys: str) -> str:
    moment, share = session.moment, session.share
    stored = _rows(session.home, session.catalogue, table, moment)
    if session.has_aliases and "contact_id" in TABLES[table]:
        return alias_views.rows_as_one(table, stored, keys, moment, share)
    return shown_rows(table, stored, moment, share)


def _make_events_view(session: Session) -> None:
    share, moment = session.share, session.moment
    own = _events_of(session, range(share.bucket_from, share.bucket_until))
    if session.has_aliases:
        beside = alias_views.LOSER_BUCKETS.format(bucket_from=share.bucket_from, bucket_until=share.bucket_until)
        losers = _events_of(session, [int(bucket) for (bucket,) in session.con.execute(beside).fetchall()])
        view = alias_views.events_as_one(own, losers, moment, share, has_hidden=session.has_hidden)
    else:
        view = events_view(own, moment, share, has_hidden=session.has_hidden)
    session.con.execute(view)


def _events_of(session: Session, buckets: Sequence[int]) -> str:
    """Relation over the event files that hold any of the hash buckets."""
    inside = [
        entry
        for entry in session.catalogue.files_of("events")
        if any(entry.bucket_from <= bucket < entry.bucket_until for bucket in buckets)
        and entry.min_ms <= session.as_of_ms
    ]
    return _relation(session.home, inside, "events", session.moment)


def _rows(home: Path, catalogue: Catalogue, table: str, moment: Moment) -> str:
    return _relation(home, catalogue.files_of(table), table, moment)


def _relation(home: Path, entries: Sequence[FileEntry], table: str, moment: Moment) -> str:
    gone = moment.without_import
    # Ids stay reserved after an undo, so the register of contacts is read whole.
    if not gone or "import_id" not in STORED[table] or table == "contact_keys":
        return parquet(home / entry.path for entry in entries) if entries else empty(STORED[table])
    left = [entry for entry in entries if entry.imports != (gone,)]
    if not left:
        return empty(STORED[table])
    return f"(FROM {parquet(home / entry.path for entry in left)} WHERE import_id <> {literal(gone)})"


def _unmasked(column: NDArray[Any]) -> NDArray[Any]:
    if isinstance(column, np.ma.MaskedArray) and not np.ma.getmaskarray(column).any():
        return np.asarray(column.data)
    return column
