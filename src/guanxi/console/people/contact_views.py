"""The page of one contact, and what is done on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.contracts import Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.rules import grant_of
from guanxi.console.people import words
from guanxi.console.people.card import consent_card, relations, standing_card, talk_card
from guanxi.console.people.lines import shown_key
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.people import operations, queries
from guanxi.people.contracts import (
    CONSENT_CHANNEL_NAMES,
    DIMENSION_NAMES,
    PURPOSE_NAMES,
    SUPPRESSION_NAMES,
    Dimension,
)
from guanxi.people.models import Contact
from guanxi.people.timeline import ORDERS, PAGE_MOMENTS, ROLES
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader

MOST_SKIPPED = 100_000
EDIT = Permission.EDIT_CONTACT


@require_GET
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is known of one contact, why the book says what it says, and what happened."""
    access, reader, at_ms = access_in(request), reader_in(request), now_ms()
    found = queries.contact_in(access, public_id)
    if found.public_id != public_id:
        # It was merged: its old address leads to what it is now.
        return HttpResponseRedirect(reverse("contact", args=[found.public_id]))
    context = {
        "contact": found,
        "key": shown_key(found.key),
        "is_masked": masked_key(found.key) != found.key,
        "name": inert(found.name, 60),
        "created": reader.day(found.created_ms) if found.created_ms > 0 else "",
        "channel": inert(found.channel.name, 60) if found.channel else "",
        "campaign": inert(found.campaign.name, 60) if found.campaign else "",
        "may_edit": grant_of(access, EDIT) >= Grant.OWN,
        "may_decide": grant_of(access, Permission.DECIDE_IDENTITY) >= Grant.YES,
        **talk_card(found, access, reader, at_ms),
        **standing_card(found, reader),
        **relations(found, queries.scoped(access), reader),
        **consent_card(found, at_ms, reader),
        **_timeline(request, found, reader),
        "sees_all": queries.scoped(access).sees_all,
        "dimensions": tuple((each.value, reader.say(DIMENSION_NAMES[each])) for each in Dimension),
        "purposes": tuple((each.value, reader.say(phrase)) for each, phrase in PURPOSE_NAMES.items()),
        "consent_channels": tuple((code, reader.say(phrase)) for code, phrase in CONSENT_CHANNEL_NAMES.items()),
        "suppression_reasons": tuple((each.value, reader.say(phrase)) for each, phrase in SUPPRESSION_NAMES.items()),
    }
    return render(request, "console/people/contact.html", context)


@require_GET
def timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """A further part of the timeline."""
    found = queries.contact_in(access_in(request), public_id)
    reader = reader_in(request)
    return render(request, "console/people/timeline.html", {"contact": found, **_timeline(request, found, reader)})


@require_POST
def tag(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the contact a tag (made if there is none of that name), or take one back."""
    access, at_ms = access_in(request), now_ms()
    found = queries.contact_in(access, public_id, EDIT)
    if request.POST.get("act") == "remove":
        chosen = queries.get_tag(request.POST.get("tag", ""))
        operations.take_tag(found, chosen, now_ms=at_ms, actor_id=access.user_id)
    else:
        named = operations.find_or_make_tag(
            request.POST.get("dimension", ""), request.POST.get("name", ""), now_ms=at_ms, actor_id=access.user_id
        )
        operations.give_tag(found, named, now_ms=at_ms, actor_id=access.user_id)
    return _back(found, "tags")


@require_POST
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what the contact agreed to or took back."""
    access, at_ms = access_in(request), now_ms()
    found = queries.contact_in(access, public_id, EDIT)
    operations.record_consent(
        found,
        purpose=request.POST.get("purpose", ""),
        channel=request.POST.get("channel", ""),
        act=request.POST.get("act", ""),
        at_ms=at_ms,
        now_ms=at_ms,
        actor_id=access.user_id,
        evidence=request.POST.get("evidence", ""),
    )
    return _back(found, "consent")


@require_POST
def suppression(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop all contact with a reason, or let it be resumed."""
    access, at_ms = access_in(request), now_ms()
    found = queries.contact_in(access, public_id, EDIT)
    change = operations.lift if request.POST.get("act") == "lift" else operations.suppress
    change(found, request.POST.get("reason", ""), now_ms=at_ms, actor_id=access.user_id)
    return _back(found, "consent")


def _back(found: Contact, part: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('contact', args=[found.public_id])}#{part}")


def _timeline(request: HttpRequest, found: Contact, reader: Reader) -> dict[str, Any]:
    role = request.GET.get("role", "")
    role = role if role in (*ROLES, ORDERS) else ""
    given = request.GET.get("skip", "")
    skip = min(int(given), MOST_SKIPPED) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    line = queries.timeline_of(found, role=role, skip=skip, limit=PAGE_MOMENTS)
    moments = [
        {
            "day": reader.day(each.at_ms) if each.at_ms > 0 else "",
            "what": reader.pick(each.en, each.zh, 60),
            "role": each.role,
            "amount": reader.exact_money(each.amount_fen) if each.amount_fen else "",
            "with": " · ".join(inert(text, 40) for text in (each.channel, each.staff, each.program) if text),
            "is_sealed": each.is_sealed,
        }
        for each in line.moments
    ]
    filters = ("", ORDERS, *line.roles)
    return {
        "moments": moments,
        "role": role,
        "skip": skip,
        "next_skip": line.next_cursor,
        "n_moments": reader.whole(line.n_total),
        "problem": reader.say(line.problem) if line.problem else "",
        "roles": tuple((code, reader.say(words.ROLE_NAMES[code]) if code else "") for code in filters),
    }
