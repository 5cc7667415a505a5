"""The contacts of the tea brand as a table: twelve people with stories and several thousand drawn ones."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from tea_people import PEOPLE

N_CONTACTS = 6_482
CHANNELS = ("门店活码", "老客推荐", "公众号", "抖音直播", "展会扫码", "朋友圈广告")
CHANNEL_SHARE = (0.24, 0.09, 0.19, 0.27, 0.05, 0.16)
CHANNEL_TRUST = (0.62, 0.74, 0.55, 0.31, 0.44, 0.35)
COHORTS = ("2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4")
STAFF = ("店长阿珍", "小顾问·陆", "茶艺师老林", "客服一组")
SUB_SCORES = ("frequency", "silence", "willingness", "response", "latency", "referral")


def _tiers(trust: np.ndarray, value: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    broken = rng.random(trust.size) < 0.041
    core = (trust >= 0.6) & (value > np.quantile(value, 0.62))
    tier = np.where(core, "core", np.where(trust < 0.25, "doubtful", "ordinary"))
    return np.where(broken, "none", tier)


def contacts_table(seed: int = 20251231) -> pa.Table:
    """One row per contact with the columns that ``Book`` promises; the first twelve are the people with stories."""
    rng = np.random.default_rng(seed)
    n = N_CONTACTS
    channel = rng.choice(len(CHANNELS), n, p=CHANNEL_SHARE)
    mean = np.asarray(CHANNEL_TRUST)[channel]
    trust = rng.beta(3.2 * mean + 0.25, 3.2 * (1 - mean) + 0.25)
    potential = np.round(rng.lognormal(9.55, 0.95, n)).astype(np.int64)
    cost = np.round(rng.gamma(2.2, 1_150, n)).astype(np.int64)
    tier = _tiers(trust, potential * trust, rng)
    trust[tier == "none"] = 0.0
    potential[tier == "none"] = 0
    cost[tier == "none"] = 0
    n_eff = rng.gamma(1.6, 4.0, n)
    for i, person in enumerate(PEOPLE):  # twelve people, not contacts at large
        trust[i], potential[i], cost[i] = person.trust.value, person.potential, person.cost_to_serve
        tier[i], n_eff[i] = person.tier.value, person.n_eff
    capital = np.round(potential * trust).astype(np.int64)
    p_alive = np.clip(trust * 0.8 + rng.normal(0.12, 0.06, n), 0, 1)
    clv = np.round(potential * p_alive).astype(np.int64)
    spread = 0.3 / np.sqrt(n_eff + 1)
    keys = [person.source_key for person in PEOPLE] + [f"TEA{i:06d}" for i in range(len(PEOPLE) + 1, n + 1)]
    drivers = [{"driver": "silence", "strength": -1.32}, {"driver": "response", "strength": 0.4}]
    columns = {
        "contact_id": np.arange(1, n + 1, dtype=np.int64),
        "source_key": keys,
        "potential": potential,
        "trust": trust,
        "trust_low": np.clip(trust - spread, 0, 1),
        "trust_high": np.clip(trust + spread, 0, 1),
        "trust_capital": capital,
        "clv": clv,
        "p_alive": p_alive,
        "cost_to_serve": cost,
        "tier": pa.array(tier).dictionary_encode(),
        "is_liability": (tier == "doubtful") & (clv < cost) & (n_eff >= 3),
        "n_eff": n_eff,
        "drivers": pa.array([drivers] * n),
        "lifecycle_stage": rng.choice(
            ["new", "active", "cooling", "dormant", "lost"], n, p=[0.08, 0.42, 0.2, 0.2, 0.1]
        ),
        "channel": pa.array(np.asarray(CHANNELS)[channel]).dictionary_encode(),
        "cohort": rng.choice(COHORTS, n, p=[0.3, 0.2, 0.2, 0.15, 0.15]),
        "staff_id": rng.choice(STAFF, n, p=[0.36, 0.3, 0.14, 0.2]),
    }
    columns |= {f"s_{name}": np.clip(trust + rng.normal(0, 0.18, n), 0, 1) for name in SUB_SCORES}
    return pa.table(columns)
