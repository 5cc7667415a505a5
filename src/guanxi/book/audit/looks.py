"""Every look that an audit takes at the contacts: now, and for a roll-forward at the opening."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.extent import Extent, count_contacts
from guanxi.book.audit.learnt import learn_model
from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import Moment
from guanxi.book.facts.gather_all import gather_all
from guanxi.book.learning.learn import Model
from guanxi.book.settings import AuditSettings


@dataclass(frozen=True, slots=True)
class OpeningLooks:
    """Looks at the opening date.

    Parameters
    ----------
    published : as known at the opening date, for the old model. restated : the same as known now.
    opening : as known now, for the closing model. faded : the closing date, events up to the opening only.
    old : the model as it would have been learnt at the opening date.
    """

    published: Facts
    restated: Facts
    opening: Facts
    faded: Facts
    old: Model


@dataclass(frozen=True, slots=True)
class Looks:
    """Facts at the closing date, and the opening looks where two dates are compared."""

    closing: Facts
    opening: OpeningLooks | None


def model_moment(model: Model, settings: AuditSettings, at_ms: int, until_ms: int | None = None) -> Moment:
    """The moment under a model's frozen rhythm."""
    return Moment(
        at_ms=at_ms,
        until_ms=at_ms if until_ms is None else until_ms,
        frequency_half_life_days=model.rhythm.half_life(settings),
        latency_tau_hours=model.rhythm.tau_hours,
    )


def gather_looks(of: Engagement) -> Looks:
    """Gather what the audit looks at; the opening costs four looks and one learning more."""
    settings, opened_ms = of.settings, of.asked.compare_to_ms
    now = model_moment(of.model, settings, of.at_ms)
    if opened_ms is None:
        return Looks(gather_all(of.session, (now,), of.n_events, settings, of.progress)[0], None)
    old = _old_model(of, opened_ms)
    then = model_moment(old, settings, opened_ms)
    moments = (
        now,
        then,
        model_moment(of.model, settings, opened_ms),
        model_moment(of.model, settings, of.at_ms, opened_ms),
    )
    closing, restated, opening, faded = gather_all(of.session, moments, of.n_events, settings, of.progress)
    # What had been received by then: late events and corrections are the restatement.
    with of.session_at(opened_ms, known_ms=opened_ms) as known:
        (published,) = gather_all(known, (then,), of.n_events, settings, of.progress)
    return Looks(closing, OpeningLooks(published, restated, opening, faded, old))


def _old_model(of: Engagement, opened_ms: int) -> Model:
    """The model as it would have been learnt at the opening date, with today's rulings on what ships."""
    with of.session_at(opened_ms) as then:
        n_contacts = count_contacts(then)
        extent = Extent(n_contacts, of.n_events, of.earliest_ms)
        return learn_model(then, extent, of.settings, of.progress, rulings=of.learnt.rulings).model
