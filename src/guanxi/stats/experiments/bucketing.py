"""Who is held out, by arithmetic alone: a random cubic over a prime field, the same in every engine.

With p = 2³¹ − 1 and a, b, c, d the four 64-bit big-endian words of SHA-256(salt) mod p,

    h(x) = (((a·x + b) mod p · x + c) mod p · x + d) mod p,   bucket = h mod 10,000,   x = contact id mod p.

Every intermediate lies below 2⁶². A random polynomial of degree 3 is 4-wise independent over contacts (Carter & Wegman
1981, §1; Wegman & Carter 1981, §3), and each salt draws coefficients of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.kit.errors import SettingsError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PRIME = 2**31 - 1
N_BUCKETS = 10_000
"""One bucket is one basis point."""

UNIVERSAL = -1
"""Arm of a contact in the universal holdout: outside every program."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """a, b, c, d of a salt's cubic, each in [0, p)."""

    a: int
    b: int
    c: int
    d: int

    @classmethod
    def of(cls, salt: str) -> Coefficients:
        """The coefficients of ``salt`` (UTF-8)."""
        digest = hashlib.sha256(salt.encode()).digest()
        return cls(*(int.from_bytes(digest[i : i + 8], "big") % PRIME for i in (0, 8, 16, 24)))


@dataclass(frozen=True, slots=True)
class Holdout:
    """A share of all contacts, chosen by ``salt``. Raising ``share_bp`` (0–10,000 basis points) only adds people."""

    salt: str
    share_bp: int

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        _check_shares((self.share_bp, N_BUCKETS - self.share_bp))


def compute_buckets(contact_id: Ints, salt: str) -> Ints:
    """(n,) bucket 0…9,999 of each contact id >= 0."""
    of = Coefficients.of(salt)
    x = np.asarray(contact_id, dtype=np.int64) % PRIME
    h = (of.a * x + of.b) % PRIME
    h = (h * x + of.c) % PRIME
    return np.asarray((h * x + of.d) % PRIME % N_BUCKETS, dtype=np.int64)


def bucket_sql(contact_id: str, salt: str) -> str:
    """The same bucket as SQL over the column or expression ``contact_id``: only +, * and % on BIGINT."""
    of = Coefficients.of(salt)
    p, x = f"{PRIME}::BIGINT", f"(({contact_id})::BIGINT % {PRIME}::BIGINT)"
    h = f"(({of.a}::BIGINT * {x} + {of.b}::BIGINT) % {p})"
    h = f"(({h} * {x} + {of.c}::BIGINT) % {p})"
    return f"((({h} * {x} + {of.d}::BIGINT) % {p}) % {N_BUCKETS}::BIGINT)"


def is_held_out(contact_id: Ints, holdout: Holdout) -> Bools:
    """(n,) who is in the holdout."""
    return compute_buckets(contact_id, holdout.salt) < holdout.share_bp


def assign_arms(contact_id: Ints, salt: str, shares_bp: tuple[int, ...], universal: Holdout | None = None) -> Ints:
    """(n,) arm of each contact: disjoint, covering, the universal holdout first.

    Parameters
    ----------
    salt : the program's; never changed while the program runs.
    shares_bp : of each arm in basis points, summing to 10,000; arm 0 is the program's holdout.
    universal : its members get :data:`UNIVERSAL`, whatever the program says.

    Raises
    ------
    SettingsError
        when the shares do not sum to 10,000.
    """
    _check_shares(shares_bp)
    bounds = np.cumsum(shares_bp)
    arm = np.searchsorted(bounds, compute_buckets(contact_id, salt), side="right").astype(np.int64)
    if universal is not None:
        arm[is_held_out(contact_id, universal)] = UNIVERSAL
    return arm


def _check_shares(shares_bp: tuple[int, ...]) -> None:
    if min(shares_bp, default=-1) < 0 or sum(shares_bp) != N_BUCKETS:
        raise SettingsError(
            f"The shares {list(shares_bp)} of an experiment must be 0 or more basis points and sum to 10,000. "
            "Change the shares.",
            f"实验各组占比 {list(shares_bp)}（基点）须不为负且合计 10,000。请修改占比。",
        )
