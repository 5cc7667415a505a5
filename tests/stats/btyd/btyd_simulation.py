"""Contacts who buy and leave event by event: written from the models' stories, sharing no formula with the code."""

from __future__ import annotations

import numpy as np


def observe(rate, leaves_after, lifetime, t_obs, rng):
    """Purchases until ``t_obs``: (n, 3) frequency, recency, T, and who is still a buyer.

    ``rate`` per unit of time; a contact leaves after ``leaves_after`` repeat purchases or at age ``lifetime``.
    """
    n = rate.size
    count, latest, clock = np.zeros(n), np.zeros(n), np.zeros(n)
    active = np.flatnonzero(leaves_after > 0)
    while active.size:
        clock[active] += rng.exponential(1.0 / rate[active])
        active = active[(clock[active] <= t_obs[active]) & (clock[active] <= lifetime[active])]
        count[active] += 1
        latest[active] = clock[active]
        active = active[count[active] < leaves_after[active]]
    return np.stack((count, latest, t_obs), axis=1), (count < leaves_after) & (lifetime > t_obs)


def contacts(kind: str, params: dict[str, float], n: int, rng, window=(10.0, 104.0)):
    """``n`` contacts of BetaGeoNBD, ModifiedBetaGeoNBD or ParetoNBD: histories, true life, and a way to go on.

    Returns
    -------
    X : (n, 3).
    alive : (n,) bool at T.
    later : function of a horizon to the (n,) purchases made in (T, T + horizon].
    """
    rate = rng.gamma(params["r"], 1.0 / params["alpha"], n)
    t_obs = rng.uniform(*window, n)
    if kind == "ParetoNBD":
        lifetime = rng.exponential(1.0 / rng.gamma(params["s"], 1.0 / params["beta"], n))
        leaves_after = np.full(n, np.inf)
    else:
        lifetime = np.full(n, np.inf)
        leaves_after = rng.geometric(rng.beta(params["a"], params["b"], n)).astype(float)
        if kind == "ModifiedBetaGeoNBD":
            leaves_after -= 1.0
    X, alive = observe(rate, leaves_after, lifetime, t_obs, rng)

    def later(horizon):
        # Exponential gaps have no memory: whoever is alive starts afresh at T with what is left of its life.
        rest, _ = observe(
            rate, np.where(alive, leaves_after - X[:, 0], 0.0), lifetime - t_obs, np.full(n, float(horizon)), rng
        )
        return rest[:, 0]

    return X, alive, later


def spends(params: dict[str, float], frequency, rng):
    """(n,) mean of ``frequency`` Gamma(p, ν) spends with ν ~ Gamma(q, v)."""
    nu = rng.gamma(params["q"], 1.0 / params["v"], frequency.size)
    return rng.gamma(params["p"] * frequency, 1.0 / nu) / frequency
