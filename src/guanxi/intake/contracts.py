"""What intake hands out: sources, answers to events, problems, and events that are not in the lake yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guanxi.kit.phrase import Phrase
from guanxi.lake.staged import INBOX_LABEL

MAX_BATCH = 1_000
"""Events in one call."""
MAX_KEY = 120
"""Characters of an id, a contact and other references."""
MAX_PROPERTIES_BYTES = 8_192
MAX_DEPTH = 5
"""Objects and lists inside ``properties``, one within the other."""
MAX_AMOUNT_FEN = 10**12
SCHEMA_VERSION = 1
FUTURE_MS = 5 * 60_000
"""How far a sender's clock may go ahead of ours."""
DEFAULT_REPLAY_DAYS = 35
LABEL = INBOX_LABEL
"""Begins the label of every import that sealing published."""


class SourceKind(StrEnum):
    """Who holds the write key."""

    SERVER = "server"
    """A program of the brand's own: the key stays on a machine that nobody else reads."""
    APP = "app"
    """A page, app or mini program: anybody can take the key out of it, so it may tell little."""


class EventState(StrEnum):
    """Where an event stands."""

    NEW = "new"
    """In the inbox, not in the lake."""
    PARKED = "parked"
    """Kept, but the lake cannot take it yet; looked at again before every sealing."""
    SEALED = "sealed"
    """In the lake. Only its id and hash are left here, so that a repeat is recognised for ``replay_days``."""


class BatchState(StrEnum):
    """How far a batch has come."""

    ASSIGNED = "assigned"
    """Its events are chosen; whether the lake has them is the catalogue's to say."""
    PUBLISHED = "published"
    """The lake has them; the rows here are being cleared."""
    CLEARED = "cleared"
    """Done."""


class ProblemState(StrEnum):
    """What became of a problem."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


class Status(StrEnum):
    """The answer to one event."""

    ACCEPTED = "accepted"
    """Stored, durably."""
    DUPLICATE = "duplicate"
    """Known already, word for word: nothing to do."""
    CONFLICT = "conflict"
    """Its id is known with other content; the first is kept, this one stands among the problems."""
    REJECTED = "rejected"
    """Cannot be understood; it stands among the problems."""


SOURCE_KIND_NAMES: dict[SourceKind, Phrase] = {
    SourceKind.SERVER: Phrase("服务器", "Server"),
    SourceKind.APP: Phrase("小程序、App 或网页", "Mini program, app or page"),
}
PARKED_REASONS: dict[str, Phrase] = {
    "contact_unknown": Phrase(
        "来源不能新建客户，而湖里还没有这位客户；导入该客户后自动入湖。",
        "The source may not create contacts and the lake does not know this one; goes on once the contact is imported.",
    ),
    "kind_unknown": Phrase(
        "事件类型已从 guanxi.yaml 中移除；补回后自动入湖。",
        "The kind of event was taken out of guanxi.yaml; goes on once it is back.",
    ),
}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source of events.

    Parameters
    ----------
    source_id : the row; inside only.
    key : what the lake calls it, ``source_id`` of its events.
    key_prefix : the first characters of its write key, enough to tell two apart.
    events_per_minute : the most that one server process takes from it.
    replay_days : how long a repeat is recognised after sealing.
    """

    source_id: int
    public_id: str
    kind: SourceKind
    key: str
    name: str
    key_prefix: str
    may_create_contacts: bool
    replay_days: int
    events_per_minute: int
    created_ms: int
    closed_ms: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether its key is refused."""
        return self.closed_ms is not None


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """A source, and how much it brings.

    Parameters
    ----------
    latest_ms : when it last sent something; ``None``: never.
    n_accepted … n_rejected : over the last thirty days.
    n_last_hour : events taken in the running and the previous full hour.
    n_open_problems : to be looked at.
    """

    source: SourceView
    latest_ms: int | None
    n_accepted: int
    n_duplicate: int
    n_conflict: int
    n_rejected: int
    n_last_hour: int
    n_open_problems: int


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What a source brought on one day; ``day_ms`` is its first millisecond in the brand's zone."""

    day_ms: int
    n_accepted: int
    n_duplicate: int
    n_refused: int


@dataclass(frozen=True, slots=True)
class NewKey:
    """A source with its write key, which is shown once and kept nowhere."""

    source: SourceView
    write_key: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event that passed every check, as it is stored.

    Parameters
    ----------
    contact_key : what the source calls the contact, as in its exports.
    payload : canonical JSON of everything else.
    """

    source_event_id: str
    kind: str
    occurred_ms: int
    contact_key: str
    payload: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an event cannot be taken; ``is_replayable``: the same event may pass once something else is mended."""

    code: str
    en: str
    zh: str
    is_replayable: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one event, in the order in which they came."""

    status: Status
    source_event_id: str = ""
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a call; what it calls accepted is on the disk."""

    results: tuple[Result, ...]

    def count(self, status: Status) -> int:
        """How many events got this answer."""
        return sum(result.status is status for result in self.results)


@dataclass(frozen=True, slots=True)
class ProblemView:
    """An event that was not taken, with the sentence that says why."""

    public_id: str
    source_name: str
    code: str
    en: str
    zh: str
    raw: str
    at_ms: int
    is_replayable: bool
    state: ProblemState


@dataclass(frozen=True, slots=True)
class BatchView:
    """One sealing."""

    name: str
    state: BatchState
    n_events: int
    created_ms: int
    finished_ms: int | None
    said_en: str
    said_zh: str


@dataclass(frozen=True, slots=True)
class InboxView:
    """What waits, and how sealing goes.

    Parameters
    ----------
    oldest_ms : when the longest waiting event was received; ``None`` when nothing waits.
    parked : reason → how many.
    """

    n_waiting: int
    oldest_ms: int | None
    parked: dict[str, int]
    latest: BatchView | None
    n_open_problems: int


@dataclass(frozen=True, slots=True)
class UnsealedEvent:
    """An event that the lake may not have yet.

    Parameters
    ----------
    batch : the label under which the lake publishes it; ``""`` while it belongs to no batch.
    """

    source_key: str
    source_event_id: str
    kind: str
    contact_key: str
    occurred_ms: int
    received_ms: int
    batch: str
    payload: dict[str, Any] = field(default_factory=dict)  # Any: JSON
