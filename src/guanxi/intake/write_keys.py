"""Write keys: made once, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

BEGINS = "gxw_"
SECRET_BYTES = 32
PREFIX_CHARACTERS = len(BEGINS) + 8
MAX_CHARACTERS = 80


def new_write_key() -> str:
    """``gxw_`` and 256 random bits; of these 48 may be shown as its prefix, and 208 stay secret."""
    return BEGINS + secrets.token_urlsafe(SECRET_BYTES)


def prefix_of(write_key: str) -> str:
    """What may be shown of a key and finds its source."""
    return write_key[:PREFIX_CHARACTERS]


def hash_of(write_key: str) -> str:
    """SHA-256 in hex. A key is random, so that no slow hash is needed."""
    return hashlib.sha256(write_key.encode()).hexdigest()


def is_key_of(write_key: str, key_hash: str) -> bool:
    """Whether ``write_key`` is the one that was hashed, compared in constant time."""
    return hmac.compare_digest(hash_of(write_key), key_hash)
