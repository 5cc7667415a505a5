"""g: from the score to T, the share of the potential that comes true (trust-economics §3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from guanxi.stats.calibration import Isotonic, fit_isotonic

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 200
"""Contacts, and orders, in the closed windows below which g stays the identity."""

LEAST_POOL = 25.0
MOST_STEPS = 50
"""Expected orders behind each step of g, and steps at most: the ends, which stand for every score beyond them, rest on
two per cent of the potential. The lowest scores of today are lower than any in the closed windows; they must not
inherit T = 0 from a few contacts who happened not to order."""

IDENTITY = Isotonic(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
NO_CEILING = Isotonic(np.array([0.0, 1.0]), np.array([1.0, 1.0]))


@dataclass(frozen=True, slots=True)
class Link:
    """g and what it was learnt from; ``is_learnt`` False means T is an uncalibrated index.

    ``n_orders`` counts conversions where g is of contacts that never bought. ``ceiling`` is the most that g may be at
    a silence sub-score, ``last`` the map from the smaller of the two to T.
    """

    curve: Isotonic
    is_learnt: bool
    n_contacts: int
    n_orders: int
    ceiling: Isotonic = NO_CEILING
    last: Isotonic = IDENTITY

    def trust(self, score: Floats, silence: Floats) -> Floats:
        """(n,) T of contacts that are not broken: g(score), but no more than such a silence has left of others."""
        return self.last.predict(np.minimum(self.curve.predict(score), self.ceiling.predict(silence)))

    def without_ceiling(self, score: Floats) -> Floats:
        """(n,) T as the score alone would have it, however long the silence."""
        return self.last.predict(self.curve.predict(score))


def learn_link(scores: Floats, realised: Floats, potential: Floats, contacts: Ints, came: Ints) -> Link:
    """Isotonic map of realised ÷ potential on the score, weighted by the potential, clipped to [0, 1].

    Parameters
    ----------
    scores, realised, potential : (n,) pooled over the closed windows; ``potential`` is E[Y(h) | alive] in orders (for
        contacts that never bought: the orders of those who will convert), ``realised`` the orders that came.
    contacts : (n,) ids: a contact in four windows is one contact.
    came : (n,) what is counted against the threshold: orders of buyers, conversions of the others.
    """
    live = potential > 0
    n_contacts, n_came = len(np.unique(contacts[live])), int(came[live].sum())
    if n_contacts < LEAST or n_came < LEAST:
        return Link(IDENTITY, False, n_contacts, n_came)
    weight = potential[live]
    least = max(LEAST_POOL, float(weight.sum()) / MOST_STEPS)
    curve = fit_isotonic(scores[live], realised[live] / weight, weight, least_weight=least)
    return Link(curve, True, n_contacts, n_came)


def learn_capped_link(  # noqa: PLR0917 - the columns of one table
    scores: Floats, silence: Floats, realised: Floats, potential: Floats, contacts: Ints, came: Ints
) -> Link:
    """g with a ceiling from silence alone; parameters as of :func:`learn_link`, ``silence`` (n,) that sub-score.

    A head adds its sub-scores up, so a very frequent buyer who has stopped keeps most of a high score however long the
    silence lasts. What silence alone says is learnt the same way and bounds it. The smaller of two estimates is too
    small on average, so a last map brings the bounded one back to what came.
    """
    link = learn_link(scores, realised, potential, contacts, came)
    if not link.is_learnt:
        return link
    capped = replace(link, ceiling=learn_link(silence, realised, potential, contacts, came).curve)
    bounded = capped.trust(scores, silence)
    return replace(capped, last=learn_link(bounded, realised, potential, contacts, came).curve)
