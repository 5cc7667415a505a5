"""What became of each contact: asset and margin before, at and D days after its own assignment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.learnt import Learnt
from guanxi.book.audit.looks import model_moment
from guanxi.book.audit.standing import stand
from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import columns, gather, prepare
from guanxi.book.facts.gather_all import n_shares
from guanxi.book.facts.kind_flags import register_kind_flags
from guanxi.book.facts.small_tables import make_table
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.dealt import Dealt, name_programs
from guanxi.kit.clock import DAY_MS, HOUR_MS
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Session

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
HERE = Path(__file__).parent
PERIODS = 4
"""Periods of D/4 days on each side of the assignment, for the trend."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row per contact of :class:`Dealt`, in its order; money in fen, 0 where a contact was not known yet.

    Parameters
    ----------
    asset_early, asset_before, asset_after : K (or clv) D days before, at, and D days after assignment.
    net_earlier, net_before, net_after : net revenue in (−2D, −D], (−D, 0] and (0, D].
    net_by_period : (n, 8) the same by quarters of D, four before and four after.
    cost, coupon, benefit : of the program's events on the contact until D. n_sent : its gives and asks.
    n_orders_before, n_orders_after : purchases up to the assignment, and in the D days after.
    n_give_180, n_ask_180 : in the 180 days before the assignment, the program's own left out.
    """

    asset_early: Ints
    asset_before: Ints
    asset_after: Ints
    net_earlier: Ints
    net_before: Ints
    net_after: Ints
    net_by_period: Ints
    cost: Ints
    coupon: Ints
    benefit: Ints
    n_sent: Ints
    n_orders_before: Ints
    n_orders_after: Ints
    n_give_180: Ints
    n_ask_180: Ints
    nps_score: Ints  # (n, 2) promoters less detractors, and answers
    shared: Ints  # 1 where the contact recommended or shared without being asked in the 30 days before

    def take(self, rows: NDArray[np.bool_]) -> Outcomes:
        """The outcomes of some contacts."""
        return Outcomes(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each share of the contacts."""

    dealt: Dealt
    programs: tuple[str, ...]
    days: int
    launch_ms: int
    learnt: Learnt
    settings: AuditSettings

    @property
    def is_money(self) -> bool:
        """K stands in y where it was money at launch, clv elsewhere (trust-economics §4)."""
        test = self.learnt.money_test
        return test is not None and test.passed


def measure(session: Session, question: Question, n_events: int, progress: Progress) -> Outcomes:
    """Outcomes of every contact, one share of the hash buckets after another, so that memory is bounded."""
    dealt, shares = question.dealt, n_shares(n_events)
    whole = {field.name: np.zeros(_shape(field.name, dealt.n), dtype=np.int64) for field in fields(Outcomes)}
    for k in range(shares):
        progress.step("Measuring outcomes", "正在测量结果", done=k, total=shares)
        with session.buckets(k, shares) as share:
            for name, contact, values in _measure_share(share, question):
                where = np.searchsorted(dealt.contact_id, contact)
                where = np.minimum(where, max(dealt.n - 1, 0))
                known = dealt.contact_id[where] == contact
                whole[name][where[known]] = values[known]
    progress.step("Measuring outcomes", "正在测量结果", done=shares, total=shares)
    return Outcomes(**whole)


def _shape(name: str, n: int) -> tuple[int, ...]:
    return {"net_by_period": (n, 2 * PERIODS), "nps_score": (n, 2)}.get(name, (n,))


def _measure_share(share: Session, question: Question) -> list[tuple[str, Ints, Ints]]:
    """(field, contacts, values) of one share."""
    con, days_ms = share.con, question.days * DAY_MS
    name_programs(share, question.programs)
    make_table(con, "dealt", {"contact_id": question.dealt.contact_id, "assigned_ms": question.dealt.assigned_ms})
    own = columns(con, _sql("own_money"), {"days_ms": days_ms})
    found = [
        ("cost", own["contact_id"], own["cost_fen"]),
        ("coupon", own["contact_id"], own["coupon_fen"]),
        ("benefit", own["contact_id"], own["benefit_fen"]),
        ("n_sent", own["contact_id"], own["n_sent"]),
    ]
    leave_out_own(con, question.settings, question.launch_ms)
    prepare(con, question.settings)
    return found + _assets(share, question) + _money(share, question) + _signs(share, question)


