"""A merge reaches the lake: by its own job, whatever kills that, and before each audit at the latest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from made_people import AT_MS, DAY_MS, book_table, contact_row, make_lake, take

from guanxi.book.troi.dealt import read_dealing
from guanxi.books import operations as books
from guanxi.books.contracts import Asked, BookKind
from guanxi.jobs.contracts import JobView
from guanxi.jobs.models import Job
from guanxi.kit.errors import NotEnoughData
from guanxi.lake.engine import FOREVER_MS, Alias, Lake, compact, list_aliases, undo, verify
from guanxi.lake.store.durable import on_step
from guanxi.people.identity.publishing import aliases_of
from guanxi.people.models import Contact, ContactMerge, PointPosition
from guanxi.people.operations import (
    has_unpublished_merges,
    merge_contacts,
    publish_merges,
    take_contacts,
    take_positions,
    undo_merge,
)
from guanxi.people.queries import figures_of, timeline_of
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db
RunJobs = Callable[..., int]
KIND = "people.publish_merges"


@pytest.fixture
def lake(tmp_path: Path, settings: LazySettings) -> Lake:
    """Three contacts with orders, taken by people, as the lake of this test's home."""
    settings.HOME = Home(tmp_path / "home")
    made = make_lake(
        settings.HOME.lake,
        tmp_path / "work",
        contacts=[contact_row("A"), contact_row("B"), contact_row("C")],
        events=[
            {"kind": "order_paid", "contact_key": key, "occurred_ms": AT_MS - day * DAY_MS, "amount_fen": 100}
            for key in "ABC"
            for day in (3, 5)
        ],
    )
    take(made)
    return made


def contact(key: str) -> Contact:
    return Contact.objects.get(key=key)


def merge(winner: str, loser: str, at_ms: int = AT_MS) -> ContactMerge:
    return merge_contacts(contact(winner), contact(loser), reason="", now_ms=at_ms, actor_id=None)


def keys_in(lake: Lake, **session: Any) -> list[str]:
    """Keys of the contacts that a book of ``lake`` would count."""
    with lake.session(as_of_ms=AT_MS, **session) as opened:
        return [key for (key,) in opened.con.execute("SELECT source_key FROM contacts ORDER BY ALL").fetchall()]


class TestMergeIsPublished:
    def test_by_a_job_of_its_own(self, lake: Lake, run_jobs: RunJobs) -> None:
        merge("A", "B")
        before = keys_in(lake)

        run_jobs()

        assert (before, keys_in(lake)) == (["A", "B", "C"], ["A", "C"])
        assert keys_in(lake, known_ms=AT_MS - 1) == ["A", "B", "C"]
        assert not has_unpublished_merges(lake)
        assert verify(lake) == []

    def test_and_its_undo_too(self, lake: Lake, run_jobs: RunJobs) -> None:
        made = merge("A", "B")
        run_jobs()

        undo_merge(made, now_ms=AT_MS + 1, actor_id=None)
        run_jobs()

        assert keys_in(lake) == ["A", "B", "C"]
        assert list_aliases(lake) == ()

    def test_a_chain_is_one_contact_and_was_two_in_between(self, lake: Lake, run_jobs: RunJobs) -> None:
        merge("B", "A", AT_MS)
        merge("C", "B", AT_MS + 10)

        run_jobs()

        assert keys_in(lake) == ["C"]
        assert keys_in(lake, known_ms=AT_MS + 9) == ["B", "C"]

    def test_nothing_of_an_undone_transaction_is_asked_for(self, lake: Lake) -> None:
        merge("A", "B")
        n = Job.objects.filter(kind=KIND).count()

        with pytest.raises(Exception, match="one and the same"):
            merge("A", "A")

        assert (n, Job.objects.filter(kind=KIND).count()) == (1, 1)

    def test_a_busy_lake_is_waited_for(self, lake: Lake, run_jobs: RunJobs) -> None:
        merge("A", "B")

        with lake.writing():
            run_jobs(AT_MS)
        waiting = Job.objects.get(kind=KIND)
        run_jobs(AT_MS + 3_600_000)

        assert (waiting.state, waiting.error_code) == ("queued", "lake.busy")
        assert keys_in(lake) == ["A", "C"]

    @pytest.mark.parametrize("step", ["locked", "sealed.aliases", "before.switch", "after.switch"])
    def test_a_kill_at_any_step_is_mended_by_the_next_run(self, lake: Lake, step: str) -> None:
        merge("A", "B")

        def stop(reached: str) -> None:
            if reached == step:
                raise KeyboardInterrupt

        on_step(stop)
        with pytest.raises(KeyboardInterrupt):
            publish_merges(lake)
        on_step(None)
        again = publish_merges(lake)

        assert again == (step != "after.switch")
        assert keys_in(lake) == ["A", "C"]
        assert verify(lake) == []

    def test_says_nothing_when_nothing_was_merged(self, lake: Lake) -> None:
        before = (lake.home / "catalogue.json").read_bytes()

        assert not publish_merges(lake)
        assert (lake.home / "catalogue.json").read_bytes() == before


