"""The inbox takes an event once, keeps the first of two, and says of each what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from made_intake import NOW_MS, made_source, order

from guanxi.intake import appending
from guanxi.intake.contracts import Refused, SourceKind, SourceView, Status
from guanxi.intake.errors import BatchTooLarge, InboxFull
from guanxi.intake.models import InboxEvent, IntakeProblem, SourceHour
from guanxi.intake.operations import append
from guanxi.jobs.models import Job


@pytest.fixture
def shop(db: None) -> SourceView:
    return made_source().source


def statuses(source: SourceView, events: list[Any], at_ms: int = NOW_MS) -> list[Status]:
    return [result.status for result in append(source, events, at_ms).results]


def refused(source: SourceView, event: Any) -> Refused:
    answer = append(source, [event], NOW_MS).results[0]
    assert answer.status is Status.REJECTED
    assert answer.refused is not None
    return answer.refused


class TestDeduplication:
    def test_the_same_event_again_changes_nothing(self, shop: SourceView) -> None:
        first = statuses(shop, [order(1), order(2)])

        again = statuses(shop, [order(2), order(1), order(3)])

        assert first == [Status.ACCEPTED, Status.ACCEPTED]
        assert again == [Status.DUPLICATE, Status.DUPLICATE, Status.ACCEPTED]
        assert InboxEvent.objects.count() == 3

    def test_other_content_under_a_known_id_is_a_problem_and_the_first_stays(self, shop: SourceView) -> None:
        append(shop, [order(1)], NOW_MS)

        answer = append(shop, [order(1, amount_fen=9)], NOW_MS).results[0]

        assert answer.status is Status.CONFLICT
        assert InboxEvent.objects.get().payload.count("1001") == 1
        assert IntakeProblem.objects.get().code == "event.conflict"

    def test_repeats_and_conflicts_inside_of_one_batch(self, shop: SourceView) -> None:
        assert statuses(shop, [order(1), order(1), order(1, channel="x")]) == [
            Status.ACCEPTED,
            Status.DUPLICATE,
            Status.CONFLICT,
        ]

    def test_two_sources_may_use_the_same_id(self, shop: SourceView) -> None:
        other = made_source("till").source

        assert statuses(shop, [order(1)]) == statuses(other, [order(1)]) == [Status.ACCEPTED]

    def test_an_event_without_an_id_is_known_by_what_it_says(self, shop: SourceView) -> None:
        plain = {key: value for key, value in order(1).items() if key != "id"}
        turned = dict(reversed(plain.items()))

        assert statuses(shop, [plain, turned, plain | {"amount_fen": 5}]) == [
            Status.ACCEPTED,
            Status.DUPLICATE,
            Status.ACCEPTED,
        ]
        assert InboxEvent.objects.filter(source_event_id__startswith="auto:").count() == 2


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_calls_that_meet_store_each_event_once(self, transactional_db: None) -> None:
        source = made_source().source

        def send(turn: int) -> int:
            numbers = range(60) if turn % 2 else reversed(range(60))
            try:
                return append(source, [order(n) for n in numbers], NOW_MS).count(Status.ACCEPTED)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            accepted = list(pool.map(send, range(12)))

        assert sum(accepted) == 60
        assert InboxEvent.objects.count() == 60
        assert SourceHour.objects.get().n_duplicate == 11 * 60


class TestForgottenMeanwhile:
    def test_what_is_pruned_between_the_statements_is_stored(
        self, shop: SourceView, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(shop, [order(1)], NOW_MS)
        look_up = appending._hashes_of

        def pruned_first(*arguments: Any) -> dict[str, str]:
            monkeypatch.setattr(appending, "_hashes_of", look_up)
            InboxEvent.objects.all().delete()
            return look_up(*arguments)

        monkeypatch.setattr(appending, "_hashes_of", pruned_first)

        assert statuses(shop, [order(1)]) == [Status.ACCEPTED]
        assert InboxEvent.objects.count() == 1


class TestStatements:
    def test_their_number_does_not_grow_with_the_batch(self, shop: SourceView) -> None:
        append(shop, [order(1)], NOW_MS)

        with CaptureQueriesContext(connection) as small:
            append(shop, [order(1), order(2), order(1, channel="x"), {}], NOW_MS)
        with CaptureQueriesContext(connection) as large:
            events = [order(n) for n in range(400)] + [order(n, channel="x") for n in range(400)] + [{}] * 200
            append(shop, events, NOW_MS)

        assert len(large) == len(small)

    def test_more_than_a_thousand_are_refused_with_advice(self, shop: SourceView) -> None:
        with pytest.raises(BatchTooLarge, match="1,000"):
            append(shop, [order(n) for n in range(1_001)], NOW_MS)

    def test_a_job_for_the_next_hour_is_asked_for_once(self, shop: SourceView) -> None:
        append(shop, [order(1)], NOW_MS)
        append(shop, [order(2)], NOW_MS + 1)

        job = Job.objects.get()
        assert job.kind == "intake.seal"
        assert 0 < job.run_after_ms - NOW_MS <= 3_600_000

    def test_what_came_is_counted_by_the_hour(self, shop: SourceView) -> None:
        append(shop, [order(1), order(1), order(1, channel="x"), {}], NOW_MS)
        append(shop, [order(2)], NOW_MS + 5)

        hour = SourceHour.objects.get()
        assert (hour.n_accepted, hour.n_duplicate, hour.n_conflict, hour.n_rejected) == (2, 1, 1, 1)
        assert hour.latest_ms == NOW_MS + 5


class TestRefusals:
    def test_an_unknown_kind_names_the_nearest(self, shop: SourceView) -> None:
        said = refused(shop, order(1, kind="order_payed"))

        assert said.code == "event.unknown_kind"
        assert "order_paid" in said.en
        assert "下单" in said.zh
        assert IntakeProblem.objects.get().is_replayable

    @pytest.mark.parametrize("kind", ["erase", "erased_", "erasing", "注销账户", "purchase", "purchased"])
    def test_erasure_is_never_suggested(self, shop: SourceView, kind: str) -> None:
        said = refused(shop, order(1, kind=kind))

        assert said.code == "event.unknown_kind"
        assert "erased”" not in said.en
        assert "“erased" not in said.zh.partition("。")[2]

    def test_a_word_for_one_kind_names_that_kind_alone(self, shop: SourceView) -> None:
        said = refused(shop, order(1, kind="purchase"))

        assert "Nearest: “order_paid”." in said.en
        assert "最接近的是“order_paid”（下单）。" in said.zh

    def test_a_key_in_an_app_is_offered_only_what_it_may_report(self, db: None) -> None:
        app = made_source("mini", SourceKind.APP).source

        assert "order_paid" not in refused(app, order(1, kind="purchase")).en
        assert "page_visited" in refused(app, order(1, kind="page_view")).en

    def test_erasure_by_a_servers_key_is_refused_for_its_real_reason(self, shop: SourceView) -> None:
        said = refused(shop, order(1, kind="erased"))

        assert "No key may report" in said.en
        assert "任何密钥都不能上报" in said.zh

    def test_an_order_that_cost_nothing_says_so(self, shop: SourceView) -> None:
        assert statuses(shop, [order(1, amount_fen=0)]) == [Status.ACCEPTED]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"contact": ""}, "event.missing_field"),
            ({"contact": None}, "event.missing_field"),
            ({"contact": 5}, "event.not_a_text"),
            ({"contact": "M\u202e1"}, "event.invisible_characters"),
            ({"contact": "M\x001"}, "event.invisible_characters"),
            ({"contact": "M\ud800"}, "event.invisible_characters"),
            ({"contact": "x" * 1_000_000}, "event.too_long"),
            ({"id": "auto:1"}, "event.reserved_id"),
            ({"kind": 3}, "event.not_a_text"),
            ({"kind": "erased"}, "event.kind_not_allowed"),
            ({"amount": 5}, "event.unknown_field"),
            ({"amount_fen": "5"}, "event.not_an_amount"),
            ({"amount_fen": True}, "event.not_an_amount"),
            ({"amount_fen": 19.9}, "event.not_an_amount"),
            ({"amount_fen": 10**30}, "event.not_an_amount"),
            ({"amount_fen": float("nan")}, "event.not_an_amount"),
            ({"amount_fen": -5}, "event.wrong_sign"),
            ({"kind": "order_refunded"}, "event.wrong_sign"),
            ({"amount_fen": None}, "event.amount_missing"),
            ({"kind": "order_refunded", "amount_fen": None}, "event.amount_missing"),
            ({"currency": "USD"}, "event.other_currency"),
            ({"occurred_ms": None}, "event.one_moment"),
            ({"occurred_at": "2026-01-01T00:00:00Z"}, "event.one_moment"),
            ({"occurred_ms": -1}, "event.too_early"),
            ({"occurred_ms": NOW_MS + 400_000}, "event.in_the_future"),
            ({"occurred_ms": 10**40}, "event.in_the_future"),
            ({"occurred_ms": None, "occurred_at": "9999-12-31T23:59:59Z"}, "event.in_the_future"),
            ({"occurred_ms": None, "occurred_at": "2026-01-01 00:00"}, "event.not_a_moment"),
            ({"occurred_ms": None, "occurred_at": "2026-02-30T00:00:00Z"}, "event.not_a_moment"),
            ({"occurred_ms": None, "occurred_at": "0001-01-01T00:00:00+14:00"}, "event.not_a_moment"),
            ({"schema_version": 2}, "event.wrong_version"),
            ({"schema_version": True}, "event.wrong_version"),
            ({"automated": "yes"}, "event.not_a_flag"),
            ({"properties": []}, "event.properties_not_an_object"),
            ({"properties": {"a": {"b": {"c": {"d": {"e": {}}}}}}}, "event.too_deep"),
            ({"properties": {"a": "x" * 9_000}}, "event.properties_too_large"),
            ({"properties": {"a": 10**20}}, "event.number_too_large"),
            ({"properties": {"a": "\x00"}}, "event.not_text"),
            ({"properties": {"a\ud800": 1}}, "event.not_text"),
        ],
    )
    def test_names_what_is_wrong(self, shop: SourceView, change: dict[str, Any], code: str) -> None:
        said = refused(shop, order(1) | change)

        assert said.code == code
        assert len(said.en) < 600
        assert len(said.zh) < 600
        assert InboxEvent.objects.count() == 0

    @pytest.mark.parametrize("event", [None, 3, "order_paid", [], [{}]])
    def test_what_is_no_object_is_a_problem(self, shop: SourceView, event: Any) -> None:
        assert refused(shop, event).code == "event.not_an_object"

    def test_one_bad_event_holds_up_no_other(self, shop: SourceView) -> None:
        assert statuses(shop, [order(1), {}, order(2)]) == [Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED]

    def test_a_key_in_an_app_tells_little(self, db: None) -> None:
        app = made_source("mini", SourceKind.APP).source
        visit = order(1, kind="page_visited")

        assert refused(app, order(1)).code == "event.kind_not_allowed"
        assert refused(app, visit).code == "event.no_money_from_apps"
        assert statuses(app, [visit | {"amount_fen": 0}]) == [Status.ACCEPTED]

    def test_a_flood_of_problems_is_counted_but_not_kept(
        self, shop: SourceView, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("guanxi.intake.appending.MAX_OPEN_PROBLEMS", 5)

        append(shop, [{}] * 4, NOW_MS)
        append(shop, [{}] * 4, NOW_MS)

        assert IntakeProblem.objects.count() == 5
        assert SourceHour.objects.get().n_rejected == 8


class TestFullDisk:
    @pytest.mark.django_db(transaction=True)
    def test_says_so_and_stores_nothing(self, transactional_db: None) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("a full disk is made with SQLite's own limit of pages")
        source = made_source().source
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + 1}")
        try:
            with pytest.raises(InboxFull, match="Free some space"):
                append(source, [order(n, properties={"x": "y" * 5_000}) for n in range(900)], NOW_MS)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 1073741823")

        assert InboxEvent.objects.count() == 0
        assert append(source, [order(1)], NOW_MS).count(Status.ACCEPTED) == 1
