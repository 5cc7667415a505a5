"""Processes of their own for tests of backups: one that kills itself in the middle, one that restores and goes on."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from guanxi.cli.main import main
from guanxi.cli.progress import TerminalProgress

NOW_MS = 1_782_000_000_000


def run_and_die(arguments: list[str], step: str) -> int:
    """The exit code of ``guanxi ARGUMENTS`` in a copy of this process that kills itself when ``step`` begins."""
    # A connection that two processes hold would serve neither.
    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def die_at(_self: object, en: str, _zh: str, **_: Any) -> None:
        if en == step:
            os.kill(os.getpid(), signal.SIGKILL)

    TerminalProgress.step = die_at  # type: ignore[method-assign]
    os._exit(main(arguments))


def restore_and_seal(arguments: list[str]) -> None:
    """``guanxi restore`` as it is typed, then work on the restored home: seal what waits, and print what is there."""
    code = main(arguments)
    from guanxi.accounts.models import UserSession
    from guanxi.intake.models import InboxEvent
    from guanxi.intake.operations import seal
    from guanxi.site.home import Home

    settings.HOME = Home(Path(arguments[arguments.index("--home") + 1]))
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(settings.HOME.database)
    seal(NOW_MS)
    states = list(InboxEvent.objects.values_list("source_event_id", "state"))
    print(json.dumps({"code": code, "states": states, "sessions": UserSession.objects.count()}))


if __name__ == "__main__":
    restore_and_seal(sys.argv[1:])
