"""A small world of bonds, and the network that the book makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from worlds import AT_MS, Happening, Known, connect, day

from guanxi.book.contracts import Network
from guanxi.book.facts import Facts
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.network import Gathered, build_network, gather_network
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.memberships import Membership, membership
from guanxi.kit.clock import DAY_MS

SETTINGS = AuditSettings()
COSTS = "period_from_ms BIGINT, period_until_ms BIGINT, category VARCHAR, channel VARCHAR, staff_id VARCHAR,"
COSTS += " program_id VARCHAR, amount_fen BIGINT"


@dataclass(frozen=True)
class Session:
    """A connection that stands for a lake session."""

    con: duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Bonded:
    """Session, facts, bonds and the network."""

    session: Session
    facts: Facts
    gathered: Gathered
    network: Network

    def row(self, contact: int) -> int:
        return int(np.searchsorted(self.facts.contact_id, contact))


def bonded(
    happenings: Sequence[Happening],
    contacts: Sequence[Known] = (),
    *,
    clv: dict[int, int] | None = None,
    costs: Sequence[tuple[str, int]] = (),
    settings: AuditSettings = SETTINGS,
) -> Bonded:
    """The network of a world; ``clv`` by contact in fen, 10,000 for the rest; ``costs`` channel → fen, all time."""
    con = connect(happenings, contacts)
    session = Session(con)
    con.execute("CREATE TABLE contact_keys AS SELECT contact_id, 's' AS source_id, source_key FROM contacts")
    con.execute(f"CREATE TABLE costs ({COSTS})")
    rows = [(AT_MS - 4000 * DAY_MS, AT_MS + 1, "acquisition", channel, "", "", fen) for channel, fen in costs]
    if rows:
        con.executemany("INSERT INTO costs VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    prepare(con, settings)
    facts = gather(con, Moment.of(AT_MS), settings)
    gathered = gather_network(session, facts, AT_MS)
    worth = np.array([(clv or {}).get(int(each), 10_000) for each in facts.contact_id], dtype=np.int64)
    network = build_network(
        session, gathered, facts, clv_fen=worth, members=_channels(con, facts), settings=settings, at_ms=AT_MS
    )
    return Bonded(session, facts, gathered, network)


def _channels(con: duckdb.DuckDBPyConnection, facts: Facts) -> tuple[Membership, ...]:
    found = dict(con.execute("SELECT contact_id, channel FROM contacts").fetchall())
    return (membership("channel", pa.array([found.get(int(each), "") for each in facts.contact_id], pa.string())),)


def buyer(contact: int, known: float, *orders: float, inviter: int = 0, channel: str = "") -> tuple[
    Known, list[Happening]
]:  # fmt: skip
    """A contact known for ``known`` days with orders so many days ago, brought by ``inviter``."""
    paid = [day(age, contact, "order_paid", amount=10_000) for age in orders]
    return Known(contact, round(known * DAY_MS), round(known * DAY_MS), channel, inviter), paid


def world(*people: tuple[Known, list[Happening]]) -> tuple[list[Happening], list[Known]]:
    """Events and contacts of several people."""
    return [event for _, events in people for event in events], [known for known, _ in people]
