"""The network: who is bound to whom, how fast it grows, who carries it, and what they are worth together."""

from __future__ import annotations

from dataclasses import dataclass, field

from guanxi.book.contracts.shared import Interval, Notice


@dataclass(frozen=True, slots=True)
class VelocityWeek:
    """New bonds per standing contact in one week, which ends at ``until_ms``."""

    until_ms: int
    n_bonds: int
    contact_weeks: float
    velocity: Interval


@dataclass(frozen=True, slots=True)
class WaitPoint:
    """Share of the invited who had bought within ``hours`` of the invitation, those still waiting reckoned in."""

    hours: int
    share: Interval


@dataclass(frozen=True, slots=True)
class Conversion:
    """From invitation to first paid order, within 90 days.

    Parameters
    ----------
    n_invited : contacts with a first valid inviter. n_converted : of these, first paid order within 90 days.
    n_waiting : invited less than 90 days ago and still without an order (censored).
    median_hours : of those who convert; ``None`` where too few did.
    """

    n_invited: int
    n_converted: int
    n_waiting: int
    median_hours: Interval | None
    points: tuple[WaitPoint, ...]


@dataclass(frozen=True, slots=True)
class ReproductionPoint:
    """R through one age week."""

    week: int
    value: float
    low: float
    high: float
    n_at_risk: int


@dataclass(frozen=True, slots=True)
class Reproduction:
    """R(a): new buyers whom a buyer has brought by the age of a weeks, buyers to buyers.

    Parameters
    ----------
    cohort : quarter of the first order as ``2025Q3``; "" for all buyers.
    value : R at the last age week with at least 30 buyers at risk; ``None`` where the data cannot carry it.
    growth : "self_growing" (interval above 1), "fading" (below 1), "open" (holds 1), "not_enough_evidence".
    """

    cohort: str
    n_buyers: int
    n_conversions: int
    weeks: int
    value: Interval | None
    growth: str
    points: tuple[ReproductionPoint, ...]
    missing_en: str = ""
    missing_zh: str = ""


@dataclass(frozen=True, slots=True)
class Advocate:
    """One advocate (KOC), ranked by expected referral value.

    Parameters
    ----------
    value : fen; σ·clv of verified invitees within the caps, and half as much for each further generation.
    is_enough : so many of them verified that the value is more than one or two people's luck.
    credit : fen; σ·clv of everybody that the contact brought, as the books carry it.
    n_invited, n_converted, n_verified, n_counted : brought; bought within 90 days; verified by orders of their own on
        two days; verified and within the caps.
    """

    contact_id: int
    source_key: str
    value: int
    credit: int
    n_invited: int
    n_converted: int
    n_verified: int
    n_counted: int
    en: str
    zh: str
    is_enough: bool = True


@dataclass(frozen=True, slots=True)
class SourceReturn:
    """What a yuan goes with, by who or what brought the contact: all over the same closed window.

    ``cost`` ``None``: not known; then there is no ratio. ``channel`` names the channel of source "channel", else "".
    Every contact acquired in the window stands in exactly one source.
    """

    source: str  # "advocates" | "staff" | "channel" | "other_channels" | "unrecorded"
    n_contacts: int
    n_conversions: int
    cost: int | None
    per_yuan: Interval | None
    missing_en: str = ""
    missing_zh: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class SharedTrait:
    """What members of a circle share more than others do."""

    dimension: str
    key: str
    share: float
    usual_share: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A small circle: at least four members, and stable when bonds are redrawn."""

    member_ids: tuple[int, ...]
    members: tuple[str, ...]
    stability: float
    n_bonds: int
    clv: int
    shared: tuple[SharedTrait, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A contact in the picture; ``group`` counts the advocate or circle that it is drawn with."""

    contact_id: int
    name: str
    role: str  # "advocate" | "verified" | "invitee" | "circle"
    group: int


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the picture, from node to node by place; ``kind`` "brought" or "bond"."""

    source: int
    target: int
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The strongest advocates with whom they brought, and the most stable circles."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Invitations that credit nobody, by reason.

    Parameters
    ----------
    to_oneself, to_nobody_known : mentions, in events and in the list of contacts; the others count pairs.
    by_nobody_known : the inviter named is in no list of contacts and has no event: often another kind of key.
    before_inviter : dated before the inviter's own first moment.
    """

    to_oneself: int
    already_there: int
    later_inviter: int
    in_a_cycle: int
    to_nobody_known: int
    by_nobody_known: int = 0
    before_inviter: int = 0


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of what was brought hangs on few.

    Parameters
    ----------
    n_converted : converted invitees. n_inviters : those who brought them.
    n_top : one in a hundred of these inviters, rounded up. top_share, first_share : of the converted, in [0, 1],
        brought by the ``n_top`` who brought most, and by the first of them, who brought ``n_first``.
    """

    n_converted: int
    n_inviters: int
    n_top: int
    top_share: float
    n_first: int
    first_share: float


@dataclass(frozen=True, slots=True)
class Network:
    """The network at one moment; a figure that the data cannot carry is ``None`` with a notice.

    Parameters
    ----------
    n_standing : contacts whose relationship stands. n_bonds : pairs with a bond in 365 days, both of them standing.
    density : n_bonds ÷ n_standing. clustering : 3 × triangles ÷ connected triples of these bonds.
    velocity : new bonds per contact and week over the last 13 weeks; ``weeks`` the last 52, oldest first.
    velocity_change : velocity ÷ that of the 13 weeks before; ``None`` with fewer than ten new bonds in either.
    referral_credit : Σ σ·clv that stands with inviters, fen. growth_option : fen, in no total.
    n_unverified_inviters : contacts that brought ten or more, none of them verified; never ranked.
    """

    n_standing: int
    n_bonds: int
    density: Interval | None
    clustering: float | None
    velocity: Interval | None
    weeks: tuple[VelocityWeek, ...]
    conversion: Conversion | None
    reproduction: tuple[Reproduction, ...]
    advocates: tuple[Advocate, ...]
    n_advocates: int
    n_unverified_inviters: int
    sources: tuple[SourceReturn, ...]
    circles: tuple[Circle, ...]
    n_circles: int
    n_circle_candidates: int
    picture: Picture
    not_counted: NotCounted
    referral_credit: int | None
    growth_option: Interval | None
    notices: tuple[Notice, ...] = ()
    velocity_change: Interval | None = None
    concentration: Concentration | None = None


@dataclass(frozen=True, slots=True)
class NetworkBook:
    """What ``guanxi network`` says: the network and what it was measured on.

    ``brand`` is the name that guanxi.yaml gives, "" where it gives none; ``outcome_days`` is h, the outcome horizon.
    """

    definition_version: str
    as_of_ms: int
    horizon_days: int
    zone: str
    currency: str
    n_contacts: int
    n_events: int
    network: Network
    notices: tuple[Notice, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    brand: str = ""
    outcome_days: int = 28
