"""What a running job holds: its progress, its cursor, who asked for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from guanxi.jobs import leases
from guanxi.jobs.contracts import Values
from guanxi.jobs.errors import JobCancelled, LeaseLost, WorkerStopping
from guanxi.jobs.leases import Lease
from guanxi.jobs.rules import PROGRESS_MS

LOG = logging.getLogger("guanxi.jobs")


@dataclass(slots=True)
class Signals:
    """What others want of the job that runs: set by the heartbeat and by signals, read at each step.

    Plain values: a lock could be taken by the very thread that a signal interrupts.
    """

    is_lost: bool = False
    is_stopping: bool = False


class JobProgress:
    """Progress that is written to the job's row, and the place where a job can be interrupted.

    A step that comes soon after the one before is not written; the interruptions are looked at each time.
    """

    def __init__(self, lease: Lease, signals: Signals, now_ms: Callable[[], int]) -> None:
        self._lease, self._signals, self._now_ms = lease, signals, now_ms
        self._written_at = float("-inf")
        self._said = ""

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        """A new or advancing step.

        Raises
        ------
        JobCancelled, LeaseLost, WorkerStopping
        """
        if self._signals.is_lost:
            raise LeaseLost
        if self._signals.is_stopping:
            raise WorkerStopping
        elapsed_ms = (time.monotonic() - self._written_at) * 1000
        if elapsed_ms < PROGRESS_MS and (en == self._said or elapsed_ms < PROGRESS_MS / 4):
            return
        self._said, self._written_at = en, time.monotonic()
        try:
            is_written = leases.write_step(self._lease, self._now_ms(), en, zh, done=done, total=total)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise  # the job's own transaction is broken by it
            # A store that is away for a moment does not end an hour of computing: the last word is the settling's.
            LOG.warning("progress was not written, the store does not answer", extra={"job": self._lease.job_id})
            connection.close()
            return
        if not is_written:
            raise JobCancelled if leases.is_held(self._lease) else LeaseLost


@dataclass(slots=True)
class JobContext:
    """Handed to the job's function.

    Parameters
    ----------
    progress : give it to whatever works; it raises where the work must stop, and nobody may catch that.
    cursor : what the latest :meth:`save_cursor` kept, also before a kill; empty at first.
    actor_id : the user who asked; ``None`` for guanxi itself.
    now_ms : the clock.
    """

    job_id: int
    public_id: str
    actor_id: int | None
    attempt: int
    progress: JobProgress
    cursor: Values
    now_ms: Callable[[], int]
    lease: Lease

    def save_cursor(self, cursor: Values) -> None:
        """Remember where to go on after a kill; inside of ``transaction.atomic`` it is kept with that work or not.

        Raises
        ------
        LeaseLost
            when another worker has taken over; the transaction around it must roll back.
        """
        if not leases.write_cursor(self.lease, self.now_ms(), cursor):
            raise LeaseLost
        self.cursor = cursor
