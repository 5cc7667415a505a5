"""The brand's settings: what they are, changing them, and a table of costs to fill in."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.rules import grant_of
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand
from guanxi.intake.brand_changes import LONGEST_NAME, BrandForm, change_brand, form_of, is_zone_fixed
from guanxi.intake.errors import BrandRefused
from guanxi.kit.phrase import Phrase

SAVED = Phrase(
    "已保存。下一次审计按新的设置计算；已保存的账簿不会改变。",
    "Saved. The next audit computes with it; books that were kept do not change.",
)
SAME = Phrase("没有需要保存的更改。", "There was nothing to save.")
COSTS_ZH = ("费用月份", "费用类型", "渠道", "金额")
COSTS_EN = ("month", "cost_type", "channel", "amount")
"""Headers that the importer knows as a table of costs."""


@require_GET
def brand(request: HttpRequest) -> HttpResponse:
    """The settings; a form for who may change them."""
    said = {"saved": SAVED, "same": SAME}.get(request.GET.get("said", ""))
    return _page(request, form_of(current_brand()), said=said)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Save the form."""
    now = form_of(current_brand())
    given = BrandForm(*(request.POST.get(each.name, getattr(now, each.name)) for each in fields(BrandForm)))
    try:
        changed = change_brand(given, at_ms=now_ms(), actor_id=access_in(request).user_id)
    except BrandRefused as error:
        return _page(request, given, error=error)
    return HttpResponseRedirect(f"{reverse('brand')}?said={'saved' if changed else 'same'}")


@require_GET
def costs_template(request: HttpRequest) -> HttpResponse:
    """An empty table of costs with its header, which a spreadsheet opens and the importer recognises."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(COSTS_ZH if reader_in(request).lang == "zh" else COSTS_EN)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="costs.csv"'
    return response


def _page(
    request: HttpRequest, form: BrandForm, *, said: Phrase | None = None, error: BrandRefused | None = None
) -> HttpResponse:
    reader = reader_in(request)
    context = {
        "form": form,
        "currency": current_brand().currency,
        "is_zone_fixed": is_zone_fixed(),
        "may_change": grant_of(access_in(request), Permission.MANAGE_SETTINGS) >= Grant.YES,
        "longest": LONGEST_NAME,
        "wrong": error.field if error else "",
        "error": error.message(reader.lang) if error else "",
        "said": [reader.say(said)] if said else [],
    }
    return render(request, "console/brand/brand.html", context, status=400 if error else 200)
