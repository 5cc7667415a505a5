"""The owner's mirror: how a brand treats those who trust it, and whom to talk to today. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass, field

from guanxi.book.contracts.shared import Interval, Notice


@dataclass(frozen=True, slots=True)
class MirrorChange:
    """A figure against itself at an earlier moment.

    Parameters
    ----------
    against : "quarter" (91 days before) or "year" (365 days before).
    before : the figure then; ``None`` where the data could not carry it.
    change : the figure now less the figure then, with an interval as if the two were independent: wide rather than
        narrow; ``None`` where either is.
    """

    against: str
    before: Interval | None
    change: Interval | None


@dataclass(frozen=True, slots=True)
class MirrorFigure:
    """One figure of the mirror.

    Parameters
    ----------
    code : such as "repurchase"; see docs/definitions.md. unit : "share", "hours", "per_contact", "ratio".
    value : with its interval; ``None`` where the data cannot carry it, and ``missing_en``, ``missing_zh`` say why. An
        interval of level 1 is a booked figure without a sampling error.
    numerator, denominator : counts (fen for a ratio of money); the numerator is ``None`` for a median.
    n_contacts : contacts in the denominator; 0 where it counts money.
    from_ms, until_ms : the period is (from, until].
    good : "high" or "low": which way is better.
    behind : name of the filter that lists who is behind it (:func:`guanxi.book.mirror.contacts_behind`); "" for none.
    reference : a bound that a rule states (an ask for three gives: ¼); ``None`` where there is none.
    n_unknown : events left out because nobody has recorded what the figure asks of them.
    """

    code: str
    unit: str
    value: Interval | None
    numerator: int | None
    denominator: int
    n_contacts: int
    from_ms: int
    until_ms: int
    good: str
    changes: tuple[MirrorChange, ...] = ()
    behind: str = ""
    reference: float | None = None
    n_unknown: int = 0
    missing_en: str = ""
    missing_zh: str = ""


@dataclass(frozen=True, slots=True)
class HabitRow:
    """One kind of send in the quarter: its share of what was sent, and of what got replies.

    ``what`` is the kind of event, or ``content:`` and the kind of content; shares before are those of last quarter.
    """

    what: str
    n_sent: int
    n_replies: int
    sent_share: float
    reply_share: float
    sent_share_before: float | None = None
    reply_share_before: float | None = None


@dataclass(frozen=True, slots=True)
class SaidReason:
    """One reason to talk to somebody, in both languages; ``code`` is stable."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class PersonToday:
    """One contact worth talking to today.

    Parameters
    ----------
    score : Λ (fen) × fall of T in 30 days; 0 where T did not fall.
    trust_before : T 30 days ago; ``None`` for who was not known then.
    staff_id : who looks after the contact; "" where nobody is known to.
    has_promise : something promised is overdue.
    todo : what to do about the first reason.
    """

    contact_id: int
    source_key: str
    staff_id: str
    score: float
    potential: int
    trust: float
    trust_before: float | None
    has_promise: bool
    is_silent_buyer: bool
    is_new: bool
    reasons: tuple[SaidReason, ...]
    todo: SaidReason


@dataclass(frozen=True, slots=True)
class MirrorBook:
    """The owner's mirror at one moment.

    Parameters
    ----------
    leading : repurchase, recommendation, promises, listening, wait. misalignments : tool_worship, cashing_in, habit.
    traps : billboard, acquisition_spend, care, tool_worship again.
    people : five people worth talking to today; ``candidates`` are those from whom :func:`guanxi.book.mirror.pick_five`
        picks again when somebody has been spoken to, and ``by_staff`` the same for the contacts of each of the staff.
    """

    definition_version: str
    as_of_ms: int
    zone: str
    currency: str
    n_contacts: int
    n_events: int
    leading: tuple[MirrorFigure, ...]
    misalignments: tuple[MirrorFigure, ...]
    traps: tuple[MirrorFigure, ...]
    habits: tuple[HabitRow, ...]
    people: tuple[PersonToday, ...]
    candidates: tuple[PersonToday, ...]
    by_staff: dict[str, tuple[PersonToday, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    brand: str = ""
    outcome_days: int = 28
    horizon_days: int = 365
    seconds: dict[str, float] = field(default_factory=dict)

    def figure(self, code: str) -> MirrorFigure:
        """The figure called ``code``; raises ``KeyError`` for another."""
        return {each.code: each for each in (*self.leading, *self.misalignments, *self.traps)}[code]
