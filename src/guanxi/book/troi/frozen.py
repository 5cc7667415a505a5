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
    """The kept model of an audit when it was learnt by the launch, else one learnt as of the launch (and kept).

    Raises
    ------
    NotEnoughData
        when nothing had happened by the launch.
    """
    kept = _kept(asked.model_path)
    if kept is not None and kept.model.learnt_ms <= launch_ms:
        return kept
    path = None if asked.models is None else asked.models / f"model-{launch_ms}.json"
    stored = _kept(path)
    if stored is not None:
        return stored
    with lake.session(as_of_ms=launch_ms, threads=asked.threads, memory_limit=asked.memory_limit) as then:
        learnt = learn_model(then, read_extent(then), settings, progress)
    if path is not None:
        save_learnt(learnt, path)
    return learnt


def _kept(path: Path | None) -> Learnt | None:
    """What was kept at ``path``; one that follows other definitions is learnt again rather than refused."""
    try:
        return None if path is None else load_learnt(path)
    except ModelOutdated:
        return None
