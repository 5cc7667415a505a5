"""What waits for the lake, and the events that were not taken."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts import audit
from guanxi.accounts.gatekeeper import access_in
from guanxi.console.jobs.lines import clock_time
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake import operations
from guanxi.intake.contracts import PARKED_REASONS, BatchState
from guanxi.intake.queries import inbox_view, list_problems
from guanxi.kit.phrase import Phrase

REPLAYED = Phrase(
    "已重新提交：{taken} 个收下，{refused} 个仍被拒绝（原因已更新）。",
    "Sent in again: {taken} taken, {refused} refused once more, with their reasons renewed.",
)
DISMISSED = Phrase("已搁置 {n} 个问题，并清除了其内容。", "Set aside, and what they held removed: {n}.")
MAX_NUMBER = 12


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, how the latest sealing went, and the open problems."""
    reader, at_ms = reader_in(request), now_ms()
    before = _number(request.GET.get("before", ""))
    problems, following = list_problems(before_id=before)
    view = inbox_view()
    finished = view.latest.finished_ms if view.latest else None
    context = {
        "view": view,
        "oldest": clock_time(reader, view.oldest_ms, at_ms) if view.oldest_ms else "",
        "sealed": clock_time(reader, finished, at_ms) if finished else "",
        "is_sealed": view.latest is not None and view.latest.state is BatchState.CLEARED,
        "parked": [(reader.say(PARKED_REASONS[reason]), n) for reason, n in sorted(view.parked.items())],
        "problems": [(problem, clock_time(reader, problem.at_ms, at_ms)) for problem in problems],
        "following": following,
        "said": _said(request),
    }
    return render(request, "console/intake/inbox.html", context)


def _said(request: HttpRequest) -> list[str]:
    """What was just done, from numbers alone: an address cannot put words on the page."""
    reader, given = reader_in(request), request.GET
    if "taken" in given:
        taken, refused = _number(given["taken"]), _number(given.get("refused", ""))
        return [reader.say(REPLAYED, taken=reader.whole(taken), refused=reader.whole(refused))]
    return [reader.say(DISMISSED, n=reader.whole(_number(given["dismissed"])))] if "dismissed" in given else []


@require_POST
def seal(request: HttpRequest) -> HttpResponse:
    """Move what waits into the lake now; goes on to the job's page."""
    job = operations.seal_now(now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(reverse("job", args=[job.public_id]))


@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Send the ticked problems in again, or all that can be."""
    done = operations.replay_problems(_chosen(request), now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(f"{reverse('inbox')}?taken={done.n_taken}&refused={done.n_refused}")


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Set the ticked problems aside."""
    chosen = _chosen(request) or []
    n = operations.dismiss_problems(chosen, now_ms=now_ms(), actor_id=access_in(request).user_id)
    return HttpResponseRedirect(f"{reverse('inbox')}?dismissed={n}")


@require_GET
def download(request: HttpRequest) -> HttpResponseBase:
    """The open problems as CSV that a spreadsheet can open safely; written down in the audit log before the first."""
    with transaction.atomic():
        audit.record(
            "intake.problems_exported",
            at_ms=now_ms(),
            actor_id=access_in(request).user_id,
            after={"n": inbox_view().n_open_problems},
        )
    name = "guanxi-problems.csv"
    response = StreamingHttpResponse(operations.problems_csv(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen(request: HttpRequest) -> Iterable[str] | None:
    """The ticked problems; ``None`` for all."""
    return None if request.POST.get("all") else request.POST.getlist("problem")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER else 0
