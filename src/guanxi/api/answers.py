"""Every answer of the API: one shape for what went well, one for what did not."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from guanxi.api.errors import ApiError, Broken, KeyRefused, StoreAway, TooFast
from guanxi.intake.contracts import Receipt, Result, Status
from guanxi.intake.errors import BatchTooLarge, InboxFull, SourceClosed
from guanxi.kit.errors import GuanxiError

LOG = logging.getLogger("guanxi.api")
STATUS_OF: dict[type[GuanxiError], int] = {SourceClosed: 403, BatchTooLarge: 413, InboxFull: 507}
RETRY_SECONDS = 10


def answer(body: dict[str, Any], status: int = 200) -> HttpResponse:  # Any: JSON
    """``body`` as JSON; no character in it can end a script or a line."""
    return HttpResponse(json.dumps(body, ensure_ascii=True), status=status, content_type="application/json")


def refusal(error: GuanxiError) -> HttpResponse:
    """``{"code", "en", "zh"}`` with the status that fits."""
    status = error.status if isinstance(error, ApiError) else STATUS_OF.get(type(error), 409)
    response = answer({"code": error.code, "en": error.en, "zh": error.zh}, status)
    if isinstance(error, KeyRefused):
        response.headers["WWW-Authenticate"] = 'Bearer realm="guanxi"'
    if error.transient:
        seconds = error.fields.get("retry_seconds", RETRY_SECONDS) if isinstance(error, TooFast) else RETRY_SECONDS
        response.headers["Retry-After"] = str(seconds)
    return response


def broken(_request: HttpRequest, error: Any) -> HttpResponse:  # Any: the framework's "or its class"
    """The answer to what nobody foresaw; the log has the trace, the answer has none."""
    if isinstance(error, OperationalError | InterfaceError):
        LOG.error("the store did not answer", exc_info=error)
        return refusal(
            StoreAway(
                "The database does not answer just now, so nothing of this call is known to be stored. Send the same"
                " call again in a few seconds; no event is counted twice.",
                "数据库暂时没有响应，本次调用未确认保存。请几秒后重新发送同样的内容，不会重复计数。",
            )
        )
    LOG.error("a call of the API broke", exc_info=error)
    return refusal(
        Broken(
            "Something broke here, and nothing of this call was stored. Send it again; if it stays so, tell the brand's"
            " administrator the time.",
            "这里出了错，本次调用未保存任何内容。请重试；若仍然如此，请把时间告诉品牌管理员。",
        )
    )


def receipt(given: Receipt) -> HttpResponse:
    """200: everything is in. 207: some of it. 422: nothing; sending the same again would not help."""
    counts = {status: given.count(status) for status in Status}
    n_in = counts[Status.ACCEPTED] + counts[Status.DUPLICATE]
    http_status = 200 if n_in == len(given.results) else 207 if n_in else 422
    body = {status.value: n for status, n in counts.items()}
    return answer(body | {"results": [_result(result) for result in given.results]}, http_status)


def _result(result: Result) -> dict[str, str]:
    said = {"status": result.status.value}
    if result.source_event_id:
        said["id"] = result.source_event_id
    if result.refused:
        said |= {"code": result.refused.code, "en": result.refused.en, "zh": result.refused.zh}
    return said
