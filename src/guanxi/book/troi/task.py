"""One read-out under way: what every step of it shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.learnt import Learnt
from guanxi.book.contracts.troi import ArmRow, Assigned, TroiScope
from guanxi.book.settings import DEFINITION_VERSION, AuditSettings
from guanxi.book.troi.asked import TroiInput
from guanxi.book.troi.dealt import Dealt
from guanxi.book.troi.money import Margins, Pools, read_pools
from guanxi.book.troi.outcomes import Outcomes, Question, measure
from guanxi.book.troi.programs import Chosen
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Session

Bools = NDArray[np.bool_]

BONDS_SQL = """
-- Grain: one number: whether anybody ever recommended or shared anything.
SELECT count(*) > 0 FROM (SELECT 1 FROM events JOIN kinds USING (kind_id) WHERE role = 'bond' LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Task:
    """One program (or type) with its arms, the frozen model and the question.

    Parameters
    ----------
    n_events : in the session. earliest_ms : first act in the data.
    arm : the treated arm where several were dealt. assigned : what the assignments say; ``None`` without any.
    n_treated : of all arms, which share the cost pools.
    """

    session: Session
    chosen: Chosen
    dealt: Dealt
    learnt: Learnt
    settings: AuditSettings
    asked: TroiInput
    n_events: int
    earliest_ms: int
    progress: Progress
    arm: str = ""
    assigned: Assigned | None = None
    n_treated: int = 0

    @property
    def launch_ms(self) -> int:
        """First assignment."""
        return int(self.dealt.assigned_ms.min())

    @property
    def question(self) -> Question:
        """What is measured of each contact."""
        return Question(self.dealt, self.chosen.programs, self.asked.days, self.launch_ms, self.learnt, self.settings)

    def measure(self) -> Outcomes:
        """Outcomes of every contact of the arms."""
        return measure(self.session, self.question, self.n_events, self.progress)

    def has_bonds(self) -> bool:
        """Whether the data knows recommendations at all."""
        return bool(self.session.con.execute(BONDS_SQL).fetchall()[0][0])

    def pools(self) -> Pools:
        """The cost pools that name the program (its name must stand on the session)."""
        return read_pools(self.session, self.launch_ms, int(self.dealt.matured_ms(self.asked.days).max()))

    def scope(self) -> TroiScope:
        """What was read out, and under which rules."""
        asked, settings = self.asked, self.settings
        return TroiScope(
            program=self.chosen.name,
            programs=self.chosen.programs,
            days=asked.days,
            as_of_ms=asked.as_of_ms,
            launch_ms=self.launch_ms,
            latest_assigned_ms=int(self.dealt.assigned_ms.max()),
            learnt_ms=self.learnt.model.learnt_ms,
            asset="trust_capital" if self.question.is_money else "clv",
            winsor_quantile=asked.winsor_quantile,
            level=asked.level,
            risk_free=settings.risk_free,
            margin_rate=settings.margin_rate,
            margin_assumed=settings.margin_assumed,
            definition_version=DEFINITION_VERSION,
            arm=self.arm,
        )


def arm_rows(dealt: Dealt, matured: Bools, outcomes: Outcomes, margins: Margins) -> tuple[ArmRow, ...]:
    """Both arms as they came, before any adjustment."""
    change = (outcomes.asset_after - outcomes.asset_before).astype(np.float64)
    earlier = (outcomes.asset_before - outcomes.asset_early).astype(np.float64)
    rows = []
    for name, arm in (("treated", dealt.is_treated), ("control", ~dealt.is_treated)):
        ripe = arm & matured
        has = bool(ripe.any())
        rows.append(
            ArmRow(
                arm=name,
                n_assigned=int(arm.sum()),
                n_matured=int(ripe.sum()),
                n_units=len(np.unique(dealt.unit[ripe])),
                mean_margin=float(margins.after[ripe].mean()) if has else None,
                mean_change=float(change[ripe].mean()) if has else None,
                mean_margin_before=float(margins.before[ripe].mean()) if has else None,
                mean_asset_before=float(outcomes.asset_before[ripe].mean()) if has else None,
                mean_change_before=float(earlier[ripe].mean()) if has else None,
            )
        )
    return tuple(rows)
