"""What the reader must know before believing a read-out."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import Assigned, OverlapRow, Returns, SampleRatioRow, Spend
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS
from guanxi.book.troi.dealt import Dealing, Dealt
from guanxi.book.troi.effect import Sequence
from guanxi.book.troi.observed import SMALLEST_GROUP
from guanxi.book.troi.outcomes import Outcomes
from guanxi.book.troi.overlap import overlap_notice
from guanxi.book.troi.task import Task
from guanxi.kit.money import currency_sign, show_yuan

SHOWN_WORDS = ("holdout", "control", "对照组", "留出组")
LOW_MATCH = 0.95
"""Share of the assigned contacts known from elsewhere below which the reader is warned."""


def randomised_notices(
    task: Task, spent: Spend, ratio: SampleRatioRow | None, overlaps: tuple[OverlapRow, ...]
) -> tuple[Notice, ...]:
    """Everything worth saying of a randomised read-out."""
    return (
        *assigned_notices(task.assigned),
        *pools_outside(spent, task.settings),
        *_common(task),
        *_untested_ratio(ratio, task.dealt),
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
    found += pools_outside(spent, task.settings)
    if spent.total <= 0 and spent.is_recorded:
        found.append(
            Notice(
                "troi.no_spend",
                "The recorded spend of this program is zero or negative: the effect is shown, but no return on it. "
                "Correct the amounts.",
                "该项目记录的支出为零或负数：只显示效果，不计算回报率。请更正金额。",
            )
        )
    elif not spent.total:
        found.append(
            Notice(
                "troi.no_spend",
                "No spend of this program is recorded: the effect is shown, but no return on it. Give its events a "
                "cost, or add rows to the costs table that name it.",
                "没有该项目的支出记录：只显示效果，不计算回报率。请为其事件填写成本，或在费用表中注明该项目。",
            )
        )
    return tuple(found)


def one_arm_notices(dealing: Dealing) -> tuple[Notice, ...]:
    """Why a read-out is observational although (or because) of its assignments."""
    if not dealing.dealt.n:
        return (
            Notice(
                "troi.no_holdout",
                "The data holds no assignments of this program, so there is no holdout. Hold out a share next time: "
                "the table `assignments` says who was dealt which arm.",
                "数据中没有该项目的实验分组，因此没有留出组。下次请随机留出一部分客户，并用实验分组表记录。",
            ),
        )
    words, n = ", ".join(SHOWN_WORDS), dealing.dealt.n
    named = [name[:24] for name in dealing.names.values()]
    en, zh = (", ".join(f"“{name}”" for name in named), "、".join(f"“{name}”" for name in named))
    return (
        Notice(
            "troi.one_arm",
            f"None of the {n:,} assigned contacts is held out: the arms are called {en}, and a holdout is understood "
            f"by names such as {words}. Correct the name if one of them is a holdout.",
            f"已分组的 {n:,} 位客户没有留出组：数据中的分组名称是{zh}，可识别的留出组名称如 {words}。"
            "若其中之一是留出组，请更正名称。",
            severe=True,
        ),
    )


def assigned_notices(assigned: Assigned | None) -> tuple[Notice, ...]:
    """What the assignments say twice, or of contacts that nothing else knows."""
    if assigned is None:
        return ()
    found, n = [], assigned.n_contacts
    if assigned.n_conflicting:
        found.append(
            Notice(
                "troi.both_arms",
                f"{assigned.n_conflicting:,} of the {n:,} assigned contacts are named in two arms at the same moment. "
                "They are left out; the ratio of the arms is tested on the others. Find out which arm they were dealt.",
                f"{n:,} 位已分组客户中，有 {assigned.n_conflicting:,} 位在同一时间被记入两个组，已排除；"
                "样本比例按其余客户检验。请查明他们实际分到哪一组。",
                severe=True,
            )
        )
    if assigned.n_later:
        found.append(
            Notice(
                "troi.dealt_again",
                f"{assigned.n_later:,} rows deal contacts again at a later date ({assigned.n_moved:,} contacts to "
                "another arm). A contact is dealt once: the first row counts, since whoever was held out first stays "
                "in the comparison.",
                f"有 {assigned.n_later:,} 行在更晚的日期再次分组（其中 {assigned.n_moved:,} 位客户换了组）。"
                "每位客户只分一次：以首次分组为准，最初留出的客户始终留在对照中。",
                severe=assigned.n_moved > 0,
            )
        )
    if assigned.n_matched < n:
        share = assigned.n_matched / n
        found.append(
            Notice(
                "troi.unmatched",
                f"{assigned.n_matched:,} of the {n:,} assigned contacts ({share:.0%}) occur in the contacts or events. "
                "The others count with an outcome of 0, which makes the effect per contact look smaller if their "
                "numbers are merely written otherwise.",
                f"{n:,} 位已分组客户中，有 {assigned.n_matched:,} 位（{share:.0%}）出现在客户表或事件中。"
                "其余客户的结果按 0 计；若只是编号写法不同，人均效果会被低估。",
                severe=share < LOW_MATCH,
            )
        )
    if assigned.n_arms > 1:
        found.append(
            Notice(
                "troi.several_arms",
                f"The program dealt {assigned.n_arms} treated arms. Each is read out against the same holdout; pools "
                "of cost are shared by the number of contacts. The arms are not compared with one another.",
                f"该项目有 {assigned.n_arms} 个处理组，各自与同一留出组比较；费用池按人数分摊。各处理组之间不作比较。",
            )
        )
    return tuple(found)


def one_look_notice(effect: Sequence, level: float) -> tuple[Notice, ...]:
    """Where everybody matured at once, an interval for any time is wider than one look would need."""
    if not effect.is_open or len(effect.looks_ms) != 1:
        return ()
    always, fixed = effect.interval(level), effect.fixed(level)
    wider = (always.high - always.low) / (fixed.high - fixed.low) - 1
    return (
        Notice(
            "troi.one_look",
            "All contacts were assigned at once, so there is one look only. The interval holds at any time and is "
            f"{wider:.0%} wider than one for a single look, which is printed beside it; the verdict rests on the wider "
            "one.",
            f"所有客户同时分组，因此只有一次查看。此处区间随时有效，比只适用于一次查看的区间宽 {wider:.0%}"
            "（后者并列给出）；判定以较宽者为准。",
        ),
    )


def pools_outside(spent: Spend, settings: AuditSettings) -> tuple[Notice, ...]:
    """Costs that name the program and are of another time."""
    if not spent.outside:
        return ()
    sign = currency_sign(settings.currency)
    en, zh = (show_yuan(spent.outside, lang, sign) for lang in ("en", "zh"))
    return (
        Notice(
            "troi.pools_outside",
            f"Cost pools of {en} name this program, but their period lies wholly before its launch or after the last "
            "maturity: they are not counted. If they were spent on it, give them a period that reaches into its days.",
            f"有 {zh} 的费用注明了该项目，但其期间完全在启动之前或最后成熟日之后，因此不计入。"
            "若确为该项目花费，请将费用期间改为与项目期间有重叠。",
            severe=True,
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


def _untested_ratio(ratio: SampleRatioRow | None, dealt: Dealt) -> tuple[Notice, ...]:
    if ratio is not None:
        return ()
    stated = np.unique(dealt.share_bp[dealt.share_bp > 0])
    if len(stated):
        shown = ", ".join(f"{each / 100:g} %" for each in stated[:3])
        return (
            Notice(
                "troi.design_unusable",
                f"The assignments state a share of {shown} where one below 100 % for each arm is needed, so a mismatch "
                "cannot be told. Correct the column `share` (0.5 for a half).",
                f"实验分组表中的占比为 {shown}，而每组应为同一个小于 100% 的数，因此无法检查样本比例是否失衡。"
                "请更正“占比”列（一半写 0.5）。",
                severe=True,
            ),
        )
    return (
        Notice(
            "troi.design_unknown",
            "The assignments do not state the designed share of the arms, so a mismatch cannot be told. Add a column "
            "`share` (0.5 for a half).",
            "实验分组表没有写明各组的设计占比，无法检查样本比例是否失衡。请添加“占比”列（一半写 0.5）。",
        ),
    )


def leaked_notice(reached: Outcomes, matured: Dealt) -> tuple[Notice, ...]:
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
