"""The first page; the choice of language; whether the server is well."""

from __future__ import annotations

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.models import User
from guanxi.console.addresses import local_path
from guanxi.console.reading import COOKIE, COOKIE_SECONDS
from guanxi.report.reader import TAGS


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page that a person sees."""
    return render(request, "console/home/home.html", {})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, in a cookie and with the account, and go back to the page."""
    lang = request.POST.get("lang", "")
    response = HttpResponseRedirect(local_path(request.POST.get("next", "")))
    if lang in TAGS:
        response.set_cookie(COOKIE, lang, max_age=COOKIE_SECONDS, samesite="Lax", httponly=True)
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(lang=lang)
    return response


@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """``ok``, or 503 when the store does not answer; says nothing else, because anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("not ok", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
