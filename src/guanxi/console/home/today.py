"""What the first page says: the verdict and what moved since the book before, and whom to talk to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from guanxi.accounts.contracts import Access
from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import MirrorBook, PersonToday
from guanxi.book.mirror import pick_five
from guanxi.books.contracts import Headline, KeptView
from guanxi.books.talks import list_talked
from guanxi.kit.clock import local_day
from guanxi.kit.phrase import Phrase
from guanxi.people.contracts import TrustSpan
from guanxi.people.queries import approachable_in, scoped, trust_spans
from guanxi.report.blocks import Person
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import card_scale
from guanxi.report.sections.mirror import people_block

EQUITY = Phrase("净信任权益", "Net trust equity")
EQUITY_BEFORE = Phrase("净信任权益（未扣维护成本）", "Net trust equity before upkeep")
CAPITAL = Phrase("信任资本", "Trust capital")
CAPITAL_INDEX = Phrase("信任资本（指数）", "Trust capital (index)")
TRUST = Phrase("平均信任 T", "Mean trust T")
TRUST_INDEX = Phrase("平均信任（未校准指数）", "Mean trust (uncalibrated)")
SINCE = Phrase("比{day} {change}", "{change} since {day}")
SAME = Phrase("与{day}持平", "as on {day}")
NO_COMPARISON = Phrase("{day}的账簿口径不同，不作比较", "the book of {day} measured otherwise; not compared")
TRUST_SPAN = Phrase("信任 {value}（{low}–{high}）", "trust {value} ({low}–{high})")
TRUST_THIN = Phrase("信任：证据不足", "trust: not enough evidence")


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
    name : as the brand knows the contact. person : reasons and what to do, as the report words them.
    trust : T with its interval, or that there is not enough evidence.
    is_today : among the five. is_talked : somebody has spoken to the contact since.
    """

    public_id: str
    name: str
    person: Person
    trust: str
    is_today: bool = True
    is_talked: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """How pages name a contact, and where its page is."""

    public_id: str
    name: str


def moved_figures(now: Headline, before: KeptView | None, reader: Reader) -> tuple[Moved, ...]:
    """Net trust equity, trust capital and mean trust with their intervals, and what changed since ``before``."""
    then = before.headline if before else None
    day = reader.day(before.as_of_ms) if before else ""
    # Money and an index, a probability and a score, are no two states of one figure.
    is_alike = then is not None and _ruler(then) == _ruler(now)

    def moved(
        label: Phrase,
        pick: Callable[[Headline], Interval],
        show: Callable[[float], str],
        in_a_sentence: Callable[[float], str],
    ) -> Moved:
        figure = pick(now)
        shown = reader.span(figure, show(figure.low), show(figure.high))
        if then is None or not is_alike:
            said = "" if then is None else reader.say(NO_COMPARISON, day=day)
            return Moved(reader.say(label), show(figure.value), shown, said, 0)
        change = figure.value - pick(then).value
        amount = in_a_sentence(abs(change))
        if amount == in_a_sentence(0):
            return Moved(reader.say(label), show(figure.value), shown, reader.say(SAME, day=day), 0)
        signed = f"{'+' if change > 0 else '−'}{amount}"
        said = reader.say(SINCE, day=day, change=signed)
        return Moved(reader.say(label), show(figure.value), shown, said, 1 if change > 0 else -1)

    equity, capital = now.net_equity.value, now.trust_capital.value
    money = card_scale(reader, (equity, capital if now.capital_is_money else None))
    index = money if now.capital_is_money else card_scale(reader, (capital,), sign="")
    label = EQUITY_BEFORE if now.is_before_maintenance else EQUITY
    figures = [moved(label, lambda it: it.net_equity, money.money, reader.money)]
    label = CAPITAL if now.capital_is_money else CAPITAL_INDEX
    figures.append(moved(label, lambda it: it.trust_capital, index.money, reader.capital))
    label = TRUST if now.trust_is_calibrated else TRUST_INDEX
    return (*figures, moved(label, lambda it: it.mean_trust, reader.number, reader.number))


