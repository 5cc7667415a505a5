"""How a refusal looks: a page with a sentence, a part of a page for HTMX, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from guanxi.accounts.contracts import NOBODY
from guanxi.accounts.errors import NotPermitted
from guanxi.console.reading import reader_in
from guanxi.kit.errors import GuanxiError
from guanxi.kit.full_disk import is_disk_full
from guanxi.kit.phrase import Phrase

LOG = logging.getLogger("guanxi.console")
NOT_FOUND = Phrase("没有这个页面，或者你看不到它。", "There is no such page, or it is not yours to see.")
BROKEN = Phrase(
    "这里出了错，你的数据没有改变。请重试；若仍然如此，请把时间告诉管理员，日志里记着原因。",
    "Something broke here; your data was not changed. Try again; if it stays so, tell an administrator the time: the"
    " reason stands in the log.",
)
BAD = Phrase(
    "浏览器送来的内容无法理解，已拒绝。请返回重试。",
    "What the browser sent makes no sense and was refused. Go back and try again.",
)
STALE = Phrase(
    "这个表单已经过期（例如在另一个窗口登录过）。请返回、刷新页面后重试。",
    "This form is out of date, because you signed in elsewhere for example. Go back, reload the page and try again.",
)
FULL = Phrase(
    "服务器磁盘已满，刚才的操作没有保存，其他数据没有改变。请管理员清理空间，然后重试。",
    "The server's disk is full: what you did was not kept, nothing else changed. Ask an administrator to free some"
    " space, then try again.",
)
HEADINGS = {
    400: Phrase("请求无效", "Bad request"),
    403: Phrase("没有权限", "Not permitted"),
    404: Phrase("找不到", "Not found"),
    409: Phrase("没有执行", "Refused"),
    500: Phrase("出错了", "Something broke"),
    507: Phrase("磁盘已满", "The disk is full"),
}


class Refusals:
    """Turns what an operation refuses into an answer: 403 without permission, else 409 with the sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """``None`` lets Django answer (404, 500)."""
        if not isinstance(error, GuanxiError):
            if not is_disk_full(error):
                return None
            LOG.error("the disk is full", extra={"why": type(error).__name__})
            return refused(request, 507, reader_in(request).say(FULL))
        status = 403 if isinstance(error, NotPermitted) else getattr(error, "status", 409)
        return refused(request, status, error.message(reader_in(request).lang))


def refused(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The page, or for HTMX an alert in the place where the page speaks."""
    if request.headers.get("HX-Request"):
        alert = f'<p class="alert alert-danger" role="alert">{escape(sentence)}</p>'
        # HTMX swaps only successes; where and that this one is shown is said by headers.
        return HttpResponse(alert, headers={"HX-Retarget": "#said", "HX-Reswap": "innerHTML"})
    heading = reader_in(request).say(HEADINGS.get(status, HEADINGS[409]))
    return render(request, "console/refused.html", {"heading": heading, "sentence": sentence}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to an address that is none, and to an object that is not the reader's."""
    return _plain(request, 404, NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that Django would not read."""
    return _plain(request, 400, BAD)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its token."""
    LOG.info("form refused", extra={"why": reason})
    return _plain(request, 403, STALE)


def broken(request: HttpRequest) -> HttpResponse:
    """The answer when something broke; the log has the trace."""
    return _plain(request, 500, BROKEN)


def _plain(request: Any, status: int, phrase: Phrase) -> HttpResponse:  # Any: may lack what the middleware gives
    if not hasattr(request, "reader"):
        return HttpResponse(f"{phrase.zh}\n{phrase.en}", status=status, content_type="text/plain; charset=utf-8")
    if not hasattr(request, "access"):
        request.access = NOBODY
    return refused(request, status, reader_in(request).say(phrase))
