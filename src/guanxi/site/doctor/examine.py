"""The examination of the workspace: what needs the database comes last, and not at all when that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from guanxi.jobs.queries import queue_health
from guanxi.site.doctor import environment, stores, work
from guanxi.site.doctor.findings import Finding, Verdict
from guanxi.site.home import Home


def examine_workspace(home: Home, now_ms: int) -> Iterator[Finding]:
    """Everything but the machine, with Django ready; ends at the database when that is not as this version needs it."""
    yield environment.brand()
    yield environment.names()
    yield stores.lake(home)
    yield stores.database()
    if not stores.is_reachable():
        return
    for check in (stores.integrity, stores.shape):
        finding = check()
        yield finding
        if finding.verdict is Verdict.WRONG:
            return
    yield environment.clock(now_ms)
    queue = queue_health(now_ms)
    yield work.worker(queue)
    yield work.jobs(queue)
    yield work.inbox(now_ms)
    yield stores.chain()
    yield work.backup(home, now_ms)
    yield work.owner()
