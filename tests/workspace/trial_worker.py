"""Workers in processes of their own, for tests (:mod:`forked`).

They know the trial jobs of this module, and numbers that replace the product's: a test need not wait forty seconds for
a lease to run out.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from forked import start_forked

from guanxi.facade.asking import now_ms
from guanxi.jobs import heart, leases, worker
from guanxi.jobs.context import JobContext
from guanxi.jobs.declare import job
from guanxi.kit.phrase import Phrase


def start_process(environment: dict[str, str], numbers: dict[str, int], stderr: Path) -> ForkServerProcess:
    """A worker in a new process, on the store that ``environment`` names."""
    return start_forked(work, (numbers, str(stderr)), environment)


def work(numbers: dict[str, int], stderr: str) -> None:
    """The worker's whole life."""
    os.dup2(os.open(stderr, os.O_WRONLY | os.O_APPEND | os.O_CREAT), sys.stderr.fileno())
    for module in (leases, heart, worker):
        for name, value in numbers.items():
            if hasattr(module, name):
                setattr(module, name, value)
    one = worker.Worker(now_ms, version="test")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: one.stop())
    one.run()


def say(args: dict[str, Any], word: object) -> None:
    """One line in the trial's log; a line this short is written whole or not at all."""
    handle = os.open(args["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{word} {os.getpid()}\n".encode())
    os.close(handle)


@job("trial.count", name=Phrase("数数", "Count"))
def count(context: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Count to ``n``, and remember where."""
    for number in range(context.cursor.get("n", 0), args["n"]):
        say(args, number)
        time.sleep(args["pause"])
        context.save_cursor({"n": number + 1})
        context.progress.step("Counting", "数数", done=number + 1, total=args["n"])
    return {"n": args["n"]}


@job("trial.mark", name=Phrase("记一笔", "Mark"))
def mark(_context: JobContext, args: dict[str, Any]) -> None:
    """Say once that it ran."""
    say(args, args["id"])


@job("trial.compute", name=Phrase("计算", "Compute"))
def compute(_context: JobContext, args: dict[str, Any]) -> None:
    """Be busy without any step."""
    say(args, "begin")
    time.sleep(args["seconds"])
    say(args, "end")
