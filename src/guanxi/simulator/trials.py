"""A light brand for trials: many randomised programs at once, whose effect on every contact is known.

Contacts buy at a steady rate of their own until they silently leave. A program multiplies that rate for some days
after a contact's own assignment. All draws are made for everybody whatever the arm, so the same seed gives the world as
it was, that in which everybody was treated, and that in which nobody was: potential outcomes, contact by contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.kit.clock import DAY_MS, day_start_ms
from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.tables import numbered

ZONE = "Asia/Shanghai"
FIRST_DAY = date(2024, 1, 1)
MARGIN_RATE = 0.5
LEAVES_AFTER_DAYS = 300.0
MEAN_CYCLE_DAYS = 25.0


class Exposure(StrEnum):
    """Who is treated."""

    DEALT = "dealt"  # whoever was dealt the treated arm
    EVERYBODY = "everybody"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Trial:
    """One program.

    Parameters
    ----------
    factor : on the purchase rate of the treated for ``Calendar.days`` after their assignment.
    touch : kind of its four sends to each treated contact, and what each costs.
    """

    program_id: str
    n_contacts: int
    factor: float
    touch: str = "greeting_sent"
    touch_cost_fen: int = 50


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of history before the first assignment, days over which contacts are assigned, and D.

    ``after`` : further days in which the world goes on.
    """

    before: int = 300
    assigning: int = 28
    days: int = 56
    after: int = 2

    @property
    def end(self) -> int:
        """Length of the history."""
        return self.before + self.assigning + self.days + self.after


@dataclass(frozen=True, slots=True)
class TrialBrand:
    """Where the exports lie, when the programs began, and the end of the data."""

    path: Path
    launch_ms: int
    as_of_ms: int


@dataclass(frozen=True, slots=True)
class _People:
    """(n,) everything drawn of the contacts; times in days of the history."""

    trial: IntArray
    born: FloatArray
    left: FloatArray
    rate: FloatArray
    spend_log: FloatArray
    assigned: FloatArray
    is_treated: BoolArray


def simulate_trials(
    trials: Sequence[Trial],
    seed: int,
    out: Path,
    *,
    exposure: Exposure = Exposure.DEALT,
    calendar: Calendar | None = None,
    touches: bool = True,
) -> TrialBrand:
    """Write contacts, events, assignments and settings into ``out``; the arms are the same in every exposure.

    Parameters
    ----------
    touches : False leaves out what the programs sent, and nothing else.
    """
    when = calendar or Calendar()
    rng = np.random.default_rng(np.random.SeedSequence([seed, 1]))
    people = _draw_people(trials, when, rng)
    orders = _draw_orders(people, trials, when, exposure, rng)
    chat = _draw_chat(people, when, rng)
    out.mkdir(parents=True)
    _write(out, people, trials, when, [*orders, *chat, *(_touches(people, trials, exposure) if touches else [])])
    day0 = day_start_ms(FIRST_DAY, ZONE)
    return TrialBrand(out, day0 + when.before * DAY_MS, day0 + when.end * DAY_MS - 1)


def _draw_people(trials: Sequence[Trial], when: Calendar, rng: np.random.Generator) -> _People:
    trial = np.repeat(np.arange(len(trials)), [each.n_contacts for each in trials])
    n = trial.size
    born = rng.uniform(0, when.before - 20, n)
    # The first of each program is assigned on its launch, the others over the days that follow.
    assigned = when.before + rng.uniform(0, when.assigning, n)
    assigned[np.unique(trial, return_index=True)[1]] = when.before
    return _People(
        trial=trial,
        born=born,
        left=born + rng.exponential(LEAVES_AFTER_DAYS, n),
        rate=rng.gamma(1.2, 1 / (1.2 * MEAN_CYCLE_DAYS), n),
        spend_log=rng.normal(np.log(9_000), 0.5, n),
        assigned=assigned,
        is_treated=rng.random(n) < 0.5,
    )


@dataclass(frozen=True, slots=True)
class _Events:
    """Events of one kind: rows of the people, days, and what they carry."""

    kind: str
    who: IntArray
    at: FloatArray
    amount: IntArray
    cost: IntArray
    program: IntArray  # −1: none


def _plain(kind: str, who: IntArray, at: FloatArray, amount: IntArray | None = None) -> _Events:
    zero = np.zeros(who.size, dtype=np.int64)
    return _Events(kind, who, at, zero if amount is None else amount, zero, zero - 1)


