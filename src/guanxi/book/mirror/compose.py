"""Compose the owner's mirror of a lake."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.extent import read_extent
from guanxi.book.audit.learnt import Learnt, kept_or_learnt
from guanxi.book.audit.looks import model_moment
from guanxi.book.audit.standing import stand
from guanxi.book.audit.steps import Steps
from guanxi.book.contracts.mirror import MirrorBook, MirrorFigure, PersonToday
from guanxi.book.drivers import Setting
from guanxi.book.facts.gather_all import gather_all
from guanxi.book.mirror.figures import make_figure, make_wait
from guanxi.book.mirror.habit import make_habit
from guanxi.book.mirror.looked import Looked, Overdue
from guanxi.book.mirror.periods import Periods
from guanxi.book.mirror.picking import candidate_rows, pick_five
from guanxi.book.mirror.spending import make_spending
from guanxi.book.mirror.sql import run
from guanxi.book.mirror.tally import Tally
from guanxi.book.mirror.telling import Telling, tell
from guanxi.book.mirror.words import mirror_notices, not_logged
from guanxi.book.settings import DEFINITION_VERSION, AuditSettings
from guanxi.book.statement.session import read_table
from guanxi.book.trust.model import compute_trust
from guanxi.kit.clock import DAY_MS
from guanxi.kit.money import currency_sign
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, Session

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Held:
    """What both questions need: the figures' counts, and everybody at two moments under one model."""

    tally: Tally
    looked: Looked
    learnt: Learnt
    n_events: int


def mirror_book(
    lake: Lake,
    settings: AuditSettings,
    asked: AuditInput,
    progress: Progress | None = None,
    *,
    spoken: Collection[int] = (),
) -> MirrorBook:
    """The owner's mirror of everything in ``lake`` up to ``asked.as_of_ms``.

    The model that an audit kept is used where it may be, else one is learnt (and kept), as an audit does.

    Parameters
    ----------
    spoken : ids of contacts that somebody has spoken to and the lake does not know of yet.

    Raises
    ------
    NotEnoughData
        when there is nobody: no contact and no event at or before ``as_of_ms``.
    """
    draw, steps = progress or Silent(), Steps()
    with lake.session(as_of_ms=asked.as_of_ms, threads=asked.threads, memory_limit=asked.memory_limit) as session:
        held = _hold(session, settings, asked, draw, steps)
        draw.step("Holding up the mirror", "正在照镜子")
        tally = held.tally
        unlogged = not_logged(tally)
        figures = {name: make_figure(name, tally, unmeasured=unlogged.get(name)) for name in tally.counted}
        figures["wait"] = make_wait(tally, unlogged.get("listening"))
        figures["habit"], habits = make_habit(tally)
        figures["acquisition_spend"] = make_spending(session, tally.periods)
        steps.done("figures")
        candidates = _candidates(session, settings, held, asked.as_of_ms)
        everybody = candidates.pop("")
        steps.done("people")
    n_people = settings.mirror.n_people
    return MirrorBook(
        definition_version=DEFINITION_VERSION,
        as_of_ms=asked.as_of_ms,
        zone=settings.zone,
        currency=settings.currency,
        n_contacts=held.looked.n,
        n_events=held.n_events,
        leading=_of(figures, "repurchase", "recommendation", "promises", "listening", "wait"),
        misalignments=_of(figures, "tool_worship", "cashing_in", "habit"),
        traps=_of(figures, "billboard", "acquisition_spend", "care", "tool_worship"),
        habits=habits,
        people=pick_five(everybody, spoken, n_people),
        candidates=everybody,
        by_staff=candidates,
        notices=mirror_notices(figures),
        outcome_days=held.learnt.model.rhythm.outcome_days,
        horizon_days=settings.horizon_days,
        seconds=steps.seconds,
    )


