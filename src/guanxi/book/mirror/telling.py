"""Why somebody is worth talking to, and what to do about it: sentences in both languages for the few who are shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.contracts import Driver
from guanxi.book.contracts.mirror import PersonToday, SaidReason
from guanxi.book.drivers import Setting, describe_chosen
from guanxi.book.drivers.columns import BRAKE, BREAK, DRIVER_NAMES, driver_strengths
from guanxi.book.facts.small_tables import make_table
from guanxi.book.mirror.looked import Looked
from guanxi.book.mirror.picking import scores
from guanxi.book.mirror.sql import sql
from guanxi.kit.clock import local_day
from guanxi.kit.money import show_yuan
from guanxi.lake.engine import Session

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

N_DRIVERS = 2
LEAST_FALL = 0.01
"""A driver that fell by less has not made T fall, as far as a sentence can tell."""

RHYTHM_ORDERS = 3
"""Two gaps between orders are the least that can be called a rhythm."""

WHAT_TO_DO = {
    "promise": SaidReason(
        "keep_promise",
        "Keep the promise first, or say openly when it will be kept; offer nothing before that.",
        "先兑现承诺，或坦白说明何时兑现；在那之前不要推销。",
    ),
    "strain": SaidReason(
        "hear_complaint",
        "Ask what went wrong, listen to the end, and say what will be done by when.",
        "问清哪里出了问题，听完，再说明何时怎样解决。",
    ),
    "silent_buyer": SaidReason(
        "thank_silent_buyer",
        "Thank them for buying, in person, and ask how it serves them; sell nothing.",
        "亲自道谢，问问用得怎样；不推销。",
    ),
    "new": SaidReason(
        "welcome",
        "Welcome them by name with one thing that helps; the first move is a give.",
        "叫得出名字地欢迎，先给一样有用的东西；第一步是给予。",
    ),
    "fall": SaidReason(
        "ask_after",
        "Ask how they are and whether anything is missing; bring something useful, and no offer.",
        "问候近况，问问缺什么；带上有用的东西，不带促销。",
    ),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences are told with."""

    setting: Setting
    fall_days: int
    silent_days: int


def tell(session: Session, looked: Looked, rows: Ints, telling: Telling) -> dict[int, PersonToday]:
    """Row → the person in it, with reasons and what to do."""
    if not len(rows):
        return {}
    keys, drivers, before = (
        _keys(session, looked.contact_id[rows]),
        _fallen(looked, rows, telling),
        looked.trust_before(),
    )
    score, promise, silent, new = scores(looked), looked.has_promise(), looked.is_silent_buyer(), looked.is_new()
    positions = looked.stood.positions
    found = {}
    for place, row in enumerate(rows.tolist()):
        who = int(looked.contact_id[row])
        roles = {"promise": bool(promise[row]), "silent_buyer": bool(silent[row]), "new": bool(new[row])}
        roles["strain"] = any(driver.sub_score == BRAKE for driver in drivers[place])
        found[row] = PersonToday(
            contact_id=who,
            source_key=keys.get(who, ""),
            staff_id=looked.staff_names[int(looked.staff[row])],
            score=float(score[row]),
            potential=int(positions.potential_fen[row]),
            trust=float(positions.trust[row]),
            trust_before=None if np.isnan(before[row]) else float(before[row]),
            has_promise=roles["promise"],
            is_silent_buyer=roles["silent_buyer"],
            is_new=roles["new"],
            reasons=_reasons(Case(looked, row, float(before[row]), drivers[place], roles), telling),
            todo=WHAT_TO_DO[next((name for name in WHAT_TO_DO if roles.get(name)), "fall")],
        )
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """What speaks for one contact: its row, T before, the drivers that fell, and the roles that it fills."""

    looked: Looked
    row: int
    before: float
    drivers: tuple[Driver, ...]
    roles: dict[str, bool]


