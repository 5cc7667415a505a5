"""What the first page says: the verdict and what moved since the book before, and whom to talk to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guanxi.accounts.contracts import Access
from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.book.mirror import pick_five
from guanxi.books.contracts import Headline, KeptView
from guanxi.books.talks import list_talked
from guanxi.kit.phrase import Phrase
from guanxi.people.queries import contacts_in, scoped
from guanxi.report.blocks import Person
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.sections.mirror import people_block

EQUITY = Phrase("净信任权益", "Net trust equity")
EQUITY_BEFORE = Phrase("净信任权益（未扣维护成本）", "Net trust equity before upkeep")
CAPITAL = Phrase("信任资本", "Trust capital")
CAPITAL_INDEX = Phrase("信任资本（指数）", "Trust capital (index)")
TRUST = Phrase("平均信任 T", "Mean trust T")
TRUST_INDEX = Phrase("平均信任（未校准指数）", "Mean trust (uncalibrated)")
SINCE = Phrase("比{day} {change}", "{change} since {day}")
SAME = Phrase("与{day}持平", "as on {day}")


@dataclass(frozen=True, slots=True)
class Moved:
    """A key figure and how it moved since the book before.

    Parameters
    ----------
    since : a sentence; ``""`` where there is no book before. direction : 1 up, −1 down, 0 neither.
    """

    label: str
    value: str
    range: str
    since: str
    direction: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Somebody worth talking to today.

    Parameters
    ----------
    name : as the brand knows the contact. person : T, reasons and what to do, as the report words them.
    """

    public_id: str
    name: str
    person: Person


def moved_figures(now: Headline, before: KeptView | None, reader: Reader) -> tuple[Moved, ...]:
    """Net trust equity, trust capital and mean trust with their intervals, and what changed since ``before``."""
    then = before.headline if before else None
    day = reader.day(before.as_of_ms) if before else ""

    def moved(label: Phrase, pick: Callable[[Headline], Interval], show: Callable[[float], str]) -> Moved:
        figure = pick(now)
        change = None if then is None else figure.value - pick(then).value
        shown = reader.span(figure, show(figure.low), show(figure.high))
        if change is None:
            return Moved(reader.say(label), show(figure.value), shown, "", 0)
        amount = show(abs(change))
        if amount == show(0):
            return Moved(reader.say(label), show(figure.value), shown, reader.say(SAME, day=day), 0)
        signed = f"{'+' if change > 0 else '−'}{amount}"
        said = reader.say(SINCE, day=day, change=signed)
        return Moved(reader.say(label), show(figure.value), shown, said, 1 if change > 0 else -1)

    figures = [moved(EQUITY_BEFORE if now.is_before_maintenance else EQUITY, lambda it: it.net_equity, reader.money)]
    # Money and an index are no two states of one figure.
    if then is None or then.capital_is_money is now.capital_is_money:
        label = CAPITAL if now.capital_is_money else CAPITAL_INDEX
        figures.append(moved(label, lambda it: it.trust_capital, reader.capital))
    label = TRUST if now.trust_is_calibrated else TRUST_INDEX
    return (*figures, moved(label, lambda it: it.mean_trust, reader.number))


def meetings(book: MirrorBook, access: Access, reader: Reader, *, now_ms: int) -> tuple[Meeting, ...]:
    """The five people worth talking to today among those in sight, without those who were spoken to."""
    scope = scoped(access)
    offered = book.candidates if scope.sees_all else book.by_staff.get(scope.staff_key, ())
    if not offered:
        return ()
    found = contacts_in(scope).filter(points__lake_id__in=[each.contact_id for each in offered])
    known = {lake_id: names for lake_id, *names in found.values_list("points__lake_id", "public_id", "name", "key")}
    there = [each for each in offered if each.contact_id in known]
    chosen = pick_five(there, list_talked(now_ms))
    people = people_block(chosen, reader).people if chosen else ()
    return tuple(
        Meeting(public_id, inert(name or key, 40), person)
        for person, (public_id, name, key) in zip(people, (known[each.contact_id] for each in chosen), strict=True)
    )
