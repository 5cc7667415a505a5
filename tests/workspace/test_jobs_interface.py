"""What packages rely on: declare, enqueue, progress, cursor, cancel, try again; and the pages that show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from workspace_jobs import run_jobs

from guanxi.accounts.contracts import Role
from guanxi.jobs import leases, operations, queries
from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import JobState, Priority
from guanxi.jobs.declare import job
from guanxi.jobs.errors import JobNotFinished, JobNotFound, JobNotOpen, UnknownKind
from guanxi.jobs.models import Job
from guanxi.jobs.rules import FIRST_RETRY_MS, LEASE_MS, retry_delay_ms
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase

NOW = 1_767_225_600_000
SEEN: list[Any] = []


class TestJobRefusal(GuanxiError):
    __test__ = False
    code = "test.refusal"


@job("test.work", name=Phrase("试验", "Trial"), max_attempts=2)
def work(context: JobContext, args: dict[str, Any]) -> dict[str, Any] | None:
    SEEN.append(args)
    context.progress.step("Counting", "计数", done=1, total=4)
    match args.get("do"):
        case "break":
            raise ZeroDivisionError("13800138000 is not for the page")
        case "refuse":
            raise TestJobRefusal("The file is empty. Choose another.", "文件是空的，请换一个。")
        case "resume":
            context.save_cursor({"n": context.cursor.get("n", 0) + 1})
            raise OSError("once more")
    return {"n": 4}


@pytest.fixture(autouse=True)
def nothing_seen() -> Iterator[None]:
    SEEN.clear()
    yield


def enqueue(**args: Any) -> str:
    return operations.enqueue("test.work", args, now_ms=NOW).public_id


@pytest.mark.django_db
class TestEnqueue:
    def test_a_job_is_done_with_its_result_and_its_last_step(self) -> None:
        public_id = enqueue()

        run_jobs(NOW)

        done = queries.get_job(public_id)
        assert (done.state, done.result, done.attempt) == (JobState.DONE, {"n": 4}, 1)
        assert (done.step("zh"), done.step("en"), done.share) == ("计数", "Counting", 0.25)
        assert done.name == Phrase("试验", "Trial")

    def test_vanishes_with_the_callers_rollback(self) -> None:
        with pytest.raises(TestJobRefusal), transaction.atomic():
            enqueue()
            raise TestJobRefusal("no", "不")

        assert run_jobs(NOW) == 0
        assert not Job.objects.exists()

    def test_refuses_a_kind_that_nobody_declared(self) -> None:
        with pytest.raises(UnknownKind):
            operations.enqueue("test.nothing", {}, now_ms=NOW)

    def test_one_key_is_one_open_job_and_a_new_one_after_it(self) -> None:
        first = operations.enqueue("test.work", {}, now_ms=NOW, key="audit")
        second = operations.enqueue("test.work", {}, now_ms=NOW, key="audit")
        run_jobs(NOW)
        third = operations.enqueue("test.work", {}, now_ms=NOW, key="audit")

        assert first.public_id == second.public_id != third.public_id
        assert len(SEEN) == 1

    def test_waits_for_its_moment_and_the_urgent_one_goes_first(self) -> None:
        operations.enqueue("test.work", {"who": "later"}, now_ms=NOW, run_after_ms=NOW + 1)
        operations.enqueue("test.work", {"who": "idle"}, now_ms=NOW, priority=Priority.IDLE)
        operations.enqueue("test.work", {"who": "normal"}, now_ms=NOW)
        operations.enqueue("test.work", {"who": "urgent"}, now_ms=NOW, priority=Priority.URGENT)

        run_jobs(NOW)

        assert [seen["who"] for seen in SEEN] == ["urgent", "normal", "idle"]

    def test_a_kind_of_a_newer_version_waits_for_it(self) -> None:
        Job.objects.create(kind="test.of_tomorrow", run_after_ms=NOW, created_ms=NOW)

        assert run_jobs(NOW) == 0
        assert Job.objects.get().state == JobState.QUEUED


@pytest.mark.django_db
class TestFailure:
    def test_is_tried_again_later_and_fails_visibly_in_the_end(self, caplog: pytest.LogCaptureFixture) -> None:
        public_id = enqueue(do="break")

        run_jobs(NOW)
        between = queries.get_job(public_id)
        n_too_early = run_jobs(NOW + FIRST_RETRY_MS - 1)
        run_jobs(NOW + FIRST_RETRY_MS)

        failed = queries.get_job(public_id)
        assert (between.state, n_too_early) == (JobState.QUEUED, 0)
        assert (failed.state, failed.attempt, failed.finished_ms) == (JobState.FAILED, 2, NOW + FIRST_RETRY_MS)
        assert public_id in failed.error("en") and public_id in failed.error("zh")
        assert "13800138000" not in failed.error("en")
        assert any(getattr(record, "job", "") == public_id and record.exc_info for record in caplog.records)

    def test_a_refusal_fails_at_once_with_its_own_sentence(self) -> None:
        public_id = enqueue(do="refuse")

        run_jobs(NOW)

        failed = queries.get_job(public_id)
        assert (failed.state, failed.attempt, failed.error_code) == (JobState.FAILED, 1, "test.refusal")
        assert failed.error("zh") == "文件是空的，请换一个。"

    def test_goes_on_from_its_cursor(self) -> None:
        enqueue(do="resume")

        run_jobs(NOW)
        run_jobs(NOW + FIRST_RETRY_MS)

        assert Job.objects.get().cursor == {"n": 2}

    def test_waits_longer_each_time_and_never_for_ever(self) -> None:
        delays = [retry_delay_ms(attempt) for attempt in (1, 2, 3, 4, 5, 1_000_000)]

        assert delays == [10_000, 40_000, 160_000, 600_000, 600_000, 600_000]


@pytest.mark.django_db
class TestCancelAndRetry:
    def test_one_that_waits_is_cancelled_at_once(self) -> None:
        public_id = enqueue()

        operations.cancel(public_id, now_ms=NOW)

        assert run_jobs(NOW) == 0
        assert queries.get_job(public_id).state is JobState.CANCELLED

    def test_one_that_runs_stops_at_its_next_step(self) -> None:
        public_id = enqueue()
        lease = leases.claim("w", NOW)
        assert lease

        operations.cancel(public_id, now_ms=NOW)

        assert queries.get_job(public_id).state is JobState.RUNNING
        assert not leases.write_step(lease, NOW, "a", "a", done=0, total=0)
        assert leases.cancelled(lease, NOW)

    def test_a_finished_one_is_not_cancelled_and_a_done_one_not_repeated(self) -> None:
        public_id = enqueue()
        run_jobs(NOW)

        with pytest.raises(JobNotOpen):
            operations.cancel(public_id, now_ms=NOW)
        with pytest.raises(JobNotFinished):
            operations.retry(public_id, now_ms=NOW)

    def test_a_failed_one_gets_all_its_attempts_again(self) -> None:
        public_id = enqueue(do="refuse")
        run_jobs(NOW)

        operations.retry(public_id, now_ms=NOW + 1)

        again = queries.get_job(public_id)
        assert (again.state, again.attempt, again.error("en")) == (JobState.QUEUED, 0, "")

    def test_is_not_repeated_while_another_of_its_key_is_open(self) -> None:
        first = operations.enqueue("test.work", {"do": "refuse"}, now_ms=NOW, key="k")
        run_jobs(NOW)
        operations.enqueue("test.work", {}, now_ms=NOW, key="k")

        with pytest.raises(JobNotFinished):
            operations.retry(first.public_id, now_ms=NOW)


@pytest.mark.django_db
class TestLease:
    def test_a_silent_workers_job_goes_to_another_and_the_first_may_write_nothing(self) -> None:
        enqueue()
        first = leases.claim("w1", NOW)
        n_too_early = leases.free_expired(NOW + LEASE_MS)

        n_freed = leases.free_expired(NOW + LEASE_MS + 1)
        second = leases.claim("w2", NOW + LEASE_MS + 1)

        assert first and second
        assert (n_too_early, n_freed) == (0, 1)
        assert not leases.renew(first, NOW + LEASE_MS + 2)
        assert not leases.write_cursor(first, NOW, {"n": 1})
        assert not leases.finish(first, NOW, None)
        assert leases.finish(second, NOW + LEASE_MS + 2, None)

    def test_who_renews_keeps_it(self) -> None:
        enqueue()
        lease = leases.claim("w1", NOW)

        assert lease and leases.renew(lease, NOW + LEASE_MS)
        assert leases.free_expired(NOW + LEASE_MS + 1) == 0

    def test_one_that_kills_its_worker_each_time_fails_with_a_sentence(self) -> None:
        public_id = enqueue()
        for _ in range(2):
            assert leases.claim("w", NOW)
            leases.free_expired(NOW + LEASE_MS + 1)
            Job.objects.update(run_after_ms=NOW)

        failed = queries.get_job(public_id)
        assert (failed.state, failed.error_code) == (JobState.FAILED, "jobs.worker_died")

    def test_a_clean_stop_counts_as_no_attempt(self) -> None:
        public_id = enqueue()
        lease = leases.claim("w", NOW)
        assert lease

        leases.give_back(lease, NOW)

        assert (queries.get_job(public_id).state, queries.get_job(public_id).attempt) == (JobState.QUEUED, 0)

    def test_old_finished_jobs_are_pruned_and_open_ones_never(self) -> None:
        enqueue()
        run_jobs(NOW)
        waiting = enqueue()

        n = leases.prune(NOW + 1)

        assert n == 1
        assert queries.get_job(waiting).state is JobState.QUEUED


@pytest.mark.django_db
class TestPages:
    def test_a_person_sees_own_jobs_and_who_runs_the_machine_sees_all(self, world: Any) -> None:
        mine = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=world.user(Role.OPERATOR).pk).public_id

        seen = {role: mine in world.client(role).get("/jobs/").content.decode() for role in Role}

        assert seen == {
            Role.OWNER: True,
            Role.ADMIN: True,
            Role.OPERATOR: True,
            Role.STAFF: False,
            Role.ANALYST: False,
        }

    @pytest.mark.parametrize("page", ["", "progress/"])
    def test_a_foreign_job_is_not_found(self, world: Any, page: str) -> None:
        foreign = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=world.user(Role.OPERATOR).pk).public_id

        assert world.client(Role.STAFF).get(f"/jobs/{foreign}/{page}").status_code == 404
        assert world.client(Role.OPERATOR).get(f"/jobs/{foreign}/{page}").status_code == 200

    @pytest.mark.parametrize("act", ["cancel", "retry"])
    def test_a_foreign_job_is_neither_cancelled_nor_repeated(self, world: Any, act: str) -> None:
        foreign = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=world.user(Role.OPERATOR).pk).public_id

        answer = world.client(Role.STAFF).post(f"/jobs/{foreign}/{act}/")

        assert answer.status_code == 404
        assert queries.get_job(foreign).state is JobState.QUEUED

    def test_progress_asks_again_until_the_job_has_ended_then_sends_the_page_on(self, operator_client: Client) -> None:
        user_id = int(operator_client.session["_auth_user_id"])
        public_id = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=user_id).public_id
        address = f"/jobs/{public_id}/progress/?refresh=/audit/"

        before = operator_client.get(address)
        run_jobs(NOW)
        after = operator_client.get(address)

        assert 'hx-trigger="load delay:1s, again"' in before.content.decode()
        assert "HX-Redirect" not in before.headers
        assert "hx-get" not in after.content.decode()
        assert after.headers["HX-Redirect"] == "/audit/"

    @pytest.mark.parametrize(
        "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_progress_sends_nobody_elsewhere(self, operator_client: Client, where: str) -> None:
        user_id = int(operator_client.session["_auth_user_id"])
        public_id = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=user_id).public_id
        run_jobs(NOW)

        answer = operator_client.get(f"/jobs/{public_id}/progress/", {"refresh": where})

        assert answer.headers["HX-Redirect"] == "/"

    def test_cancel_and_retry_by_the_page_are_recorded(self, operator_client: Client) -> None:
        from guanxi.accounts.models import AuditEntry

        user_id = int(operator_client.session["_auth_user_id"])
        public_id = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=user_id).public_id

        operator_client.post(f"/jobs/{public_id}/cancel/")
        operator_client.post(f"/jobs/{public_id}/retry/")

        recorded = AuditEntry.objects.filter(subject=f"job:{public_id}").order_by("id")
        assert [entry.action for entry in recorded] == ["job.cancelled", "job.retried"]
        assert queries.get_job(public_id).state is JobState.QUEUED

    def test_a_foreign_job_raises_in_the_query_too(self, world: Any) -> None:
        foreign = operations.enqueue("test.work", {}, now_ms=NOW, actor_id=world.user(Role.OPERATOR).pk).public_id

        with pytest.raises(JobNotFound):
            queries.get_job(foreign, world.access(Role.ANALYST))
