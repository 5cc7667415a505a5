"""The JSON API: events in, with a source's write key; nothing comes out but the answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from guanxi.api.answers import answer, broken, receipt, refusal
from guanxi.api.errors import BadRequest, KeyRefused
from guanxi.api.limits import BUCKETS
from guanxi.api.reading import read_json
from guanxi.api.schemas import Batch, ErrorOut, Event, PingOut, ReceiptOut
from guanxi.facade.asking import now_ms
from guanxi.intake.contracts import MAX_BATCH, SourceKind, SourceView
from guanxi.intake.operations import append
from guanxi.intake.queries import find_by_write_key
from guanxi.intake.registry import BY_APP, current_registry
from guanxi.kit.errors import GuanxiError

PREFIX = "/api/v1/"
REFUSALS: dict[int, type[ErrorOut]] = dict.fromkeys((401, 403, 405, 429, 500, 503), ErrorOut)


class WriteKey(HttpBearer):
    """``Authorization: Bearer gxw_…``: the only credential; cookies are not looked at."""

    def authenticate(self, request: HttpRequest, token: str) -> SourceView | None:
        """The source of the key, once its bucket has room for a call."""
        source = find_by_write_key(token.strip())
        if source is not None:
            BUCKETS.take(source, 1, now_ms())
        return source


api = NinjaAPI(
    title="guanxi event API",
    version="1",
    description="Add events to a brand's relationships. Keys can write events and read nothing.",
    auth=WriteKey(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="event_api",
)


def _body(kinds: tuple[str, ...]) -> dict[str, Any]:  # Any: an OpenAPI object
    """The body of a call as the document states it."""
    event = Event.model_json_schema()
    event["properties"]["kind"]["enum"] = list(kinds)
    batch = Batch.model_json_schema()
    batch.pop("$defs")
    batch["properties"]["events"]["items"] = event
    return {"required": True, "content": {"application/json": {"schema": {"anyOf": [event, batch]}}}}


@api.post(
    "/events",
    operation_id="add_events",
    summary="Add one event or a batch",
    response={200: ReceiptOut, 207: ReceiptOut, 422: ReceiptOut}
    | dict.fromkeys((400, 411, 413, 415, 507), ErrorOut)
    | REFUSALS,
)
def events(request: HttpRequest) -> HttpResponse:
    """Body: one event, or {"events": [...]} with at most 1,000.

    200: everything is in, durably (duplicates are in already). 207: some of it; see results. 422: nothing of it.
    Sending a call again is always safe.
    """
    source = source_of(request)
    given = _events_in(read_json(request, source.kind))
    at_ms = now_ms()
    BUCKETS.take(source, len(given) - 1, at_ms)
    return receipt(append(source, given, at_ms))


@api.get("/ping", operation_id="ping", summary="Is the key right?", response={200: PingOut} | REFUSALS)
def ping(request: HttpRequest) -> HttpResponse:
    """The source that the key belongs to, and the kinds of event that it may report."""
    source = source_of(request)
    kinds = [code for code in current_registry().codes() if source.kind is SourceKind.SERVER or code in BY_APP]
    return answer({"source": source.key, "kinds": kinds})


@api.get("/openapi.json", operation_id="openapi", summary="This document", response={200: dict[str, Any]} | REFUSALS)
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of this version."""
    del request  # the framework hands it over by this name
    return answer(document())


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """The OpenAPI document, with the kinds of the registry as they are now."""
    return _document(current_registry().codes())


@lru_cache(maxsize=4)
def _document(kinds: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    # Stated here, because bodies are checked event by event and not by the framework.
    made["paths"][f"{PREFIX}events"]["post"]["requestBody"] = _body(kinds)
    return made


def source_of(request: HttpRequest) -> SourceView:
    """The source whose key the request carries."""
    source: SourceView = request.auth  # type: ignore[attr-defined]  # set by the framework
    return source


def _events_in(body: object) -> list[object]:
    if not isinstance(body, dict):
        raise BadRequest(
            "The body must be one event, or {“events”: [ … ]}. Put a list into “events”.",
            "正文须为一个事件，或 {“events”: [ … ]}。列表请放入 events。",
        )
    if "events" not in body:
        return [body]
    given = body["events"]
    if len(body) > 1 or not isinstance(given, list) or not given:
        raise BadRequest(
            f"“events” must be a list of 1 to {MAX_BATCH:,} events, and nothing may stand beside it.",
            f"events 须为含 1 到 {MAX_BATCH:,} 个事件的列表，且旁边不能有其他字段。",
        )
    return given


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:  # Any: the framework's "or its class"
    return refusal(error)


def _unauthenticated(_request: HttpRequest, _error: object) -> HttpResponse:
    return refusal(
        KeyRefused(
            "The write key is missing or wrong. Send “Authorization: Bearer gxw_…” with a key from Sources.",
            "缺少写入密钥或密钥不对。请发送“Authorization: Bearer gxw_…”，密钥见“数据源”。",
        )
    )


api.add_exception_handler(AuthenticationError, _unauthenticated)
api.add_exception_handler(GuanxiError, _refused)
api.add_exception_handler(Exception, broken)
