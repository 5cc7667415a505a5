"""A contact's whole number, for who has to call: masked everywhere, shown to one person on request, written down."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from guanxi.accounts import audit
from guanxi.accounts.gatekeeper import access_in
from guanxi.facade.asking import now_ms
from guanxi.people import queries
from guanxi.report.inert import inert

LONGEST = 120


@require_POST
def whole(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole key; who asked for it stands in the audit log before it is sent."""
    access = access_in(request)
    found = queries.contact_in(access, public_id)
    with transaction.atomic():
        subject = f"contact:{found.public_id}"
        audit.record("contact.key_shown", at_ms=now_ms(), actor_id=access.user_id, subject=subject)
    is_number = found.key.lstrip("+").isdigit()
    context = {"key": inert(found.key, LONGEST), "number": found.key if is_number else ""}
    response = render(request, "console/people/whole_key.html", context)
    response["Cache-Control"] = "no-store"
    return response
