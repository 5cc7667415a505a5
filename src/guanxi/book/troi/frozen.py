"""The model as of a program's launch: learnt from what had happened by then, and kept."""

from __future__ import annotations

from pathlib import Path

from guanxi.book.audit.extent import read_extent
from guanxi.book.audit.learnt import Learnt, learn_model, load_learnt, save_learnt
from guanxi.book.learning.stored import ModelOutdated
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.asked import TroiInput
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake


def model_at_launch(
    lake: Lake, launch_ms: int, asked: TroiInput, settings: AuditSettings, progress: Progress
) -> Learnt:
    """The kept model of an audit where it serves at the launch, else one learnt as of the launch (and kept).

    Raises
    ------
    NotEnoughData
        when nothing had happened by the launch.
    """
    path = None if asked.models is None else asked.models / f"model-{launch_ms}.json"
    with lake.session(as_of_ms=launch_ms, threads=asked.threads, memory_limit=asked.memory_limit) as then:
        extent = read_extent(then)
        for place in (asked.model_path, path):
            kept = _kept(place)
            if kept is not None and kept.serves(launch_ms, extent):
                return kept
        learnt = learn_model(then, extent, settings, progress)
    if path is not None:
        save_learnt(learnt, path)
    return learnt


def _kept(path: Path | None) -> Learnt | None:
    """What was kept at ``path``; one that follows other definitions is learnt again rather than refused."""
    try:
        return None if path is None else load_learnt(path)
    except ModelOutdated:
        return None
