"""Learning on a bounded sample of contacts: whole hash buckets, so that only their files are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.book.facts.gather import prepare
from guanxi.book.settings import AuditSettings
from guanxi.lake.engine import Session
from guanxi.lake.schema import N_BUCKETS

LEARNING_EVENTS = 5_000_000
"""Events of the sample: where contacts have long histories, fewer of them teach as well."""

KEPT_SQL = """
-- Grain: one row per event of the sample, without the texts that no fact needs: read some twenty times while learning.
CREATE OR REPLACE TEMP TABLE learning_events AS
SELECT event_id, contact_id, kind_id, automated, occurred_ms, program_id, peer_id, amount_fen, cost_fen, value_hint_fen
FROM events
"""


@contextmanager
def learning_session(
    session: Session, n_contacts: int, n_events: int, settings: AuditSettings
) -> Iterator[tuple[Session, bool]]:
    """A prepared session of at most ``settings.learning_sample`` contacts, and whether it is a sample.

    Whole hash buckets (one at least): which contacts fall into them has nothing to do with how they behave, and only
    their files are read. The sample's events are kept in memory.
    """
    wanted = max(-(-n_contacts // settings.learning_sample), -(-n_events // LEARNING_EVENTS))
    shares = max(1, min(N_BUCKETS, wanted))
    with session.buckets(0, shares) as sample:
        prepare(sample.con, settings)
        sample.con.execute(KEPT_SQL)
        sample.con.execute("CREATE OR REPLACE TEMP VIEW events AS FROM learning_events")
        yield sample, shares > 1
