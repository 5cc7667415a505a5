"""The page that asks for one's password again before something that matters (:mod:`guanxi.accounts.freshness`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from guanxi.accounts import operations
from guanxi.accounts.errors import FieldRefused, TooManyAttempts
from guanxi.accounts.freshness import FRESH_MINUTES, is_fresh
from guanxi.accounts.held import is_held
from guanxi.accounts.models import User
from guanxi.console.accounts.forms import refusal
from guanxi.console.addresses import local_path, with_confirmed
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password, and go on to where the person wanted to be.

    ``again`` says that a form was sent: it was not done, and the page to which one comes back says so.
    """
    given = request.POST if request.method == "POST" else request.GET
    is_again = "again" in given
    going = local_path(given.get("next", ""))
    target = with_confirmed(going) if is_again else going
    context: dict[str, Any] = {  # Any: a template's context
        "going": going,
        "is_again": is_again,
        "waits": is_held(request),
        "minutes": reader_in(request).whole(FRESH_MINUTES),
    }
    if request.method == "POST":
        assert isinstance(request.user, User), "the gatekeeper lets nobody else through"
        password = request.POST.get("password", "")
        try:
            operations.confirm_oneself(request, request.user, password=password, at_ms=now_ms())
        except (FieldRefused, TooManyAttempts) as error:
            context |= refusal(request, error)
            return render(request, "console/accounts/confirm.html", context, status=error.status)
        return HttpResponseRedirect(target)
    if is_fresh(request, now_ms()):
        return HttpResponseRedirect(target)
    return render(request, "console/accounts/confirm.html", context | refusal(request, None))
