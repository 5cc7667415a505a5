"""Background jobs: the list, one of them, its progress while it runs, cancel and try again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts.gatekeeper import access_in
from guanxi.console.addresses import local_path
from guanxi.console.jobs.lines import line_of
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.jobs import operations, queries
from guanxi.jobs.contracts import STATE_NAMES, JobState, JobView
from guanxi.jobs.errors import JobNotFound


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The latest jobs, fifty a page; one's own, or everybody's for who runs the machine."""
    access = access_in(request)
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    chosen = (JobState(state),) if state in tuple(JobState) else ()
    rows = queries.list_jobs(access, states=chosen, before_id=queries.place_of(before), limit=queries.PAGE + 1)
    reader, at_ms = reader_in(request), now_ms()
    context = {
        "lines": [line_of(row, reader, at_ms) for row in rows[: queries.PAGE]],
        "older": rows[queries.PAGE - 1].public_id if len(rows) > queries.PAGE else "",
        "state": state if chosen else "",
        "state_names": STATE_NAMES,
        "sees_all": queries.sees_all(access),
    }
    return render(request, "console/jobs/jobs.html", context)


@require_GET
def job(request: HttpRequest, public_id: str) -> HttpResponse:
    """One job: what it does, how far it is, what came of it."""
    found = _job(request, public_id)
    here = reverse("job", args=[public_id])
    line = line_of(found, reader_in(request), now_ms())
    context = {"job": found, "line": line, "refresh": here, "sees_all": queries.sees_all(access_in(request))}
    return render(request, "console/jobs/job.html", context)


@require_GET
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of a page that shows a job while it runs.

    It asks again by itself until the job has ended; then the page around it is loaded anew, from the local address in
    ``refresh`` if it gave one.
    """
    return _progress(request, _job(request, public_id))


@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop it: at once while it waits, else at its next step."""
    return _after(request, public_id, operations.cancel)


@require_POST
def retry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try a failed or cancelled one again."""
    return _after(request, public_id, operations.retry)


def _after(request: HttpRequest, public_id: str, operation: Callable[..., JobView]) -> HttpResponse:
    access = access_in(request)
    try:
        job = operation(public_id, now_ms=now_ms(), actor_id=access.user_id, access=access)
    except JobNotFound as error:
        raise Http404 from error
    if request.headers.get("HX-Request"):
        return _progress(request, job)
    return HttpResponseRedirect(reverse("job", args=[public_id]))


def _progress(request: HttpRequest, job: JobView) -> HttpResponse:
    given = request.GET.get("refresh", "")
    refresh = local_path(given) if given else ""
    response = render(request, "console/jobs/progress.html", {"job": job, "refresh": refresh})
    if refresh and not job.is_open:
        response.headers["HX-Redirect"] = refresh
    return response


def _job(request: HttpRequest, public_id: str) -> JobView:
    try:
        return queries.get_job(public_id, access_in(request))
    except JobNotFound as error:
        raise Http404(reader_in(request).pick(error.en, error.zh)) from error
