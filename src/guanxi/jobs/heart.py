"""The worker's second thread: says that it lives, keeps its job while that computes, and ends it when time is up."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import connection
from django.db.utils import Error

from guanxi.jobs import leases
from guanxi.jobs.context import Signals
from guanxi.jobs.leases import Lease
from guanxi.jobs.models import WorkerBeat
from guanxi.jobs.rules import BEAT_MS, GRACE_MS, RECONNECT_MS

LOG = logging.getLogger("guanxi.jobs")


class Heart:
    """Beats in its own thread and on its own connection, because the job's may be inside of a transaction.

    ``current`` is the lease that is renewed; it belongs to the worker's thread and is read here as one value.
    """

    def __init__(self, name: str, version: str, now_ms: Callable[[], int]) -> None:
        self.name, self.version, self.now_ms = name, version, now_ms
        self.current: tuple[Lease, Signals] | None = None
        self._wake = threading.Event()
        self._is_ended = False
        self._was_well = True
        self._deadline = float("inf")
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        """Say that the worker lives, from now on."""
        self._thread.start()

    def hurry(self) -> None:
        """The worker was told to stop: a job that reaches no step within the grace is given back, and the process ends.

        A thread cannot stop another one, and a query of the engine may run for minutes: ending the process is what a
        kill would do, which every job must bear anyway.
        """
        self._deadline = time.monotonic() + GRACE_MS / 1000
        self._wake.set()

    def stop(self) -> None:
        """The worker ends well: take its sign of life away."""
        self._is_ended = True
        self._wake.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        started_ms = self.now_ms()
        while not self._is_ended:
            is_well = self._beat(started_ms)
            if time.monotonic() >= self._deadline and self.current is not None:
                self._end_process(self.current[0])
            waiting_s = (BEAT_MS if is_well else min(BEAT_MS, RECONNECT_MS)) / 1000
            self._wake.wait(max(0.05, min(waiting_s, self._deadline - time.monotonic())))
            self._wake.clear()
        # When the store is away, the row grows old by itself.
        with contextlib.suppress(Error):
            WorkerBeat.objects.filter(name=self.name).delete()
        connection.close()

    def _beat(self, started_ms: int) -> bool:
        """One beat; False when the store did not answer."""
        now_ms, held = self.now_ms(), self.current
        try:
            if held is not None and not leases.renew(held[0], now_ms) and self.current is held:
                held[1].is_lost = True
            if not WorkerBeat.objects.filter(name=self.name).update(beat_ms=now_ms):
                WorkerBeat.objects.create(name=self.name, version=self.version, started_ms=started_ms, beat_ms=now_ms)
        except Error:
            if self._was_well:
                LOG.warning("no sign of life was written, the store does not answer", extra={"worker": self.name})
            self._was_well = False
            with contextlib.suppress(Error):
                connection.close()
            return False
        self._was_well = True
        return True

    def _end_process(self, lease: Lease) -> None:
        try:
            leases.give_back(lease, self.now_ms())
            WorkerBeat.objects.filter(name=self.name).delete()
        except Error:
            LOG.warning("the job was not given back, its lease runs out", extra={"worker": self.name})
        LOG.warning("worker ends in the middle of a job, which goes back to the queue", extra={"worker": self.name})
        logging.shutdown()
        os._exit(0)
