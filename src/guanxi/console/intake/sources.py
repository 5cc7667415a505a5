"""Sources of events: the list, one of them, a new key shown once, closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.held import take_held
from guanxi.accounts.rules import grant_of
from guanxi.console.jobs.lines import clock_time
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake import operations
from guanxi.intake.contracts import DEFAULT_REPLAY_DAYS, SOURCE_KIND_NAMES, NewKey, SourceKind
from guanxi.intake.errors import SourceRefused
from guanxi.intake.queries import FIGURE_DAYS, list_source_days, list_sources, source_figures
from guanxi.kit.phrase import Phrase

DONE = {"closed": Phrase("来源已关闭，它的密钥不再有效。", "The source is closed; its key is refused from now on.")}
DAYS = 14


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every source, and how much it brings."""
    reader, at_ms = reader_in(request), now_ms()
    lines = [
        (figures, clock_time(reader, figures.latest_ms, at_ms) if figures.latest_ms else "")
        for figures in list_sources(at_ms)
    ]
    context = {
        "lines": lines,
        "may_change": _may_change(request) and not settings.HOME.demo_mark.exists(),
        "days": FIGURE_DAYS,
        "kinds": SOURCE_KIND_NAMES,
    }
    return render(request, "console/intake/sources.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new source; its key is on the answer, and nowhere else."""
    held = take_held(request, ("source_add",), now_ms())
    context: dict[str, Any] = {
        "kinds": SOURCE_KIND_NAMES,
        "given": held or request.POST,
        "is_held": held is not None,
        "error": "",
        "days": DEFAULT_REPLAY_DAYS,
    }
    if request.method == "POST":
        try:
            return _key_page(request, _added(request), is_new=True)
        except SourceRefused as error:
            context["error"] = error.message(reader_in(request).lang)
    return render(request, "console/intake/source_add.html", context, status=409 if context["error"] else 200)


def _added(request: HttpRequest) -> NewKey:
    given = request.POST
    days = given.get("replay_days", "")
    return operations.add_source(
        key=given.get("key", "").strip(),
        name=given.get("name", ""),
        kind=SourceKind.APP if given.get("kind") == SourceKind.APP else SourceKind.SERVER,
        may_create_contacts=given.get("creates") == "on",
        replay_days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        now_ms=now_ms(),
        actor_id=access_in(request).user_id,
    )


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One source: what it may do, what it brought day by day."""
    reader, at_ms = reader_in(request), now_ms()
    figures = source_figures(public_id, at_ms)
    done = DONE.get(request.GET.get("said", ""))
    context = {
        "figures": figures,
        "source": figures.source,
        "latest": clock_time(reader, figures.latest_ms, at_ms) if figures.latest_ms else "",
        "days": list_source_days(figures.source.source_id, at_ms, reader.zone, n_days=DAYS),
        "n_days": DAYS,
        "window": FIGURE_DAYS,
        "kinds": SOURCE_KIND_NAMES,
        "may_change": _may_change(request),
        "said": [reader.say(done)] if done else [],
    }
    return render(request, "console/intake/source.html", context)


@require_POST
def rotate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another key; the former one is dead at once."""
    new = operations.rotate_key(public_id, now_ms=now_ms(), actor_id=access_in(request).user_id)
    return _key_page(request, new, is_new=False)


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Refuse the key from now on."""
    operations.close_source(public_id, now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(f"{reverse('source', args=[public_id])}?said=closed")


def _key_page(request: HttpRequest, new: NewKey, *, is_new: bool) -> HttpResponse:
    reader = reader_in(request)
    context = {
        "source": new.source,
        "write_key": new.write_key,
        "is_new": is_new,
        "address": request.build_absolute_uri("/api/v1/events"),
        "ping": request.build_absolute_uri("/api/v1/ping"),
        "moment": datetime.fromtimestamp(now_ms() / 1000, ZoneInfo(reader.zone)).isoformat(timespec="seconds"),
    }
    return render(request, "console/intake/key.html", context)


def _may_change(request: HttpRequest) -> bool:
    return grant_of(access_in(request), Permission.MANAGE_SYSTEM) >= Grant.YES
