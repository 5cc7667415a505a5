"""Contacts whose buying really is MBG/NBD with breaks, and what they do after the moment: truth for the tests."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from guanxi.book.facts.contracts import NEVER, Facts, Ints

R, ALPHA_DAYS, A, B = 0.8, 60.0, 0.8, 2.5
P, Q, V = 6.25, 3.74, 15.44


@dataclass(frozen=True)
class World:
    """Facts at the moment, acquisition channel codes, and orders and margin-free revenue of the days after it."""

    facts: Facts
    channel: Ints
    orders: Ints
    revenue_fen: Ints


def blank_facts(n: int) -> dict[str, Ints]:
    """Columns of n contacts with nothing on record, acquired today."""
    columns = {field.name: np.zeros(n, dtype=np.int64) for field in fields(Facts)}
    columns["contact_id"] = np.arange(1, n + 1)
    columns["age_is_known"] += 1
    for name in columns:
        if name.endswith("_age") and name != "known_age":
            columns[name] = np.full(n, NEVER)
    return columns


def buyers_of(n_orders, first_age, last_age, net_fen, **more) -> Facts:
    """Facts of buyers known since their first order."""
    columns = blank_facts(len(n_orders))
    columns |= {
        "n_orders": n_orders,
        "first_order_age": first_age,
        "known_age": first_age,
        "last_order_age": last_age,
        "net_fen": net_fen,
    }
    return Facts(**{name: np.asarray(column, dtype=np.int64) for name, column in (columns | more).items()})


def simulate(
    n: int, seed: int, *, days: int = 500, future: int = 365, never: float = 0.3, breaks: float = 2e-4
) -> World:
    """n contacts acquired evenly over ``days``; the first order of a buyer-to-be waits 30 days on average.

    All purchases are drawn, past and future together; those after the contact's break never happen.
    """
    rng = np.random.default_rng(seed)
    known = rng.integers(0, days, n)
    wait = np.where(rng.random(n) < never, 10 * days, rng.exponential(30.0, n))
    rate, leave = rng.gamma(R, 1 / ALPHA_DAYS, n), rng.beta(A, B, n)
    end = np.minimum(rng.exponential(1 / max(breaks, 1e-9), n), known + future)
    nu = rng.gamma(Q, 1 / V, n)
    past = np.zeros((4, n))  # orders, first, last (days since acquisition), spend in yuan
    orders, revenue = np.zeros(n), np.zeros(n)
    clock, here = wait, np.ones(n, dtype=bool)
    while (here := here & (clock < end)).any():
        spend, before = rng.gamma(P, 1.0, n) / nu, here & (clock < known)
        past[1] = np.where(before & (past[0] == 0), clock, past[1])
        past[2], past[0], past[3] = np.where(before, clock, past[2]), past[0] + before, past[3] + before * spend
        orders, revenue = orders + (here & ~before), revenue + (here & ~before) * spend
        here = here & (rng.random(n) > leave)
        clock = clock + rng.exponential(1.0, n) / np.maximum(rate, 1e-12)
    broken = end < known
    return World(
        _facts(known, past, broken, np.where(broken, known - end, NEVER)),
        rng.integers(0, 4, n),
        orders.astype(np.int64),
        np.rint(100 * revenue).astype(np.int64),
    )


def _facts(known, past, broken, break_age) -> Facts:
    """Whole days back from the moment; two orders within one day are one."""
    n_orders, first, last, spend = past
    bought = n_orders > 0
    first_age = np.where(bought, np.ceil(known - first) - 1, NEVER).astype(np.int64)
    last_age = np.where(bought, np.ceil(known - last) - 1, NEVER).astype(np.int64)
    columns = blank_facts(len(known)) | {
        "known_age": known,
        "n_orders": np.minimum(n_orders, first_age - last_age + 1).astype(np.int64) * bought,
        "first_order_age": first_age,
        "last_order_age": last_age,
        "net_fen": np.rint(100 * spend).astype(np.int64),
        "broken": broken.astype(np.int64),
        "last_break_age": break_age.astype(np.int64),
    }
    return Facts(**columns)
