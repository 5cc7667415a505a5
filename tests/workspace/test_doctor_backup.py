"""The doctor's line on backups: when one is due, and when there is nothing to keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from guanxi.accounts import audit
from guanxi.lake.engine import Lake
from guanxi.site.doctor import work
from guanxi.site.doctor.findings import Verdict
from guanxi.site.home import Home

NOW, DAY = 1_767_225_600_000, 86_400_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home into which something was imported."""
    Lake.create(tmp_path / "home" / "lake")
    return Home(tmp_path / "home")


def made(days_ago: float, action: str = "backup.made") -> None:
    audit.record(action, at_ms=NOW - round(days_ago * DAY), actor_id=None, after={"n_bytes": 1})


def test_a_home_that_was_never_backed_up_is_warned_of(home: Home) -> None:
    found = work.backup(home, NOW)

    assert found.verdict is Verdict.WARN
    assert "guanxi backup FOLDER" in found.en and "guanxi backup 文件夹" in found.zh


@pytest.mark.parametrize(
    ("days_ago", "en", "zh"),
    [
        (0.5, "made today", "今天做过"),
        (1.5, "made yesterday", "昨天做过"),
        (7.9, "made 7 days ago", "7 天前做过"),
        (-1, "made today", "今天做过"),
    ],
)
def test_a_recent_one_is_well(home: Home, days_ago: float, en: str, zh: str) -> None:
    made(30)
    made(days_ago)

    found = work.backup(home, NOW)

    assert (found.verdict, found.en, found.zh) == (Verdict.OK, en, zh)


def test_an_old_one_is_warned_of_with_its_age(home: Home) -> None:
    made(8)

    found = work.backup(home, NOW)

    assert found.verdict is Verdict.WARN
    assert "8 days old" in found.en and "8 天前" in found.zh


def test_a_home_that_came_out_of_a_backup_has_one(home: Home) -> None:
    made(2, "backup.restored")

    assert work.backup(home, NOW).verdict is Verdict.OK


def test_where_there_is_nothing_to_keep_none_is_asked_for(home: Home, tmp_path: Path) -> None:
    home.demo_mark.touch()

    assert work.backup(home, NOW).verdict is Verdict.OK
    assert work.backup(Home(tmp_path / "empty"), NOW).verdict is Verdict.OK
