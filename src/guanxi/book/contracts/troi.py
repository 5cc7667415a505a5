"""What a TROI read-out says, as frozen values. Money is fen; ``None`` means "not known", never zero.

A randomised and an observational read-out are two types: only the first has a verdict, so that no estimate without a
holdout can ever trigger one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guanxi.book.contracts.shared import Interval, Notice


class TroiCode(StrEnum):
    """May the program go on?"""

    STOP = "stop"  # upper bound of the annual net return < risk-free
    CONTINUE = "continue"  # lower bound > risk-free
    UNDECIDED = "undecided"
    NO_VERDICT = "no_verdict"  # the read-out cannot carry one; the sentence says what is missing


@dataclass(frozen=True, slots=True)
class TroiVerdict:
    """The verdict in a sentence.

    Parameters
    ----------
    known_by_ms : undecided: when the interval will be narrow enough if the effect stays as it looks now; ``None``:
        not with this many contacts, or nothing to tell it by.
    n_needed : contacts that would be needed in all, where known.
    """

    code: TroiCode
    en: str
    zh: str
    known_by_ms: int | None = None
    n_needed: int | None = None


@dataclass(frozen=True, slots=True)
class TroiScope:
    """What was read out, and under which rules.

    Parameters
    ----------
    programs : the program, or all programs of a type.
    launch_ms : first assignment (observational: first send); the models are those of this moment.
    asset : "trust_capital" where K was money at launch, else "clv".
    winsor_quantile : outcomes beyond it and beyond 1 − it are moved to it.
    level : of every interval here. risk_free : a year.
    """

    program: str
    programs: tuple[str, ...]
    days: int
    as_of_ms: int
    launch_ms: int
    latest_assigned_ms: int
    learnt_ms: int
    asset: str
    winsor_quantile: float
    level: float
    risk_free: float
    margin_rate: float
    margin_assumed: bool
    definition_version: str
    arm: str = ""

    @property
    def name(self) -> str:
        """The program, with its arm where several were dealt."""
        return f"{self.program} · {self.arm}" if self.arm else self.program


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the assignments of a program say of its contacts, all arms together.

    Parameters
    ----------
    n_matched : contacts known from anything but the assignments and the program's own events.
    n_conflicting : named in two arms at one moment: in no arm here. n_later : rows after a contact's first moment,
        which count for nothing; n_moved : contacts of which such a row names another arm.
    n_arms : treated arms.
    """

    n_contacts: int
    n_matched: int
    n_conflicting: int
    n_later: int
    n_moved: int
    n_arms: int


