"""A queue behind which very many finished jobs lie: what a worker reads does not grow with them."""

from __future__ import annotations

import pytest
from django.db import connection

from guanxi.jobs import leases, operations
from guanxi.jobs.declare import job
from guanxi.jobs.models import Job
from guanxi.kit.phrase import Phrase

NOW = 1_767_225_600_000
N_FINISHED = 20_000
COLUMNS = (
    "public_id, kind, args, key, state, priority, run_after_ms, attempt, max_attempts, lease_epoch, lease_until_ms,"
    " worker, is_cancel_asked, cursor, step_en, step_zh, done, total, error_code, error_en, error_zh, created_ms,"
    " finished_ms"
)
VALUES = "'p' || n, 'size.work', '{}', '', 'done', 50, 0, 1, 3, 2, 0, '', FALSE, '{}', '', '', 0, 0, '', '', '', 0, n"
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"


@job("size.work", name=Phrase("试验", "Trial"))
def work(_context: object, _args: object) -> None:
    """Nothing."""


@pytest.fixture
def many_finished(db: None) -> None:
    table = Job._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({COLUMNS}) {NUMBERS} SELECT {VALUES} FROM numbers", [N_FINISHED])
        operations.enqueue("size.work", {}, now_ms=NOW)
        cursor.execute(f"ANALYZE {table}")


@pytest.mark.usefixtures("many_finished")
class TestManyFinishedJobs:
    def test_looking_for_work_reads_the_index_of_waiting_jobs_alone(self) -> None:
        assert "job_due" in leases.due(NOW).explain()

    def test_looking_for_dead_workers_reads_the_index_of_running_jobs_alone(self) -> None:
        assert "job_leased" in leases.expired(NOW).explain()

    def test_the_waiting_one_is_found_and_old_ones_are_pruned_in_bounded_steps(self) -> None:
        lease = leases.claim("w", NOW)

        n_first, n_second = leases.prune(NOW, limit=600), leases.prune(NOW, limit=600)

        assert lease is not None
        assert (n_first, n_second) == (600, 600)
        assert Job.objects.count() == N_FINISHED + 1 - 1_200
