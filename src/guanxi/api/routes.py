"""Addresses of the API, each known to the gatekeeper as one that a write key opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from guanxi.accounts.contracts import Public
from guanxi.accounts.routes import View, guarded
from guanxi.api.answers import refusal
from guanxi.api.errors import UnknownAddress, WrongMethod
from guanxi.api.events import PREFIX, api


def _stating_refusals(view: View) -> View:
    """``view``, with the answer to a wrong method in the shape of all others."""

    def entrance(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if response.status_code != WrongMethod.status:
            return response
        allowed = response.headers["Allow"]
        refused = refusal(WrongMethod(f"This address takes {allowed} only.", f"此地址只接受 {allowed}。"))
        refused.headers["Allow"] = allowed
        return refused

    return csrf_exempt(entrance)


@csrf_exempt
def unknown(_request: HttpRequest) -> HttpResponse:
    """Nothing is here; said in the shape of the API."""
    return refusal(
        UnknownAddress(
            f"There is nothing at this address. The API is {PREFIX}events, {PREFIX}ping and {PREFIX}openapi.json.",
            f"这个地址没有内容。接口地址为 {PREFIX}events、{PREFIX}ping 和 {PREFIX}openapi.json。",
        )
    )


def _patterns() -> tuple[URLPattern, ...]:
    return tuple(
        path(
            f"{PREFIX[1:]}{pattern.pattern}",
            guarded(_stating_refusals(pattern.callback), Public.WRITE_KEY),
            name=f"api_{str(pattern.pattern).split('.')[0]}",
        )
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    )


ROUTES: tuple[URLPattern, ...] = (
    *_patterns(),
    re_path(r"^api(?:/.*)?$", guarded(unknown, Public.WRITE_KEY), name="api_unknown"),
)
