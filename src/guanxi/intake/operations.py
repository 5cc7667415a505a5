"""Writes of intake: the one face that others use."""

from __future__ import annotations

from guanxi.intake.appending import append
from guanxi.intake.problems import Replayed, dismiss_problems, problems_csv, replay_problems
from guanxi.intake.pruning import prune
from guanxi.intake.scheduling import seal_now
from guanxi.intake.sealing import SealResult, seal
from guanxi.intake.sources import add_source, close_source, rotate_key

__all__ = [
    "Replayed",
    "SealResult",
    "add_source",
    "append",
    "close_source",
    "dismiss_problems",
    "problems_csv",
    "prune",
    "replay_problems",
    "rotate_key",
    "seal",
    "seal_now",
]
