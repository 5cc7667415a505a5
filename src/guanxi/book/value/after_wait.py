"""How often a new buyer comes back, by how long the first order took: slow to begin is slow to return.

A purchase model knows a buyer from the first order on and gives every new one the same future. The wait before it is
evidence too: whoever took half a year to order once does not go on like somebody who ordered in the first week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.value.conversion import N_BANDS, bands_of, prior_shape, seen_waiting
from guanxi.book.value.never_bought import new_buyer_curve
from guanxi.book.value.purchases import PurchaseFit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AfterWait:
    """Factor on the further purchases of a new buyer, by the band of the wait until the first order.

    Parameters
    ----------
    by_band : (b,) repeat purchases that came ÷ those that the purchase model expected, shrunk.
    shape : of the Gamma prior, in repeat purchases; how much bands differ from 1, learnt over all of them.
    n : repeat purchases that were learnt from.
    """

    by_band: tuple[float, ...]
    shape: float
    n: int


def learn_after_wait(facts: Facts, fit: PurchaseFit) -> AfterWait:
    """Compare what came after the first order with what ``fit`` expects of any new buyer observed as long.

    Buyers that the data know only since their first order were never seen waiting and count for nothing here; a
    broken contact counts until its break. The factors are Gamma–Poisson; each leans on the band before it, since who
    waits longer than anybody seen so far is more like the slowest than like the mean.
    """
    buyers = facts.take(facts.is_buyer & seen_waiting(facts))
    band = bands_of(buyers.known_age - buyers.first_order_age)
    until = np.where(buyers.is_broken, np.minimum(buyers.last_break_age, buyers.last_order_age), 0)
    observed = buyers.first_order_age - until
    curve = new_buyer_curve(fit, int(observed.max(initial=1)))
    came = np.bincount(band, weights=buyers.n_orders - 1, minlength=N_BANDS).astype(np.float64)
    # Whole counts by band and day first: the sum is then the same to the last bit in any order of the contacts.
    alike = np.bincount(band * len(curve) + observed, minlength=N_BANDS * len(curve)).reshape(N_BANDS, len(curve))
    expected = np.asarray(alike @ curve, dtype=np.float64)
    shape = prior_shape(came, expected)
    return AfterWait(_leaning(came, expected, shape), shape, int(came.sum()))


def _leaning(came: Floats, expected: Floats, shape: float) -> tuple[float, ...]:
    """(b,) factors; day 0 (people added at the till) and the first days after it lean on 1."""
    factors = [1.0]
    for band in range(N_BANDS):
        before = 1.0 if band < 2 else factors[-1]
        factors.append(float((came[band] + shape * before) / (expected[band] + shape)))
    return tuple(factors[1:])