def _ruler(headline: Headline) -> tuple[bool, bool, bool]:
    return headline.capital_is_money, headline.trust_is_calibrated, headline.is_before_maintenance


def meetings(book: MirrorBook, access: Access, reader: Reader, *, now_ms: int) -> tuple[Meeting, ...]:
    """The five people worth talking to today among those in sight, without those who were spoken to.

    Nobody who is not to be reached, and nobody who took consent back; the next in line stands in their place.
    """
    offered = _offered(book, access)
    known = _approachable(access, [each.contact_id for each in offered])
    there = _one_each([each for each in offered if each.contact_id in known], known)
    return _told(pick_five(there, list_talked(now_ms)), known, book, reader)


def meeting_with(
    book: MirrorBook, access: Access, public_id: str, lake_ids: Collection[int], reader: Reader, *, now_ms: int
) -> Meeting | None:
    """Why to talk to one contact; ``None`` where the list does not hold it, or it is not to be reached.

    Parameters
    ----------
    lake_ids : the contact's ids in the lake.
    """
    offered = [each for each in _offered(book, access) if each.contact_id in lake_ids]
    known = _approachable(access, [each.contact_id for each in offered])
    there = _one_each([each for each in offered if each.contact_id in known], known)
    if not there:
        return None
    if list_talked(now_ms).isdisjoint(lake_ids):
        five = meetings(book, access, reader, now_ms=now_ms)
        return next((each for each in five if each.public_id == public_id), None) or replace(
            _told(there, known, book, reader)[0], is_today=False
        )
    return replace(_told(there, known, book, reader)[0], is_today=False, is_talked=True)


def days_since(at_ms: int, now_ms: int, zone: str) -> int:
    """Whole days of the calendar from the day of a book until today."""
    return (local_day(now_ms, zone) - local_day(at_ms, zone)).days


def _offered(book: MirrorBook, access: Access) -> tuple[PersonToday, ...]:
    scope = scoped(access)
    return book.candidates if scope.sees_all else book.by_staff.get(scope.staff_key, ())


def _approachable(access: Access, lake_ids: Collection[int]) -> dict[int, Known]:
    if not lake_ids:
        return {}
    found = approachable_in(scoped(access)).filter(points__lake_id__in=list(lake_ids))
    rows = found.values_list("points__lake_id", "public_id", "name", "key")
    return {lake_id or 0: Known(public_id, inert(name or key, 40)) for lake_id, public_id, name, key in rows}


def _one_each(offered: Sequence[PersonToday], known: dict[int, Known]) -> list[PersonToday]:
    """One candidate for each contact: of several that were merged into one, the first in line."""
    first: dict[str, PersonToday] = {}
    for each in sorted(offered, key=lambda it: (not it.has_promise, -it.score, -it.potential, it.contact_id)):
        first.setdefault(known[each.contact_id].public_id, each)
    return list(first.values())


def _told(
    chosen: Sequence[PersonToday], known: dict[int, Known], book: MirrorBook, reader: Reader
) -> tuple[Meeting, ...]:
    if not chosen:
        return ()
    spans = trust_spans([each.contact_id for each in chosen], book.as_of_ms)
    people = people_block(chosen, reader).people
    return tuple(
        Meeting(
            public_id=known[each.contact_id].public_id,
            name=known[each.contact_id].name,
            person=person,
            trust=_trust(each, spans.get(each.contact_id), person, reader),
        )
        for each, person in zip(chosen, people, strict=True)
    )


def _trust(each: PersonToday, span: TrustSpan | None, person: Person, reader: Reader) -> str:
    """T with its interval; without evidence that there is too little to say."""
    if span is None:
        return person.trust
    if not span.has_evidence:
        return reader.say(TRUST_THIN)
    low, high = reader.number(span.low), reader.number(span.high)
    return reader.say(TRUST_SPAN, value=reader.number(each.trust), low=low, high=high)
