"""``guanxi worker``: the process that does background jobs; any number may run."""

from __future__ import annotations

import argparse
import signal

from guanxi import __version__
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.workspace import enter, home_of
from guanxi.facade.asking import now_ms


def run(options: argparse.Namespace, _progress: TerminalProgress) -> int:
    """Work until SIGTERM or SIGINT; the job at hand goes back to the queue then."""
    home_of(options)
    enter()
    from guanxi.jobs.worker import Worker
    from guanxi.site.starting import check_ready

    check_ready()
    worker = Worker(now_ms, version=__version__)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
    return 0
