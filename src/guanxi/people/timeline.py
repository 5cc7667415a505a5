"""What happened with one contact, latest first: from the lake, and from the inbox what the lake does not have yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from guanxi.intake.contracts import UnsealedEvent
from guanxi.intake.queries import list_unsealed, still_unsealed
from guanxi.kit.errors import LakeError
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import LakeMissing, Session, StandingReader
from guanxi.lake.kinds import BY_CODE, Kind
from guanxi.people.contracts import Moment, Timeline
from guanxi.people.models import Contact, ContactPoint

READER = StandingReader()
PAGE_MOMENTS = 30
ROLES = ("act", "bond", "give", "ask", "neutral", "strain", "break", "acquire")
ORDERS = "order"
"""Beside the roles: only orders and refunds."""
ORDER_KINDS = ("order_paid", "order_refunded")
UNREADABLE = Phrase(
    "暂时读不到事件湖，下面只列出尚未入湖的事件。请管理员运行 guanxi doctor 查看原因。",
    "The event lake cannot be read now; only events that are not in it yet are listed. An administrator can run guanxi"
    " doctor to see why.",
)

Line = tuple[int, int, Moment]


def timeline_of(contact: Contact, *, role: str = "", skip: int = 0, limit: int = PAGE_MOMENTS) -> Timeline:
    """Some of the contact's events; ``role`` one of :data:`ROLES` or ``order``, ``""`` for all.

    Both stores are read in the order that misses and doubles nothing: the inbox first, then the lake, then what the
    lake has is dropped from the first.
    """
    points = list(ContactPoint.objects.filter(contact=contact).values_list("lake_id", "value_key"))
    unsealed = list_unsealed([key for _, key in points])
    lines: list[Line] = []
    problem = None
    try:
        with READER.session(settings.HOME.lake) as session:
            unsealed = still_unsealed(unsealed, session.catalogue)
            kinds = {kind.code: kind for kind in session.catalogue.kinds()}
            for lake_id, _ in points:
                if lake_id is not None:
                    lines += _sealed(session, lake_id, kinds)
    except LakeMissing:
        kinds = BY_CODE
    except LakeError:
        kinds, problem = BY_CODE, UNREADABLE
    lines += [(event.occurred_ms, 1 << 62, _of_inbox(event, kinds)) for event in unsealed]
    present = tuple(known for known in ROLES if any(line[2].role == known for line in lines))
    chosen = [line for line in lines if _fits(line[2], role)]
    chosen.sort(key=lambda line: (line[0], line[1]), reverse=True)
    shown = tuple(line[2] for line in chosen[skip : skip + limit])
    following = str(skip + limit) if len(chosen) > skip + limit else ""
    return Timeline(shown, following, len(chosen), problem, present)


def _fits(moment: Moment, role: str) -> bool:
    return not role or moment.role == role or (role == ORDERS and moment.kind in ORDER_KINDS)


def _sealed(session: Session, lake_id: int, kinds: dict[str, Kind]) -> Iterator[Line]:
    by_id = {kind.kind_id: kind for kind in kinds.values()}
    found = session.history(lake_id)
    names = ("occurred_ms", "event_id", "kind_id", "amount_fen", "channel", "staff_id", "program_id")
    for at_ms, event_id, kind_id, amount, channel, staff, program in zip(
        *(found[n].tolist() for n in names), strict=True
    ):
        moment = _moment(at_ms, by_id.get(kind_id), str(kind_id), amount, (channel, staff, program))
        yield at_ms, event_id, moment


def _of_inbox(event: UnsealedEvent, kinds: dict[str, Kind]) -> Moment:
    payload: dict[str, Any] = event.payload
    amount = payload.get("amount_fen")
    texts = tuple(str(payload.get(name) or "") for name in ("channel", "staff_id", "program_id"))
    return _moment(
        event.occurred_ms,
        kinds.get(event.kind),
        event.kind,
        amount if isinstance(amount, int) else 0,
        texts,
        is_sealed=False,
    )


def _moment(
    at_ms: int, kind: Kind | None, code: str, amount: int, texts: tuple[str, ...], *, is_sealed: bool = True
) -> Moment:
    channel, staff, program = texts
    return Moment(
        at_ms=at_ms,
        kind=kind.code if kind else code,
        role=kind.role.value if kind else "neutral",
        zh=kind.zh if kind else code,
        en=kind.en if kind else code,
        amount_fen=amount,
        channel=channel,
        staff=staff,
        program=program,
        is_sealed=is_sealed,
    )
