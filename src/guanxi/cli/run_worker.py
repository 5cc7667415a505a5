"""``guanxi worker``: the process that does background jobs; any number may run.

Whoever starts it at a terminal hears that it works, and warnings; a service manager, which keeps what it says, hears
each job begin and end.
"""

from __future__ import annotations

import argparse
import signal
import sys

from guanxi import __version__
from guanxi.cli.progress import TerminalProgress
from guanxi.cli.workspace import enter, home_of
from guanxi.facade.asking import now_ms
from guanxi.kit.phrase import Phrase

WORKING = Phrase(
    "后台任务进程已启动\n  数据目录  {home}\n任务的进度见“设置 → 后台任务”。按 Ctrl-C 停止。",
    "The worker is up\n  home      {home}\nIts jobs are under Settings → Background jobs. Press Ctrl-C to stop.",
)
STOPPED = Phrase("已停止。", "Stopped.")


def run(options: argparse.Namespace, _progress: TerminalProgress) -> int:
    """Work until SIGTERM or SIGINT; the job at hand goes back to the queue then."""
    home, is_watched = home_of(options), sys.stderr.isatty()
    enter(is_quiet=is_watched)
    from guanxi.jobs.worker import Worker
    from guanxi.site.starting import check_ready

    check_ready()
    worker = Worker(now_ms, version=__version__)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    if is_watched:
        print(WORKING.text(options.lang, home=str(home.path)), file=sys.stderr, flush=True)
    worker.run()
    if is_watched:
        print(STOPPED.text(options.lang), file=sys.stderr, flush=True)
    return 0