def five_people(
    lake: Lake,
    settings: AuditSettings,
    asked: AuditInput,
    progress: Progress | None = None,
    *,
    staff_id: str | None = None,
    only: Ints | None = None,
    spoken: Collection[int] = (),
) -> tuple[PersonToday, ...]:
    """The people worth talking to today; parameters as of :func:`mirror_book`.

    Parameters
    ----------
    staff_id : only contacts that this member of the staff looks after. only : only contacts with these ids.
    """
    with lake.session(as_of_ms=asked.as_of_ms, threads=asked.threads, memory_limit=asked.memory_limit) as session:
        held = _hold(session, settings, asked, progress or Silent(), Steps())
        found = _candidates(session, settings, held, asked.as_of_ms, only)
        return pick_five(found.get(staff_id or "", ()), spoken, settings.mirror.n_people)


def _of(figures: dict[str, MirrorFigure], *codes: str) -> tuple[MirrorFigure, ...]:
    return tuple(figures[code] for code in codes)


def _hold(session: Session, settings: AuditSettings, asked: AuditInput, progress: Progress, steps: Steps) -> Held:
    """Read the events once: facts at both moments, and beside them what the mirror counts."""
    at_ms, mirror = asked.as_of_ms, settings.mirror
    extent = read_extent(session)
    learnt = kept_or_learnt(session, asked, extent, settings, progress)
    steps.done("learn")
    tally = Tally.over(session, Periods(at_ms, settings))
    steps.done("referrals")
    moments = tuple(model_moment(learnt.model, settings, at_ms - days * DAY_MS) for days in (0, mirror.fall_days))
    now, then = gather_all(session, moments, extent.n_events, settings, progress, beside=tally.add)
    steps.done("gather")
    money_test = learnt.money_test
    is_money = money_test is not None and money_test.passed
    stood = stand(now, learnt.model, settings, capital_is_money=is_money, with_interval=False)
    trust_then = compute_trust(then, learnt.model.trust, settings, with_interval=False)
    steps.done("value")
    parameters = tally.periods.parameters() | {"rest_ms": mirror.rest_days * DAY_MS}
    late = run(session.con, "overdue", parameters).fetchall()
    overdue = Overdue(
        np.array([row[0] for row in late], dtype=np.int64),
        np.array([row[1] for row in late], dtype=np.int64),
        [str(row[2]) for row in late],
    )
    names, codes = _staff(session, now.contact_id, at_ms)
    spoken = np.concatenate(tally.spoken)
    steps.done("standing")
    return Held(tally, Looked(stood, then, trust_then, overdue, spoken, codes, names), learnt, extent.n_events)


def _staff(session: Session, contact_id: Ints, at_ms: int) -> tuple[tuple[str, ...], Ints]:
    """Names of the staff, "" first, and the (n,) code of who looks after each contact."""
    table = read_table(session, "acquisition", at_ms=at_ms)
    coded = table["staff"].combine_chunks().dictionary_encode()
    names = ("", *sorted({str(name) for name in coded.dictionary.to_pylist()} - {""}))
    place = np.array([names.index(str(name)) for name in coded.dictionary.to_pylist()], dtype=np.int64)
    codes = np.zeros(len(contact_id), dtype=np.int64)
    owner = table["contact_id"].to_numpy()
    if len(contact_id) and len(owner):
        row = np.minimum(np.searchsorted(contact_id, owner), len(contact_id) - 1)
        known = contact_id[row] == owner
        codes[row[known]] = place[coded.indices.to_numpy()][known]
    return names, codes


def _candidates(
    session: Session, settings: AuditSettings, held: Held, at_ms: int, only: Ints | None = None
) -> dict[str, tuple[PersonToday, ...]]:
    """Staff → candidates among the contacts that they look after; "" → among all."""
    looked = held.looked
    allowed = None if only is None else np.isin(looked.contact_id, only)
    everybody, nobodys, *each = candidate_rows(looked, allowed)
    telling = Telling(
        Setting(held.learnt.model.trust.reference, at_ms, settings.zone, currency_sign(settings.currency)),
        settings.mirror.fall_days,
        settings.lifecycle.silent_days,
    )
    told = tell(session, looked, np.unique(np.concatenate([everybody, nobodys[:0], *each])), telling)
    lists = {"": everybody} | dict(zip(looked.staff_names[1:], each, strict=True))
    return {name: tuple(told[row] for row in rows.tolist()) for name, rows in lists.items() if name == "" or len(rows)}
