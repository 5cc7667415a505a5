"""Stands before every view: signed in, permitted, recently enough where it matters; else refused. Deny by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from guanxi.accounts.contracts import NOBODY, Access, Fresh, Grant, Permission
from guanxi.accounts.freshness import is_fresh
from guanxi.accounts.held import hold_form
from guanxi.accounts.queries import access_of
from guanxi.accounts.routes import View, fresh_of, needs_of
from guanxi.accounts.rules import grant_of
from guanxi.facade.asking import now_ms


class Gatekeeper:
    """Gives each request its ``access``, and sends a stranger to the sign-in page and back afterwards.

    A route that declares nothing is refused here; a person without the permission is refused by the route's entrance
    (:func:`guanxi.accounts.routes.guarded`), with 403 and a sentence. Foreign *objects* are the queries' matter: they
    give 404, so that nobody learns what exists. Who is permitted and typed the password too long ago, for a route that
    matters, is asked for it first (:mod:`guanxi.accounts.freshness`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """``None`` lets the view run; anything else is the answer."""
        needs, least = needs_of(view)
        request.access = NOBODY  # type: ignore[attr-defined]
        if not isinstance(needs, Permission):
            return None
        access = access_of(request)
        request.access = access  # type: ignore[attr-defined]
        if not access.is_signed_in:
            return _to_sign_in(request)
        fresh = fresh_of(view)
        # Without the permission the answer is 403, and no password is asked for in vain.
        if fresh is None or grant_of(access, needs) < least or not _is_asked_of(fresh, access):
            return None
        return None if is_fresh(request, now_ms()) else _to_confirm(request, fresh)


def _is_asked_of(fresh: Fresh, access: Access) -> bool:
    return fresh.holders_of is None or grant_of(access, fresh.holders_of) >= Grant.YES


def _to_confirm(request: HttpRequest, fresh: Fresh) -> HttpResponse:
    """To the page that asks for the password, and from there on: to a page as it was asked for, else to the button.

    What was typed into a form is kept for its page, never sent: nothing is done that nobody pressed a button for.
    """
    if request.method == "POST":
        hold_form(request, fresh, now_ms())
    is_page = request.method == "GET" and _route_of(request.path_info) == fresh.page
    going = {"next": request.get_full_path()} if is_page else {"next": _page_of(request, fresh), "again": "1"}
    target = f"{reverse('confirm')}?{urlencode(going)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _page_of(request: HttpRequest, fresh: Fresh) -> str:
    """Where the button stands: the page that sent the request when it is one of ours, with its query."""
    try:
        sender = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    except ValueError:
        sender = urlsplit("")
    if sender.netloc == request.get_host() and _route_of(sender.path) == fresh.page:
        return f"{sender.path}?{sender.query}" if sender.query else sender.path
    for given in (request.resolver_match.kwargs if request.resolver_match else {}, {}):
        try:
            return reverse(fresh.page, kwargs=given)
        except NoReverseMatch:
            continue
    return "/"


def _route_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A part of a page cannot show the sign-in form: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign_in")})
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse('sign_in')}?{query}" if query else reverse("sign_in"))


def access_in(request: HttpRequest) -> Access:
    """The access that the gatekeeper gave to ``request``."""
    access: Access = request.access  # type: ignore[attr-defined]
    return access
