"""What people say to other packages: frozen values and stable codes, no tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from guanxi.kit.phrase import Phrase


class Dimension(StrEnum):
    """What a tag is about."""

    SOURCE = "source"
    """Where the contact came from."""
    ATTRIBUTES = "attributes"
    """What the contact is."""
    BEHAVIOUR = "behaviour"
    """What the contact does."""
    INTEREST = "interest"
    """What the contact cares about."""
    LIFECYCLE = "lifecycle"
    """Where in the relationship the contact is."""


class TagSource(StrEnum):
    """Who says that a contact has a tag; each ends only its own."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"
    IMPORT = "import"
    WECOM = "wecom"


class Act(StrEnum):
    """What happened to a consent."""

    GRANTED = "granted"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Purpose(StrEnum):
    """What a contact agrees to; each is asked for separately."""

    PROMOTION = "promotion"
    PROFILING = "profiling"
    CHAT_ARCHIVE = "chat_archive"


ANY_CHANNEL = "any"
CONSENT_CHANNELS = (ANY_CHANNEL, "wecom", "sms", "email", "phone")


class SuppressionReason(StrEnum):
    """Why a contact is not to be reached."""

    COMPLAINT = "complaint"
    BOUNCE = "bounce"
    DO_NOT_CONTACT = "do_not_contact"
    MINOR = "minor"
    EMPLOYEE = "employee"
    TEST = "test"


DIMENSION_NAMES: dict[Dimension, Phrase] = {
    Dimension.SOURCE: Phrase("来源", "Source"),
    Dimension.ATTRIBUTES: Phrase("属性", "Attributes"),
    Dimension.BEHAVIOUR: Phrase("行为", "Behaviour"),
    Dimension.INTEREST: Phrase("兴趣", "Interest"),
    Dimension.LIFECYCLE: Phrase("生命周期", "Lifecycle"),
}
TAG_SOURCE_NAMES: dict[TagSource, Phrase] = {
    TagSource.PERSON: Phrase("人工", "by a person"),
    TagSource.RULE: Phrase("规则", "by a rule"),
    TagSource.MODEL: Phrase("模型", "by a model"),
    TagSource.IMPORT: Phrase("导入", "imported"),
    TagSource.WECOM: Phrase("企业微信", "from WeCom"),
}
ACT_NAMES: dict[Act, Phrase] = {
    Act.GRANTED: Phrase("同意", "Granted"),
    Act.RENEWED: Phrase("续期", "Renewed"),
    Act.WITHDRAWN: Phrase("撤回", "Withdrawn"),
    Act.EXPIRED: Phrase("到期", "Expired"),
}
PURPOSE_NAMES: dict[Purpose, Phrase] = {
    Purpose.PROMOTION: Phrase("接收营销信息", "Receiving promotions"),
    Purpose.PROFILING: Phrase("个性化分析", "Being profiled"),
    Purpose.CHAT_ARCHIVE: Phrase("会话存档", "Keeping chats"),
}
CONSENT_CHANNEL_NAMES: dict[str, Phrase] = {
    ANY_CHANNEL: Phrase("所有渠道", "any channel"),
    "wecom": Phrase("企业微信", "WeCom"),
    "sms": Phrase("短信", "SMS"),
    "email": Phrase("邮件", "email"),
    "phone": Phrase("电话", "phone"),
}
SUPPRESSION_NAMES: dict[SuppressionReason, Phrase] = {
    SuppressionReason.COMPLAINT: Phrase("投诉", "Complaint"),
    SuppressionReason.BOUNCE: Phrase("无法送达", "Bounces"),
    SuppressionReason.DO_NOT_CONTACT: Phrase("请勿联系", "Do not contact"),
    SuppressionReason.MINOR: Phrase("未成年人", "Minor"),
    SuppressionReason.EMPLOYEE: Phrase("员工", "Employee"),
    SuppressionReason.TEST: Phrase("测试", "Test"),
}


class ConsentCode(StrEnum):
    """Where consent to promotion stands, as the list shows it; the order is that of the stored number."""

    NEVER_ASKED = "never_asked"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


CONSENT_CODES = tuple(ConsentCode)
CONSENT_NAMES: dict[ConsentCode, Phrase] = {
    ConsentCode.NEVER_ASKED: Phrase("从未询问", "never asked"),
    ConsentCode.GRANTED: Phrase("已同意", "granted"),
    ConsentCode.WITHDRAWN: Phrase("已撤回或到期", "withdrawn or expired"),
}


SUPPRESSED = "suppressed"
"""The one value of the filter ``reach``."""
LIABILITY = "liability"
"""The one value of the filter ``worth``."""


class Band(StrEnum):
    """How much a contact is worth beside the others: bounds are the median and the top tenth of those above zero."""

    NONE = "none"
    LOWER = "lower"
    UPPER = "upper"
    TOP = "top"


