"""What the first audit learns and the nightly audit opens: the model and the backtest that it passed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.extent import Extent
from guanxi.book.backtest.capital import money_test
from guanxi.book.backtest.protocol import Protocol, usual_protocol
from guanxi.book.backtest.run import run_backtest
from guanxi.book.backtest.stored import backtest_from_dict
from guanxi.book.contracts import Backtest, MoneyTest
from guanxi.book.learning.learn import Model, finish_learning, prepare_learning
from guanxi.book.learning.past import Past, read_rhythm
from guanxi.book.learning.sample import learning_session
from guanxi.book.learning.ship import Ruling, ship_heads
from guanxi.book.learning.stored import model_from_dict, model_to_dict
from guanxi.book.settings import AuditSettings
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Session


@dataclass(frozen=True, slots=True)
class Learnt:
    """A frozen model, the backtest behind it, and what the ship rule said of each outcome."""

    model: Model
    backtest: Backtest
    rulings: Mapping[str, Ruling]

    @property
    def money_test(self) -> MoneyTest | None:
        """The test of the last closed window; ``None`` when no window could be tested."""
        return money_test(self.backtest.capital[-1]) if self.backtest.capital else None


def learn_model(
    session: Session,
    extent: Extent,
    settings: AuditSettings,
    progress: Progress,
    *,
    rulings: Mapping[str, Ruling] | None = None,
    protocol: Protocol | None = None,
) -> Learnt:
    """Backtest, rule, learn at the session's moment: from at most ``settings.learning_sample`` contacts.

    ``rulings`` given: they are obeyed and no backtest is run (the model of an opening date).
    """
    as_of_ms, earliest_ms = session.as_of_ms, extent.earliest_ms
    with learning_session(session, extent.n_contacts, extent.n_events, settings) as (sample, is_sample):
        con = sample.con
        rhythm = read_rhythm(con, as_of_ms, settings)
        backtest = Backtest((), (), 0, is_sample)
        if rulings is None:
            progress.step("Backtesting on unseen windows", "正在未见窗口上回测")
            dates = protocol or usual_protocol(as_of_ms, earliest_ms, rhythm)
            run = run_backtest(con, dates, earliest_ms, settings, sampled=is_sample)
            backtest, rulings = run.backtest, run.rulings
        progress.step("Learning the models", "正在学习模型")
        learner = prepare_learning(Past(con, as_of_ms, settings, rhythm), as_of_ms, earliest_ms)
        return Learnt(finish_learning(learner, ship_heads(learner, rulings)), backtest, rulings)


def save_learnt(learnt: Learnt, path: Path) -> None:
    """Write as JSON, whole or not at all."""
    stored = {
        "model": model_to_dict(learnt.model),
        "backtest": asdict(learnt.backtest),
        "rulings": {name: asdict(ruling) for name, ruling in learnt.rulings.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(path)


def load_learnt(path: Path) -> Learnt | None:
    """What :func:`save_learnt` wrote; ``None`` when nothing was.

    Raises
    ------
    ModelOutdated
        when the definitions have changed since.
    """
    if not path.exists():
        return None
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Learnt(
        model_from_dict(stored["model"]),
        backtest_from_dict(stored["backtest"]),
        {name: Ruling(**ruling) for name, ruling in stored["rulings"].items()},
    )


def kept_or_learnt(
    session: Session, asked: AuditInput, extent: Extent, settings: AuditSettings, progress: Progress
) -> Learnt:
    """The kept model where it may be used, else one learnt now (and kept)."""
    kept = None if asked.relearn or asked.model_path is None else load_learnt(asked.model_path)
    # A model from after as_of has seen the future of this audit.
    if kept is not None and kept.model.learnt_ms <= asked.as_of_ms:
        return kept
    learnt = learn_model(session, extent, settings, progress, protocol=asked.protocol)
    if asked.model_path is not None:
        save_learnt(learnt, asked.model_path)
    return learnt
