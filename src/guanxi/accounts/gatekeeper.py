"""Stands before every view: signed in, permitted, else refused. Deny by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guanxi.accounts.contracts import NOBODY, Access, Permission
from guanxi.accounts.queries import access_of
from guanxi.accounts.routes import View, needs_of


class Gatekeeper:
    """Gives each request its ``access``, and sends a stranger to the sign-in page and back afterwards.

    A route that declares nothing is refused here; a person without the permission is refused by the route's entrance
    (:func:`guanxi.accounts.routes.guarded`), with 403 and a sentence. Foreign *objects* are the queries' matter: they
    give 404, so that nobody learns what exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """``None`` lets the view run; anything else is the answer."""
        needs, _ = needs_of(view)
        request.access = NOBODY  # type: ignore[attr-defined]
        if not isinstance(needs, Permission):
            return None
        access = access_of(request)
        request.access = access  # type: ignore[attr-defined]
        if not access.is_signed_in:
            return _to_sign_in(request)
        return None


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
