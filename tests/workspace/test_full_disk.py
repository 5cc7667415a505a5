"""A full disk and a lost store: a sentence that says what to do, the checkpoint kept, and a retry that finishes."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.test import Client

from guanxi.facade.asking import now_ms
from guanxi.imports.contracts import ImportState
from guanxi.imports.models import FileImport
from guanxi.jobs import leases, operations, queries, worker
from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import JobState
from guanxi.jobs.declare import job
from guanxi.jobs.models import Job
from guanxi.kit.full_disk import is_disk_full
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db(transaction=True)
RunJobs = Callable[..., int]
ALL_ATTEMPTS_MS = 3_600_000
ORDERS = "会员卡号,订单号,付款时间,实付金额\n" + "".join(f"A{i},{i},2025-03-01,12\n" for i in range(20_000))

TROUBLE: dict[str, Any] = {}
"""What the trial job meets at its third step; taken away when there is room again."""


@job("trial.store", name=Phrase("写入", "Store"), max_attempts=2)
def store(context: JobContext, _args: dict[str, Any]) -> dict[str, Any]:
    """Five steps, each kept; what one meets is the test's to say."""
    for step in range(context.cursor.get("n", 0), 5):
        if step == 3 and "meets" in TROUBLE:
            TROUBLE["meets"]()
        TROUBLE.setdefault("steps", []).append(step)
        context.save_cursor({"n": step + 1})
    return {"steps": TROUBLE["steps"]}