class TestPeopleAfterwards:
    def test_still_know_both_keys(self, lake: Lake, run_jobs: RunJobs) -> None:
        made = merge("A", "B")
        run_jobs()

        taken = take_contacts(lake, now_ms=AT_MS + 1)

        assert (taken.n_written, taken.n_gone) == (0, 0)
        assert timeline_of(contact("A")).n_total == 4
        undo_merge(made, now_ms=AT_MS + 2, actor_id=None)
        assert [timeline_of(contact(key)).n_total for key in "AB"] == [2, 2]

    def test_show_the_one_position_of_the_next_book(self, lake: Lake, run_jobs: RunJobs) -> None:
        merge("A", "B")
        added = figures_of(contact("A")).standing
        run_jobs()

        take_positions(book_table(lake), AT_MS, now_ms=AT_MS + 1)
        one = figures_of(contact("A")).standing

        assert added is not None and one is not None
        assert (added.n_parts, one.n_parts) == (2, 1)
        assert (added.clv_fen, one.clv_fen) == (8_000 + 16_000, 8_000)
        assert PointPosition.objects.count() == 2

    def test_say_that_a_book_still_counts_in_what_was_taken_apart(
        self, lake: Lake, run_jobs: RunJobs, owner_client: Client
    ) -> None:
        made = merge("A", "B")
        run_jobs()
        take_positions(book_table(lake), AT_MS, now_ms=AT_MS + 1)
        before = page_of(owner_client, "A")

        undo_merge(made, now_ms=AT_MS + 2, actor_id=None)
        between = page_of(owner_client, "A")
        run_jobs()
        take_positions(book_table(lake), AT_MS, now_ms=AT_MS + 3)

        said = ["成于撤销合并之前" in page for page in (before, between, page_of(owner_client, "A"))]
        assert said == [False, True, False]

    def test_count_the_key_that_is_left_when_an_import_is_undone(
        self, lake: Lake, tmp_path: Path, run_jobs: RunJobs
    ) -> None:
        later = [{"kind": "order_paid", "contact_key": "D", "occurred_ms": AT_MS - DAY_MS, "source_event_id": "L1"}]
        make_lake(lake.home, tmp_path / "more", events=later)
        take_contacts(lake, now_ms=AT_MS)
        merge("D", "A")
        run_jobs()
        shown = keys_in(lake)

        undo(lake, "import-000002")
        compact(lake)
        take_contacts(lake, now_ms=AT_MS + 1)
        publish_merges(lake)
        take_positions(book_table(lake), AT_MS, now_ms=AT_MS + 2)

        assert (shown, keys_in(lake)) == (["B", "C", "D"], ["A", "B", "C"])
        assert figures_of(contact("D")).standing is not None
        assert verify(lake) == []

    def test_leave_out_what_an_older_copy_of_the_lake_never_had(self, lake: Lake, tmp_path: Path) -> None:
        merge("A", "C")
        older = make_lake(tmp_path / "older", tmp_path / "old", contacts=[contact_row("A"), contact_row("B")])

        publish_merges(older)

        assert list_aliases(older) == ()
        assert aliases_of(lake) == [Alias(*ids(lake, "C", "A"), AT_MS, FOREVER_MS)]


class TestProgramsAfterwards:
    def test_held_out_once_is_in_neither_arm(self, lake: Lake, tmp_path: Path, run_jobs: RunJobs) -> None:
        dealt = [
            {"program_id": "p", "contact_key": key, "arm": arm, "assigned_ms": AT_MS - day * DAY_MS}
            for key, arm, day in (("A", "treated", 4), ("B", "holdout", 2), ("C", "holdout", 2))
        ]
        make_lake(lake.home, tmp_path / "dealt", assignments=dealt)
        merge("A", "B")

        before = arms_in(lake)
        run_jobs()

        assert (before, arms_in(lake)) == ((3, 0, 3), (2, 1, 1))


class TestBooksAfterwards:
    ASKED = Asked(BookKind.AUDIT, AT_MS, None, 365)

    def test_an_answer_of_before_an_unpublished_merge_is_none(
        self, lake: Lake, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(books, "find_answer", lambda _digest: "the book of before")
        before = books.ask_for(self.ASKED, now_ms=AT_MS, actor_id=None)

        merge("A", "B")

        assert before == "the book of before"
        assert isinstance(books.ask_for(self.ASKED, now_ms=AT_MS, actor_id=None), JobView)

    def test_an_audit_publishes_first_what_a_kill_left(
        self, lake: Lake, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted: list[list[str]] = []

        def audit(asked_of: Lake, *_: Any) -> None:
            counted.append(keys_in(asked_of))
            raise NotEnoughData("Enough.", "够了。")

        monkeypatch.setattr("guanxi.books.jobs._ask", audit)
        merge("A", "B")
        Job.objects.filter(kind=KIND).delete()

        books.ask_for(self.ASKED, now_ms=AT_MS, actor_id=None)
        run_jobs()

        assert counted == [["A", "C"]]


def page_of(client: Client, key: str) -> str:
    return str(client.get(f"/contacts/{contact(key).public_id}/").content.decode())


def arms_in(lake: Lake) -> tuple[int, int, int]:
    """(contacts dealt, of them in two arms, contacts of a read-out) of program p."""
    with lake.session(as_of_ms=AT_MS) as session:
        dealing = read_dealing(session, ("p",))
    return dealing.assigned.n_contacts, dealing.assigned.n_conflicting, dealing.dealt.n


def ids(lake: Lake, *keys: str) -> list[int]:
    with lake.session(as_of_ms=AT_MS, apply_aliases=False) as session:
        known = dict(session.con.execute("SELECT source_key, contact_id FROM contact_keys").fetchall())
    return [known[key] for key in keys]


@pytest.fixture(autouse=True)
def _no_hook_stays() -> Any:
    yield
    on_step(None)
