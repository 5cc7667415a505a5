"""Every constant of the definitions, with its default: settings, never laws (trust-economics)."""

from __future__ import annotations

from dataclasses import dataclass, field

from guanxi.kit.errors import SettingsError

DEFINITION_VERSION = "5"
"""Raised whenever a definition changes the figures that the same data and model give."""

OPTIONS = {"horizon_days": "--horizon-days (horizon_days)"}
"""Settings that people give to a command, as they write them there."""


@dataclass(frozen=True, slots=True)
class TierBounds:
    """Where the tiers lie (trust-economics §4)."""

    core_trust: float = 0.60
    core_evidence: float = 5.0
    core_depth: float = 0.4
    core_value: float = 0.5
    doubtful_trust: float = 0.25
    doubtful_activity: float = 0.2
    doubtful_age_days: float = 90.0
    doubtful_cycles: float = 2.0
    hysteresis: float = 0.03


@dataclass(frozen=True, slots=True)
class LifecycleBounds:
    """Where stages and layers lie (trust-economics §7).

    Parameters
    ----------
    active_cycles, dormant_cycles : of silence, in a contact's own cycles; between them it is cooling.
    high_value_share : of the standing relationships, those with the most Λ.
    silent_days : without a message. gives_per_ask : fewer gives than this for one ask are too few.
    """

    new_days: int = 30
    active_cycles: float = 1.5
    dormant_cycles: float = 3.0
    lost_p_alive: float = 0.1
    high_value_share: float = 0.1
    high_value_trust: float = 0.4
    silent_days: int = 180
    gives_per_ask: int = 3


@dataclass(frozen=True, slots=True)
class MirrorSettings:
    """Windows and floors of the owner's mirror (trust-economics §7).

    Parameters
    ----------
    year_days, quarter_days : how far each figure looks back; a brand with long cycles sets several years.
    prompt_days : a request to refer within so many days before makes a referral prompted.
    care_days : first days of a contact, in which care for it is counted.
    least : counts below which there is not enough evidence; least_contacts, least_replies : the same of contacts that
        they come from, and of replies for the habit.
    product_words : kinds of content that speak of products, in small letters.
    fall_days, rest_days, n_people : of the people worth talking to: T against so many days before, not spoken to for
        so many, so many people.
    """

    year_days: int = 365
    quarter_days: int = 91
    prompt_days: int = 30
    conversion_days: int = 90
    care_days: int = 30
    least: int = 30
    least_contacts: int = 10
    least_replies: int = 100
    product_words: tuple[str, ...] = ("product", "products", "产品", "商品", "单品", "上新")
    fall_days: int = 30
    rest_days: int = 14
    n_people: int = 5


@dataclass(frozen=True, slots=True)
class ServingRates:
    """What serving costs, where the brand has stated it; ``None`` is "not known", which is not zero."""

    message_fen: float | None = None
    staff_minute_fen: float | None = None
    fixed_fen_per_year: float | None = None


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """Settings of one audit.

    Parameters
    ----------
    horizon_days : H, the money horizon. outcome_days : least h, the outcome horizon.
    margin_rate : contribution margin as a share of revenue; ``margin_assumed`` until the brand has stated it.
    discount_rate, risk_free : a year.
    """

    horizon_days: int = 365
    outcome_days: int = 28
    outcome_cycles: float = 1.5
    margin_rate: float = 0.30
    margin_assumed: bool = True
    discount_rate: float = 0.10
    risk_free: float = 0.02
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"

    half_life_days: float = 45.0  # frequency, willingness, depth
    response_half_life_days: float = 180.0
    bond_half_life_days: float = 365.0
    brake_half_life_days: float = 180.0
    frequency_pseudo_days: float = 15.0  # κ
    willingness_pseudo_orders: float = 3.0
    response_pseudo_asks: float = 2.0
    silence_cycles: float = 1.5
    offer_window_days: int = 21
    chat_window_hours: int = 72
    late_answer_days: int = 75  # an answer that names its ask's program counts up to here
    bond_cap: int = 5  # bonds counted per inviter and 30 days

    strain_complaint: float = 1.0
    strain_resolved: float = 0.2
    strain_dispute: float = 0.5
    strain_mute: float = 0.7
    strain_group_left: float = 0.4
    strain_review: float = 0.5

    weight_acts: float = 0.50  # ω of the heads
    weight_responds: float = 0.20
    weight_stays: float = 0.30

    evidence_floor: float = 3.0  # n_eff for a verdict on a contact
    evidence_age_days: float = 60.0
    referral_share: float = 0.5  # σ
    referral_damping: float = 0.5  # weight of a further generation in the ranking of advocates
    learning_sample: int = 100_000
    seed: int = 20170101
    tiers: TierBounds = field(default_factory=TierBounds)
    lifecycle: LifecycleBounds = field(default_factory=LifecycleBounds)
    mirror: MirrorSettings = field(default_factory=MirrorSettings)
    rates: ServingRates = field(default_factory=ServingRates)

    def __post_init__(self) -> None:
        """Refuse what no audit can mean."""
        for name, low, high in (
            ("horizon_days", 1, 3650),
            ("outcome_days", 7, 365),
            ("margin_rate", 0.0, 1.0),
            ("discount_rate", 0.0, 1.0),
            ("referral_share", 0.0, 1.0),
            ("referral_damping", 0.0, 0.99),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                shown = OPTIONS.get(name, name)
                raise SettingsError(
                    f"{shown} is {value}; it must lie between {low} and {high}. Change it there.",
                    f"{shown} 为 {value}，应在 {low} 与 {high} 之间。请修改。",
                )
