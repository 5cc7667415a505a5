"""The event API: a key writes and reads nothing; a call is answered event by event, in one shape, with advice."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.utils import OperationalError
from django.test import Client
from made_intake import made_source, order

from guanxi.api.limits import BUCKETS
from guanxi.facade.asking import now_ms
from guanxi.intake.contracts import NewKey, SourceKind
from guanxi.intake.models import InboxEvent, IntakeProblem
from guanxi.intake.operations import close_source, rotate_key

EVENTS = "/api/v1/events"


@pytest.fixture(autouse=True)
def empty_buckets() -> Iterator[None]:
    BUCKETS.empty()
    yield
    BUCKETS.empty()


@pytest.fixture
def shop(db: None) -> NewKey:
    return made_source()


class Caller:
    """Posts with a key, as a program would: no cookies, no token of a form."""

    def __init__(self, key: str) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"authorization": f"Bearer {key}"}

    def post(self, body: Any, *, content_type: str = "application/json", **headers: str) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(EVENTS, data=data, content_type=content_type, headers=self.headers | headers)

    def get(self, address: str) -> Any:
        return self.client.get(address, headers=self.headers)


@pytest.fixture
def caller(shop: NewKey) -> Caller:
    return Caller(shop.write_key)


class TestAnswers:
    def test_one_event_is_in(self, caller: Caller) -> None:
        response = caller.post(order(1))

        assert response.status_code == 200
        assert response.json() == {
            "accepted": 1, "duplicate": 0, "conflict": 0, "rejected": 0,
            "results": [{"status": "accepted", "id": "o-1"}],
        }  # fmt: skip
        assert InboxEvent.objects.get().received_ms > order(1)["occurred_ms"]

    def test_a_batch_is_answered_event_by_event(self, caller: Caller) -> None:
        response = caller.post({"events": [order(1), {}, order(1), order(1, channel="x")]})

        assert response.status_code == 207
        results = response.json()["results"]
        assert [result["status"] for result in results] == ["accepted", "rejected", "duplicate", "conflict"]
        assert results[1]["code"] == "event.missing_field"
        assert "kind" in results[1]["en"]
        assert "缺少" in results[1]["zh"]

    def test_nothing_of_it_is_said_by_the_status(self, caller: Caller) -> None:
        response = caller.post({"events": [{}, 3]})

        assert response.status_code == 422
        assert response.json()["rejected"] == 2
        assert IntakeProblem.objects.count() == 2

    def test_the_same_call_again_is_safe(self, caller: Caller) -> None:
        caller.post({"events": [order(1), order(2)]})

        response = caller.post({"events": [order(1), order(2)]})

        assert response.status_code == 200
        assert response.json()["duplicate"] == 2

    def test_ping_says_whose_key_it_is(self, caller: Caller) -> None:
        body = caller.get("/api/v1/ping").json()

        assert body["source"] == "shop"
        assert "order_paid" in body["kinds"]
        assert "erased" not in body["kinds"]

    def test_an_app_is_told_the_few_kinds_it_may_report(self, db: None) -> None:
        caller = Caller(made_source("mini", SourceKind.APP).write_key)

        assert "order_paid" not in caller.get("/api/v1/ping").json()["kinds"]
        assert caller.post(order(1, kind="page_visited", amount_fen=None)).status_code == 200

    def test_the_document_names_the_kinds_and_is_behind_the_key(self, caller: Caller) -> None:
        body = caller.get("/api/v1/openapi.json").json()

        assert body["openapi"].startswith("3.")
        assert set(body["paths"]) == {"/api/v1/events", "/api/v1/ping", "/api/v1/openapi.json"}
        assert "order_paid" in json.dumps(body["paths"]["/api/v1/events"]["post"]["requestBody"])
        assert Client().get("/api/v1/openapi.json").status_code == 401


class TestKeys:
    @pytest.mark.parametrize(
        "header",
        ["", "Bearer", "Bearer ", "Bearer gxw_", "Basic abc", "Bearer gxw_" + "x" * 43, "Bearer " + "x" * 10_000, "Bearer é",  # noqa: E501
         "Bearer ' OR 1=1 --"],
    )  # fmt: skip
    def test_no_key_or_a_wrong_one_is_refused_alike(self, shop: NewKey, header: str) -> None:
        response = Client().post(
            EVENTS, data="{}", content_type="application/json", headers={"authorization": header} if header else {}
        )

        assert response.status_code == 401
        assert response.json()["code"] == "api.key_refused"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")

    def test_the_right_prefix_is_not_enough(self, shop: NewKey) -> None:
        wrong = shop.write_key[:-1] + ("a" if shop.write_key[-1] != "a" else "b")

        assert Caller(wrong).post(order(1)).status_code == 401

    def test_a_rotated_key_is_dead_and_the_new_one_lives(self, shop: NewKey) -> None:
        new = rotate_key(shop.source.public_id, now_ms=now_ms(), actor_id=None)

        assert Caller(shop.write_key).post(order(1)).status_code == 401
        assert Caller(new.write_key).post(order(1)).status_code == 200

    def test_a_closed_source_is_told_so(self, shop: NewKey, caller: Caller) -> None:
        close_source(shop.source.public_id, now_ms=now_ms(), actor_id=None)

        response = caller.post(order(1))

        assert response.status_code == 403
        assert response.json()["code"] == "intake.source_closed"

    def test_a_session_is_no_key_and_a_key_is_no_session(
        self, owner_client: Client, shop: NewKey, caller: Caller
    ) -> None:
        assert owner_client.post(EVENTS, data="{}", content_type="application/json").status_code == 401
        assert caller.get("/").status_code == 302

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
    def test_nothing_can_be_read_or_changed(self, caller: Caller, method: str) -> None:
        response = getattr(caller.client, method)(EVENTS, headers=caller.headers)

        assert response.status_code == 405
        assert response.headers["Allow"] == "POST"
        assert response.json()["code"] == "api.wrong_method"

    @pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v1/events/o-1", "/api/v2/events", "/api/v1/docs"])
    def test_there_is_nothing_else(self, caller: Caller, address: str) -> None:
        response = caller.get(address)

        assert response.status_code == 404
        assert response.json()["code"] == "api.unknown_address"

    def test_no_key_reaches_the_log(self, shop: NewKey, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            Caller(shop.write_key).post(order(1, contact="13800138000"))
            Caller(shop.write_key + "x").post(order(1))

        assert shop.write_key not in caplog.text
        assert "13800138000" not in caplog.text


class TestLimits:
    def test_a_source_that_is_too_fast_waits_and_goes_on(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = now_ms()
        monkeypatch.setattr("guanxi.api.events.now_ms", lambda: clock)
        caller = Caller(made_source("slow", events_per_minute=60).write_key)
        caller.post({"events": [order(n) for n in range(60)]})

        response = caller.post(order(60))

        assert response.status_code == 429
        assert response.json()["code"] == "api.too_fast"
        assert int(response.headers["Retry-After"]) >= 1
        clock += 2_000
        assert caller.post(order(60)).status_code == 200

    def test_the_flood_of_one_source_holds_up_no_other(self, shop: NewKey, caller: Caller) -> None:
        slow = Caller(made_source("slow", events_per_minute=1).write_key)
        slow.post(order(1))

        assert slow.post(order(2)).status_code == 429
        assert caller.post(order(2)).status_code == 200

    def test_too_many_events_are_refused_with_advice(self, caller: Caller) -> None:
        response = caller.post({"events": [{}] * 1_001})

        assert response.status_code == 413
        assert "several calls" in response.json()["en"]

    @pytest.mark.parametrize(("kind", "limit"), [(SourceKind.SERVER, 2**20), (SourceKind.APP, 2**18)])
    def test_too_many_bytes_are_refused_before_they_are_read(self, db: None, kind: SourceKind, limit: int) -> None:
        caller = Caller(made_source("big", kind).write_key)

        response = caller.post(b'{"events": ["' + b"x" * limit + b'"]}')

        assert response.status_code == 413
        assert response.json()["code"] == "api.body_too_large"


class TestHostile:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b" ", "api.bad_request"),
            (b"null", "api.bad_request"),
            (b"[]", "api.bad_request"),
            (b'"text"', "api.bad_request"),
            (b"{", "api.bad_request"),
            (b'{"events": []}', "api.bad_request"),
            (b'{"events": {}}', "api.bad_request"),
            (b'{"events": [{}], "more": 1}', "api.bad_request"),
            (b'{"kind": "reply", "kind": "order_paid"}', "api.bad_request"),
            (b'{"properties": {"a": NaN}}', "api.bad_request"),
            (b'{"amount_fen": -Infinity}', "api.bad_request"),
            (b'{"properties": {"a": 1e999}}', "api.bad_request"),
            (b'{"amount_fen": ' + b"9" * 5_000 + b"}", "api.bad_request"),
            (b"[" * 100_000, "api.bad_request"),
            (b'{"a":' * 100_000, "api.bad_request"),
            (b'{"properties": {"a": "\xff"}}', "api.bad_request"),
            ("{}".encode("utf-16"), "api.bad_request"),
            (gzip.compress(b"0" * 10_000_000), "api.bad_request"),
        ],
    )  # fmt: skip
    def test_what_is_no_event_is_refused_in_one_shape(self, caller: Caller, body: bytes, code: str) -> None:
        response = caller.post(body)

        assert response.status_code == 400
        assert set(response.json()) == {"code", "en", "zh"}
        assert response.json()["code"] == code
        assert InboxEvent.objects.count() == 0

    def test_a_compressed_body_is_not_unpacked(self, caller: Caller) -> None:
        response = caller.post(gzip.compress(b"0" * 10_000_000), **{"content-encoding": "gzip"})

        assert response.status_code == 415

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_another_type_is_refused(self, caller: Caller, content_type: str) -> None:
        assert caller.post(b"{}", content_type=content_type).status_code == 415

    @pytest.mark.parametrize(
        "text", ["\x00", "\ud800", "\u202egnirts", "x" * 1_000_000, "<script>alert(1)</script>", "'; DROP TABLE x; --"]
    )
    @pytest.mark.parametrize("name", ["id", "kind", "contact", "channel", "currency", "occurred_at", "nonsense"])
    def test_hostile_text_anywhere_is_stored_whole_or_refused(self, caller: Caller, name: str, text: str) -> None:
        response = caller.post(order(1) | {name: text})

        assert response.status_code in (200, 422)
        stored = InboxEvent.objects.first()
        if stored is None:
            problem = IntakeProblem.objects.get()
            assert problem.raw.isascii()
            assert len(problem.raw) <= 4_000
            assert text[:50] not in problem.en or text.isprintable()
        else:
            assert text in (stored.source_event_id, stored.contact_key, json.loads(stored.payload).get("channel"))

    def test_odd_text_in_properties_is_data(self, caller: Caller) -> None:
        odd = {"\u202e": "<b>", "emoji": "👩\u200d👩", "deep": [[1.5, None, True]]}

        assert caller.post(order(1, properties=odd)).status_code == 200
        assert json.loads(InboxEvent.objects.get().payload)["properties"] == odd


class TestBroken:
    def test_a_store_that_is_away_is_said_with_advice(self, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*_: object, **__: object) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr("guanxi.api.events.append", away)

        response = caller.post(order(1))

        assert response.status_code == 503
        assert response.json()["code"] == "api.store_away"
        assert response.headers["Retry-After"]
        assert "closed the connection" not in response.content.decode()

    def test_a_defect_tells_the_caller_nothing_of_itself(self, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        def breaks(*_: object, **__: object) -> None:
            raise ZeroDivisionError("secret detail")

        monkeypatch.setattr("guanxi.api.events.append", breaks)

        response = caller.post(order(1))

        assert response.status_code == 500
        assert response.json()["code"] == "api.broken"
        assert "secret detail" not in response.content.decode()
