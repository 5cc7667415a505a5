"""Where events are written down while contacts live, as columns that grow by chunks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from guanxi.lake.kinds import BY_CODE
from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.people import Traits
from guanxi.simulator.spend import draw_receipts
from guanxi.simulator.world import OrdersOnly, Window

COLUMNS: dict[str, tuple[str, int]] = {
    "who": ("int32", 0),  # row of the contact in its block
    "at": ("float64", 0),  # day of observation, fractional
    "kind": ("uint8", 0),  # kind_id of the registry
    "program": ("int8", -1),  # index into brand.programs; -1 none
    "group": ("int16", -1),
    "outlet": ("int8", -1),  # index into names.OUTLETS; -1: by kind
    "peer": ("int32", -1),
    "amount": ("int32", 0),
    "cost": ("int32", 0),
    "hint": ("int32", 0),
    "note": ("int16", 0),  # code of the properties text, see notes.py
    "automated": ("bool", 0),
    "order": ("int32", -1),  # serial of the order an order or refund belongs to
}
"""dtype and default of each column of a block's events."""


class Events(dict[str, npt.NDArray[Any]]):
    """Columns of one length by name; see :data:`COLUMNS`, which gives each its own dtype."""

    @property
    def n(self) -> int:
        """Number of events."""
        return int(self["who"].size)

    def rows(self, keep: IntArray | BoolArray) -> Events:
        """The chosen rows of every column."""
        return Events({name: column[keep] for name, column in self.items()})


@dataclass(slots=True)
class Purse(OrdersOnly):
    """Order money drawn as life goes by: margins for the truth, whatever is exported.

    Parameters
    ----------
    who, at, net : chunks of contact, day and fen net of refunds, one entry per order.
    """

    traits: Traits
    rng: np.random.Generator
    who: list[IntArray] = field(default_factory=list)
    at: list[FloatArray] = field(default_factory=list)
    net: list[IntArray] = field(default_factory=list)

    def orders(self, who: IntArray, at: FloatArray, lifted: BoolArray) -> None:
        """Draw each order's money and keep what is left after refunds."""
        receipts = draw_receipts(self.traits, who, lifted, self.rng)
        self.keep(who, at, receipts.amount - receipts.refund)

    def keep(self, who: IntArray, at: FloatArray, net: IntArray) -> None:
        """Remember net revenue of orders."""
        self.who.append(who)
        self.at.append(at)
        self.net.append(net)


@dataclass(slots=True)
class Owed:
    """Promises made: chunks of contact, day promised, day due, and whether it will be broken."""

    who: list[IntArray] = field(default_factory=list)
    at: list[FloatArray] = field(default_factory=list)
    due: list[FloatArray] = field(default_factory=list)
    breaks: list[BoolArray] = field(default_factory=list)


@dataclass(slots=True)
class Diary:
    """Everything that happens in a block, as chunks of columns; chooses exact moments with its own generator.

    Parameters
    ----------
    purse : gets the margins.
    chunks : one dict of columns per call; scalars stand for constant columns.
    """

    traits: Traits
    rng: np.random.Generator
    purse: Purse
    chunks: list[dict[str, Any]] = field(default_factory=list)
    owed: Owed = field(default_factory=Owed)
    n_orders: int = 0

    def emit(self, kind: str, who: IntArray, at: FloatArray, **columns: object) -> None:
        """Write events of one kind; ``columns`` are arrays like ``who`` or scalars."""
        if who.size:
            self.chunks.append({"who": who.astype(np.int32), "at": at, "kind": BY_CODE[kind].kind_id, **columns})

    def emit_mixed(self, kind_ids: npt.NDArray[np.uint8], who: IntArray, at: FloatArray) -> None:
        """Write events of several kinds at once; :meth:`of` does not find them."""
        self.chunks.append({"who": who.astype(np.int32), "at": at, "kind": kind_ids})

    def within(self, kind: str, who: IntArray, window: Window, **columns: object) -> None:
        """Write events at uniform moments of each one's reachable window."""
        start = window.start[who]
        self.emit(kind, who, start + self.rng.random(who.size) * (window.reach[who] - start), **columns)

    def promises(self, who: IntArray, window: Window, due: FloatArray, breaks: BoolArray) -> None:
        """Write what is owed, promised at a moment of the window."""
        start = window.start[who]
        self.owed.who.append(who)
        self.owed.at.append(start + self.rng.random(who.size) * (window.reach[who] - start))
        self.owed.due.append(due)
        self.owed.breaks.append(breaks)

    def orders(self, who: IntArray, at: FloatArray, lifted: BoolArray) -> None:
        """Write orders with their money, and the refunds that follow days later."""
        receipts = draw_receipts(self.traits, who, lifted, self.rng)
        self.purse.keep(who, at, receipts.amount - receipts.refund)
        serial = self.n_orders + np.arange(who.size)
        self.n_orders += who.size
        coupon = receipts.discount > 0
        self.emit(
            "order_paid", who, at, amount=receipts.amount, hint=receipts.discount, order=serial,
            note=1 + 2 * self.traits.taste[who] + coupon,
        )  # fmt: skip
        back = receipts.refund > 0
        self.emit(
            "order_refunded", who[back], at[back] + self.rng.uniform(1, 9, int(back.sum())),
            amount=-receipts.refund[back], order=serial[back],
        )  # fmt: skip
        used = coupon & lifted
        self.emit("benefit_redeemed", who[used], at[used], hint=receipts.discount[used])

    def of(self, kind: str) -> tuple[IntArray, FloatArray]:
        """Contact and day of all events of a kind so far."""
        kind_id = BY_CODE[kind].kind_id
        mine = [chunk for chunk in self.chunks if isinstance(chunk["kind"], int) and chunk["kind"] == kind_id]
        return _column(mine, "who").astype(np.int64), _column(mine, "at").astype(np.float64)

    def events(self) -> Events:
        """All events as whole columns, in the order of writing."""
        return Events({name: _column(self.chunks, name) for name in COLUMNS})


def _column(chunks: list[dict[str, Any]], name: str) -> npt.NDArray[Any]:
    dtype, default = COLUMNS[name]
    sizes = [np.size(chunk["who"]) for chunk in chunks]
    whole = np.empty(sum(sizes), dtype=dtype)
    end = np.cumsum(sizes)
    for chunk, size, stop in zip(chunks, sizes, end, strict=True):
        whole[stop - size : stop] = chunk.get(name, default)
    return whole