def _draw_orders(
    people: _People, trials: Sequence[Trial], when: Calendar, exposure: Exposure, rng: np.random.Generator
) -> list[_Events]:
    """Orders at the contact's own rate; in its program's days more, or thinned."""
    factor = np.array([each.factor for each in trials])[people.trial]
    most = max(1.0, float(factor.max()))
    until = np.minimum(people.left, when.end)
    who = np.repeat(np.arange(people.trial.size), rng.poisson(most * people.rate * (until - people.born)))
    at = people.born[who] + rng.random(who.size) * (until - people.born)[who]
    amount = np.rint(np.exp(people.spend_log[who] + rng.normal(0, 0.4, who.size))).astype(np.int64)
    draw = rng.random(who.size)
    exposed = (people.is_treated & (exposure is Exposure.DEALT)) | (exposure is Exposure.EVERYBODY)
    inside = (at > people.assigned[who]) & (at <= people.assigned[who] + when.days)
    lifted = inside & exposed[who]
    kept = draw < np.where(lifted, factor[who], 1.0) / most
    return [_plain("order_paid", who[kept], at[kept], amount[kept])]


def _draw_chat(people: _People, when: Calendar, rng: np.random.Generator) -> list[_Events]:
    """Messages, and what the brand sends anyway: content each month, a promotion each quarter."""
    until = np.minimum(people.left, when.end)
    found = []
    for kind, rate, end in (
        ("message_from_contact", 0.4 * people.rate, until),
        ("content_delivered", np.full(until.size, 1 / 30), np.full(until.size, float(when.end))),
        ("promotion_sent", np.full(until.size, 1 / 90), np.full(until.size, float(when.end))),
    ):
        who = np.repeat(np.arange(until.size), rng.poisson(rate * (end - people.born)))
        found.append(_plain(kind, who, people.born[who] + rng.random(who.size) * (end - people.born)[who]))
    return found


def _touches(people: _People, trials: Sequence[Trial], exposure: Exposure) -> list[_Events]:
    """Four sends of the program to each of its treated contacts, a fortnight apart."""
    if exposure is Exposure.NOBODY:
        return []
    chosen = np.flatnonzero(people.is_treated | (exposure is Exposure.EVERYBODY))
    cost = np.array([each.touch_cost_fen for each in trials])
    kinds = np.array([each.touch for each in trials])
    found = []
    for kind in sorted(set(kinds)):
        who = np.repeat(chosen[kinds[people.trial[chosen]] == kind], 4)
        at = people.assigned[who] + 0.1 + 14 * (np.arange(who.size) % 4)
        zero = np.zeros(who.size, dtype=np.int64)
        found.append(_Events(str(kind), who, at, zero, cost[people.trial[who]], people.trial[who]))
    return found


def _write(out: Path, people: _People, trials: Sequence[Trial], when: Calendar, events: Sequence[_Events]) -> None:
    day0 = day_start_ms(FIRST_DAY, ZONE)
    keys = numbered("T", np.arange(people.trial.size), 8)
    programs = pa.array([*(each.program_id for each in trials), ""])

    def ms(days: FloatArray) -> IntArray:
        return day0 + np.floor(days * DAY_MS).astype(np.int64)

    tables = [
        pa.table(
            {
                "contact_key": keys.take(pa.array(each.who)),
                "occurred_ms": ms(each.at),
                "kind": pa.array([each.kind]).take(pa.array(np.zeros(each.who.size, dtype=np.int64))),
                "program_id": programs.take(pa.array(np.where(each.program < 0, len(trials), each.program))),
                "amount_fen": each.amount,
                "cost_fen": each.cost,
            }
        ).filter(pa.array(each.at < when.end))
        for each in events
    ]
    pq.write_table(pa.concat_tables(tables), out / "events.parquet")
    pq.write_table(pa.table({"contact_key": keys, "acquired_ms": ms(people.born)}), out / "contacts.parquet")
    arms = pa.array(["holdout", "treated"]).take(pa.array(people.is_treated.astype(np.int64)))
    pq.write_table(
        pa.table(
            {
                "contact_key": keys,
                "program_id": programs.take(pa.array(people.trial)),
                "arm": arms,
                "assigned_ms": ms(people.assigned),
                "share_bp": np.full(people.trial.size, 5_000),
            }
        ),
        out / "assignments.parquet",
    )
    (out / "guanxi.yaml").write_text(
        f"brand: 试验品牌\ncurrency: CNY\nzone: {ZONE}\nmargin_rate: {MARGIN_RATE}\nrisk_free: 0.02\n", encoding="utf-8"
    )