def _reasons(case: Case, telling: Telling) -> tuple[SaidReason, ...]:
    looked, row, before = case.looked, case.row, case.before
    facts, positions = looked.stood.facts, looked.stood.positions
    said: list[SaidReason] = []
    owed = looked.overdue.find(int(looked.contact_id[row]))
    if owed is not None:
        day, what = local_day(owed[0], telling.setting.zone), owed[1]
        said.append(
            SaidReason(
                "promise",
                f"promised and overdue since {day}: {what}" if what else f"a promise is overdue since {day}",
                f"承诺逾期（{day} 到期）：{what}" if what else f"有一项承诺已逾期（{day} 到期）",
            )
        )
    trust = float(positions.trust[row])
    if before > trust and positions.potential_fen[row] > 0:
        sign = telling.setting.currency_sign
        at_stake = int(positions.potential_fen[row])
        said.append(
            SaidReason(
                "fall",
                f"T fell from {before:.2f} to {trust:.2f} in {telling.fall_days} days, on a potential of"
                f" {show_yuan(at_stake, 'en', sign)}",
                f"{telling.fall_days} 天里信任从 {before:.2f} 降到 {trust:.2f}，"
                f"潜在价值 {show_yuan(at_stake, 'zh', sign)}",
            )
        )
    said += [SaidReason(driver.sub_score, driver.en, driver.zh) for driver in case.drivers]
    if case.roles["silent_buyer"]:
        n, days = int(facts.n_orders[row]), telling.silent_days
        is_young = int(facts.known_age[row]) < days
        orders = f"{n:,} {'order' if n == 1 else 'orders'}"
        buys = ("buys in its own rhythm", "按自己的节奏在买") if n >= RHYTHM_ORDERS else ("bought lately", "近期买过")
        quiet = ("yet", "还没有说过话") if is_young else (f"for {days} days", f"{days} 天没有说过话")
        said.append(
            SaidReason(
                "silent_buyer",
                f"{buys[0]} ({orders}) and has written nothing {quiet[0]}",
                f"{buys[1]}（{n:,} 单），{quiet[1]}",
            )
        )
    if case.roles["new"]:
        days = int(facts.known_age[row])
        said.append(SaidReason("new", f"known for {days} {'day' if days == 1 else 'days'} only", f"认识才 {days} 天"))
    return tuple(said)


def _fallen(looked: Looked, rows: Ints, telling: Telling) -> list[tuple[Driver, ...]]:
    """For each row the drivers that fell most since then, told as they stand now; none where T did not fall.

    A driver that still raises T is no reason to worry, whatever it was, but for silence: its sentence says how long.
    """
    then = looked.row_then()[rows]
    now = driver_strengths(looked.stood.facts.take(rows), looked.stood.trust.take(rows))
    known = then >= 0
    fall = np.zeros_like(now)
    if known.any():
        earlier = driver_strengths(looked.then.take(then[known]), looked.trust_then.take(then[known]))
        fall[known] = now[known] - earlier
    fall[:, DRIVER_NAMES.index(BREAK)] = 0.0
    chosen = np.argsort(fall, axis=1, kind="stable")[:, :N_DRIVERS].astype(np.int64)
    told = describe_chosen(looked.stood.facts, looked.stood.trust, rows, chosen, telling.setting)
    worries = (now < 0) | (np.arange(now.shape[1]) == DRIVER_NAMES.index("silence"))
    fell = np.take_along_axis((fall <= -LEAST_FALL) & worries, chosen, axis=1)
    dropped = scores(looked)[rows] > 0
    return [
        tuple(driver for driver, is_one in zip(drivers, mask, strict=True) if is_one and some)
        for drivers, mask, some in zip(told, fell.tolist(), dropped.tolist(), strict=True)
    ]


def _keys(session: Session, contact_id: Ints) -> dict[int, str]:
    make_table(session.con, "mirror_chosen", {"contact_id": pa.array(contact_id)})
    return {int(who): str(key) for who, key in session.con.execute(sql("keys")).fetchall()}
