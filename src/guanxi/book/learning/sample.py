"""Learning on a bounded sample of contacts: whole hash buckets, so that only their files are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.book.facts.gather import prepare
from guanxi.book.settings import AuditSettings
from guanxi.lake.engine import Session
from guanxi.lake.schema import N_BUCKETS


@contextmanager
def learning_session(session: Session, n_contacts: int, settings: AuditSettings) -> Iterator[tuple[Session, bool]]:
    """A prepared session of at most ``settings.learning_sample`` contacts or one bucket, and whether it is a sample.

    The buckets are a hash of the id: which contacts fall into them has nothing to do with how they behave.
    """
    shares = max(1, min(N_BUCKETS, -(-n_contacts // settings.learning_sample)))
    with session.buckets(0, shares) as sample:
        prepare(sample.con, settings)
        yield sample, shares > 1
