"""Roll trust capital forward from one date to another, in total and in every cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import RollForward, RollForwardCode, RollForwardLine
from guanxi.book.exact_sums import counts_by_code, sums_by_code, total
from guanxi.book.roll_forward.standings import Aligned, Standings, align, key_columns
from guanxi.book.roll_forward.steps import MOVEMENTS, Steps, contact_steps

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LINES = (RollForwardCode.OPENING, *MOVEMENTS, RollForwardCode.CLOSING)
CUT_LINES = (
    RollForwardCode.OPENING,
    *MOVEMENTS,
    RollForwardCode.TRANSFERRED_IN,
    RollForwardCode.TRANSFERRED_OUT,
    RollForwardCode.CLOSING,
)


def roll_forward(standings: Standings, opened_ms: int, closed_ms: int) -> RollForward:
    """Opening to closing trust capital (trust-economics §4), exact to the fen.

    Opening + every line between = closing, in total and in every cut; what is transferred between the cuts of one
    dimension adds up to 0. ``n_contacts`` of opening and closing counts relationships that hold, of acquired, written
    off and transferred those to whom it happened, of the other lines those whose amount is not 0.
    """
    aligned = align(standings)
    steps = contact_steps(aligned)
    lines = tuple(
        RollForwardLine(code.value, total(steps.amounts[code]), int(steps.happened[code].sum())) for code in LINES
    )
    cuts = {
        dimension: _cut(steps, aligned, names, *key_columns(standings, aligned.contact_id, dimension))
        for dimension, names in standings.names.items()
    }
    return RollForward(opened_ms, closed_ms, lines, cuts, int(steps.acquired_and_broken.sum()))


def _cut(
    steps: Steps, aligned: Aligned, names: tuple[str, ...], first: Ints, last: Ints
) -> dict[str, tuple[RollForwardLine, ...]]:
    """Lines by cut: a contact moves where it stood at opening, and is transferred at its closing value."""
    moved = (first != last) & aligned.held_opening & aligned.held_closing
    size = len(names)
    # Acquired and closing stand where the contact is now; all else where it was.
    at_closing = (RollForwardCode.ACQUIRED, RollForwardCode.CLOSING)
    columns = {
        code: _line(steps.amounts[code], steps.happened[code], last if code in at_closing else first, size)
        for code in LINES
    }
    transferred = np.where(moved, aligned.closing_fen, 0)
    columns[RollForwardCode.TRANSFERRED_IN] = _line(transferred, moved, last, size)
    columns[RollForwardCode.TRANSFERRED_OUT] = _line(-transferred, moved, first, size)
    return {
        name: tuple(
            RollForwardLine(code.value, int(columns[code][0][key]), int(columns[code][1][key])) for code in CUT_LINES
        )
        for key, name in enumerate(names)
    }


def _line(amount: Ints, happened: Bools, keys: Ints, size: int) -> tuple[Ints, Ints]:
    """((size,) fen, (size,) contacts) by cut."""
    return sums_by_code(amount, keys, size), counts_by_code(keys[happened], size)
