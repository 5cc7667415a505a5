"""Open questions of identity; merging two contacts after seeing what moves; undoing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.accounts.contracts import Access
from guanxi.accounts.gatekeeper import access_in
from guanxi.console.people import words
from guanxi.console.people.lines import shown_key
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.people import operations, queries
from guanxi.people.contracts import CONSENT_NAMES
from guanxi.people.errors import PeopleError
from guanxi.people.listing.asked import filters_of
from guanxi.people.models import Contact, IdentityCase
from guanxi.report.inert import inert
from guanxi.report.reader import Reader

PREVIEW = "console/people/merge.html"
MOST_FOUND = 8


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Points whose owner could not be told, oldest first."""
    reader = reader_in(request)
    shown = [_case(case, reader) for case in queries.open_cases()]
    return render(request, "console/people/cases.html", {"cases": shown})


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Settle a case: attach the point to a candidate, to a new contact, or leave it alone."""
    access = access_in(request)
    case = queries.get_case(public_id)
    decision, contact = request.POST.get("decision", ""), None
    if decision not in (operations.MADE_NEW, operations.DISMISSED):
        decision, contact = operations.ATTACHED, queries.contact_in(access, request.POST.get("contact", ""))
    operations.decide_case(case, decision=decision, contact=contact, now_ms=now_ms(), actor_id=access.user_id)
    return HttpResponseRedirect(reverse("identity_cases"))


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose whom to merge in, see what will move, and do it."""
    access, reader, at_ms = access_in(request), reader_in(request), now_ms()
    winner = queries.contact_in(access, public_id)
    if request.method == "POST":
        loser = queries.contact_in(access, request.POST.get("loser", ""))
        reason = request.POST.get("reason", "")
        operations.merge_contacts(winner, loser, reason=reason, now_ms=at_ms, actor_id=access.user_id)
        return HttpResponseRedirect(f"{reverse('contact', args=[winner.public_id])}#merges")
    key = request.GET.get("key", "").replace("\0", "").strip()[:300]
    context: dict[str, Any] = {"contact": winner, "asked": key, "preview": None, "refusal": "", "found": ()}
    context["key"], context["name"] = shown_key(winner.key), inert(winner.name, 60)
    chosen = request.GET.get("with", "")
    if chosen:
        context |= _preview(winner, queries.contact_in(access, chosen), at_ms, reader)
    elif key:
        context |= _sought(access, winner, key, at_ms, reader)
    return render(request, PREVIEW, context)


@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a merge apart."""
    access = access_in(request)
    found = queries.get_merge(public_id)
    operations.undo_merge(found, now_ms=now_ms(), actor_id=access.user_id)
    return HttpResponseRedirect(f"{reverse('contact', args=[found.winner.public_id])}#merges")


def _sought(access: Access, winner: Contact, typed: str, at_ms: int, reader: Reader) -> dict[str, Any]:
    """What a key, a name or the last four of a key leads to: one contact is previewed, of several one is chosen."""
    exact = queries.find_by_key(access, typed)
    if exact is not None:
        return _preview(winner, exact, at_ms, reader)
    rows = queries.list_contacts(queries.scoped(access), filters_of({"search": typed}), MOST_FOUND + 1).rows
    others = [row for row in rows if row.public_id != winner.public_id]
    if len(others) == 1:
        return _preview(winner, queries.contact_in(access, others[0].public_id), at_ms, reader)
    if not others:
        return {"is_missing": True}
    shown = [(row.public_id, inert(row.name, 60), shown_key(row.key)) for row in others[:MOST_FOUND]]
    return {"found": shown, "has_more": len(others) > MOST_FOUND}


def _preview(winner: Contact, loser: Contact, at_ms: int, reader: Reader) -> dict[str, Any]:
    try:
        preview = operations.preview_merge(winner, loser, now_ms=at_ms)
    except PeopleError as error:
        return {"refusal": error.message(reader.lang)}
    moved = [
        (reader.say(phrase), reader.whole(preview.counts[what]))
        for what, phrase in words.MOVED_NAMES.items()
        if preview.counts.get(what)
    ]
    events = queries.timeline_of(loser, limit=1).n_total
    if events:
        moved.insert(0, (reader.say(words.MOVED_EVENTS), reader.whole(events)))
    return {
        "preview": {
            "loser": loser.public_id,
            "loser_key": shown_key(loser.key),
            "loser_name": inert(loser.name, 60),
            "moved": moved,
            "consent": reader.say(CONSENT_NAMES[preview.consent_after]),
            "loses_consent": preview.loses_consent,
        }
    }


def _case(case: IdentityCase, reader: Reader) -> dict[str, Any]:
    return {
        "public_id": case.public_id,
        "key": shown_key(case.point.value_key),
        "kind": inert(case.point.kind, 24),
        "outcome": reader.name_of(words.OUTCOME_NAMES, case.outcome),
        "since": reader.day(case.created_ms),
        "evidence": [inert(str(each), 60) for each in case.evidence],
        "candidates": [
            {
                "public_id": each.contact.public_id,
                "key": shown_key(each.contact.key),
                "name": inert(each.contact.name, 40),
                "strength": reader.name_of(words.STRENGTH_NAMES, each.strength),
            }
            for each in case.candidates.all()
            if each.contact.merged_into_id is None and each.contact.erased_ms is None
        ],
    }
