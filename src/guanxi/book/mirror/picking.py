"""Who is worth talking to today: the published order, with room for a silent buyer and a new contact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.mirror import PersonToday
from guanxi.book.mirror.looked import Looked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

N_SPARE = 15
"""Candidates kept beside the five, so that those who have been spoken to can be replaced without reading the lake."""


def pick_five(candidates: Sequence[PersonToday], spoken: Collection[int] = (), n: int = 5) -> tuple[PersonToday, ...]:
    """Up to ``n`` people in order: promises first, then Λ × fall of T, then Λ, then the contact's number.

    At least one silent buyer and one new contact are among them where the candidates hold any: the lowest that is not
    the only one of its kind makes room. ``spoken`` : ids of contacts that somebody has spoken to since.
    """
    gone = frozenset(spoken)
    free = sorted((each for each in candidates if each.contact_id not in gone), key=_order)
    worth = [each for each in free if each.has_promise or each.score > 0]
    chosen = worth[:n]
    kinds: tuple[Callable[[PersonToday], bool], ...] = (lambda each: each.is_silent_buyer, lambda each: each.is_new)
    for place, is_kind in enumerate(kinds):
        if any(is_kind(each) for each in chosen):
            continue
        found = next((each for each in free if is_kind(each) and each not in chosen), None)
        if found is None:
            continue
        if len(chosen) >= n:
            leaving = _least_needed(chosen, kinds[:place])
            if leaving is None:
                continue
            chosen.remove(leaving)
        chosen.append(found)
    return tuple(sorted(chosen, key=_order))


def _order(each: PersonToday) -> tuple[bool, float, int, int]:
    return not each.has_promise, -each.score, -each.potential, each.contact_id


def _least_needed(chosen: Sequence[PersonToday], kinds: Sequence[Callable[[PersonToday], bool]]) -> PersonToday | None:
    """The lowest of ``chosen`` that is not the only one of a kind that must be among them."""
    for each in sorted(chosen, key=_order, reverse=True):
        if not any(is_kind(each) and sum(map(is_kind, chosen)) == 1 for is_kind in kinds):
            return each
    return None


def scores(looked: Looked) -> Floats:
    """(n,) Λ × fall of T in 30 days; 0 where T did not fall, or was not known then."""
    fall = np.nan_to_num(looked.trust_before() - looked.stood.positions.trust, nan=0.0)
    return np.asarray(looked.stood.positions.potential_fen * np.maximum(fall, 0.0), dtype=np.float64)


def candidate_rows(looked: Looked, allowed: Bools | None = None) -> list[Ints]:
    """Rows of the candidates, in one list for everybody and one for each staff code; ``allowed`` (n,): only these.

    Nobody whose relationship is broken, and nobody who was spoken to within the days of rest.
    """
    eligible = ~looked.stood.positions.is_broken & ~np.isin(looked.contact_id, looked.spoken)
    if allowed is not None:
        eligible &= allowed
    score, promise = scores(looked), looked.has_promise()
    order = np.lexsort((looked.contact_id, -looked.stood.positions.potential_fen, -score, ~promise))
    order = order[eligible[order]].astype(np.int64)
    lists = ((promise | (score > 0), N_SPARE), (looked.is_silent_buyer(), 5), (looked.is_new(), 5))
    by_staff = order[np.argsort(looked.staff[order], kind="stable")]
    edges = np.searchsorted(looked.staff[by_staff], np.arange(len(looked.staff_names) + 1))
    groups = [order, *(by_staff[edges[i] : edges[i + 1]] for i in range(len(looked.staff_names)))]
    return [
        np.unique(np.concatenate([group[belongs[group]][:most] for belongs, most in lists])).astype(np.int64)
        for group in groups
    ]
