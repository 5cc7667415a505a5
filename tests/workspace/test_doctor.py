"""The doctor on homes that are broken, each in one way: the right line, in both languages, with what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from guanxi.accounts.audit import ChainBreak
from guanxi.jobs import leases, operations
from guanxi.jobs.declare import job
from guanxi.jobs.models import Job, WorkerBeat
from guanxi.jobs.queries import queue_health
from guanxi.jobs.rules import LEASE_MS
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake
from guanxi.site.doctor import environment, machine, stores, work
from guanxi.site.doctor.examine import examine_workspace
from guanxi.site.doctor.findings import Finding, Verdict
from guanxi.site.home import Home

NOW = 1_767_225_600_000
DAY = 86_400_000
Usage = namedtuple("Usage", "total used free")


@job("doctor.work", name=Phrase("试验", "Trial"), max_attempts=1)
def nothing(_context: object, _args: object) -> None:
    """Do nothing."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    path = tmp_path / "home"
    path.mkdir(mode=0o700)
    return Home(path)


def says(finding: Finding, verdict: Verdict, en: str, zh: str) -> bool:
    assert (finding.verdict, en in finding.en, zh in finding.zh) == (verdict, True, True), finding
    return True


class TestMachine:
    def test_a_sound_machine_is_said_to_be(self, home: Home) -> None:
        home.secret_key()

        assert [finding.verdict for finding in machine.examine_machine(home)] == [Verdict.OK] * 5

    def test_another_python(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine.sys, "version_info", (3, 13, 1))

        assert says(machine.python(), Verdict.WRONG, "Install Python 3.11", "请安装 Python 3.11")

    def test_no_home_and_none_is_made_by_looking(self, tmp_path: Path) -> None:
        found = machine.home(Home(tmp_path / "none"))

        assert says(found, Verdict.WRONG, "guanxi up --home", "guanxi up --home")
        assert not (tmp_path / "none").exists()

    def test_a_home_that_cannot_be_written(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(**_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(machine.tempfile, "TemporaryFile", refuse)

        assert says(machine.home(home), Verdict.WRONG, "cannot be written", "无法写入")

    def test_a_home_open_to_others(self, home: Home) -> None:
        home.path.chmod(0o755)

        assert says(machine.home(home), Verdict.WARN, "chmod 700", "chmod 700")

    @pytest.mark.parametrize(("free", "verdict"), [(10**8, "wrong"), (2 * 2**30, "warn"), (2**40, "ok")])
    def test_little_room(self, home: Home, monkeypatch: pytest.MonkeyPatch, free: int, verdict: str) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2**41, 0, free))

        assert machine.disk(home).verdict == verdict

    def test_a_key_that_others_may_read(self, home: Home) -> None:
        home.secret_key()
        (home.path / "secret.key").chmod(0o644)

        assert says(machine.secret_key(home), Verdict.WRONG, "chmod 600", "chmod 600")

    @pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40])
    def test_a_damaged_key(self, home: Home, content: bytes) -> None:
        (home.path / "secret.key").write_bytes(content)
        (home.path / "secret.key").chmod(0o600)

        assert says(machine.secret_key(home), Verdict.WRONG, "too short or cannot be read", "过短或无法读取")

    def test_a_short_key_of_the_environment(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GUANXI_SECRET_KEY", "changeme")

        assert says(machine.secret_key(home), Verdict.WRONG, "GUANXI_SECRET_KEY", "GUANXI_SECRET_KEY")

    def test_files_that_were_not_built(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "missing_assets", lambda: ("icons.svg",))

        assert says(machine.assets(), Verdict.WRONG, "icons.svg. Run `make assets`", "请运行 make assets")


class TestNames:
    @pytest.mark.parametrize(
        ("hosts", "https", "verdict"),
        [
            ("", False, "ok"),
            ("", True, "warn"),
            ("shop.example", False, "wrong"),
            ("shop.example", True, "ok"),
            ("*", True, "wrong"),
            (".example", True, "wrong"),
        ],
    )
    def test_names_and_encryption(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any, hosts: str, https: bool, verdict: str
    ) -> None:
        monkeypatch.setenv("GUANXI_HOSTS", hosts)
        settings.IS_BEHIND_HTTPS = https

        assert environment.names().verdict == verdict


@pytest.mark.django_db
class TestStores:
    def test_steps_that_are_missing(self) -> None:
        MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")

        assert says(stores.shape(), Verdict.WRONG, "guanxi migrate", "guanxi migrate")

    def test_a_store_of_a_newer_version_and_nothing_is_asked_of_it(self, home: Home) -> None:
        MigrationRecorder(connection).record_applied("jobs", "9999_of_tomorrow")

        findings = list(examine_workspace(home, NOW))

        assert says(findings[-1], Verdict.WRONG, "jobs.9999_of_tomorrow", "更新版本")

    def test_a_store_that_does_not_answer(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OperationalError("connection refused: password=s3cret")

        monkeypatch.setattr(connection, "cursor", refuse)
        findings = list(examine_workspace(home, NOW))

        en, zh = ("cannot be read", "无法读取") if connection.vendor == "sqlite" else ("does not answer", "没有响应")
        assert says(findings[-1], Verdict.WRONG, en, zh)
        assert "s3cret" not in findings[-1].en

    def test_a_role_that_may_do_everything(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no roles")

        assert says(stores.database(), Verdict.WRONG, "superuser", "超级用户")

    def test_a_damaged_catalogue(self, home: Home) -> None:
        Lake.create(home.lake)
        (home.lake / "catalogue.json").write_text("{", encoding="utf-8")

        assert stores.lake(home).verdict is Verdict.WRONG

    def test_an_empty_lake_is_well(self, home: Home) -> None:
        before = stores.lake(home)
        Lake.create(home.lake)

        assert (before.verdict, stores.lake(home).verdict) == (Verdict.OK, Verdict.OK)

    def test_an_audit_log_that_was_changed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stores, "find_break", lambda: ChainBreak(7, "content"))

        assert says(stores.chain(), Verdict.WRONG, "at entry 7", "第 7 条")


@pytest.mark.django_db
class TestWork:
    def test_no_worker_is_a_warning_until_something_waits(self) -> None:
        before = work.worker(queue_health(NOW))
        operations.enqueue("doctor.work", {}, now_ms=NOW)

        assert says(before, Verdict.WARN, "None runs", "没有后台进程")
        assert says(work.worker(queue_health(NOW)), Verdict.WRONG, "1 jobs wait", "1 个任务在等待")

    def test_a_sign_of_life_grows_old(self) -> None:
        WorkerBeat.objects.create(name="w", version="1", started_ms=NOW, beat_ms=NOW)

        assert work.worker(queue_health(NOW + 59_000)).verdict is Verdict.OK
        assert work.worker(queue_health(NOW + 61_000)).verdict is Verdict.WARN

    def test_a_job_whose_worker_is_silent(self) -> None:
        operations.enqueue("doctor.work", {}, now_ms=NOW)
        leases.claim("w", NOW)

        assert says(work.jobs(queue_health(NOW + LEASE_MS + 60_001)), Verdict.WRONG, "stuck", "卡住")

    def test_a_job_of_another_version(self) -> None:
        Job.objects.create(kind="doctor.of_tomorrow", run_after_ms=NOW, created_ms=NOW)

        assert says(work.jobs(queue_health(NOW)), Verdict.WARN, "another version", "其他版本")

    def test_a_job_that_failed_today_and_not_the_day_after(self) -> None:
        operations.enqueue("doctor.work", {}, now_ms=NOW)
        lease = leases.claim("w", NOW)
        assert lease and leases.fail(lease, NOW, leases.GIVEN_UP)

        assert says(work.jobs(queue_health(NOW)), Verdict.WARN, "1 failed", "1 个任务失败")
        assert work.jobs(queue_health(NOW + DAY + 1)).verdict is Verdict.OK

    def test_events_that_wait_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class View:
            n_waiting, oldest_ms = 12_345, NOW - 8 * 3_600_000

        monkeypatch.setattr(work, "inbox_view", View)

        assert says(work.inbox(NOW), Verdict.WARN, "12,345 events wait, the oldest for 8 hours", "8 小时")

    def test_nobody_owns_it_until_somebody_does(self, request: pytest.FixtureRequest) -> None:
        before = work.owner()
        request.getfixturevalue("world")

        assert says(before, Verdict.WARN, "guanxi link", "guanxi link")
        assert work.owner().verdict is Verdict.OK

    def test_a_clock_of_another_century(self) -> None:
        assert says(environment.clock(0), Verdict.WRONG, "1970-01-01", "1970-01-01")


class TestCommand:
    def test_a_damaged_database_is_a_line_and_not_a_trace(self, home: Home) -> None:
        (home.path / "guanxi.db").write_bytes(b"this is no database" * 400)

        done = doctor(home.path, "en")

        assert done.returncode == 1
        assert "✗ database: The database file cannot be read" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    def test_a_wrong_address_of_the_database_is_a_line(self, home: Home) -> None:
        done = doctor(home.path, "zh", DATABASE_URL="mysql://root@localhost/x")

        assert done.returncode == 1
        assert "不受支持" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr


def doctor(home: Path, lang: str, **environment_: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "guanxi.cli.main", "doctor", "--home", str(home), "--lang", lang, "--quiet"]
    own = {"DATABASE_URL": "", **environment_}
    return subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False, timeout=120)
