"""What stands around every page: brand, menu, who is signed in, language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guanxi import __version__
from guanxi.accounts.contracts import NOBODY, ROLE_NAMES
from guanxi.accounts.freshness import is_fresh
from guanxi.console.addresses import CONFIRMED
from guanxi.console.menu import menu_for
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand


def frame(request: HttpRequest) -> dict[str, Any]:  # Any: a template's context
    """The context that every template has."""
    reader, access = reader_in(request), getattr(request, "access", NOBODY)
    return {
        "reader": reader,
        "brand": current_brand().brand,
        "menu": menu_for(access),
        "access": access,
        "person": request.user if access.is_signed_in else None,
        "role_names": tuple(reader.say(name) for role, name in ROLE_NAMES.items() if role in access.roles),
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "path": request.get_full_path(),
        "is_demo": settings.HOME.demo_mark.exists(),
        "version": __version__,
        # An address alone cannot put the sentence there.
        "is_confirmed": CONFIRMED in request.GET and is_fresh(request, now_ms()),
    }
