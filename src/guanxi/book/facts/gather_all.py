"""Facts of every contact in bounded memory: one share of the hash buckets after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts, Ints
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.facts.parts import EVERYTHING, Parts
from guanxi.book.settings import AuditSettings
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Session
from guanxi.lake.schema import N_BUCKETS

ROWS_PER_SHARE = 12_000_000
"""Events gathered at once: some 2 GB of hash tables at most, whatever the lake holds."""


def n_shares(n_events: int) -> int:
    """Into how many shares of the 64 buckets a lake of this many events is cut."""
    return max(1, min(N_BUCKETS, -(-n_events // ROWS_PER_SHARE)))


def gather_all(
    session: Session,
    moments: tuple[Moment, ...],
    n_events: int,
    settings: AuditSettings,
    progress: Progress,
    *,
    parts: Parts = EVERYTHING,
    beside: Callable[[Session], None] | None = None,
) -> tuple[Facts, ...]:
    """Facts at each of ``moments``, every contact, sorted by id.

    The shares are disjoint, so the facts of one are put behind those of another; the result does not depend on their
    number. Each share is prepared once for all moments, with the tables that ``parts`` ask for; ``beside`` is called
    on each prepared share, and may read more from it.
    """
    shares = n_shares(n_events)
    found: list[list[Facts]] = [[] for _ in moments]
    for k in range(shares):
        progress.step("Gathering facts", "正在汇集事实", done=k, total=shares)
        with session.buckets(k, shares) as share:
            prepare(share.con, settings, parts)
            for place, moment in enumerate(moments):
                found[place].append(gather(share.con, moment, settings, parts))
            if beside is not None:
                beside(share)
    progress.step("Gathering facts", "正在汇集事实", done=shares, total=shares)
    return tuple(_joined(each) for each in found)


def _joined(parts: list[Facts]) -> Facts:
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate([part.contact_id for part in parts]), kind="stable")
    return Facts(**{field.name: _column(parts, field.name, order) for field in fields(Facts)})


def _column(parts: list[Facts], name: str, order: NDArray[np.intp]) -> Ints:
    column = np.concatenate([getattr(part, name) for part in parts])
    return column[order] if len(column) else column
