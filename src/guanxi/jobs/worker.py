"""The worker: takes the next due job, runs it, and goes on until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.db.utils import Error, InterfaceError, OperationalError

from guanxi.jobs import leases
from guanxi.jobs.context import Signals
from guanxi.jobs.heart import Heart
from guanxi.jobs.rules import (
    FREE_EVERY_MS,
    GRACE_MS,
    KEEP_FINISHED_MS,
    POLL_MS,
    PRUNE_EVERY_MS,
    reconnect_delay_ms,
)
from guanxi.jobs.running import run_claimed
from guanxi.kit.full_disk import is_disk_full

NOTICE_S = 0.25
NO_ANSWER = "the store does not answer, trying again"
LOG = logging.getLogger("guanxi.jobs")


class Worker:
    """One process's loop. Any number may run on one store; each job is one worker's at a time.

    Parameters
    ----------
    now_ms : the clock. Leases compare the clocks of machines: let them agree within ten seconds.
    """

    def __init__(self, now_ms: Callable[[], int], *, version: str, name: str = "") -> None:
        self.name = name or f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.now_ms = now_ms
        self._heart = Heart(self.name, version, now_ms)
        self._is_stopping = False
        self._signals: Signals | None = None
        self._freed_at = self._pruned_at = float("-inf")

    def stop(self) -> None:
        """End after the job's next step; safe in a signal handler, and twice."""
        if self._is_stopping:
            return
        self._is_stopping = True
        signals = self._signals
        if signals is not None:
            signals.is_stopping = True
        self._heart.hurry()

    def run(self) -> None:
        """Work until :meth:`stop`. A store that does not answer is waited for."""
        LOG.info("worker started", extra={"worker": self.name})
        self._heart.start()
        n_failures = 0
        while not self._is_stopping:
            try:
                is_busy = self._turn()
            except (OperationalError, InterfaceError) as error:
                n_failures += 1
                self._say_lost(n_failures, error)
                self._pause(reconnect_delay_ms(n_failures))
                continue
            if n_failures:
                LOG.info("the store answers again", extra={"worker": self.name})
                n_failures = 0
            if not is_busy:
                self._pause(POLL_MS)
        self._heart.stop()
        connection.close()
        LOG.info("worker stopped", extra={"worker": self.name})

    def _turn(self) -> bool:
        """Look after the queue, then do one job; False when none was due."""
        close_old_connections()
        if self._is_time("_freed_at", FREE_EVERY_MS) and (n_freed := leases.free_expired(self.now_ms())):
            LOG.warning("jobs of dead workers were freed", extra={"n": n_freed})
        if self._is_time("_pruned_at", PRUNE_EVERY_MS):
            leases.prune(self.now_ms() - KEEP_FINISHED_MS)
            leases.forget_dead_workers(self.now_ms())
        lease = leases.claim(self.name, self.now_ms())
        if lease is None:
            return False
        signals = Signals()
        self._signals, self._heart.current = signals, (lease, signals)
        if self._is_stopping:
            signals.is_stopping = True  # the order came between the claim and the line above
        try:
            run_claimed(lease, self.now_ms, signals, self._settle)
        finally:
            self._signals = self._heart.current = None
        return True

    def _pause(self, length_ms: int) -> None:
        """Wait, but not longer than it takes to notice a stop."""
        until = time.monotonic() + length_ms / 1000
        while not self._is_stopping and (left_s := until - time.monotonic()) > 0:
            time.sleep(min(left_s, NOTICE_S))

    def _is_time(self, mark: str, every_ms: int) -> bool:
        now = time.monotonic()
        if (now - getattr(self, mark)) * 1000 < every_ms:
            return False
        setattr(self, mark, now)
        return True

    def _settle(self, write: Callable[[], bool]) -> bool:
        """Write how a job ended, again and again until the store answers; work that is done must not be lost.

        A write that was repeated because only its answer was lost changes nothing: the lease has moved on.
        """
        n_failures, stopped_at = 0, float("inf")
        while True:
            try:
                return write()
            except (OperationalError, InterfaceError) as error:
                n_failures += 1
                self._say_lost(n_failures, error)
                if self._is_stopping:
                    stopped_at = min(stopped_at, time.monotonic())
                    if (time.monotonic() - stopped_at) * 1000 > GRACE_MS:
                        return False
                time.sleep(reconnect_delay_ms(n_failures) / 1000)

    def _say_lost(self, n_failures: int, error: Exception) -> None:
        """Said once, however long it lasts: on a full disk the log would be the last thing to grow."""
        if n_failures == 1:
            said = "the store's disk is full, waiting for room" if is_disk_full(error) else NO_ANSWER
            LOG.warning(said, extra={"worker": self.name, "why": type(error).__name__})
        # A connection that is cut off while the store is away must not end the worker either.
        with contextlib.suppress(Error):
            connection.close()
