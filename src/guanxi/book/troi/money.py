"""Money of a read-out: what came in as margin, what the program spent, and where a coupon is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.troi import Spend
from guanxi.book.positions import post_fen
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.outcomes import Outcomes
from guanxi.lake.engine import Session

Floats = NDArray[np.float64]

POOLS_SQL = """
-- Grain: one row: money of the cost pools that name the programs, had begun by as_of and fall (at least in part)
-- between launch and last maturity; how many those are; money and number of the others.
SELECT coalesce(sum(amount_fen) FILTER (is_inside), 0)::BIGINT, count(*) FILTER (is_inside),
  coalesce(sum(amount_fen) FILTER (NOT is_inside), 0)::BIGINT, count(*) FILTER (NOT is_inside)
FROM (
  SELECT amount_fen, period_from_ms <= $until_ms AND period_until_ms > $launch_ms AS is_inside
  FROM costs WHERE program_id IN (SELECT program_id FROM own_programs)
)
"""


@dataclass(frozen=True, slots=True)
class Pools:
    """Cost pools (fen) that name the programs, within their time and outside it."""

    inside: int
    n_inside: int
    outside: int
    n_outside: int


@dataclass(frozen=True, slots=True)
class Margins:
    """(n,) margin in fen per contact in (−2D, −D], (−D, 0] and (0, D], and by period (n, 8)."""

    earlier: Floats
    before: Floats
    after: Floats
    by_period: Floats


def coupons_in(outcomes: Outcomes) -> str:
    """Where the program's coupons are counted: in spend when its benefits carry a cost of their own, else in margin.

    A coupon is a discount on an order that names the program.
    """
    if not outcomes.coupon.any():
        return "none"
    return "spend" if outcomes.benefit.any() else "margin"


def margins(outcomes: Outcomes, settings: AuditSettings) -> Margins:
    """Margin from net revenue at the brand's rate.

    The rate is one on ordinary revenue. A coupon c of the program is taken off in full, not at the rate: the margin of
    an order of net amount a is rate·(a + c) − c. Where the coupon is in the spend already, it is rate·(a + c).
    """
    rate = settings.margin_rate
    coupon = outcomes.coupon.astype(np.float64)
    correction = {"none": 0.0, "spend": rate, "margin": rate - 1.0}[coupons_in(outcomes)]
    earlier, before, after, by_period = (
        rate * net.astype(np.float64)
        for net in (outcomes.net_earlier, outcomes.net_before, outcomes.net_after, outcomes.net_by_period)
    )
    return Margins(earlier, before, after + correction * coupon, by_period)


def read_pools(session: Session, launch_ms: int, until_ms: int) -> Pools:
    """Cost pools that name the read-out's programs (table ``own_programs`` must stand).

    Parameters
    ----------
    launch_ms, until_ms : first assignment, and the maturity of the last.
    """
    row = session.con.execute(POOLS_SQL, {"launch_ms": launch_ms, "until_ms": until_ms}).fetchall()[0]
    return Pools(*(int(each) for each in row))


def spend(matured: Outcomes, pools: Pools, *, n_treated_matured: int, n_treated: int) -> Spend:
    """Spend behind the matured contacts.

    Direct costs are those of the matured contacts (of both arms: a send to a held-out contact is paid for too). Pools
    belong to all treated, of every arm, and count by the share that has matured.
    """
    direct = int(matured.cost.sum())
    share = n_treated_matured / n_treated if n_treated else 0.0
    part = int(post_fen(np.array([pools.inside * share]), "cost pools of the program")[0])
    return Spend(
        total=direct + part,
        direct=direct,
        pools=part,
        coupons=int(matured.coupon.sum()),
        coupons_in=coupons_in(matured),
        is_recorded=bool(pools.n_inside) or bool(matured.cost.any()),
        outside=pools.outside,
    )
