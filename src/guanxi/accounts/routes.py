"""How a page or endpoint is given its address: with the one permission that it needs, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from guanxi.accounts.contracts import Fresh, Grant, Needs, Permission, Public
from guanxi.accounts.rules import check_grant
from guanxi.kit.errors import GuanxiError

View = Callable[..., HttpResponseBase]
ATTRIBUTE = "guanxi_needs"
FRESH_ATTRIBUTE = "guanxi_fresh"


class RouteWithoutPermission(GuanxiError):
    """A route was reached that declares no permission: a defect of the program, refused for everybody."""

    code = "accounts.route_without_permission"


def route(
    pattern: str, view: View, *, name: str, needs: Needs, least: Grant = Grant.OWN, fresh: Fresh | None = None
) -> URLPattern:
    """An address whose view runs only for those who hold ``needs`` at least as far as ``least``.

    Parameters
    ----------
    least : the smallest grant with which the page makes sense. A page that serves ``OWN`` or ``AGGREGATE`` must ask
        for the scope of the caller and pass it on to the query; ``Grant.YES`` keeps both out.
    fresh : the password must have been typed a moment ago; the gatekeeper asks for it, no view can forget to.
    """
    return path(pattern, guarded(view, needs, least, fresh), name=name)


def guarded(view: View, needs: Needs, least: Grant = Grant.OWN, fresh: Fresh | None = None) -> View:
    """``view`` behind its permission; a view that is used twice is wrapped twice.

    The gatekeeper says who asks; the permission is checked here, because Django answers what a *view* raises with our
    refusals, and what a middleware raises before the view with an error page.
    """

    def entrance(
        request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:  # Any: whatever the address holds
        if isinstance(needs, Permission):
            check_grant(request.access, needs, least)  # type: ignore[attr-defined]  # the gatekeeper sets it
        return view(request, *args, **kwargs)

    entrance.__name__ = getattr(view, "__name__", "view")
    entrance.__doc__ = view.__doc__
    entrance.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]  # Django reads it
    setattr(entrance, ATTRIBUTE, (needs, least))
    setattr(entrance, FRESH_ATTRIBUTE, fresh)
    return entrance


def needs_of(view: View) -> tuple[Needs, Grant]:
    """What ``view`` declared.

    Raises
    ------
    RouteWithoutPermission
        when it declared nothing.
    """
    found = getattr(view, ATTRIBUTE, None)
    if found is None:
        name = f"{getattr(view, '__module__', '?')}.{getattr(view, '__name__', '?')}"
        raise RouteWithoutPermission(
            f"The route of {name} declares no permission, so nobody may use it. Declare it with `route(…, needs=…)`.",
            f"{name} 的路由没有声明权限，任何人都不能使用。请用 `route(…, needs=…)` 声明。",
        )
    needs, least = found
    return needs, least


def fresh_of(view: View) -> Fresh | None:
    """What ``view`` declared about a recent password; ``None`` when any session will do."""
    found: Fresh | None = getattr(view, FRESH_ATTRIBUTE, None)
    return found


__all__ = [
    "Fresh",
    "Grant",
    "Needs",
    "Permission",
    "Public",
    "RouteWithoutPermission",
    "fresh_of",
    "guarded",
    "needs_of",
    "route",
]
