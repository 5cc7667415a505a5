"""``guanxi bench``: each bench prints its JSON and says what it was measured with."""

from __future__ import annotations

import argparse

from guanxi.cli.progress import TerminalProgress

DEFAULT_CONTACTS = {
    "value": 1_000_000,
    "audit": 1_000_000,
    "lake": 1_000_000,
    "recovery": 20_000,
    "experiments": 4_000,
    "network": 1_000_000,
    "flywheel": 2_500,
    "troi": 0,
    "pages": 1_000_000,
    "intake": 0,
}
DEFAULT_EVENTS = {"audit": 100_000_000, "lake": 100_000_000, "intake": 50_000}


def run(options: argparse.Namespace, progress: TerminalProgress) -> int:
    """Run one bench; its module is imported only then, since it may need extras."""
    n_contacts = DEFAULT_CONTACTS[options.what] if options.contacts is None else options.contacts
    n_events = DEFAULT_EVENTS.get(options.what, 0) if options.events is None else options.events
    if options.what == "value":
        from guanxi.bench import value

        value.run(n_contacts, options.seed, out=options.out, progress=progress)
    elif options.what == "audit":
        from guanxi.bench import audit

        audit.run(n_contacts, n_events, options.seed, out=options.out, work=options.work, progress=progress)
    elif options.what == "recovery":
        from guanxi.bench import recovery

        recovery.run(n_contacts, options.brands, options.seed, out=options.out, work=options.work, progress=progress)
    elif options.what == "experiments":
        from guanxi.bench import experiments

        experiments.run(n_contacts, options.seed, out=options.out, progress=progress)
    elif options.what == "network":
        from guanxi.bench import network

        network.run(n_contacts, options.bonds, options.seed, out=options.out, work=options.work, progress=progress)
    elif options.what == "flywheel":
        from guanxi.bench import flywheel

        flywheel.run(n_contacts, options.brands, options.seed, out=options.out, progress=progress)
    elif options.what == "troi":
        from guanxi.bench import troi, troi_scale

        if n_contacts:
            troi_scale.run(n_contacts, options.seed, out=options.out, work=options.work, progress=progress)
            return 0
        troi.run(options.programs, options.seed, out=options.out, work=options.work, progress=progress)
    elif options.what == "intake":
        from guanxi.bench import intake

        intake.run(n_events, out=options.out, work=options.work, progress=progress)
    elif options.what == "pages":
        from guanxi.bench import pages

        pages.run(n_contacts, options.seed, out=options.out, work=options.work, progress=progress)
    else:
        from guanxi.bench import lake

        lake.run(n_events, options.seed, out=options.out, work=options.work, progress=progress)
    return 0
