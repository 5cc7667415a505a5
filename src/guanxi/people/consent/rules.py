"""What a record of consent means at a moment: the latest act wins, withdrawal wins a tie, absence is no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanxi.people.contracts import ANY_CHANNEL, Act, ConsentCode

SAYS_YES = (Act.GRANTED, Act.RENEWED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as recorded.

    Parameters
    ----------
    contact_id : on whose record it stands; merging moves no entry.
    valid_until_ms : exclusive end of what it grants; ``None`` without end.
    """

    contact_id: int
    purpose: str
    channel: str
    act: Act
    at_ms: int
    valid_until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A contact that was merged into another, and when; the survivor's own record counts for all after that."""

    contact_id: int
    merged_ms: int


def state_of(
    entries: Sequence[Entry], purpose: str, channel: str, at_ms: int, *, survivor: int, parts: Iterable[Part] = ()
) -> ConsentCode:
    """Where consent to ``purpose`` over ``channel`` stands at ``at_ms`` for a contact and all merged into it.

    What the person said after the merge, it said as one. Before any such word the stricter side counts: a withdrawal
    beats a silence, a silence beats a grant, because nobody agreed for the other side.
    """
    relevant = [
        entry
        for entry in entries
        if entry.purpose == purpose and entry.channel in (channel, ANY_CHANNEL) and entry.at_ms <= at_ms
    ]
    sides = tuple(parts)
    merged_ms = max((part.merged_ms for part in sides), default=None)
    if merged_ms is not None:
        since = [entry for entry in relevant if entry.contact_id == survivor and entry.at_ms >= merged_ms]
        if since:
            return _latest(since, at_ms)
    ids = (survivor, *(part.contact_id for part in sides))
    states = [_latest([entry for entry in relevant if entry.contact_id == each], at_ms) for each in ids]
    return min(states, key=_STRICTNESS.index)


_STRICTNESS = (ConsentCode.WITHDRAWN, ConsentCode.NEVER_ASKED, ConsentCode.GRANTED)
"""The stricter first."""


def _latest(entries: list[Entry], at_ms: int) -> ConsentCode:
    if not entries:
        return ConsentCode.NEVER_ASKED
    latest_ms = max(entry.at_ms for entry in entries)
    last = [entry for entry in entries if entry.at_ms == latest_ms]
    if any(entry.act not in SAYS_YES for entry in last):
        return ConsentCode.WITHDRAWN
    if all(entry.valid_until_ms is not None and entry.valid_until_ms <= at_ms for entry in last):
        return ConsentCode.WITHDRAWN
    return ConsentCode.GRANTED
