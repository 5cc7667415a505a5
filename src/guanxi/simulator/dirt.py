"""What makes an export look like an export: machines' clicks, rows that come days late, rows written twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.kit.clock import DAY_MS
from guanxi.lake.kinds import BY_CODE, STANDARD, Role
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.diary import Diary, Events
from guanxi.simulator.dress import dress
from guanxi.simulator.reactions import Past

_BY_CONTACT = np.zeros(256, dtype=np.bool_)
_BY_CONTACT[[k.kind_id for k in STANDARD if k.role in {Role.ACT, Role.BOND, Role.STRAIN}]] = True
# The invitee's order, not the inviter, makes a conversion.
_BY_CONTACT[[k.kind_id for k in STANDARD if k.code == "referral_converted"]] = False

LOCAL_HOUR = ((0.0, 0.0), (0.05, 8.0), (0.35, 12.5), (0.6, 18.0), (0.95, 23.0), (1.0, 24.0))
"""Share of a day's events before each local hour; monotone, so the order of moments is kept."""


@dataclass(frozen=True, slots=True)
class Export:
    """A block's rows in the order of the file: by contact and time, copies next to their originals.

    Parameters
    ----------
    serial : number of the row within the block; a copy has its original's.
    occurred_ms, received_ms : UTC.
    """

    events: Events
    serial: IntArray
    occurred_ms: IntArray
    received_ms: IntArray


def click_by_machine(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """Link previews: a click within seconds after some of the promotions, by nobody."""
    who, at = diary.of("promotion_sent")
    hit = rng.random(who.size) < past.brand.options.automated_share
    diary.emit("link_clicked", who[hit], at[hit] + rng.uniform(1, 5, int(hit.sum())) / 86_400, automated=True)


def make_export(past: Past, diary: Diary, rng: np.random.Generator) -> Export:
    """The diary as it can be exported on the last day: nothing after it, nothing received after it."""
    brand = past.brand
    events = dress(past, _possible(past, diary.events()), rng)
    occurred = local_ms(events["at"], brand.day0_ms)
    late = rng.random(events.n) < brand.options.late_share
    delay = np.where(late, (0.5 + rng.exponential(3.0, events.n)) * DAY_MS, 0.0)
    received = _refunds_after_orders(events, occurred + delay.astype(np.int64))
    keep = np.flatnonzero((occurred <= brand.as_of_ms) & (received <= brand.as_of_ms))
    # One key sorts by (contact, time): a block's contacts and 2^44 ms fit an int64 together.
    key = (events["who"][keep].astype(np.int64) << 44) + (occurred[keep] - brand.day0_ms)
    keep = keep[np.argsort(key, kind="stable")]
    twice = np.flatnonzero(rng.random(keep.size) < brand.options.duplicate_share)
    serial = np.sort(np.concatenate([np.arange(keep.size), twice]), kind="stable")
    rows = keep[serial]
    return Export(events.rows(rows), serial, occurred[rows], received[rows])


def _refunds_after_orders(events: Events, received: IntArray) -> IntArray:
    """A refund is never known before its order; one whose order cannot be comes never."""
    serial = events["order"].astype(np.int64)
    paid = np.flatnonzero(events["kind"] == BY_CODE["order_paid"].kind_id)
    back = np.flatnonzero(events["kind"] == BY_CODE["order_refunded"].kind_id)
    of_order = np.full(serial.max(initial=0) + 1, np.iinfo(np.int64).max)
    of_order[serial[paid]] = received[paid]
    received[back] = np.maximum(received[back], of_order[serial[back]])
    return received


def _possible(past: Past, events: Events) -> Events:
    """Drop what was written ahead of time and cannot have been: acts of the dead, messages to who deleted us."""
    who, at = events["who"], events["at"]
    until = np.where(_BY_CONTACT[events["kind"]], past.state.death[who], past.state.deleted[who])
    return events.rows(np.flatnonzero((at >= past.traits.born[who]) & (at <= until) & (at < past.brand.n_days)))


def local_ms(day: FloatArray, day0_ms: int) -> IntArray:
    """UTC ms of fractional days of observation, with the brand's waking hours; China keeps no summer time."""
    whole = np.floor(day)
    share, hour = (np.array(column) for column in zip(*LOCAL_HOUR, strict=True))
    of_day = np.minimum(np.interp(day - whole, share, hour) / 24 * DAY_MS, DAY_MS - 1)
    return np.asarray(day0_ms + whole.astype(np.int64) * DAY_MS + of_day.astype(np.int64))
