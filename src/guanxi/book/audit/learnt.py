"""What the first audit learns and the nightly audit opens: the model and the backtest that it passed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.extent import Extent
from guanxi.book.backtest.capital import money_test
from guanxi.book.backtest.protocol import Protocol, usual_protocol
from guanxi.book.backtest.run import run_backtest
from guanxi.book.backtest.stored import backtest_from_dict
from guanxi.book.contracts import Backtest, MoneyTest, Notice
from guanxi.book.learning.learn import Model, finish_learning, prepare_learning
from guanxi.book.learning.past import Past, read_rhythm
from guanxi.book.learning.sample import learning_session
from guanxi.book.learning.ship import Ruling, ship_heads
from guanxi.book.learning.stored import ModelOutdated, model_from_dict, model_to_dict
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS, local_day
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Session

MOST_AGE_MS = 91 * DAY_MS
"""A kept model serves for a quarter: it was proved on windows that end where it was learnt."""
MOST_GROWTH = 1.25
"""Beyond a quarter more contacts or events it would speak of a brand that it has not seen."""
EARLIER_MS = 28 * DAY_MS
"""History that begins so much earlier than what was learnt from was imported since."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A frozen model, the backtest behind it, and what the ship rule said of each outcome.

    Parameters
    ----------
    extent : of the data that it was learnt from. said : why it was learnt again, where that surprises.
    """

    model: Model
    backtest: Backtest
    rulings: Mapping[str, Ruling]
    extent: Extent
    said: tuple[Notice, ...] = ()

    def serves(self, as_of_ms: int, extent: Extent) -> bool:
        """Whether an audit at ``as_of_ms`` over data of this ``extent`` may use it instead of learning.

        Not when it has seen the future of that moment, is older than :data:`MOST_AGE_MS`, or was learnt from much less.
        """
        age_ms, own = as_of_ms - self.model.learnt_ms, self.extent
        return (
            0 <= age_ms <= MOST_AGE_MS
            and extent.n_contacts <= MOST_GROWTH * own.n_contacts
            and extent.n_events <= MOST_GROWTH * own.n_events
            and extent.earliest_ms >= own.earliest_ms - EARLIER_MS
        )

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
        return Learnt(finish_learning(learner, ship_heads(learner, rulings)), backtest, rulings, extent)


def save_learnt(learnt: Learnt, path: Path) -> None:
    """Write as JSON, whole or not at all."""
    stored = {
        "model": model_to_dict(learnt.model),
        "backtest": asdict(learnt.backtest),
        "rulings": {name: asdict(ruling) for name, ruling in learnt.rulings.items()},
        "extent": asdict(learnt.extent),
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
        when the definitions have changed since, or the file is no model.
    """
    if not path.exists():
        return None
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        stored = {}
    if "extent" not in stored:
        raise ModelOutdated(
            "The stored model cannot be read, or does not say what it was learnt from. Run `guanxi audit` with"
            " --relearn.",
            "已存模型无法读取，或没有记录学习所用数据的范围。请使用 guanxi audit --relearn 重新学习。",
        )
    return Learnt(
        model_from_dict(stored["model"]),
        backtest_from_dict(stored["backtest"]),
        {name: Ruling(**ruling) for name, ruling in stored["rulings"].items()},
        Extent(**stored["extent"]),
    )


def kept_or_learnt(
    session: Session, asked: AuditInput, extent: Extent, settings: AuditSettings, progress: Progress
) -> Learnt:
    """The kept model where it serves, else one learnt now; that is kept unless the one there is of a later date.

    So a look back at an early date learns for itself and leaves alone what today's audits use.
    """
    kept, said = _kept(asked, settings)
    if kept is not None and not asked.relearn:
        if kept.serves(asked.as_of_ms, extent):
            return kept
        if kept.model.learnt_ms <= asked.as_of_ms:
            said = (_outgrown(kept, settings),)
    learnt = learn_model(session, extent, settings, progress, protocol=asked.protocol)
    if asked.model_path is not None and (kept is None or kept.model.learnt_ms <= asked.as_of_ms):
        save_learnt(learnt, asked.model_path)
    return replace(learnt, said=said)


def _kept(asked: AuditInput, settings: AuditSettings) -> tuple[Learnt | None, tuple[Notice, ...]]:
    """What was kept, and a word about what no longer can be used."""
    try:
        return (None if asked.model_path is None else load_learnt(asked.model_path)), ()
    except ModelOutdated:
        return None, () if asked.relearn else (NEW_DEFINITIONS,)


NEW_DEFINITIONS = Notice(
    "model.new_definitions",
    "The kept models followed other definitions than this version of guanxi, so they were learnt again. Earlier books"
    " are not comparable to the fen.",
    "已存模型的定义与当前版本不同，因此重新学习。此前的账簿不能逐分比较。",
)


def _outgrown(kept: Learnt, settings: AuditSettings) -> Notice:
    day = local_day(kept.model.learnt_ms, settings.zone)
    n_contacts, n_events = f"{kept.extent.n_contacts:,}", f"{kept.extent.n_events:,}"
    return Notice(
        "model.learnt_again",
        f"The kept models were learnt as of {day} from {n_contacts} contacts and {n_events} events. The data has grown"
        " beyond them or a quarter has passed, so they were learnt again; a roll-forward shows this as recalibration.",
        f"已存模型学习于 {day}，当时有 {n_contacts} 位客户、{n_events} 条事件。此后数据已明显增加或已过一个季度，"
        "因此重新学习；变动表中列为“重新校准”。",
    )
