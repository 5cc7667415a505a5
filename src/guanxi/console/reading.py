"""For whom a page is written: language, zone and currency of each request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from guanxi.accounts.models import User
from guanxi.intake.brand import current_brand
from guanxi.report.reader import TAGS, Reader

COOKIE = "guanxi_lang"
COOKIE_SECONDS = 365 * 86_400
DJANGO_NAMES = {"zh": "zh-hans", "en": "en"}


class ReaderMiddleware:
    """Gives each request its ``reader``: in the cookie's language, else the account's, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lang = language_of(request)
        brand = current_brand()
        request.reader = Reader.for_brand(lang, brand.currency, brand.zone)  # type: ignore[attr-defined]
        # Django's own sentences (forms, passwords) follow the same choice.
        with translation.override(DJANGO_NAMES[lang]):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", TAGS[lang])
        response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Language")))
        return response


def language_of(request: HttpRequest) -> str:
    """``"zh"`` or ``"en"``."""
    cookie = request.COOKIES.get(COOKIE)
    if cookie in TAGS:
        return str(cookie)
    if isinstance(request.user, User):
        return request.user.lang if request.user.lang in TAGS else "zh"
    accepted = request.headers.get("Accept-Language", "").lower()
    first = accepted.split(",")[0]
    return "en" if first.startswith("en") else "zh"


def reader_in(request: HttpRequest) -> Reader:
    """The reader that the middleware gave to ``request``."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
