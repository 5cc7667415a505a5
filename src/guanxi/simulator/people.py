"""Who the contacts of a block are: traits that never change, and the state that does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from guanxi.simulator import names
from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.brand import Brand
from guanxi.simulator.planted import Planted


class _Rows:
    """Columns of one length that can be cut to rows together."""

    def take(self, rows: IntArray) -> Self:
        """A copy with these rows, in this order; rows may repeat."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})  # type: ignore[arg-type]


@dataclass(slots=True)
class Traits(_Rows):
    """What a contact is born with; every array is (n,).

    Parameters
    ----------
    born : day of acquisition, fractional.
    channel, staff, taste, city : indices into the brand's and the names' tables.
    pace : purchases per seasonal day at neutral trust; 0 for those who never buy.
    shape : of the gamma renewal cycle, 1–4.
    mean_logit : where latent trust rests.
    spend_log : log of the median order in fen.
    coupon_share : probability that an order waits for a coupon.
    talkative, engagement, advocacy : factors on chat, on traffic and on inviting; 0 = never.
    frailty : factor on both hazards of a lapse.
    is_fake : a farm's made-up contact.
    """

    born: FloatArray
    channel: IntArray
    staff: IntArray
    taste: IntArray
    city: IntArray
    pace: FloatArray
    shape: FloatArray
    mean_logit: FloatArray
    spend_log: FloatArray
    coupon_share: FloatArray
    talkative: FloatArray
    engagement: FloatArray
    advocacy: FloatArray
    frailty: FloatArray
    is_fake: BoolArray


@dataclass(slots=True)
class State(_Rows):
    """What moves; every array is (n,), days are days of observation, inf = not (yet).

    Parameters
    ----------
    logit : latent trust on the logit scale.
    clock : operational time left to the next order.
    death, deleted : day the relationship ended in fact; day the contact deleted us (a death that shows).
    gives : recent ones, by value, fading over 40 days.
    lift_until : until when a promotion still works.
    promise_due, promise_breaks : the one promise outstanding, and whether it will be broken.
    program_until, program_factor : planted effect in force.
    """

    logit: FloatArray
    clock: FloatArray
    death: FloatArray
    deleted: FloatArray
    muted: FloatArray
    n_orders: IntArray
    latest_order: FloatArray
    gives: FloatArray
    lift_until: FloatArray
    promise_due: FloatArray
    promise_breaks: BoolArray
    program_until: FloatArray
    program_factor: FloatArray
    inviter: IntArray


def draw_traits(brand: Brand, n: int, planted: Planted, rng: np.random.Generator) -> Traits:
    """Traits of ``n`` contacts, with the planted circles and farms worked in."""
    share = np.array([c.share for c in names.CHANNELS])
    channel = rng.choice(len(names.CHANNELS), n, p=share / share.sum())
    channel[planted.fakes] = names.REFERRAL
    never = rng.random(n) < _of_channel("never_share", channel)
    pace = np.exp(-rng.normal(np.log(75.0), 0.65, n))
    born = _acquisition_days(brand.n_days, channel, rng)
    born[planted.fakes] = planted.fake_days
    silent = rng.random(n) < 0.35
    staff, city = _staff_and_city(brand, born, rng)
    traits = Traits(
        born=born,
        channel=channel,
        staff=staff,
        taste=rng.integers(0, len(names.TEAS), n),
        city=city,
        pace=np.where(never, 0.0, pace),
        shape=1 + 3 * rng.beta(2, 2, n),
        mean_logit=rng.normal(0.0, 0.8, n) + _of_channel("trust_shift", channel),
        spend_log=rng.normal(np.log(14_000), 0.55, n) + _of_channel("spend_shift", channel),
        coupon_share=rng.beta(1.2, 2.8, n),
        talkative=np.where(silent, 0.0, rng.gamma(1.2, 1 / 1.2, n)),
        engagement=rng.gamma(1.0, 1.0, n),
        advocacy=np.where(rng.random(n) < 0.04, 20.0, np.where(rng.random(n) < 0.3, 1.0, 0.0)),
        frailty=_of_channel("frailty", channel) * np.exp(rng.normal(0, 0.3, n)),
        is_fake=np.zeros(n, dtype=np.bool_),
    )
    _plant(traits, planted)
    return traits


def _of_channel(field: str, channel: IntArray) -> FloatArray:
    return np.asarray(np.array([getattr(c, field) for c in names.CHANNELS])[channel])


def _acquisition_days(n_days: int, channel: IntArray, rng: np.random.Generator) -> FloatArray:
    """Busy at the start, then steady; invitations come once there is somebody to invite."""
    spread = rng.beta(0.9, 1.4, channel.size)
    invited = rng.beta(1.6, 1.4, channel.size)
    return np.asarray(np.minimum(np.where(channel == names.REFERRAL, invited, spread) * n_days, n_days - 0.01))


def _staff_and_city(brand: Brand, born: FloatArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    staff = rng.integers(0, len(brand.staff), born.size)
    staff = np.where(brand.staff_leaves[staff] <= born, brand.staff_heir[staff], staff)
    home = brand.staff_shop[staff]
    elsewhere = rng.integers(0, len(names.CITIES), born.size)
    return staff, np.where(rng.random(born.size) < 0.7, home, elsewhere)


def _plant(traits: Traits, planted: Planted) -> None:
    """Circles share taste and city; bosses and ring members do not invite honestly; fakes do nothing."""
    traits.taste[planted.circle_members] = traits.taste[planted.circle_heads]
    traits.city[planted.circle_members] = traits.city[planted.circle_heads]
    traits.advocacy[planted.fakes] = 0
    traits.advocacy[planted.bosses] = 0
    traits.advocacy[planted.ring_members] = 0
    # A boss is there before his farm, and both kinds of cheat stay for the rewards.
    traits.born[planted.bosses] = np.minimum(traits.born[planted.bosses], planted.fake_days.min(initial=np.inf) / 2)
    traits.frailty[planted.bosses] = 0.05
    traits.frailty[planted.ring_members] = 0.05
    traits.is_fake[planted.fakes] = True
    traits.pace[planted.fakes] = 0
    traits.talkative[planted.fakes] = 0
    traits.engagement[planted.fakes] = 0
    traits.mean_logit[planted.fakes] = -2
    traits.frailty[planted.fakes] = 4


def first_state(traits: Traits, rng: np.random.Generator) -> State:
    """Everybody before the first day; the first order comes sooner than a whole cycle."""
    n = traits.born.size
    never = np.full(n, np.inf)
    return State(
        logit=traits.mean_logit + rng.normal(0, 0.5, n),
        clock=rng.gamma(traits.shape) / traits.shape * 0.5,
        death=never.copy(),
        deleted=never.copy(),
        muted=never.copy(),
        n_orders=np.zeros(n, dtype=np.int64),
        latest_order=np.full(n, -np.inf),
        gives=np.zeros(n),
        lift_until=np.full(n, -np.inf),
        promise_due=never.copy(),
        promise_breaks=np.zeros(n, dtype=np.bool_),
        program_until=np.full(n, -np.inf),
        program_factor=np.ones(n),
        inviter=np.full(n, -1),
    )