BAND_NAMES: dict[Band, Phrase] = {
    Band.TOP: Phrase("前 10%", "top tenth"),
    Band.UPPER: Phrase("中位数以上", "above the median"),
    Band.LOWER: Phrase("中位数以下", "below the median"),
    Band.NONE: Phrase("零或未知", "nothing or unknown"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose contacts may be seen: all, or those with an open edge to one employee.

    Parameters
    ----------
    sees_all : every contact.
    staff_key : else those of this employee; ``""`` sees nobody.
    """

    sees_all: bool
    staff_key: str = ""


NOBODY_IN_SIGHT = Scope(False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the current book says of a contact; a merged one adds up what it says of its parts.

    Parameters
    ----------
    tier, stage : codes of ``book.contracts``; layers : codes that apply.
    trust, low, high : T and its interval in [0, 1].
    drivers : (sub-score, signed strength), strongest first. n_parts : contacts of the lake behind it.
    p_alive : ``None`` where nothing was bought.
    """

    tier: str
    stage: str
    layers: tuple[str, ...]
    is_liability: bool
    has_evidence: bool
    is_new: bool
    potential_fen: int
    clv_fen: int
    capital_fen: int
    serving_fen: int | None
    trust: float
    low: float
    high: float
    n_eff: float
    p_alive: float | None
    n_orders: int
    latest_order_ms: int | None
    drivers: tuple[tuple[str, float], ...]
    n_parts: int = 1
    n_ended: int = 0
    """Of the parts, those whose relationship is broken, released or erased."""


@dataclass(frozen=True, slots=True)
class TrustSpan:
    """How sure T of a contact of the lake is: its interval in [0, 1], and whether the evidence carries a verdict."""

    low: float
    high: float
    has_evidence: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row of the list, from tables that it is neither sorted nor filtered by.

    Parameters
    ----------
    low, high, n_eff : the interval of T in [0, 1], and its evidence in acts; ``None`` until a book knows the contact.
    has_evidence : whether that is enough for a verdict.
    suppressed : codes of why the contact is not to be reached. staff : employees who serve it; for files only.
    """

    low: float | None = None
    high: float | None = None
    n_eff: float | None = None
    has_evidence: bool = False
    suppressed: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One contact in the list. ``tier``, ``clv_fen``, ``trust`` … are ``None`` until a book was published."""

    contact_id: int
    public_id: str
    key: str
    name: str
    channel: str
    tier: str | None
    stage: str | None
    layers: tuple[str, ...]
    consent: ConsentCode
    is_liability: bool
    clv_fen: int | None
    capital_fen: int | None
    trust: float | None
    latest_order_ms: int | None
    created_ms: int | None
    beside: Beside = field(default_factory=Beside)


@dataclass(frozen=True, slots=True)
class Count:
    """How many contacts fit. ``is_exact`` False: at least ``n``, they were not counted to the end."""

    n: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    Parameters
    ----------
    next_cursor, previous_cursor : tokens of the neighbouring pages, ``""`` at the ends.
    as_of_ms : of the book that the figures come from; ``None`` before the first.
    """

    rows: tuple[Row, ...]
    count: Count
    as_of_ms: int | None
    next_cursor: str = ""
    previous_cursor: str = ""
    capital_is_money: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for; ``""`` means any. Codes outside of their lists never get here (``listing.asked``).

    Parameters
    ----------
    search : beginning of a key or of a name, folded. staff, tag : public ids. channel : id of a label, 0 for any.
    reach : :data:`SUPPRESSED` for those who are not to be reached. worth : :data:`LIABILITY` for those who are doubtful
        and cost more than they bring.
    sort : a key of ``listing.sorts``; descending : largest first.
    after, before : cursor of a neighbouring page.
    """

    search: str = ""
    tier: str = ""
    stage: str = ""
    layer: str = ""
    band: str = ""
    consent: str = ""
    reach: str = ""
    worth: str = ""
    channel: int = 0
    staff: str = ""
    tag: str = ""
    sort: str = "value"
    descending: bool = True
    after: str = ""
    before: str = ""


class Outcome(StrEnum):
    """Which contact owns a point, given the evidence (operating-engine.md §4)."""

    RESOLVED = "resolved"
    NOT_FOUND = "not_found"
    PENDING = "pending"
    CONFLICT = "conflict"


class Strength(StrEnum):
    """How much one key proves."""

    STRONG = "strong"
    """Same unionid, a pair of ids that the platform confirmed, a verified phone or login."""
    WEAK = "weak"
    """Unverified phone, nickname, device, address."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One key that says whose a point is: the contact that it names, and how much it proves."""

    contact_id: int
    strength: Strength
    what: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer: an outcome, the owner when resolved, else the contacts in question."""

    outcome: Outcome
    contact_id: int = 0
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a contact's timeline; ``is_sealed`` False while it stands in the inbox only."""

    at_ms: int
    kind: str
    role: str
    zh: str
    en: str
    amount_fen: int
    channel: str
    staff: str
    program: str
    is_sealed: bool = True


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some lines, latest first; ``next_cursor`` is empty at the end. ``problem``: why the lake could not be read."""

    moments: tuple[Moment, ...]
    next_cursor: str = ""
    n_total: int = 0
    problem: Phrase | None = None
    roles: tuple[str, ...] = field(default=())
