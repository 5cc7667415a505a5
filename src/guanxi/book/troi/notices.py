"""What the reader must know before believing a read-out."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import OverlapRow, Returns, SampleRatioRow, Spend
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS
from guanxi.book.troi.dealt import Dealt
from guanxi.book.troi.observed import SMALLEST_GROUP
from guanxi.book.troi.outcomes import Outcomes
from guanxi.book.troi.overlap import overlap_notice
from guanxi.book.troi.task import Task

SHOWN_WORDS = ("holdout", "control", "对照组", "留出组")


def randomised_notices(
    task: Task, reached: Outcomes, matured: Dealt, overlaps: tuple[OverlapRow, ...], ratio: SampleRatioRow | None
) -> tuple[Notice, ...]:
    """Everything worth saying of a randomised read-out."""
    return (
        *_common(task),
        *_untested_ratio(ratio),
        *_leaked(reached, matured),
        *overlap_notice(overlaps),
    )


def observational_basics(task: Task, returns: Returns | None, spent: Spend) -> tuple[Notice, ...]:
    """What is missing for an observational figure."""
    found = list(_common(task))
    if returns is None:
        found.append(
            Notice(
                "troi.too_few",
                f"Of the contacts whose {task.asked.days} days before and after lie within the data, fewer than "
                f"{SMALLEST_GROUP} were reached, or fewer than {SMALLEST_GROUP} were not: no effect is shown.",
                f"前后各 {task.asked.days} 天均在数据范围内的客户中，已触达或未触达的不足 {SMALLEST_GROUP} 人："
                "不显示效果。",
                severe=True,
            )
        )
    if not spent.total:
        found.append(
            Notice(
                "troi.no_spend",
                "No spend of this program is recorded: the effect is shown, but no return on it. Give its events a "
                "cost, or add rows to the costs table that name it.",
                "没有该项目的支出记录：只显示效果，不计算回报率。请为其事件填写成本，或在费用表中注明该项目。",
            )
        )
    return tuple(found)


def one_arm_notices(dealt: Dealt) -> tuple[Notice, ...]:
    """Why a read-out is observational although (or because) of its assignments."""
    if not dealt.n:
        return (
            Notice(
                "troi.no_holdout",
                "The data holds no assignments of this program, so there is no holdout. Hold out a share next time: "
                "the table `assignments` says who was dealt which arm.",
                "数据中没有该项目的实验分组，因此没有留出组。下次请随机留出一部分客户，并用实验分组表记录。",
            ),
        )
    words = ", ".join(SHOWN_WORDS)
    return (
        Notice(
            "troi.one_arm",
            f"All {dealt.n:,} assigned contacts are in one arm, so there is no holdout (names of one are known, such "
            f"as {words}).",
            f"已分组的 {dealt.n:,} 位客户都在同一组，没有留出组（可识别的留出组名称如 {words}）。",
        ),
    )


def _common(task: Task) -> tuple[Notice, ...]:
    settings, found = task.settings, []
    if settings.margin_assumed:
        rate = f"{settings.margin_rate:.0%}"
        found.append(
            Notice(
                "troi.margin_assumed",
                f"The margin rate of {rate} is assumed. State margin_rate in guanxi.yaml.",
                f"毛利率 {rate} 为假设值。请在 guanxi.yaml 中填写 margin_rate。",
                severe=True,
            )
        )
    if not task.question.is_money:
        found.append(
            Notice(
                "troi.asset_is_clv",
                "At launch trust capital had not passed its money test, so the change of customer value (clv) stands "
                "in its place.",
                "项目启动时信任资本未通过货币检验，因此以客户终身价值（clv）的变化代替。",
            )
        )
    if task.asked.days < SHORTEST_ANNUAL_DAYS:
        found.append(
            Notice(
                "troi.short",
                f"{task.asked.days} days are too short for an annual figure; {SHORTEST_ANNUAL_DAYS} are needed.",
                f"{task.asked.days} 天太短，不给出年化值（至少 {SHORTEST_ANNUAL_DAYS} 天）。",
            )
        )
    return tuple(found)


def _untested_ratio(ratio: SampleRatioRow | None) -> tuple[Notice, ...]:
    if ratio is not None:
        return ()
    return (
        Notice(
            "troi.design_unknown",
            "The assignments do not state the designed share of the arms, so a mismatch cannot be told. Add a column "
            "`share` (0.5 for a half).",
            "实验分组表没有写明各组的设计占比，无法检查样本比例是否失衡。请添加“占比”列（一半写 0.5）。",
        ),
    )


def _leaked(reached: Outcomes, matured: Dealt) -> tuple[Notice, ...]:
    """Held-out contacts that the program reached all the same: the effect is then that of being assigned."""
    leaked = int(np.count_nonzero(reached.n_sent[~matured.is_treated]))
    if not leaked:
        return ()
    return (
        Notice(
            "troi.leaked",
            f"{leaked:,} held-out contacts were reached by the program all the same. They stay in their arm, which "
            "makes the effect look smaller than it is.",
            f"有 {leaked:,} 位留出客户仍被该项目触达。他们仍计入留出组，效果因此会被低估。",
            severe=True,
        ),
    )
