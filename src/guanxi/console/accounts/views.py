"""Sign-in and one's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign in")


def sign_out(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign out")


def account(request: HttpRequest) -> HttpResponse:
    return HttpResponse("account")
