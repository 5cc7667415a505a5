"""A process of its own (:mod:`forked`) that seals and kills itself at a chosen boundary."""

from __future__ import annotations

import os
import signal

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from forked import start_forked

from guanxi.intake.operations import seal
from guanxi.lake.store.durable import on_step

NOW_MS = 1_782_000_000_000


def seal_and_die(environment: dict[str, str], step: str, n: int) -> int | None:
    """The exit code of a process that sends itself SIGKILL the ``n``-th time it passes ``step``.

    ``lake:NAME`` is a step of the lake's own publication. One that never passes it seals to the end and gives 0.
    """
    process = start_forked(_seal, (step, n), environment)
    process.join()
    return process.exitcode


def _seal(step: str, n: int) -> None:
    seen: list[str] = []

    def at(name: str) -> None:
        seen.append(name)
        if name == step and seen.count(step) == n:
            os.kill(os.getpid(), signal.SIGKILL)

    on_step(lambda name: at(f"lake:{name}"))
    seal(NOW_MS, batch_events=20, failpoint=at)
