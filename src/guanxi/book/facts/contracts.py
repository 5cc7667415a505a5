"""The facts of every contact at one moment, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NEVER = np.int64(1 << 60)
"""Age, or time in epoch ms, of what has not happened."""

SCALE = float(1 << 20)
"""Decayed sums are integers in units of 2⁻²⁰ (and of a thousandth where the weight is in thousandths)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One row per contact, sorted by ``contact_id``; every field is an (n,) int64 array.

    An *age* is whole days (24-hour blocks) before ``at_ms``, 0 being the last 24 hours; :data:`NEVER` when it has not
    happened. Counting days back from the moment itself makes them calendar days whenever ``at_ms`` is the end of a
    local day, without a zone in the engine. Sums named ``…_w`` are decayed: see :data:`SCALE`.

    Where only :data:`guanxi.book.facts.parts.PURCHASES` were gathered, the other fields are empty arrays: whoever
    reads one by mistake meets an error of shapes instead of a zero.
    """

    contact_id: Ints
    known_age: Ints  # since acquisition, else since the first event
    age_is_known: Ints  # 1 when an acquisition is on record, 0 for contacts imported mid-life
    n_events: Ints
    channel: Ints  # code of the acquisition channel, see :func:`guanxi.book.facts.gather.channel_code`; 0 for none

    # orders, by 24-hour block; blocks whose net is not positive are dropped
    n_orders: Ints  # blocks with a purchase
    n_orders_365: Ints
    n_orders_90: Ints
    first_order_age: Ints
    last_order_age: Ints
    net_fen: Ints  # paid − refunded, all time
    net_365_fen: Ints  # in the last 365 days
    order_w: Ints  # Σ w, half-life 45 d
    spend_w: Ints  # Σ w · net fen
    full_price_w: Ints  # Σ w · thousandths paid of the full price

    # acts (contact → brand, never automated); glances weigh a quarter
    acts_milli: Ints  # Σ weight, thousandths, all time
    acts_w: Ints  # the same decayed with the frequency half-life
    first_act_age: Ints
    last_act_age: Ints
    last_message_age: Ints
    pays_w: Ints  # depth: decayed weight by family
    talks_w: Ints
    answers_w: Ints
    creates_w: Ints
    bonds_w: Ints

    # asks, closed or answered by `at_ms`
    asks_w: Ints  # Σ w
    answered_w: Ints  # Σ w · answered
    latency_w: Ints  # Σ w · thousandths of exp(−delay/τ)
    verified_w: Ints  # Σ w · thousandths of verified bonds, capped

    strain_w: Ints  # Σ w · thousandths of strain
    broken: Ints  # 1 when the latest break is not followed by an acquisition or restoration
    last_break_age: Ints
    last_acquire_age: Ints  # latest contact_added or contact_restored

    # conduct and cost of the brand, last 365 days unless named
    n_give_180: Ints
    n_ask_180: Ints
    n_sent_365: Ints
    n_sent_28: Ints
    direct_cost_365_fen: Ints
    direct_cost_fen: Ints

    @property
    def n(self) -> int:
        """Number of contacts."""
        return len(self.contact_id)

    @property
    def is_broken(self) -> NDArray[np.bool_]:
        """(n,) True where the latest break is not followed by a restoration."""
        return self.broken > 0

    @property
    def is_buyer(self) -> NDArray[np.bool_]:
        """(n,) True where at least one purchase stands."""
        return self.n_orders > 0

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Facts:
        """The facts of some contacts, in the order of ``index``."""
        return Facts(**{field.name: _taken(getattr(self, field.name), index) for field in fields(self)})


def _taken(column: Ints, index: NDArray[np.int64] | NDArray[np.bool_]) -> Ints:
    return column[index] if len(column) else column
