"""Learn what contacts are worth: purchases, spend, conversion and breaks, from the facts at one moment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import ModelFit
from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value.after_wait import learn_after_wait
from guanxi.book.value.breaks import buyer_breaks, waiting_breaks
from guanxi.book.value.choice import LEAST_BUYERS, Choice, PastWindow, can_be_fitted, choose
from guanxi.book.value.contracts import ValueStatus
from guanxi.book.value.conversion import learn_conversion
from guanxi.book.value.histories import histories
from guanxi.book.value.model import ValueModel
from guanxi.book.value.notices import condition_notices, fit_notices
from guanxi.book.value.purchases import CHALLENGER, DEFAULT, MODELS, PurchaseFit, fit_purchases, plain_rates
from guanxi.book.value.spend import SpendFit, learn_spend

Ints = NDArray[np.int64]


def learn_value(
    facts: Facts,
    settings: AuditSettings,
    history: Sequence[PastWindow] = (),
    *,
    channel: Ints | None = None,
    candidates: Sequence[str] = tuple(MODELS),
) -> ValueModel:
    """The value model of a brand.

    Broken contacts enter the fit, observed until the day they broke: their purchases up to then are evidence on
    buying and on silent loss, and to leave them out would learn from survivors only. The break itself is no silence,
    it was seen; it has a hazard of its own, which later discounts what every living contact may still bring.

    Parameters
    ----------
    facts : of all contacts, or of a sample of at most ``settings.learning_sample`` (drawn by the caller).
    history : closed windows at earlier moments, to choose between the default and the challenger.
    channel : (n,) code of the acquisition channel, stable between learning and valuing; ``None``: one channel.
    candidates : purchase models to fit; the others are fitted only where the ascent of none of these ends.

    Returns
    -------
    a model for any data: its ``status`` and ``notices`` say how far the data carry it.
    """
    buyers = facts.take(facts.is_buyer)
    rows = histories(buyers, end_at_break=True)
    status, choice = _status(buyers), Choice(DEFAULT, {})
    purchases, fitted = plain_rates(rows), dict[str, PurchaseFit]()
    if status is ValueStatus.FITTED:
        choice = choose(history)
        fitted = {name: fit_purchases(name, rows) for name in candidates}
        if not any(fit.converged for fit in fitted.values()):
            fitted |= {name: fit_purchases(name, rows) for name in MODELS if name not in fitted}
        purchases = _usable(choice.name, fitted, purchases)
    spend = learn_spend(buyers)
    channel = np.zeros(facts.n, dtype=np.int64) if channel is None else channel
    return ValueModel(
        status=status,
        purchases=purchases,
        spend=spend,
        conversion=learn_conversion(facts, channel),
        after_wait=learn_after_wait(facts, purchases),
        buyer_breaks=buyer_breaks(facts),
        waiting_breaks=waiting_breaks(facts),
        fits=_summaries(purchases, fitted, spend, choice),
        median_cycle_days=_median_cycle_days(buyers),
        notices=fit_notices(status, purchases, spend) + condition_notices(facts, settings),
    )


def _status(buyers: Facts) -> ValueStatus:
    if buyers.n == 0:
        return ValueStatus.NO_BUYERS
    if can_be_fitted(buyers):
        return ValueStatus.FITTED
    return ValueStatus.TOO_FEW_BUYERS if buyers.n < LEAST_BUYERS else ValueStatus.NOBODY_REPEATS


def _usable(name: str, fitted: dict[str, PurchaseFit], plain: PurchaseFit) -> PurchaseFit:
    """The chosen fit, else the other candidate, else plain rates: never one whose ascent did not end."""
    other = CHALLENGER if name == DEFAULT else DEFAULT
    return next((fitted[each] for each in (name, other) if each in fitted and fitted[each].converged), plain)


def _summaries(
    purchases: PurchaseFit, fitted: dict[str, PurchaseFit], spend: SpendFit, choice: Choice
) -> tuple[ModelFit, ...]:
    shown = [
        fit.summary(chosen=fit.name == purchases.name, deviance=choice.deviances.get(name))
        for name, fit in fitted.items()
    ]
    gamma_gamma = spend.summary()
    return tuple(shown) if gamma_gamma is None else (*shown, gamma_gamma)


def _median_cycle_days(buyers: Facts) -> float | None:
    repeat = buyers.n_orders > 1
    if not repeat.any():
        return None
    span = buyers.first_order_age[repeat] - buyers.last_order_age[repeat]
    return float(np.median(span / (buyers.n_orders[repeat] - 1)))
