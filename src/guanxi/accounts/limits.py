"""How often one may fail to sign in: counted by account and by address, forgotten after a quarter of an hour.

Nobody can lock somebody out for good: what is refused is not counted, so the longest wait is the window; and an
address from which that person has signed in before is counted by itself, so that failures from elsewhere do not
reach it. Addresses and logins are kept as keyed hashes only.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from guanxi.accounts.audit import record
from guanxi.accounts.changing import subject_of
from guanxi.accounts.errors import TooManyAttempts
from guanxi.accounts.models import SignInAttempt, User, UserSession
from guanxi.kit.clock import DAY_MS

WINDOW_MS = 15 * 60_000
PER_ACCOUNT = 5
PER_ADDRESS = 30
"""More than by account: a whole shop may stand behind one address."""
KNOWN_DAYS = 90
"""So long an address counts as known after a sign-in."""
MINUTE_MS = 60_000


def hash_of_address(address: str) -> str:
    """The address, so that it can be compared and not read."""
    return _hash("address", address)


def begin_attempt(login: str, address: str, user: User | None, at_ms: int) -> SignInAttempt:
    """Count an attempt before its password is looked at; remove it again when it succeeds.

    It is written first and counted afterwards, so that many at once cannot all pass.

    Raises
    ------
    TooManyAttempts
        with the minutes until the next one is allowed.
    """
    login_hash, address_hash = _hash("login", login), hash_of_address(address)
    SignInAttempt.objects.filter(at_ms__lte=at_ms - WINDOW_MS).delete()
    attempt = SignInAttempt.objects.create(login_hash=login_hash, address_hash=address_hash, at_ms=at_ms)
    of_account = SignInAttempt.objects.filter(login_hash=login_hash)
    if user is not None and _is_known(user, address_hash, at_ms):
        of_account = of_account.filter(address_hash=address_hash)
    of_address = SignInAttempt.objects.filter(address_hash=address_hash)
    for attempts, limit in ((of_account, PER_ACCOUNT), (of_address, PER_ADDRESS)):
        earlier = list(
            attempts.exclude(pk=attempt.pk).order_by("-at_ms", "-pk").values_list("at_ms", flat=True)[:limit]
        )
        if len(earlier) == limit:
            attempt.delete()
            raise TooManyAttempts.wait(_minutes(earlier[-1] + WINDOW_MS - at_ms))
    return attempt


def record_limit(user: User, at_ms: int) -> None:
    """Write into the log that this failure was the last one allowed; not each: the log must not be flooded."""
    if SignInAttempt.objects.filter(login_hash=_hash("login", user.login)).count() == PER_ACCOUNT:
        record("session.limited", at_ms=at_ms, actor_id=None, subject=subject_of(user))


def forgive(login: str, address: str | None = None) -> None:
    """Forget the failures of a login: those from one address after a success, all after a new password."""
    attempts = SignInAttempt.objects.filter(login_hash=_hash("login", login))
    if address is not None:
        attempts = attempts.filter(address_hash=hash_of_address(address))
    attempts.delete()


def _is_known(user: User, address_hash: str, at_ms: int) -> bool:
    since_ms = at_ms - KNOWN_DAYS * DAY_MS
    return UserSession.objects.filter(user=user, address_hash=address_hash, started_ms__gte=since_ms).exists()


def _minutes(ms: int) -> int:
    return max(1, -(-ms // MINUTE_MS))


def _hash(purpose: str, text: str) -> str:
    return salted_hmac(f"guanxi.accounts.{purpose}", text, algorithm="sha256").hexdigest()
