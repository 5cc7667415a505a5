"""What contacts do that moves nobody's trust: answers, chat, clicks and views, groups, notices, reviews.

It is written after life has gone by, from the record of latent trust, so that its volume can be scaled
without changing anybody's fate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guanxi.lake.kinds import BY_CODE
from guanxi.simulator import names, notes
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.brand import Brand
from guanxi.simulator.diary import Diary
from guanxi.simulator.people import State, Traits

GLANCES_A_DAY = 0.05
"""Views, visits, clicks and likes per day at engagement 1, trust 1 and traffic scale 1."""
MESSAGES_A_DAY = 0.02
TRAFFIC = (("content_viewed", 0.5), ("page_visited", 0.25), ("link_clicked", 0.15), ("content_liked", 0.1))
MESSAGE_SCALE_LIMIT = 4.0


@dataclass(frozen=True, slots=True)
class Past:
    """A block after observation: who lived, how long, and with how much trust.

    Parameters
    ----------
    trust : (n_observed, n) float32, latent trust at the end of each step.
    """

    brand: Brand
    traits: Traits
    state: State
    trust: npt.NDArray[np.float32]

    def trust_at(self, who: IntArray, at: FloatArray) -> FloatArray:
        """Latent trust of contacts at days of observation."""
        starts = np.array([step.start for step in self.brand.observed])
        index = np.clip(np.searchsorted(starts, at, side="right") - 1, 0, len(starts) - 1)
        return self.trust[index, who].astype(np.float64)


def write_reactions(past: Past, diary: Diary, traffic_scale: float, rng: np.random.Generator) -> None:
    """Everything of this module into the diary; ``traffic_scale`` multiplies traffic and chat."""
    _arrivals(past, diary)
    _answers(past, diary, rng)
    _around_orders(past, diary, rng)
    _groups(past, diary, rng)
    _traffic(past, diary, traffic_scale, rng)
    _talk(past, diary, rng)


def _arrivals(past: Past, diary: Diary) -> None:
    everyone = np.arange(past.traits.born.size)
    diary.emit(
        "contact_added", everyone, past.traits.born,
        outlet=(len(names.OUTLETS) + past.traits.channel).astype(np.int8),
    )  # fmt: skip


def _answers(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """Clicks and replies to asks, likelier and sooner with trust; those who muted us hardly answer."""
    traits = past.traits
    for ask, answer, base, by_trust, person in (
        ("promotion_sent", "link_clicked", 0.03, 0.35, traits.engagement),
        ("promotion_sent", "reply", 0.0, 0.20, traits.talkative),
        ("survey_sent", "survey_answered", 0.05, 0.45, None),
        ("survey_sent", "nps_answered", 0.02, 0.25, None),
        ("referral_asked", "reply", 0.02, 0.25, traits.talkative),
    ):
        who, at = diary.of(ask)
        trust = past.trust_at(who, at)
        chance = base + by_trust * trust * (1 if person is None else np.minimum(person[who], 2))
        chance *= np.where(at > past.state.muted[who], 0.2, 1.0)
        delay = 0.15 * np.exp(1.2 * rng.standard_normal(who.size) + 1.5 * (0.5 - trust))
        hit = rng.random(who.size) < chance
        diary.emit(answer, who[hit], at[hit] + delay[hit])


def _around_orders(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """The cart before an order, notices of it, and what is said about it afterwards."""
    who, at = diary.of("order_paid")
    trust = past.trust_at(who, at)
    carted = rng.random(who.size) < 0.25
    diary.emit("cart_added", who[carted], at[carted] - rng.uniform(0.01, 1.5, int(carted.sum())))
    diary.emit("order_notice", who, at + 0.002)
    diary.emit("delivery_notice", who, at + rng.uniform(1.5, 4, who.size))
    for kind, share in (("review_posted", 0.12), ("ugc_posted", 0.05), ("suggestion_made", 0.02)):
        hit = rng.random(who.size) < share * trust
        diary.emit(kind, who[hit], at[hit] + rng.uniform(4, 14, int(hit.sum())))


def _groups(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """Four in ten join a chat group of their shop; distrust leaves it again."""
    brand, traits = past.brand, past.traits
    joins = np.flatnonzero((rng.random(traits.born.size) < 0.4) & ~traits.is_fake)
    at = traits.born[joins] + rng.exponential(10, joins.size)
    per_shop = len(brand.groups) // len(brand.shops)
    group = brand.staff_shop[traits.staff[joins]] + len(brand.shops) * rng.integers(0, per_shop, joins.size)
    stay = rng.exponential(size=joins.size) * 365 / (0.35 * np.exp(2 * (0.5 - past.trust_at(joins, at))))
    diary.emit("group_joined", joins, at, group=group)
    diary.emit("group_left", joins, at + stay, group=group)


def _traffic(past: Past, diary: Diary, scale: float, rng: np.random.Generator) -> None:
    """Views, visits, clicks, likes and unprompted messages: Poisson in each step, at a rate of trust."""
    kind_ids = np.array([BY_CODE[code].kind_id for code, _ in TRAFFIC], dtype=np.uint8)
    shares = np.cumsum([share for _, share in TRAFFIC])
    glance, message = GLANCES_A_DAY * scale, MESSAGES_A_DAY * min(scale, MESSAGE_SCALE_LIMIT)
    for k, step in enumerate(past.brand.observed):
        start = np.maximum(past.traits.born, step.start)
        length = np.maximum(np.minimum(past.state.death, step.end) - start, 0)
        exposure = length * past.trust[k]
        who = np.repeat(np.arange(start.size), rng.poisson(glance * exposure * past.traits.engagement))
        kind = kind_ids[np.searchsorted(shares, rng.random(who.size) * shares[-1])]
        diary.emit_mixed(kind, who, start[who] + rng.random(who.size) * length[who])
        who = np.repeat(np.arange(start.size), rng.poisson(message * exposure * past.traits.talkative))
        diary.emit("message_from_contact", who, start[who] + rng.random(who.size) * length[who])


def _talk(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """Most messages are answered by a person, sooner by those who care."""
    who, at = diary.of("message_from_contact")
    care = past.brand.staff_care[past.traits.staff[who]]
    answered = rng.random(who.size) < np.minimum(0.75 * care, 0.97)
    wait = 0.03 * np.exp(rng.standard_normal(who.size)) / care
    diary.emit("service_rendered", who[answered], at[answered] + wait[answered], note=notes.PERSON)
