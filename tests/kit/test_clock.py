"""Time: a day given as ``as_of`` is read to its last millisecond, in every zone and on every day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.clock import DAY_MS, HOUR_MS, day_end_ms, day_start_ms, local_day, moment, ms, parse_as_of, zone
from guanxi.kit.errors import SettingsError

ZONES = st.sampled_from(
    [
        "Asia/Shanghai",
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",  # moves by half an hour
        "America/Sao_Paulo",  # had days without a midnight
        "America/Havana",  # has days with two of them
        "Pacific/Kiritimati",
        "UTC",
    ]
)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
EPOCH_MS = st.integers(-(10**12), 4 * 10**12)


class TestMoments:
    @given(EPOCH_MS)
    def test_milliseconds_go_to_a_moment_and_back(self, epoch_ms: int) -> None:
        assert ms(moment(epoch_ms)) == epoch_ms

    @given(EPOCH_MS, st.integers(-12, 14))
    def test_the_offset_of_a_moment_does_not_matter(self, epoch_ms: int, hours: int) -> None:
        assert ms(moment(epoch_ms).astimezone(timezone(timedelta(hours=hours)))) == epoch_ms

    def test_part_of_a_millisecond_is_dropped(self) -> None:
        assert ms(datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=UTC)) == 1999


class TestDays:
    @given(DAYS, ZONES)
    def test_a_day_ends_one_millisecond_before_the_next_begins(self, day: date, zone_name: str) -> None:
        assert day_end_ms(day, zone_name) + 1 == day_start_ms(day + timedelta(days=1), zone_name)

    @given(DAYS, ZONES)
    def test_a_day_holds_its_first_and_last_millisecond_and_no_other_days(self, day: date, zone_name: str) -> None:
        first, last = day_start_ms(day, zone_name), day_end_ms(day, zone_name)

        assert local_day(first, zone_name) == local_day(last, zone_name) == day
        assert local_day(first - 1, zone_name) == day - timedelta(days=1)
        assert local_day(last + 1, zone_name) == day + timedelta(days=1)

    @given(DAYS, ZONES)
    def test_a_day_is_as_long_as_the_clock_on_the_wall_makes_it(self, day: date, zone_name: str) -> None:
        length = day_end_ms(day, zone_name) - day_start_ms(day, zone_name) + 1

        assert abs(length - DAY_MS) in (0, HOUR_MS // 2, HOUR_MS)

    @pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-15", 24)])
    def test_the_days_of_the_change_are_shorter_and_longer(self, day: str, hours: int) -> None:
        start = day_start_ms(date.fromisoformat(day), "Europe/Berlin")

        assert day_end_ms(date.fromisoformat(day), "Europe/Berlin") - start + 1 == hours * HOUR_MS


class TestAsOf:
    @given(DAYS, ZONES)
    def test_a_day_means_its_last_millisecond_however_it_is_given(self, day: date, zone_name: str) -> None:
        end = day_end_ms(day, zone_name)

        assert parse_as_of(day, zone_name) == end
        assert parse_as_of(day.isoformat(), zone_name) == end
        assert parse_as_of(f" {day.isoformat()} ", zone_name) == end

    def test_a_moment_without_zone_is_the_brands(self) -> None:
        assert parse_as_of("2025-12-31T08:00", "Asia/Shanghai") == ms(datetime(2025, 12, 31, tzinfo=UTC))
        assert parse_as_of("2025-12-31T08:00+00:00", "Asia/Shanghai") == ms(datetime(2025, 12, 31, 8, tzinfo=UTC))
        assert parse_as_of(datetime(2025, 12, 31, 8), "Asia/Shanghai") == ms(datetime(2025, 12, 31, tzinfo=UTC))

    @given(EPOCH_MS)
    def test_milliseconds_stay_as_they_are(self, epoch_ms: int) -> None:
        assert parse_as_of(epoch_ms, "Asia/Shanghai") == epoch_ms

    @pytest.mark.parametrize("text", ["yesterday", "31.12.2025", "2025-13-01", "2025-02-30", "", "2025-12-31T25:00"])
    def test_refuses_what_is_no_date_and_shows_how_to_write_one(self, text: str) -> None:
        with pytest.raises(SettingsError) as refused:
            parse_as_of(text, "Asia/Shanghai")

        assert "2025-12-31" in refused.value.en
        assert "不是日期" in refused.value.message("zh")

    @pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime"])
    def test_refuses_a_zone_that_is_none(self, name: str) -> None:
        with pytest.raises(SettingsError, match="There is no time zone"):
            zone(name)
