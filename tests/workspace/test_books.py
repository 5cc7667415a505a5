"""Audits are kept once, found again, published to people, let go and brought back."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from audited_home import AT_MS, AUDIT, EARLIER, Audited, Books, register
from brand_people import World
from django.conf import LazySettings
from test_jobs_workers import QUICK, store_address, wait_for
from trial_worker import start_process

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.book import kept
from guanxi.books import disclosure, operations, queries, rules
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.errors import BookNotFound, DatesRefused
from guanxi.books.models import KeptBook
from guanxi.facade.asking import now_ms
from guanxi.jobs import leases
from guanxi.jobs import queries as jobs
from guanxi.jobs.contracts import JobState, JobView
from guanxi.kit.clock import DAY_MS, parse_as_of
from guanxi.site.home import Home

RunJobs = Callable[..., int]


@pytest.mark.django_db
class TestAsking:
    def test_the_same_question_over_the_same_data_gives_the_kept_book(self, books: Books, world: World) -> None:
        answer = operations.ask_for(AUDIT, now_ms=AT_MS, actor_id=world.user(Role.OWNER).pk)

        assert isinstance(answer, KeptView)
        assert answer == books.closing

    def test_another_question_becomes_one_job_however_often_it_is_asked(self, books: Books) -> None:
        asked = replace(AUDIT, days=180)

        first, second = (operations.ask_for(asked, now_ms=AT_MS, actor_id=None) for _ in range(2))

        assert isinstance(first, JobView)
        assert first.public_id == second.public_id

    def test_other_settings_of_the_brand_make_another_question(
        self, books: Books, audited: Audited, tmp_path: Path, settings: LazySettings
    ) -> None:
        home = Home(tmp_path / "other")
        shutil.copytree(audited.home.path, home.path)
        stated = (home.path / "guanxi.yaml").read_text(encoding="utf-8")
        (home.path / "guanxi.yaml").write_text(stated.replace("margin_rate: 0.55", "margin_rate: 0.40"), "utf-8")
        settings.HOME = home

        assert isinstance(operations.ask_for(AUDIT, now_ms=AT_MS, actor_id=None), JobView)

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (replace(AUDIT, as_of_ms=AT_MS + 40 * DAY_MS), "future"),
            (replace(AUDIT, compare_to_ms=AUDIT.as_of_ms), "before the closing date"),
            (replace(AUDIT, days=3), "out of bounds"),
            (replace(AUDIT, as_of_ms=parse_as_of("2001-01-01", "Asia/Shanghai"), compare_to_ms=None), "first event"),
        ],
    )
    def test_what_no_data_can_answer_is_refused(self, books: Books, asked: Asked, said: str) -> None:
        with pytest.raises(DatesRefused, match=said):
            operations.ask_for(asked, now_ms=AT_MS, actor_id=None)


@pytest.mark.django_db
class TestKeeping:
    def test_the_headline_is_the_book_s_own(self, books: Books) -> None:
        book = queries.open_whole_audit(books.closing)
        headline = books.closing.headline

        assert headline is not None
        assert headline.net_equity == book.statement.net_equity
        assert headline.verdict_zh == book.verdict.zh
        assert books.closing.n_contacts == book.contacts.num_rows

    def test_a_page_reads_one_column_of_the_contacts(self, books: Books) -> None:
        assert queries.open_audit(books.closing).contacts.column_names == ["n_orders"]
        assert queries.open_audit(books.closing) is queries.open_audit(books.closing)

    def test_lists_begin_with_the_latest_date(self, books: Books) -> None:
        assert queries.list_kept(BookKind.AUDIT) == (books.closing, books.earlier)
        assert queries.latest_kept(BookKind.AUDIT) == books.closing
        assert books.closing.is_month_end

    def test_registering_twice_is_registering_once(self, books: Books, audited: Audited) -> None:
        again = register(audited.audit_id, AUDIT)

        assert again == books.closing
        assert KeptBook.objects.filter(kind="audit").count() == 2

    def test_a_removed_book_can_be_brought_back(self, books: Books, world: World) -> None:
        owner = world.user(Role.OWNER).pk

        operations.remove(books.closing.public_id, now_ms=AT_MS, actor_id=owner)
        left = queries.list_kept(BookKind.AUDIT)
        back = operations.bring_back(books.closing.public_id, now_ms=AT_MS + 1, actor_id=owner)

        assert left == (books.earlier,)
        assert back == books.closing
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"book.kept", "book.removed", "book.brought_back"} <= actions

    def test_what_is_not_there_is_refused(self, books: Books) -> None:
        with pytest.raises(BookNotFound):
            operations.remove("nobody", now_ms=AT_MS, actor_id=None)
        with pytest.raises(BookNotFound):
            operations.bring_back(books.closing.public_id, now_ms=AT_MS, actor_id=None)
        with pytest.raises(BookNotFound):
            queries.get_kept(books.closing.public_id, BookKind.TROI)


def standing(pk: int, made_ms: int, *, is_month_end: bool = False, as_of_ms: int = 0) -> rules.Standing:
    return rules.Standing(pk, BookKind.AUDIT, as_of_ms or pk, made_ms, is_month_end)


class TestRetention:
    def test_the_latest_and_the_month_ends_stay(self) -> None:
        ordinary = [standing(n, made_ms=100 + n) for n in range(1, 31)]
        old_month_end = standing(900, made_ms=1, is_month_end=True)
        older_of_the_same_month = standing(901, made_ms=0, is_month_end=True, as_of_ms=900)

        gone = rules.too_many([*ordinary, old_month_end, older_of_the_same_month])

        assert sorted(gone) == [1, 2, 3, 4, 5, 6, 901]

    @pytest.mark.parametrize(
        ("day", "is_end"), [("2025-12-31", True), ("2025-12-30", False), ("2024-02-29", True), ("2024-02-28", False)]
    )
    def test_a_month_ends_with_its_last_day(self, day: str, is_end: bool) -> None:
        assert rules.is_month_end(parse_as_of(day, "Asia/Shanghai"), "Asia/Shanghai") is is_end

    @pytest.mark.django_db
    def test_folders_go_a_fortnight_after_their_book(
        self, books: Books, audited: Audited, tmp_path: Path, settings: LazySettings
    ) -> None:
        home = Home(tmp_path / "copy")
        shutil.copytree(audited.home.path, home.path)
        settings.HOME = home
        operations.remove(books.closing.public_id, now_ms=AT_MS, actor_id=None)

        kept_for_now = operations.tidy(now_ms=AT_MS + 13 * DAY_MS)
        is_there = (home.books / books.closing.public_id).exists()
        operations.tidy(now_ms=AT_MS + 15 * DAY_MS)

        assert kept_for_now == 0
        assert is_there
        assert not (home.books / books.closing.public_id).exists()
        assert (home.books / books.earlier.public_id).exists()
        assert queries.list_removed() == ()


@pytest.mark.django_db
@pytest.mark.either_store
class TestDisclosure:
    def test_analysts_get_groups_of_ten_and_no_person(self, books: Books) -> None:
        whole = queries.open_whole_audit(books.closing)

        shown = disclosure.aggregate_only(whole)

        assert shown.core_examples == shown.doubtful_examples == ()
        assert shown.contacts.num_rows == 0
        assert shown.network is None or not (shown.network.advocates or shown.network.circles)
        assert min(row.n_contacts for row in (*shown.cuts, *shown.roi, *shown.touchpoints)) >= 10
        assert shown.statement == whole.statement

    def test_a_roll_forward_stays_exact_without_lines_of_few(self, books: Books) -> None:
        whole = queries.open_whole_audit(books.closing)
        assert whole.roll_forward is not None

        shown = disclosure.aggregate_only(whole).roll_forward

        assert shown is not None
        opening, *steps, closing = (line.amount for line in shown.lines)
        assert opening + sum(steps) == closing
        assert all(line.n_contacts == 0 or line.n_contacts >= 10 for line in shown.lines)

    def test_a_single_hidden_group_takes_the_next_smallest_with_it(self, books: Books) -> None:
        whole = queries.open_whole_audit(books.closing)
        row = whole.cuts[0]
        cuts = tuple(
            replace(row, dimension="shop", key=key, n_contacts=n) for key, n in (("a", 9), ("b", 30), ("c", 80))
        )

        shown = disclosure.aggregate_only(replace(whole, cuts=cuts))

        assert [each.key for each in shown.cuts] == ["c"]

    def test_read_outs_keep_bands_and_arms_of_ten(self, programs: KeptView) -> None:
        shown = disclosure.aggregate_read_outs(queries.open_troi(programs))

        assert all(arm.n_assigned >= 10 for each in shown.readouts for arm in each.arms)
        assert all(band.n_contacts >= 10 for each in shown.readouts for band in each.panel.bands)

    def test_keys_in_files_lose_their_middle(self, books: Books) -> None:
        whole = queries.open_whole_audit(books.closing)

        shown = disclosure.with_masked_keys(whole)

        keys = shown.contacts["source_key"].to_pylist()
        assert keys == [disclosure.masked(key) for key in whole.contacts["source_key"].to_pylist()]
        assert all("***" in key for key in keys)
        assert shown.statement == whole.statement


def folders() -> set[str]:
    """The names of what lies in the folder of kept books."""
    return {each.name for each in queries.folder_of("x").parent.iterdir()}


@pytest.mark.django_db(transaction=True)
class TestJobs:
    def test_an_audit_is_made_kept_and_published_to_people(self, books: Books, world: World, run_jobs: RunJobs) -> None:
        before = set(KeptBook.objects.values_list("public_id", flat=True))
        asked = Asked(BookKind.AUDIT, AUDIT.as_of_ms, None, 180)
        job = operations.ask_for(asked, now_ms=AT_MS, actor_id=world.user(Role.OWNER).pk)

        run_jobs()

        assert isinstance(job, JobView)
        done = jobs.get_job(job.public_id)
        assert done.state is JobState.DONE, done.error_en
        assert done.result is not None
        view = queries.get_kept(done.result["book"], BookKind.AUDIT)
        assert (view.days, view.headline is not None) == (180, True)
        contacts = world.client(Role.OWNER).get("/contacts/")
        assert contacts.status_code == 200
        for made in KeptBook.objects.exclude(public_id__in=before):  # the audit, and the mirror beside it
            shutil.rmtree(queries.folder_of(made.public_id))

    def test_killed_while_writing_it_leaves_nothing_half_kept_and_is_finished_by_the_next(
        self, read_out: Audited, books: Books, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            """As far as the job can tell, the end of its process."""

        def die(*_: object, **__: object) -> None:
            raise Killed

        before = folders()
        asked = Asked(BookKind.TROI, EARLIER, None, 56)
        job = operations.ask_for(asked, now_ms=AT_MS, actor_id=None)
        assert isinstance(job, JobView)
        with monkeypatch.context() as patched:
            patched.setattr(kept.folder, "_settle", die)
            with pytest.raises(Killed):
                run_jobs()
        half = folders() - before

        leases.free_expired(now_ms() + DAY_MS)
        run_jobs(now_ms() + DAY_MS)

        done = jobs.get_job(job.public_id)
        assert half == set()
        assert done.state is JobState.DONE, done.error_en
        assert done.result is not None
        shutil.rmtree(queries.folder_of(done.result["book"]))

    def test_killed_between_folder_and_row_the_next_registers_what_was_written(
        self, read_out: Audited, books: Books, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            """As far as the job can tell, the end of its process."""

        def die(*_: object, **__: object) -> None:
            raise Killed

        before = folders()
        asked = Asked(BookKind.TROI, EARLIER, None, 56)
        job = operations.ask_for(asked, now_ms=AT_MS, actor_id=None)
        assert isinstance(job, JobView)
        with monkeypatch.context() as patched:
            patched.setattr(operations, "register", die)
            with pytest.raises(Killed):
                run_jobs()
        written = folders() - before

        leases.free_expired(now_ms() + DAY_MS)
        with monkeypatch.context() as patched:
            patched.setattr(kept, "keep", die)  # it is on the disk already: nothing is read out again
            run_jobs(now_ms() + DAY_MS)

        done = jobs.get_job(job.public_id)
        assert done.result is not None
        assert written == {done.result["book"]}
        shutil.rmtree(queries.folder_of(done.result["book"]))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_an_audit_is_taken_over(
    audited: Audited, tmp_path: Path, settings: LazySettings, world: World
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(audited.home.path, home.path)
    shutil.rmtree(home.books)
    settings.HOME = home
    environment = {"GUANXI_HOME": str(home.path), "DATABASE_URL": store_address()}
    job = operations.ask_for(AUDIT, now_ms=now_ms(), actor_id=None)

    first = start_process(environment, QUICK, tmp_path / "stderr")
    wait_for(lambda: jobs.get_job(job.public_id).step_en, 120)
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    half = list(home.books.glob("b*")) if home.books.exists() else []
    second = start_process(environment, QUICK, tmp_path / "stderr")
    wait_for(lambda: not jobs.get_job(job.public_id).is_open, 240)
    second.kill()
    second.join()

    done = jobs.get_job(job.public_id)
    assert half == []
    assert (done.state, done.attempt) == (JobState.DONE, 2), done.error_en
    assert {each.name for each in home.books.iterdir()} == set(KeptBook.objects.values_list("public_id", flat=True))
    assert {view.kind for view in map(queries.view_of, KeptBook.objects.all())} == {BookKind.AUDIT, BookKind.MIRROR}
