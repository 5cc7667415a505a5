"""Small worlds of events and contacts, and a connection that shows them as a lake session does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import hypothesis.strategies as st
import pyarrow as pa

from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import FOREVER_MS
from guanxi.lake.kinds import STANDARD
from guanxi.lake.schema import TABLES

AT_MS = 1_719_763_199_999
"""End of 2024-06-30 in Asia/Shanghai: the moment of every small world."""


@dataclass(frozen=True)
class Happening:
    """One event, ``age_ms`` before :data:`AT_MS` (negative: after it). ``key`` is its id in the source."""

    contact: int
    kind: str
    age_ms: int
    key: str = ""
    automated: bool = False
    program: str = ""
    peer: int = 0
    amount: int = 0
    cost: int = 0
    hint: int = 0
    properties: str = ""

    @property
    def at_ms(self) -> int:
        return AT_MS - self.age_ms


def day(days: float, contact: int, kind: str, **more: object) -> Happening:
    """An event ``days`` before the moment."""
    return replace(Happening(contact, kind, round(days * DAY_MS)), **more)


@dataclass(frozen=True)
class Known:
    """One row of the list of contacts; ``acquired_age_ms`` ``None`` when nobody knows since when."""

    contact: int
    acquired_age_ms: int | None
    valid_from_age_ms: int = 0
    channel: str = ""
    inviter: int = 0
    staff: str = ""


KIND_ID = {kind.code: kind.kind_id for kind in STANDARD}


def connect(happenings: Sequence[Happening], contacts: Sequence[Known] = ()) -> duckdb.DuckDBPyConnection:
    """A fresh connection with the lake's tables, one thread."""
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone='UTC'")
    kinds = {
        "kind_id": pa.array([kind.kind_id for kind in STANDARD], pa.int16()),
        "kind": [kind.code for kind in STANDARD],
        "role": [kind.role.value for kind in STANDARD],
        "weight_micro": [round(kind.weight * 1_000_000) for kind in STANDARD],
        "half_life_days": [kind.half_life_days for kind in STANDARD],
    }
    _put(con, "kinds", pa.table(kinds))
    fill(con, happenings, contacts)
    return con


def fill(con: duckdb.DuckDBPyConnection, happenings: Sequence[Happening], contacts: Sequence[Known] = ()) -> None:
    """Put a world in place of the one that ``con`` shows."""
    rows = [_event(place, each) for place, each in enumerate(happenings)]
    listed = [_contact(each) for each in contacts]
    for table, made in (("events", rows), ("contacts", listed)):
        columns = TABLES[table]
        arrays = {name: [row.get(name, _empty(kind)) for row in made] for name, kind in columns.items()}
        _put(con, table, pa.table({name: pa.array(values, _TYPES[columns[name]]) for name, values in arrays.items()}))


def _put(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("given_rows", rows)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM given_rows")
    con.unregister("given_rows")


_TYPES = {"BIGINT": pa.int64(), "SMALLINT": pa.int16(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_()}


def _empty(kind: str) -> object:
    return "" if kind == "VARCHAR" else 0


def _event(place: int, it: Happening) -> dict[str, object]:
    return {
        "event_id": place + 1,
        "source_event_id": it.key or str(place),
        "occurred_ms": it.at_ms,
        "received_ms": it.at_ms,
        "contact_id": it.contact,
        "kind_id": KIND_ID[it.kind],
        "automated": it.automated,
        "program_id": it.program,
        "peer_id": it.peer,
        "amount_fen": it.amount,
        "cost_fen": it.cost,
        "value_hint_fen": it.hint,
        "currency": "CNY",
        "properties": it.properties,
    }


def _contact(it: Known) -> dict[str, object]:
    return {
        "contact_id": it.contact,
        "source_key": f"key-{it.contact}",
        "acquired_ms": None if it.acquired_age_ms is None else AT_MS - it.acquired_age_ms,
        "channel": it.channel,
        "inviter_id": it.inviter,
        "staff_id": it.staff,
        "valid_from_ms": AT_MS - it.valid_from_age_ms,
        "valid_until_ms": FOREVER_MS,
    }


DAYS = (0, 0, 1, 2, 3, 5, 20, 21, 22, 30, 31, 45, 60, 75, 76, 89, 90, 91, 179, 180, 364, 365, 366, 1000, -1, -30)
OFFSETS = (0, 0, 1, DAY_MS // 2, DAY_MS - 1)
"""Ages that sit on the edges of windows, and moments within the day that tie or nearly tie."""

ages_ms = st.builds(lambda d, ms: d * DAY_MS + ms, st.sampled_from(DAYS), st.sampled_from(OFFSETS))


@st.composite
def happenings(draw: st.DrawFn, kinds: Sequence[str] = tuple(KIND_ID), n_contacts: int = 5) -> Happening:
    """Any event of one of ``kinds``: ties, refunds, other ends known or not, offers with and without an end."""
    kind = draw(st.sampled_from(kinds))
    age = draw(ages_ms)
    amount = {"order_paid": draw(st.integers(0, 50_000)), "order_refunded": -draw(st.integers(0, 60_000))}
    ends = draw(st.sampled_from((None, -5, 0, 3, 40, 500)))
    until = "" if ends is None else f'{{"until_ms": {AT_MS - age + ends * DAY_MS}}}'
    return Happening(
        contact=draw(st.integers(1, n_contacts)),
        kind=kind,
        age_ms=age,
        automated=draw(st.integers(0, 5)) == 0,
        program=draw(st.sampled_from(("", "", "a", "b"))),
        peer=draw(st.integers(0, n_contacts)),
        amount=amount.get(kind, 0),
        cost=draw(st.sampled_from((0, 0, 15))),
        hint=draw(st.sampled_from((0, 0, 500, 7_000))),
        properties=draw(st.sampled_from(("", until, until, '{"until_ms": "soon"}', f'{{"until_ms": {-(2**63)}}}'))),
    )


@st.composite
def worlds(draw: st.DrawFn, *, max_events: int = 60) -> tuple[list[Happening], list[Known]]:
    """Events of a few contacts, each with its own key, crowded on the kinds that interact; and a list of contacts."""
    crowd = draw(st.sampled_from((tuple(KIND_ID), *CROWDS)))
    some = draw(st.lists(st.one_of(happenings(), happenings(crowd, 2)), max_size=max_events))
    made = [replace(each, key=f"e{place}") for place, each in enumerate(some)]
    ages = st.one_of(st.none(), ages_ms)
    listed = draw(st.lists(st.builds(Known, st.integers(1, 7), ages, ages_ms, st.sampled_from(("", "store", "wecom")))))
    return made, list({each.contact: each for each in listed}.values())


CROWDS = (
    ("promotion_sent", "survey_sent", "renewal_asked", "reply", "benefit_redeemed", "order_paid"),
    ("order_paid", "order_refunded"),
    ("referral_converted", "helped_peer"),
    ("complaint_filed", "complaint_resolved"),
    ("blocked", "contact_restored", "contact_added"),
)
