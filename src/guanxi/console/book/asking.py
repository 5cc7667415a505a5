"""Asking for a book: which dates, over which horizon; and the wait while it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.accounts.gatekeeper import access_in
from guanxi.books import operations, queries
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.operations import AUDIT_JOB, LONGEST_DAYS, SHORTEST_DAYS, TROI_JOB
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand
from guanxi.jobs.contracts import JobState, JobView
from guanxi.jobs.errors import JobNotFound
from guanxi.jobs.queries import get_job
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake

THEN = "then"
"""Name of the field that says which chapter one asked from."""
USUAL_DAYS, USUAL_COMPARISON = 365, 91
NO_DAY = Phrase("请填写有效的日期。", "Give a valid date.")
NO_NUMBER = Phrase("请填写天数（整数）。", "Give a whole number of days.")


@dataclass(frozen=True, slots=True)
class Dates:
    """What the form holds, as its fields write it."""

    as_of: str
    compare_to: str
    days: str


def first_dates(view: KeptView | None = None) -> Dates:
    """What the form proposes: the latest day of the data, and three months before it."""
    zone = current_brand().zone
    if view is None:
        latest = _latest_ms()
        last = local_day(now_ms() if latest is None else min(latest, now_ms()), zone)
    else:
        last = local_day(view.as_of_ms, zone)
    before = last - timedelta(days=USUAL_COMPARISON)
    if view is not None and view.compare_to_ms is not None:
        before = local_day(view.compare_to_ms, zone)
    return Dates(last.isoformat(), before.isoformat(), str(view.days if view else USUAL_DAYS))


def latest_day_ms() -> int:
    """End of the latest day of the data, which is what a read-out is of."""
    zone = current_brand().zone
    return day_end_ms(date.fromisoformat(first_dates().as_of), zone)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and what it starts: the kept book at once, or a job and the wait for it."""
    if request.method != "POST":
        return _form(request, first_dates(), {})
    given = Dates(*(request.POST.get(name, "").strip() for name in ("as_of", "compare_to", "days")))
    asked, wrong = _read(given, reader_in(request).lang)
    if asked is None:
        return _form(request, given, wrong)
    try:
        answer = operations.ask_for(asked, now_ms=now_ms(), actor_id=access_in(request).user_id)
    except GuanxiError as error:
        return _form(request, given, {"as_of": error.message(reader_in(request).lang)})
    if isinstance(answer, KeptView):
        return HttpResponseRedirect(_place(answer.public_id, request.POST.get(THEN, "")))
    return HttpResponseRedirect(_then(reverse("book_job", args=[answer.public_id]), request.POST.get(THEN, "")))


@require_GET
def wait(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the book is; once it is made, to the book."""
    job = _job(request, public_id)
    if job.state is JobState.DONE and job.result:
        if job.kind == TROI_JOB:
            return HttpResponseRedirect(reverse("programs_of", args=[job.result["book"]]))
        return HttpResponseRedirect(_place(str(job.result["book"]), request.GET.get(THEN, "")))
    refresh = _then(reverse("book_job", args=[public_id]), request.GET.get(THEN, ""))
    context = {"job": job, "is_mine": _is_mine(request, job), "refresh": refresh}
    return render(request, "console/book/wait.html", context)


def _job(request: HttpRequest, public_id: str) -> JobView:
    """A job of books is nobody's secret among those who may start one: two who ask the same share it."""
    job = get_job(public_id)
    if job.kind in (AUDIT_JOB, TROI_JOB):
        return job
    return get_job(public_id, access_in(request))


def _is_mine(request: HttpRequest, job: JobView) -> bool:
    try:
        get_job(job.public_id, access_in(request))
    except JobNotFound:
        return False
    return True


def _place(public_id: str, then: str) -> str:
    """The verdict and the balance sheet, but for who compared two days in the chapter that shows the difference."""
    return reverse("book_chapter", args=[public_id, "change" if then == "change" else "statement"])


def _then(address: str, then: str) -> str:
    return f"{address}?{THEN}=change" if then == "change" else address


def _read(given: Dates, lang: str) -> tuple[Asked | None, dict[str, str]]:
    wrong: dict[str, str] = {}
    zone = current_brand().zone
    as_of, compare_to = _day(given.as_of), _day(given.compare_to)
    if as_of is None:
        wrong["as_of"] = NO_DAY.text(lang)
    if given.compare_to and compare_to is None:
        wrong["compare_to"] = NO_DAY.text(lang)
    days = int(given.days) if given.days.isascii() and given.days.isdigit() and len(given.days) < 6 else 0
    if not days:
        wrong["days"] = NO_NUMBER.text(lang)
    if wrong or as_of is None:
        return None, wrong
    opening = None if compare_to is None else day_end_ms(compare_to, zone)
    return Asked(BookKind.AUDIT, day_end_ms(as_of, zone), opening, days), {}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2200 else None


def _form(request: HttpRequest, given: Dates, wrong: dict[str, str]) -> HttpResponse:
    context = {
        "asked": given,
        "wrong": wrong,
        "shortest": SHORTEST_DAYS,
        "longest": LONGEST_DAYS,
        "today": local_day(now_ms(), current_brand().zone).isoformat(),
        "has_events": _latest_ms() is not None,
        "latest": queries.latest_kept(BookKind.AUDIT),
    }
    return render(request, "console/book/ask.html", context, status=400 if wrong else 200)


def _latest_ms() -> int | None:
    """Roughly the latest event: what the catalogue says of its files, without reading one."""
    if not (settings.HOME.lake / "catalogue.json").exists():
        return None
    files = Lake.open(settings.HOME.lake).catalogue().files_of("events")
    return max((entry.max_ms for entry in files), default=None)
