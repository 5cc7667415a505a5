"""Background work of intake."""

from __future__ import annotations

from guanxi.intake.pruning import prune
from guanxi.intake.scheduling import KIND
from guanxi.intake.sealing import seal
from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import job
from guanxi.kit.phrase import Phrase


@job(KIND, name=Phrase("事件入湖", "Move events into the lake"), max_attempts=5)
def seal_inbox(context: JobContext, _args: Values) -> Values:
    """Seal what waits, then forget what is old; a repeat after a kill goes on from what the catalogue says."""
    result = seal(context.now_ms(), context.progress)
    prune(context.now_ms())
    return {"batches": result.n_batches, "events": result.n_events, "parked": result.n_parked}
