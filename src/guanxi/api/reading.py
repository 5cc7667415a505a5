"""The body of a call: capped before it is read, then strict JSON, where nothing can mean two things."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from guanxi.api.errors import BadRequest, BodyTooLarge, LengthMissing, WrongType
from guanxi.intake.contracts import SourceKind

MAX_BYTES = {SourceKind.SERVER: 2**20, SourceKind.APP: 2**18}
TYPE = "application/json"


class _TwoMeanings(ValueError):
    """JSON that a lenient parser would read in its own way."""


def read_json(request: HttpRequest, kind: SourceKind) -> object:
    """The JSON value of the body.

    Raises
    ------
    WrongType
        for anything but uncompressed JSON: what is not unpacked cannot blow up.
    LengthMissing, BodyTooLarge
        before a byte is read.
    BadRequest
        for text that is no JSON, and for NaN, numbers beyond range and names that occur twice in an object.
    """
    if request.content_type != TYPE or request.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongType(
            f"Send the body as “Content-Type: {TYPE}”, in UTF-8, without compression.",
            f"请以“Content-Type: {TYPE}”、UTF-8、不压缩的方式发送。",
        )
    body = _body(request, MAX_BYTES[kind])
    try:
        text = body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except _TwoMeanings as error:
        raise BadRequest(*error.args) from error
    except RecursionError as error:
        raise BadRequest(
            "The JSON is nested too deeply. Events are flat; only “properties” may hold objects.",
            "JSON 嵌套过深。事件是平的，只有 properties 可以包含对象。",
        ) from error
    except ValueError as error:
        raise BadRequest(
            "The body is not JSON in UTF-8. Check quotes, commas and the encoding.",
            "正文不是 UTF-8 编码的 JSON。请检查引号、逗号和编码。",
        ) from error


def _body(request: HttpRequest, limit: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or ""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not length:
        raise LengthMissing(
            "State the length of the body (Content-Length) instead of sending it in chunks.",
            "请用 Content-Length 说明正文长度，不要分块发送。",
        )
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise BodyTooLarge(
            f"The body is larger than {limit // 1024:,} KB. Send the events in several calls of up to 1,000.",
            f"正文超过 {limit // 1024:,} KB。请分几次发送，每次最多 1,000 个事件。",
        )
    try:
        return request.read(limit)
    except UnreadablePostError as error:
        raise BadRequest(
            "The connection ended before the body was complete; nothing was stored. Send it again.",
            "连接在正文传完之前中断，未保存任何内容。请重新发送。",
        ) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _TwoMeanings(
            "A name occurs twice in one object, so it is open which value is meant. Send each name once.",
            "同一对象中有重复的名称，无法确定取哪个值。每个名称只能出现一次。",
        )
    return made


def _constant(_name: str) -> NoReturn:
    raise _TwoMeanings(
        "NaN and Infinity are no JSON numbers. Leave the field out, or send a text.",
        "NaN 和 Infinity 不是 JSON 数字。请省略该字段，或以文本发送。",
    )


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _TwoMeanings(
            "A number is beyond what can be kept exactly. Send it as a text in quotes.",
            "有数字超出可精确保存的范围。请加引号以文本发送。",
        )
    return value
