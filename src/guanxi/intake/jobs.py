"""Background work of intake."""

from __future__ import annotations

from django.conf import settings

from guanxi.intake.pruning import prune
from guanxi.intake.scheduling import KIND
from guanxi.intake.sealing import seal
from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import job
from guanxi.jobs.operations import enqueue
from guanxi.kit.phrase import Phrase

AFTERWARDS = ("people.take_contacts",)
"""Kinds of jobs that follow when the lake has changed; each reads what it needs from the lake."""


@job(KIND, name=Phrase("事件入湖", "Move events into the lake"), max_attempts=5)
def seal_inbox(context: JobContext, _args: Values) -> Values:
    """Seal what waits, then forget what is old; a repeat after a kill goes on from what the catalogue says."""
    result = seal(context.now_ms(), context.progress)
    # A run that was killed here had sealed already, so the next one finds nothing to seal and must still be followed.
    if (result.n_batches or context.attempt > 1) and settings.HOME.lake.exists():
        _follow(context)
    prune(context.now_ms())
    return {"batches": result.n_batches, "events": result.n_events, "parked": result.n_parked}


def _follow(context: JobContext) -> None:
    """Once for each sealing: a job that runs already may have read the lake before."""
    for kind in AFTERWARDS:
        key = f"{kind}:{context.public_id}"
        enqueue(kind, {}, now_ms=context.now_ms(), actor_id=context.actor_id, key=key)
