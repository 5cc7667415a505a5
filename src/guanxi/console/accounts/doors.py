"""The pages in front of the workspace: set-up, sign-in, sign-out, choosing a password by a link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.accounts import operations
from guanxi.accounts.contracts import LinkPurpose
from guanxi.accounts.errors import FieldRefused, LinkRefused, SignInRefused, TooManyAttempts
from guanxi.accounts.queries import access_of, has_owner
from guanxi.console.accounts.forms import refusal, repeated
from guanxi.console.addresses import local_path
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms

Context = dict[str, Any]  # Any: a template's context


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, and go on to the page that was asked for."""
    given = request.POST if request.method == "POST" else request.GET
    going = local_path(given.get("next", ""))
    context: Context = {"going": going, "login": "", "has_owner": has_owner(), "is_new": "new" in request.GET}
    if request.method == "POST":
        login = request.POST.get("login", "")
        try:
            operations.sign_in(request, login=login, password=request.POST.get("password", ""), at_ms=now_ms())
        except (SignInRefused, TooManyAttempts) as error:
            context |= {"login": login[:80], **refusal(request, error)}
            return render(request, "console/accounts/sign_in.html", context, status=error.status)
        return HttpResponseRedirect(going)
    if access_of(request).is_signed_in:
        return HttpResponseRedirect(going)
    return render(request, "console/accounts/sign_in.html", context | refusal(request, None))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; for a stranger it does nothing."""
    operations.sign_out(request, at_ms=now_ms())
    return HttpResponseRedirect(reverse("sign_in"))


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first owner by the link of the console, and sign that person in."""
    at_ms = now_ms()
    if operations.link_purpose(token, at_ms=at_ms) is not LinkPurpose.SET_UP:
        raise LinkRefused.of_any_kind()
    context: Context = {"token": token, "given": request.POST}
    if request.method == "POST":
        try:
            user = operations.set_up(
                token,
                login=request.POST.get("login", ""),
                name=request.POST.get("name", ""),
                password=repeated(request),
                lang=reader_in(request).lang,
                at_ms=at_ms,
            )
        except FieldRefused as error:
            return render(
                request, "console/accounts/set_up.html", context | refusal(request, error), status=error.status
            )
        operations.open_session(request, user, at_ms=at_ms)
        return HttpResponseRedirect(reverse("home"))
    return render(request, "console/accounts/set_up.html", context | refusal(request, None))


@require_http_methods(["GET", "POST"])
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by an invitation or reset; then sign in with it."""
    at_ms = now_ms()
    purpose = operations.link_purpose(token, at_ms=at_ms)
    if purpose is LinkPurpose.SET_UP:
        raise LinkRefused.of_any_kind()
    context: Context = {"token": token, "is_invite": purpose is LinkPurpose.INVITE}
    if request.method == "POST":
        try:
            operations.set_password_by_link(token, password=repeated(request), at_ms=at_ms)
        except FieldRefused as error:
            shown = context | refusal(request, error)
            return render(request, "console/accounts/password_link.html", shown, status=error.status)
        return HttpResponseRedirect(f"{reverse('sign_in')}?new")
    return render(request, "console/accounts/password_link.html", context | refusal(request, None))
