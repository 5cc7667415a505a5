"""Bonds between contacts: honest invitations and circles, and the farms and rings that must not win."""

from __future__ import annotations

import numpy as np

from guanxi.simulator.arrays import FloatArray
from guanxi.simulator.diary import Diary
from guanxi.simulator.planted import CIRCLE_SIZE, RING_SIZE, Planted
from guanxi.simulator.reactions import Past

CONVERSION_DAYS = 90.0
CIRCLE_BONDS_A_DAY = 0.02


def write_bonds(past: Past, diary: Diary, planted: Planted, rng: np.random.Generator) -> None:
    """Every bond of the block into the diary."""
    _farm_orders(diary, planted, rng)
    _invitations(past, diary, rng)
    _rings(past, diary, planted, rng)
    _circles(past, diary, planted, rng)


def _farm_orders(diary: Diary, planted: Planted, rng: np.random.Generator) -> None:
    """Six in ten made-up contacts place one tiny order for the reward; most of these come back."""
    buys = rng.random(planted.fakes.size) < 0.6
    who = planted.fakes[buys]
    at = planted.fake_days[buys] + rng.uniform(0.05, 1.5, who.size)
    serial = diary.n_orders + np.arange(who.size)
    diary.n_orders += who.size
    back = rng.random(who.size) < 0.8
    diary.emit("order_paid", who, at, amount=990, order=serial)
    diary.emit("order_refunded", who[back], at[back] + rng.uniform(0.5, 3, int(back.sum())),
               amount=-990, order=serial[back])  # fmt: skip
    diary.purse.keep(who, at, np.where(back, 0, 990))


def _invitations(past: Past, diary: Diary, rng: np.random.Generator) -> None:
    """An invitation before each arrival that has an inviter, half as many that came to nothing, conversions."""
    born, inviter = past.traits.born, past.state.inviter
    invited = np.flatnonzero(inviter >= 0)
    by = inviter[invited]
    at = np.maximum(born[invited] - rng.exponential(0.8, invited.size), born[by])
    diary.emit("referral_made", by, at, peer=invited)
    vain = rng.random(invited.size) < 0.5
    diary.emit("referral_made", by[vain], np.minimum(at[vain] + rng.uniform(0, 20, int(vain.sum())), past.brand.n_days))
    first = _first_order(diary, born.size)[invited]
    converts = first <= at + CONVERSION_DAYS
    diary.emit("referral_converted", by[converts], first[converts] + 0.001, peer=invited[converts])


def _first_order(diary: Diary, n: int) -> FloatArray:
    """Day of each contact's first order; inf when there is none."""
    who, at = diary.of("order_paid")
    first = np.full(n, np.inf)
    np.minimum.at(first, who, at)
    return first


def _rings(past: Past, diary: Diary, planted: Planted, rng: np.random.Generator) -> None:
    """Each member invites the next again and again, and some invite themselves."""
    members = planted.ring_members.reshape(-1, RING_SIZE)
    after = past.traits.born[members].max(axis=1, initial=0)
    for turn in range(4):
        at = after + 30 * turn + rng.uniform(0, 20, after.size)
        for k in range(RING_SIZE):
            who, peer = members[:, k], members[:, (k + 1) % RING_SIZE]
            diary.emit("referral_made", who, at + k, peer=peer)
            diary.emit("referral_converted", who, at + k + 0.5, peer=peer)
    selfish = members[rng.random(after.size) < 0.5, 0]
    diary.emit("referral_made", selfish, past.traits.born[selfish] + 1, peer=selfish)
    diary.emit("referral_converted", selfish, past.traits.born[selfish] + 1.2, peer=selfish)


def _circles(past: Past, diary: Diary, planted: Planted, rng: np.random.Generator) -> None:
    """Members share, help and buy together with any other member while both are there."""
    members = planted.circle_members.reshape(-1, CIRCLE_SIZE)
    born, until = past.traits.born, np.minimum(past.state.death, past.brand.n_days)
    for kind in ("content_shared", "helped_peer", "group_buy_joined"):
        for k in range(1, CIRCLE_SIZE):
            who, peer = members.ravel(), np.roll(members, k, axis=1).ravel()
            start = np.maximum(born[who], born[peer])
            length = np.maximum(np.minimum(until[who], until[peer]) - start, 0)
            pair = np.repeat(np.arange(who.size), rng.poisson(CIRCLE_BONDS_A_DAY / 3 / (CIRCLE_SIZE - 1) * length))
            diary.emit(kind, who[pair], start[pair] + rng.random(pair.size) * length[pair], peer=peer[pair])