@dataclass(frozen=True, slots=True)
class Extremes:
    """How much of the estimate hangs on single contacts, after winsorising.

    Parameters
    ----------
    n_clipped : outcomes that winsorising moved. of_variance : share of the variance of the effect that the weightiest
        contact carries. of_effect : what the raw difference would lose without its deviation, as a share of it.
    """

    n_contacts: int
    n_clipped: int
    of_variance: float
    of_effect: float
    is_heavy: bool


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm: who was assigned, who has matured, and their means per contact in fen (before adjustment)."""

    arm: str  # "treated" | "control"
    n_assigned: int
    n_matured: int
    n_units: int  # matured; equals n_matured unless clusters were randomised
    mean_margin: float | None  # in the D days after assignment
    mean_change: float | None  # asset after D days less asset at assignment
    mean_margin_before: float | None  # in the D days before: should agree between randomised arms
    mean_asset_before: float | None
    mean_change_before: float | None = None  # asset at assignment less asset D days before


@dataclass(frozen=True, slots=True)
class Spend:
    """What the matured treated contacts cost (fen).

    Parameters
    ----------
    direct : Σ cost of the program's events. pools : the program's rows of ``costs``, by share of treated matured.
    coupons : discounts on orders that name the program.
    coupons_in : where they are counted, never in both: "spend", "margin", or "none" when there are none.
    is_recorded : some cost is on record, though it may be zero. outside : pools that name the program and lie wholly
        outside launch … last maturity: not counted.
    """

    total: int
    direct: int
    pools: int
    coupons: int
    coupons_in: str
    is_recorded: bool = True
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Returns:
    """The effect and the returns on it; a ratio is ``None`` without a spend that carries it, the annual below 28 days.

    Parameters
    ----------
    raw_per_contact : difference of the arms' means as they stand in :class:`ArmRow`, before winsorising and adjustment.
    fixed_per_contact : the usual interval of a single look, for comparison; no verdict rests on it.
    """

    effect: Interval  # Δ in fen, over the matured treated contacts
    effect_per_contact: Interval
    capital_effect: Interval  # of the asset alone, in fen: the numerator of the gross figure
    gross: Interval | None
    net: Interval | None
    annual: Interval | None
    raw_per_contact: float | None = None
    fixed_per_contact: Interval | None = None
    why_no_ratio_en: str = ""
    why_no_ratio_zh: str = ""
    """Why there is a spend and no ratio to it; "" where there is a ratio, or no spend."""


@dataclass(frozen=True, slots=True)
class Look:
    """The confidence sequence after the units matured by ``at_ms``; effect per contact in fen."""

    at_ms: int
    n_units: int
    effect: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Detectable:
    """What the experiment could see, computed from what was known before launch.

    Parameters
    ----------
    per_contact : smallest effect in fen that would be told from zero with probability ``power``; ``None``: unknown.
    """

    per_contact: float | None
    total: float | None
    n_treated: int
    n_control: int
    power: float


@dataclass(frozen=True, slots=True)
class SampleRatioRow:
    """Units assigned against design."""

    n_treated: int
    n_control: int
    designed_treated: float
    p_value: float
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """One leading indicator by arm; ``None`` where the data cannot say. ``unit``: share | points | per_hundred."""

    code: str
    unit: str
    treated: float | None
    control: float | None
    n_treated: int
    n_control: int


@dataclass(frozen=True, slots=True)
class BalanceBand:
    """Contacts by gives per ask in the 180 days before, and the share that ordered after: observational."""

    band: str  # "never_asked" | "below_1" | "from_1_to_3" | "from_3"
    n_contacts: int
    ordered: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Beside TROI: what moves earlier than money."""

    indicators: tuple[Indicator, ...]
    bands: tuple[BalanceBand, ...]


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """Another program whose days overlap on contacts of this one."""

    program: str
    n_contacts: int
    share: float


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Margin per contact in one period before or after, and the difference less that of the reference period."""

    period: int  # −1 is the last before; the reference
    treated: float
    control: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class RandomisedReadout:
    """A program whose arms were dealt at random."""

    scope: TroiScope
    verdict: TroiVerdict
    arms: tuple[ArmRow, ...]
    spend: Spend
    returns: Returns | None
    looks: tuple[Look, ...]
    effect_to_clear: float | None  # per contact, in fen: at which the annual net return equals the risk-free rate
    detectable: Detectable
    sample_ratio: SampleRatioRow | None
    overlaps: tuple[OverlapRow, ...]
    panel: Panel
    notices: tuple[Notice, ...]
    assigned: Assigned | None = None
    extremes: Extremes | None = None


@dataclass(frozen=True, slots=True)
class ObservationalReadout:
    """A program without a holdout: a difference in differences, with no verdict by construction.

    Parameters
    ----------
    pre_trend_p : of no difference between the groups' trends before; small: the estimate is not to be believed.
    period_days : length of a period of ``trend``.
    """

    scope: TroiScope
    arms: tuple[ArmRow, ...]
    spend: Spend
    returns: Returns | None
    trend: tuple[TrendPoint, ...]
    period_days: int
    pre_trend_p: float | None
    overlaps: tuple[OverlapRow, ...]
    panel: Panel
    notices: tuple[Notice, ...]
    extremes: Extremes | None = None


Readout = RandomisedReadout | ObservationalReadout


@dataclass(frozen=True, slots=True)
class TroiBook:
    """Every read-out that was asked for; ``brand`` is the name that guanxi.yaml gives, "" where it gives none."""

    as_of_ms: int
    zone: str
    currency: str
    readouts: tuple[Readout, ...]
    notices: tuple[Notice, ...]
    brand: str = ""