def leave_out_own(con: duckdb.DuckDBPyConnection, settings: AuditSettings, launch_ms: int) -> None:
    """Make ``events`` and ``contacts`` those of the read-out: without the program's own, in each contact's own time.

    Tables ``dealt`` (contact_id, assigned_ms) and ``own_programs`` must stand on ``con``.
    """
    register_kind_flags(con, settings)
    windows = {
        "offer_ms": settings.offer_window_days * DAY_MS,
        "chat_ms": settings.chat_window_hours * HOUR_MS,
        "late_ms": settings.late_answer_days * DAY_MS,
    }
    con.execute(_sql("own_events"), windows)
    for name in ("own_time", "own_time_contacts", "referral_asks"):
        con.execute(_sql(name), {"launch_ms": launch_ms})
    con.execute("CREATE OR REPLACE TEMP VIEW events AS FROM own_time_events")
    con.execute("CREATE OR REPLACE TEMP VIEW contacts AS FROM own_time_contacts")


def _assets(share: Session, question: Question) -> list[tuple[str, Ints, Ints]]:
    """K (or clv) at three moments of own time, under the frozen model."""
    found = []
    step = question.days * DAY_MS
    for name, at_ms in (
        ("asset_early", question.launch_ms - step),
        ("asset_before", question.launch_ms),
        ("asset_after", question.launch_ms + step),
    ):
        facts = gather(share.con, model_moment(question.learnt.model, question.settings, at_ms), question.settings)
        found.append((name, facts.contact_id, asset_of(facts, question)))
        if name == "asset_before":
            found += [
                ("n_orders_before", facts.contact_id, facts.n_orders),
                ("n_give_180", facts.contact_id, facts.n_give_180),
                ("n_ask_180", facts.contact_id, facts.n_ask_180),
            ]
    return found


def asset_of(facts: Facts, question: Question) -> Ints:
    """(n,) fen: trust capital where it is money, else clv."""
    if not facts.n:
        return np.zeros(0, dtype=np.int64)
    stood = stand(facts, question.learnt.model, question.settings, capital_is_money=question.is_money)
    return stood.positions.assets_fen(question.is_money)


def _money(share: Session, question: Question) -> list[tuple[str, Ints, Ints]]:
    launch, step = question.launch_ms, question.days * DAY_MS
    found = []
    for name, start, end in (
        ("net_earlier", launch - 2 * step, launch - step),
        ("net_before", launch - step, launch),
        ("net_after", launch, launch + step),
    ):
        rows = columns(share.con, _sql("margins"), {"from_ms": start, "until_ms": end})
        found.append((name, rows["contact_id"], rows["net_fen"]))
    period = step // PERIODS
    periods = share.con.execute(
        _sql("margins_by_period"), {"launch_ms": launch, "period_ms": period, "span_ms": PERIODS * period}
    ).fetchnumpy()
    contact, first = np.unique(periods["contact_id"].astype(np.int64), return_inverse=True)
    table = np.zeros((len(contact), 2 * PERIODS), dtype=np.int64)
    table[first, periods["period"].astype(np.int64)] = periods["net_fen"]
    found.append(("net_by_period", contact, table))
    return found


def _signs(share: Session, question: Question) -> list[tuple[str, Ints, Ints]]:
    rows = columns(
        share.con,
        _sql("signs"),
        {"launch_ms": question.launch_ms, "until_ms": question.launch_ms + question.days * DAY_MS},
    )
    nps = np.column_stack([rows["nps_balance"], rows["n_nps"]])
    contact = rows["contact_id"]
    return [
        ("n_orders_after", contact, rows["n_orders"]),
        ("nps_score", contact, nps),
        ("shared", contact, rows["shared"]),
    ]


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
