"""``guanxi simulate``."""

from __future__ import annotations

import argparse

from guanxi.cli.progress import TerminalProgress
from guanxi.facade.outputs import prepare_folder
from guanxi.kit.clock import moment
from guanxi.simulator import simulate


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Write a brand and say what is in it."""
    prepare_folder(options.out)
    brand = simulate(
        options.contacts,
        options.days,
        options.seed,
        options.out,
        events_target=options.events,
        progress=progress,
    )
    progress.close()
    day = moment(brand.as_of_ms).date()
    print(
        f"{brand.n_contacts:,} 位客户，{brand.n_events:,} 个事件，截至 {day}：{brand.path.resolve()}"
        if options.lang == "zh"
        else f"{brand.n_contacts:,} contacts, {brand.n_events:,} events up to {day}: {brand.path.resolve()}"
    )
    return 0
