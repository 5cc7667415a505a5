"""``guanxi bench``: each bench prints its JSON and says what it was measured with."""

from __future__ import annotations

import argparse

from guanxi.cli.progress import TerminalProgress


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Run one bench; its module is imported only then, since it may need extras."""
    if options.what == "value":
        from guanxi.bench import value

        value.run(options.contacts, options.seed, out=options.out, progress=progress)
    elif options.what == "audit":
        from guanxi.bench import audit

        audit.run(options.contacts, options.events, options.seed, out=options.out, work=options.work, progress=progress)
    else:
        from guanxi.bench import lake

        lake.run(options.events, options.seed, out=options.out, work=options.work, progress=progress)
    return 0
