"""The first page; the choice of language; whether the server is well."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.models import User
from guanxi.accounts.rules import grant_of, lacks_staff_id
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.books.contracts import BookKind
from guanxi.books.disclosure import aggregate_mirror
from guanxi.books.queries import find_before, find_mirror, latest_kept
from guanxi.books.talks import record_talk
from guanxi.console.addresses import local_path
from guanxi.console.book.sight import sight_in, sight_of
from guanxi.console.book.views import drawn
from guanxi.console.home.duties import duties
from guanxi.console.home.first_steps import first_steps
from guanxi.console.home.machine import gauges
from guanxi.console.home.today import days_since, meetings, moved_figures
from guanxi.console.reading import COOKIE, COOKIE_SECONDS, reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand
from guanxi.report.reader import TAGS, Reader
from guanxi.report.sections.mirror import glances, headline, key_figures, leading_section, traps_section
from guanxi.report.sections.opening import first_sentence


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The verdict and what moved, the owner's mirror, whom to talk to; before any data, what to do first."""
    access, lang = access_in(request), reader_in(request).lang
    sight = sight_of(access)
    kept = latest_kept(BookKind.AUDIT)
    view = kept if grant_of(access, Permission.SEE_FIGURES) else None
    mirror = find_mirror() if view else None
    context: dict[str, Any] = {
        "view": view,
        "sight": sight,
        "is_outdated": view is not None and view.definition_version != DEFINITION_VERSION,
        "may_run": grant_of(access, Permission.RUN_AUDIT) is Grant.YES,
        "steps": first_steps(access) if kept is None else (),
        "figures": (),
        "verdict": "",
        "mirror": None,
        "meetings": (),
        "duties": duties(access),
        "gauges": gauges(access, reader_in(request), now_ms()),
        "lacks_staff_id": lacks_staff_id(access),
        "sees_contacts": grant_of(access, Permission.SEE_CONTACT) >= Grant.OWN,
    }
    if view is not None and view.headline is not None and sight.whole:
        figures = Reader.for_brand(
            lang, current_brand().currency, current_brand().zone, capital_is_money=view.headline.capital_is_money
        )
        context["figures"] = moved_figures(view.headline, find_before(view), figures)
        said = figures.pick(view.headline.verdict_en, view.headline.verdict_zh, 1200)
        context["verdict"], context["verdict_more"] = first_sentence(said)
    if mirror is not None:
        reader = Reader.for_brand(lang, mirror.currency, mirror.zone)
        if sight.whole:
            shown = mirror if sight.persons else aggregate_mirror(mirror)
            warned, others = glances(shown, reader)
            told = headline(shown, reader, [each.code for each in warned])
            context["mirror"] = {"alarms": warned, "figures": others, "headline": told}
        at_ms = now_ms()
        context["meetings"] = meetings(mirror, access, reader, now_ms=at_ms)
        context["mirror_day"] = mirror.as_of_ms
        context["mirror_age"] = days_since(mirror.as_of_ms, at_ms, mirror.zone)
    return render(request, "console/home/home.html", context)


@require_GET
def owners_mirror(request: HttpRequest) -> HttpResponse:
    """The owner's mirror whole: what leads, what to beware of."""
    sight, book = sight_in(request), find_mirror()
    if book is None:
        return render(request, "console/home/no_mirror.html", {})
    shown = book if sight.persons else aggregate_mirror(book)
    reader = Reader.for_brand(reader_in(request).lang, book.currency, book.zone)
    sections = (leading_section(shown, reader), traps_section(shown, reader))
    notices = tuple((reader.pick(each.en, each.zh), each.severe) for each in shown.notices)
    context = drawn(sections, reader, book.definition_version) | {
        "book": shown,
        "headline": headline(shown, reader),
        "figures": key_figures(shown, reader),
        "notices": notices,
    }
    return render(request, "console/home/mirror.html", context)


@require_POST
def talked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down that somebody spoke to a contact, and go back to where it was said."""
    record_talk(access_in(request), public_id, now_ms=now_ms())
    return HttpResponseRedirect(local_path(request.POST.get("next", reverse("home"))))


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
