"""The audit log: what was done, by whom, in the reader's language, and whether anybody changed it since."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.audit import ChainBreak, find_break
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.log import LogFilter, head_of_log, list_actions, list_actors, list_log, reads_others
from guanxi.accounts.queries import names_of
from guanxi.console.accounts.log_contacts import contact_in_sight, named_contacts
from guanxi.console.accounts.moments import moment
from guanxi.console.accounts.sentences import action_name, sentence_of, subject_of
from guanxi.console.reading import reader_in

LOOKED_AT = 200
"""So many entries are verified whenever the page is shown; the button verifies all."""
DIGITS = 18


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One page of it, latest first."""
    reader, access = reader_in(request), access_in(request)
    wanted = LogFilter(*(request.GET.get(name, "")[:120].strip() for name in ("actor", "action", "subject")))
    lines, next_id = list_log(access, wanted, before_id=_key(request.GET.get("before", "")))
    subjects = [line.subject.partition(":") for line in lines]
    names = dict(names_of(public_id for kind, _, public_id in subjects if kind == "user"))
    contacts = named_contacts(access, lines)
    names |= contacts
    kept = {"actor": wanted.actor, "action": wanted.action, "subject": wanted.subject}
    context = {
        "lines": [
            (
                line,
                moment(reader, line.at_ms),
                sentence_of(reader, line, names),
                subject_of(line.subject, names),
                contact_in_sight(line, contacts),
            )
            for line in lines
        ],
        "older": urlencode({**{name: value for name, value in kept.items() if value}, "before": next_id})
        if next_id
        else "",
        "wanted": wanted,
        "is_later_page": bool(_key(request.GET.get("before", ""))),
        "actors": list_actors(access),
        "actions": sorted((action_name(reader, action), action) for action in list_actions(access)),
        "reads_others": reads_others(access),
        **(_chain(find_break(LOOKED_AT), is_all=False) if reads_others(access) else {}),
    }
    return render(request, "console/accounts/log.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the whole chain; answers with the part of the page that says so."""
    if not reads_others(access_in(request)):
        raise Http404  # whoever reads the own actions only has no chain to look at
    context = _chain(find_break(), is_all=True)
    name = "console/accounts/chain.html" if request.headers.get("HX-Request") else "console/accounts/verified.html"
    return render(request, name, context)


def _chain(found: ChainBreak | None, *, is_all: bool) -> dict[str, object]:
    n, head = head_of_log()
    return {"found": found, "is_all": is_all, "n_entries": n, "head": head[:16], "n_looked_at": min(n, LOOKED_AT)}


def _key(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) <= DIGITS else 0
