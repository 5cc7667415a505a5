"""The mirror's figures once more, one contact at a time from plain lists: an oracle that shares no code with them."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

DAY, HOUR = 86_400_000, 3_600_000
PERSONAL = {"service_rendered", "problem_solved", "human_contact"}
GIVES = {"content_delivered", "service_rendered", "benefit_granted", "problem_solved", "greeting_sent",
         "early_access_granted"}  # fmt: skip
ASKS = {"promotion_sent", "survey_sent", "referral_asked", "renewal_asked"}
SENDS = GIVES | ASKS


@dataclass(frozen=True)
class Row:
    """One event."""

    contact: int
    at: int
    kind: str
    automated: bool
    amount: int
    peer: int
    properties: str

    def said(self, key: str) -> str:
        try:
            return str(json.loads(self.properties or "{}").get(key, "")).lower()
        except (json.JSONDecodeError, AttributeError):
            return ""

    @property
    def writer(self) -> str:
        if self.automated or self.said("written_by") == "tool":
            return "tool"
        return "person" if self.said("written_by") == "person" or self.kind in PERSONAL else ""


@dataclass
class World:
    """What is known at ``at``: events, promises (contact, due, kept), acquisitions and inviters by contact."""

    at: int
    rows: Sequence[Row]
    promises: Sequence[tuple[int, int | None, int | None]] = ()
    acquired: dict[int, int] = field(default_factory=dict)
    inviters: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.of: dict[int, list[Row]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: row.at):
            if row.at <= self.at:
                self.of[row.contact].append(row)
        self.personal = {
            who: [
                row.at for row in rows if (row.kind in SENDS or row.kind == "human_contact") and row.writer == "person"
            ]
            for who, rows in self.of.items()
        }

    def touched(self, who: int, since: int, within: int) -> int | None:
        """Wait until a person's next touch; ``None`` where none came in time."""
        times = self.personal[who]
        place = bisect_left(times, since)
        return times[place] - since if place < len(times) and times[place] - since <= within else None

    def ordered(self, who: int, first_age: int, last_age: int) -> bool:
        """Did the contact order at an age in [first, last) days?"""
        nets: dict[int, int] = defaultdict(int)
        for row in self.of[who]:
            if (row.kind == "order_paid" and not row.automated) or row.kind == "order_refunded":
                nets[(self.at - row.at) // DAY] += row.amount
        return any(net > 0 and first_age <= age < last_age for age, net in nets.items())

    def repurchase(self, shift: int) -> tuple[int, int]:
        before = [who for who in self.of if self.ordered(who, shift + 365, shift + 730)]
        return len(before), sum(self.ordered(who, shift, shift + 365) for who in before)

    def referrals(self) -> list[tuple[int, int, bool]]:
        """(inviter, verified, prompted) of every invitee that was brought."""
        invited: dict[tuple[int, int], list[tuple[int, bool]]] = defaultdict(list)
        for who, rows in self.of.items():
            for row in rows:
                if (
                    row.kind in ("referral_made", "referral_converted")
                    and not row.automated
                    and row.peer not in (0, who)
                ):
                    invited[row.peer, who].append((row.at, row.kind == "referral_converted"))
        for who, inviter in self.inviters.items():
            if inviter not in (0, who) and self.acquired.get(who, self.at + 1) <= self.at:
                invited[who, inviter].append((self.acquired[who], False))
        found: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
        for (invitee, inviter), seen in invited.items():
            asked = [at for at, converts in seen if not converts] or [at for at, _ in seen]
            converted = [at for at, converts in seen if converts]
            paid = [row.at for row in self.of[invitee] if row.kind == "order_paid" and row.amount > 0]
            first = min(paid) if paid else None
            if first is not None and first < min(asked):
                continue
            verified = min(converted) if converted else None
            if verified is None and first is not None and first <= min(asked) + 90 * DAY:
                verified = first
            found[invitee].append((min(asked), inviter, verified))
        brought = []
        for candidates in found.values():
            at, inviter, verified = min(candidates)
            if verified is not None:
                asks = [
                    row.at for row in self.of[inviter] if row.kind == "referral_asked" and at - 30 * DAY <= row.at <= at
                ]
                brought.append((inviter, verified, bool(asks)))
        return brought

    def recommendation(self, shift: int) -> tuple[int, int]:
        buyers = {who for who in self.of if self.ordered(who, shift, shift + 730)}
        until = self.at - shift * DAY
        unprompted = {who for who, at, asked in self.referrals() if not asked and until - 365 * DAY < at <= until}
        return len(buyers), len(buyers & unprompted)

    def kept(self, shift: int) -> tuple[int, int]:
        until = self.at - shift * DAY
        due = [(at, kept) for _, at, kept in self.promises if at is not None and until - 365 * DAY < at <= until]
        return len(due), sum(kept is not None and kept <= at for at, kept in due)

    def messages(self, shift: int) -> list[tuple[int, int | None]]:
        last = self.at - shift * DAY - 72 * HOUR
        return [
            (who, self.touched(who, row.at, 72 * HOUR))
            for who, rows in self.of.items()
            for row in rows
            if row.kind in ("message_from_contact", "reply") and not row.automated and last - 91 * DAY < row.at <= last
        ]

    def listening(self, shift: int) -> tuple[int, int]:
        waits = [wait for _, wait in self.messages(shift)]
        return len(waits), sum(wait is not None for wait in waits)

    def tool_worship(self, shift: int) -> tuple[int, int]:
        last = self.at - shift * DAY - 72 * HOUR
        n = k = 0
        for who, rows in self.of.items():
            for row in rows:
                if row.kind in SENDS and row.writer and last - 91 * DAY < row.at <= last:
                    n += 1
                    k += row.writer == "tool" and self.touched(who, row.at, 72 * HOUR) is None
        return n, k

    def sent(self, shift: int) -> list[Row]:
        last = self.at - shift * DAY
        return [
            row for rows in self.of.values() for row in rows if row.kind in SENDS and last - 91 * DAY < row.at <= last
        ]

    def cashing_in(self, shift: int) -> tuple[int, int]:
        sent = self.sent(shift)
        return len(sent), sum(row.kind in ASKS for row in sent)

    def billboard(self, shift: int) -> tuple[int, int]:
        labels = [row.said("content") for row in self.sent(shift) if row.kind == "content_delivered"]
        return sum(label != "" for label in labels), sum(label == "product" for label in labels)

    def care(self, shift: int) -> tuple[int, int]:
        last = self.at - shift * DAY - 30 * DAY
        new = {who: at for who, at in self.acquired.items() if last - 91 * DAY < at <= last}
        gifts = sum(
            row.kind in GIVES | {"human_contact"} and at <= row.at < at + 30 * DAY
            for who, at in new.items()
            for row in self.of.get(who, [])
        )
        return len(new), gifts

    def habit(self, shift: int) -> float:
        """½Σ|sent − replies| over kinds of sends."""
        last = self.at - shift * DAY - 72 * HOUR
        sent: dict[str, int] = defaultdict(int)
        replies: dict[str, int] = defaultdict(int)
        for rows in self.of.values():
            sends = [(row.at, self.what(row)) for row in rows if row.kind in SENDS - PERSONAL]
            times = [at for at, _ in sends]
            for at, what in sends:
                sent[what] += last - 91 * DAY < at <= last
            for row in rows:
                if row.kind not in ("message_from_contact", "reply") or row.automated:
                    continue
                place = bisect_right(times, row.at) - 1
                if place < 0 or row.at - times[place] > 72 * HOUR or not last - 91 * DAY < times[place] <= last:
                    continue
                replies[min(what for at, what in sends if at == times[place])] += 1
        whole, answered = sum(sent.values()), sum(replies.values())
        return sum(abs(sent[what] / whole - replies[what] / answered) for what in {*sent, *replies}) / 2

    @staticmethod
    def what(row: Row) -> str:
        label = row.said("content") if row.kind == "content_delivered" else ""
        return f"content:{label}" if label else row.kind