@pytest.fixture(autouse=True)
def trouble() -> Iterator[dict[str, Any]]:
    TROUBLE.clear()
    yield TROUBLE
    TROUBLE.clear()


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def engine_without_room() -> None:
    """DuckDB as it really is when its temporary files find no room."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute(f"SET temp_directory = '{folder}'; SET max_temp_directory_size = '1MB'; SET memory_limit = '40MB'")
        con.execute(
            "SET threads = 1; CREATE TABLE t AS SELECT md5(range::VARCHAR) AS s, range AS i FROM range(2000000)"
        )


def store_without_room() -> None:
    """SQLite as it really is at the end of its disk; PostgreSQL says it in the words of its server."""
    if connection.vendor != "sqlite":
        raise OperationalError('could not extend file "base/1/2": No space left on device')
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (n_pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {n_pages}")
        try:
            with transaction.atomic():
                for _ in range(100):
                    Job.objects.create(kind="trial.filler", args={"x": "x" * 100_000}, run_after_ms=0, created_ms=0)
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def told(public_id: str) -> tuple[str, str]:
    row = Job.objects.get(public_id=public_id)
    return row.error_en, row.error_zh


class TestAJob:
    @pytest.mark.parametrize("meets", [no_space, engine_without_room, store_without_room])
    def test_that_meets_a_full_disk_says_what_to_do_and_finishes_once_there_is_room(
        self, run_jobs: RunJobs, admin_client: Client, meets: Callable[[], None]
    ) -> None:
        TROUBLE["meets"] = meets
        public_id = operations.enqueue("trial.store", {}, now_ms=now_ms()).public_id

        run_jobs()
        run_jobs(now_ms() + ALL_ATTEMPTS_MS)

        failed = queries.get_job(public_id)
        en, zh = told(public_id)
        assert failed.state is JobState.FAILED
        assert ("disk is full" in en, "Try again" in en) == (True, True)
        assert ("磁盘已满" in zh, "重试" in zh) == (True, True)
        assert Job.objects.get(public_id=public_id).cursor == {"n": 3}
        page = admin_client.get(f"/jobs/{public_id}/").content.decode()
        assert "磁盘已满" in page

        TROUBLE.pop("meets")
        admin_client.post(f"/jobs/{public_id}/retry/")
        run_jobs()

        assert queries.get_job(public_id).state is JobState.DONE
        assert TROUBLE["steps"] == [0, 1, 2, 3, 4]

    def test_that_loses_the_store_goes_on_from_where_it_was(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lost() -> None:
            TROUBLE.pop("meets")
            raise OperationalError("server closed the connection unexpectedly")

        TROUBLE["meets"] = lost
        public_id = operations.enqueue("trial.store", {}, now_ms=now_ms()).public_id

        run_jobs()

        between = queries.get_job(public_id)
        assert between.state is JobState.QUEUED
        assert "数据库没有响应" in told(public_id)[1]
        run_jobs(now_ms() + ALL_ATTEMPTS_MS)
        assert queries.get_job(public_id).state is JobState.DONE
        assert TROUBLE["steps"] == [0, 1, 2, 3, 4]


class TestTheWorker:
    @pytest.fixture
    def one(self, monkeypatch: pytest.MonkeyPatch) -> worker.Worker:
        """A worker in this thread that ends when the last job has."""
        monkeypatch.setattr(worker, "reconnect_delay_ms", lambda _: 10)
        monkeypatch.setattr(worker, "POLL_MS", 10)
        monkeypatch.setattr(worker, "FREE_EVERY_MS", 0)
        made = worker.Worker(now_ms, version="test")
        turn = made._turn

        def last_turn() -> bool:
            is_busy = turn()
            if not is_busy:
                made.stop()
            return is_busy

        monkeypatch.setattr(made, "_turn", last_turn)
        return made

    @pytest.mark.parametrize("where", ["finish", "fail", "claim", "free_expired"])
    def test_outlives_a_full_store_and_says_so_once(
        self, one: worker.Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
    ) -> None:
        caplog.set_level(logging.INFO, logger="guanxi.jobs")
        if where == "fail":
            TROUBLE["meets"] = lambda: (_ for _ in ()).throw(KeyError("broken"))
            monkeypatch.setattr("guanxi.jobs.running.may_retry", lambda *_: False)
        public_id = operations.enqueue("trial.store", {}, now_ms=now_ms()).public_id
        write, n_left = getattr(leases, where), [7]

        def full(*given: Any) -> Any:
            if n_left[0]:
                n_left[0] -= 1
                raise OperationalError("database or disk is full")
            return write(*given)

        monkeypatch.setattr(leases, where, full)

        one.run()

        assert n_left == [0]
        assert queries.get_job(public_id).state is (JobState.FAILED if where == "fail" else JobState.DONE)
        assert [record.message for record in caplog.records].count("the store's disk is full, waiting for room") == 1

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file: there is no connection to lose")
    def test_whose_connection_is_cut_in_the_middle_of_a_job_goes_on(
        self, one: worker.Worker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut() -> None:
            TROUBLE.pop("meets")
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            other.close()

        monkeypatch.setattr("guanxi.jobs.running.retry_delay_ms", lambda _: 0)
        TROUBLE["meets"] = cut
        public_id = operations.enqueue("trial.store", {}, now_ms=now_ms()).public_id

        one.run()

        done = queries.get_job(public_id)
        assert (done.state, done.attempt) == (JobState.DONE, 2)
        assert sorted(set(TROUBLE["steps"])) == [0, 1, 2, 3, 4]


@pytest.fixture
def small_disk(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A home on a real file system of 24 MB; where this account may not mount one, there is nothing to test here."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "none", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount on this system")
    if done.returncode:
        pytest.skip("this account may not mount a small file system")
    settings.HOME = Home(place / "home")
    settings.HOME.path.mkdir()
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


class TestARealDisk:
    def fill(self, place: Path, leave: int) -> Path:
        filler = place / "filler"
        with filler.open("wb") as file:
            while os.statvfs(place).f_bavail * os.statvfs(place).f_frsize > leave + (1 << 16):
                file.write(bytes(1 << 16))
                file.flush()
        return filler

    @pytest.mark.parametrize("leave", [0, 200_000])
    def test_an_import_that_finds_it_full_is_not_lost(
        self,
        small_disk: Path,
        operator_client: Client,
        run_jobs: RunJobs,
        monkeypatch: pytest.MonkeyPatch,
        leave: int,
    ) -> None:
        monkeypatch.setattr("guanxi.imports.uploads.FREE_BYTES", 0)
        files = SimpleUploadedFile("订单.csv", ORDERS.encode())
        answer = operator_client.post("/imports/new/", {"files": files, "end": "1"})
        public_id = answer.headers["Location"].split("/")[2]
        operator_client.post(f"/imports/{public_id}/confirm/")
        filler = self.fill(small_disk, leave)

        run_jobs()
        for hours in range(1, 4):
            run_jobs(now_ms() + hours * ALL_ATTEMPTS_MS)

        page = operator_client.get(f"/imports/{public_id}/").content.decode()
        assert "磁盘已满" in page
        assert not list(small_disk.glob("home/guanxi-import-*"))
        (row,) = Job.objects.filter(kind="imports.run")
        assert row.state == JobState.FAILED

        filler.unlink()
        operations.retry(row.public_id, now_ms=now_ms())
        run_jobs()

        assert FileImport.objects.get().state == ImportState.DONE
        with Lake.open(settings.HOME.lake).session(as_of_ms=10**13) as session:
            assert session.con.execute("SELECT count(*) FROM events").fetchone() == (20_000,)

    def test_an_upload_that_finds_it_full_is_refused_and_leaves_nothing(
        self, small_disk: Path, operator_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("guanxi.imports.uploads.FREE_BYTES", 0)
        monkeypatch.setattr("guanxi.imports.receiving.uploads.has_room", lambda *_: True)
        self.fill(small_disk, 0)

        answer = operator_client.post(
            "/imports/new/", {"files": SimpleUploadedFile("订单.csv", ORDERS.encode()), "end": "1"}
        )

        assert answer.status_code in {413, 507}
        assert "磁盘" in answer.content.decode()
        assert not [path for path in small_disk.rglob("*.csv") if path.is_file()]
        assert not FileImport.objects.exists()


class TestPages:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "磁盘已满"), ("en", "disk is full")])
    def test_what_a_full_disk_refuses_is_said(
        self, operator_client: Client, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OperationalError("database or disk is full")

        operator_client.post("/language/", {"lang": lang, "next": "/"})
        monkeypatch.setattr("guanxi.accounts.operations._rename", full)

        answer = operator_client.post("/account/name/", {"name": "陈小满"})

        assert answer.status_code == 507
        assert said in answer.content.decode()


class TestTelling:
    @pytest.mark.parametrize(
        "error",
        [
            OSError(errno.ENOSPC, "x"),
            OSError(errno.EDQUOT, "x"),
            OperationalError("database or disk is full"),
            OperationalError('could not extend file "base/1": No space left on device'),
            duckdb.IOException("Could not write file: No space left on device"),
        ],
    )
    def test_a_full_disk_is_known_by_number_or_by_words(self, error: Exception) -> None:
        assert is_disk_full(error)
        assert is_disk_full(_caused_by(error))

    @pytest.mark.parametrize(
        "error",
        [OSError(errno.EACCES, "x"), ValueError("no space left on device"), OperationalError("database is locked")],
    )
    def test_other_errors_are_not(self, error: Exception) -> None:
        assert not is_disk_full(error)


def _caused_by(error: Exception) -> Exception:
    other = RuntimeError("it did not work")
    other.__cause__ = error
    return other
