"""What ``guanxi.yaml`` may say about a brand, as frozen values. Reading the file is :mod:`.settings_file`."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from guanxi.lake.kinds import BY_CODE, Kind, Role

ASSUMED_MARGIN_RATE = 0.30
FIRST_OWN_KIND_ID = 1000
LARGEST_KIND_ID = 32_767  # SMALLINT


@dataclass(frozen=True, slots=True)
class ServiceRates:
    """What serving costs, in units of the brand's currency (yuan); ``None``: not known, so not counted."""

    per_message: Decimal | None = None
    per_staff_minute: Decimal | None = None
    per_contact_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedCost:
    """One pool of money stated in the settings: ``[from_date, until_date)`` in the brand's zone."""

    from_date: date
    until_date: date
    category: str  # acquisition | maintenance
    amount_fen: int
    channel: str = ""
    staff_id: str = ""
    program_id: str = ""


@dataclass(frozen=True, slots=True)
class FileRule:
    """How to read the files whose name matches ``pattern``, where their headers alone do not say it.

    Parameters
    ----------
    pattern : file name below the data folder, with ``*`` and ``?``; a sheet is ``book.xlsx#Sheet``.
    table : preset to read it as; ``""``: recognise it, with ``columns`` as additional words.
    columns : our column → their header.
    source_id : identity space of its keys; files that share it share contacts and event ids.
    """

    pattern: str
    table: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    source_id: str = ""
    encoding: str = ""
    separator: str = ""
    ignore: bool = False


@dataclass(frozen=True, slots=True)
class DateRules:
    """Which dates are believed.

    Parameters
    ----------
    earliest : first believable day; earlier ones are quarantined.
    future_days : days past the import's clock that are still believed.
    order : how ``01/02/2025`` is meant: ``"dmy"`` or ``"mdy"``; ``""``: such dates are quarantined as ambiguous.
    """

    earliest: date = date(1990, 1, 1)
    future_days: int = 0
    order: str = ""


@dataclass(frozen=True, slots=True)
class BrandSettings:
    """A brand's own words and rates. Every field has a default, so that no settings file is needed.

    Parameters
    ----------
    margin_rate : contribution margin ÷ revenue; ``None``: not set, :attr:`margin` assumes .30 and pages say so.
    discount_rate, risk_free : per year.
    costs : pools stated here; they reach the lake's ``costs`` like those of a file.
    kinds : the brand's own kinds of event.
    """

    brand: str = ""
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    margin_rate: float | None = None
    discount_rate: float = 0.10
    risk_free: float = 0.02
    rates: ServiceRates = ServiceRates()
    costs: tuple[StatedCost, ...] = ()
    files: tuple[FileRule, ...] = ()
    kinds: tuple[Kind, ...] = ()
    dates: DateRules = DateRules()

    @property
    def margin(self) -> float:
        """The margin rate to compute with."""
        return ASSUMED_MARGIN_RATE if self.margin_rate is None else self.margin_rate

    @property
    def margin_is_assumed(self) -> bool:
        """True when nobody has stated a margin rate."""
        return self.margin_rate is None


def own_kind(code: str, role: Role, weight: float, half_life_days: float, *, zh: str = "", en: str = "") -> Kind:
    """A brand's own kind; its id follows from its code alone, so that it is the same in every import.

    Ids lie in 1000…32767. Two codes of one brand may collide (1 in 30,000 per pair): the settings file refuses that.

    Raises
    ------
    KeyError
        when ``code`` is a standard kind, whose role and weight are not a brand's to change.
    """
    if code in BY_CODE:
        raise KeyError(code)
    span = LARGEST_KIND_ID - FIRST_OWN_KIND_ID + 1
    kind_id = FIRST_OWN_KIND_ID + zlib.crc32(code.encode()) % span
    return Kind(kind_id, code, role, weight, half_life_days, zh or code, en or code)
