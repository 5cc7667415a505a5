"""One line of the log for each request: what was asked (the route, never the address), by whom, with which answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guanxi.accounts.contracts import NOBODY
from guanxi.site.request_ids import begin_request, end_request

LOG = logging.getLogger("guanxi.requests")
QUIET = ("/static/", "/health/")
"""Files and probes come all the time and say nothing."""


class RequestLog:
    """Stands outermost: it also sees what the other middleware refuses. The answer carries the request's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name, started = begin_request(), time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = name
            if response.status_code >= 500 or not request.path.startswith(QUIET):
                LOG.info("request", extra=_about(request, response, started))
            return response
        finally:
            end_request()


def _about(request: HttpRequest, response: HttpResponse, started: float) -> dict[str, object]:
    match = getattr(request, "resolver_match", None)
    return {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "user": getattr(request, "access", NOBODY).user_id,
    }
