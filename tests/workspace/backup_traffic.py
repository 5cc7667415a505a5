"""A shop that sends and a worker that seals, beside a test of backups."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import connection
from made_intake import NOW_MS, made_source, order

from guanxi.intake.contracts import Status
from guanxi.intake.operations import append, seal


class Over(Exception):
    """The traffic ends, wherever sealing is."""


class Traffic:
    """A shop that sends, and a worker that seals, as fast as they can until they are stopped."""

    def __init__(self) -> None:
        self.shop, self.sent, self.acknowledged = made_source().source, 0, list[str]()
        self.n_sealings, self.failed = 0, list[BaseException]()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._loop, args=(each,)) for each in (self._send, self._seal)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for(self, n_sealings: int) -> None:
        until = time.monotonic() + 60
        while self.n_sealings < n_sealings and not self.failed:
            assert time.monotonic() < until, "nothing was sealed"
            time.sleep(0.005)

    def _loop(self, work: Callable[[], None]) -> None:
        try:
            while not self._is_over.is_set():
                work()
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def _send(self) -> None:
        events = [order(number) for number in range(self.sent, self.sent + 20)]
        self.sent += len(events)
        receipt = append(self.shop, events, NOW_MS)
        assert receipt.count(Status.ACCEPTED) == len(events)
        self.acknowledged += [event["id"] for event in events]
        time.sleep(0.05)

    def _seal(self) -> None:
        with suppress(Over):
            seal(NOW_MS, batch_events=50, failpoint=self._passed)

    def _passed(self, step: str) -> None:
        self.n_sealings += step == "cleared"
        if self._is_over.is_set():
            raise Over
