"""Time: epoch milliseconds inside, the brand's zone at the edges. The clock itself is read once, by the caller.

``as_of`` is a moment in the past up to which events are read, **inclusive**. A calendar day given as ``as_of``
means the last millisecond of that day in the brand's zone, as an accountant reads "as at 31 December".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from guanxi.kit.errors import SettingsError

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def zone(name: str) -> ZoneInfo:
    """The zone called ``name``; raises :class:`SettingsError` with a sentence when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"There is no time zone “{name}”. Write one such as Asia/Shanghai under `zone` in guanxi.yaml.",
            f"没有名为“{name}”的时区。请在 guanxi.yaml 的 zone 中填写，例如 Asia/Shanghai。",
        ) from error


def ms(moment: datetime) -> int:
    """Epoch milliseconds of an aware ``moment``, exact (no float in between)."""
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def moment(epoch_ms: int) -> datetime:
    """The aware UTC datetime of ``epoch_ms``."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(epoch_ms))


def day_start_ms(day: date, zone_name: str) -> int:
    """First millisecond of ``day`` in the zone."""
    return ms(datetime.combine(day, time(), tzinfo=zone(zone_name)))


def day_end_ms(day: date, zone_name: str) -> int:
    """Last millisecond of ``day`` in the zone: what ``as_of=day`` means."""
    return day_start_ms(day + timedelta(days=1), zone_name) - 1


def local_day(epoch_ms: int, zone_name: str) -> date:
    """The calendar day of ``epoch_ms`` in the zone."""
    return moment(epoch_ms).astimezone(zone(zone_name)).date()


def parse_as_of(text: str | date | datetime | int, zone_name: str) -> int:
    """``as_of`` in epoch ms from a day, an ISO day or moment, or epoch ms.

    Raises
    ------
    SettingsError
        when the text is neither; a naive moment is read in the brand's zone.
    """
    if isinstance(text, int):
        return text
    if isinstance(text, datetime):
        aware = text if text.tzinfo else text.replace(tzinfo=zone(zone_name))
        return ms(aware)
    if isinstance(text, date):
        return day_end_ms(text, zone_name)
    try:
        if len(text.strip()) <= 10:
            return day_end_ms(date.fromisoformat(text.strip()), zone_name)
        return parse_as_of(datetime.fromisoformat(text.strip()), zone_name)
    except ValueError as error:
        raise SettingsError(
            f"“{text}” is not a date. Write it as 2025-12-31 or 2025-12-31T18:00.",
            f"“{text}”不是日期。请写成 2025-12-31 或 2025-12-31T18:00。",
        ) from error
