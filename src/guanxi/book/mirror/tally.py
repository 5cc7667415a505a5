"""What the statements count, summed over the shares of the buckets: small arrays, whatever the lake holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.facts.small_tables import make_table
from guanxi.book.groups import N_GROUPS
from guanxi.book.mirror.periods import Periods
from guanxi.book.mirror.sql import run, sql
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import Session

Ints = NDArray[np.int64]

FIGURES = (
    "repurchase",
    "recommendation",
    "promises",
    "listening",
    "tool_worship",
    "cashing_in",
    "billboard",
    "care",
)
"""Statements of the grain (contact, period): n in the denominator, k in the numerator."""

N_PERIODS = 3
TABLES = ("mirror_conduct", "mirror_personal", "mirror_messages", "mirror_figure")


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure by period and hash group: (3, 64) each. ``unknown`` (3,): events left out."""

    n: Ints
    k: Ints
    contacts: Ints
    unknown: Ints

    @classmethod
    def nothing(cls) -> Counted:
        """Before anything was counted."""
        n, k, contacts = (np.zeros((N_PERIODS, N_GROUPS), dtype=np.int64) for _ in range(3))
        return cls(n, k, contacts, np.zeros(N_PERIODS, dtype=np.int64))


@dataclass
class Tally:
    """Everything that the mirror counts of events; :meth:`add` takes one prepared share of the lake after another.

    Parameters
    ----------
    referrals : verified referrals of the whole lake; labels : kinds of content, see labels.sql.
    has_referrals : anybody ever recommended, as far as the data knows. n_personal : touches by a person on record.
    spoken : ids of contacts that a person touched within the days of rest.
    waits : (3, minutes) histogram of answered waits. habit : (period, what) → (64,) sent and replies.
    """

    periods: Periods
    referrals: pa.Table
    labels: list[str]
    has_referrals: bool
    counted: dict[str, Counted] = field(default_factory=lambda: {name: Counted.nothing() for name in FIGURES})
    waits: Ints = field(init=False)
    habit: dict[tuple[int, str], tuple[Ints, Ints]] = field(default_factory=dict)
    spoken: list[Ints] = field(default_factory=list)
    n_personal: int = 0

    def __post_init__(self) -> None:
        """A bin for every whole minute that an answer may take."""
        self.waits = np.zeros((N_PERIODS, self.periods.wait_ms // 60_000 + 1), dtype=np.int64)

    @classmethod
    def over(cls, session: Session, periods: Periods) -> Tally:
        """A tally of the session, with what must be read over all contacts at once."""
        periods.register(session.con)
        parameters = periods.parameters()
        referrals = run(session.con, "referrals", parameters).to_arrow_table()
        labels = [str(row[0]) for row in run(session.con, "labels", parameters).fetchall()]
        (has_referrals,) = run(session.con, "has_referrals", parameters).fetchall()[0]
        return cls(periods, referrals, labels, bool(has_referrals))

    def add(self, share: Session) -> None:
        """Count one share; its connection must be prepared as for the facts."""
        con, parameters = share.con, self.periods.parameters()
        register_inputs(con, self.periods, self.referrals, self.labels)
        for name in FIGURES:
            make_figure(con, name, parameters)
            self._count(con, name)
        for period, minutes, n in run(con, "waits", parameters).fetchall():
            self.waits[period, minutes] += n
        for group, period, what, n_sent, n_replies in run(con, "habit", parameters).fetchall():
            sent, replies = self.habit.setdefault(
                (period, what), (np.zeros(N_GROUPS, dtype=np.int64), np.zeros(N_GROUPS, dtype=np.int64))
            )
            sent[group] += n_sent
            replies[group] += n_replies
        rest_ms = self.periods.at_ms - self.periods.settings.mirror.rest_days * DAY_MS
        found = con.execute(
            "SELECT DISTINCT contact_id FROM mirror_personal WHERE occurred_ms > $rest_ms", {"rest_ms": rest_ms}
        ).fetchnumpy()
        self.spoken.append(np.asarray(found["contact_id"], dtype=np.int64))
        self.n_personal += int(con.execute("SELECT count(*) FROM mirror_personal").fetchall()[0][0])
        for table in TABLES:
            con.execute(f"DROP TABLE {table}")

    def _count(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        counted = self.counted[name]
        for group, period, n, k, n_contacts in con.execute(sql("summary")).fetchall():
            counted.n[period, group] += n
            counted.k[period, group] += k
            counted.contacts[period, group] += n_contacts
        if name in ("tool_worship", "billboard"):
            for period, n in con.execute(
                "SELECT period, sum(n_unknown)::BIGINT FROM mirror_figure GROUP BY 1"
            ).fetchall():
                counted.unknown[period] += n


def register_inputs(con: duckdb.DuckDBPyConnection, periods: Periods, referrals: pa.Table, labels: list[str]) -> None:
    """Make what the statements of one share read: periods, words, referrals, and the brand's conduct."""
    parameters = periods.parameters()
    periods.register(con)
    make_table(con, "mirror_labels", {"label": pa.array(labels, pa.string())})
    words = [word.lower() for word in periods.settings.mirror.product_words]
    make_table(con, "mirror_products", {"label": pa.array(words, pa.string())})
    make_table(con, "mirror_referrals", {name: referrals[name] for name in referrals.column_names})
    for name in ("conduct", "personal", "messages"):
        run(con, name, parameters)


def make_figure(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> None:
    """Put the rows of a figure's statement into the temp table ``mirror_figure``."""
    rows = run(con, name, parameters).to_arrow_table()
    con.register("mirror_figure_rows", rows)
    con.execute("CREATE OR REPLACE TEMP TABLE mirror_figure AS FROM mirror_figure_rows")
    con.unregister("mirror_figure_rows")
