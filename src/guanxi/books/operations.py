"""Writes of books: ask for one, register one that was made, remove it, bring it back, tidy up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from guanxi.accounts import audit as audit_log
from guanxi.book.contracts import Book
from guanxi.book.kept.tree import to_tree
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.errors import BookNotFound, DatesRefused
from guanxi.books.models import KeptBook
from guanxi.books.queries import find_answer, folder_of, view_of
from guanxi.books.rules import REGRET_MS, Standing, headline_of, is_month_end, question_digest, too_many
from guanxi.intake.brand import current_brand
from guanxi.jobs.contracts import JobView
from guanxi.jobs.operations import enqueue
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.lake.engine import Lake
from guanxi.people import operations as people

AUDIT_JOB, TROI_JOB = "books.audit", "books.read_out_programs"
JOBS = {BookKind.AUDIT: AUDIT_JOB, BookKind.TROI: TROI_JOB}
SHORTEST_DAYS, LONGEST_DAYS = 28, 3650


@dataclass(frozen=True, slots=True)
class Made:
    """How a book came about.

    Parameters
    ----------
    question : digest of what was asked. lake_generation : of the catalogue when the work began.
    """

    question: str
    lake_generation: int
    seconds: float
    at_ms: int
    actor_id: int | None


def ask_for(asked: Asked, *, now_ms: int, actor_id: int | None) -> KeptView | JobView:
    """The kept book that answers the question already, or the job that will make it (one, however often asked).

    Raises
    ------
    DatesRefused
        when a date lies in the future or before the first event, or the opening not before the closing date.
    """
    check_dates(asked, now_ms=now_ms)
    digest = digest_now(asked)
    is_behind = people.has_unpublished_merges(Lake.create(settings.HOME.lake))
    with transaction.atomic():
        known = find_answer(digest)
        if known is not None and not is_behind:
            return known
        key = f"{JOBS[asked.kind]}:{asked.as_of_ms}:{asked.compare_to_ms or 0}:{asked.days}"
        job = enqueue(JOBS[asked.kind], asked.as_args(), now_ms=now_ms, actor_id=actor_id, key=key)
        _record(f"book.{asked.kind}_asked", f"job:{job.public_id}", now_ms, actor_id, after=day_of(asked.as_of_ms))
        return job


def digest_now(asked: Asked) -> str:
    """The digest of the question over the data as they are now."""
    return question_digest(asked, current_brand(), Lake.create(settings.HOME.lake).catalogue().generation)


def check_dates(asked: Asked, *, now_ms: int) -> None:
    """Refuse what no data can answer; raises :class:`DatesRefused`."""
    zone = current_brand().zone
    today = local_day(now_ms, zone)
    if asked.as_of_ms > day_end_ms(today, zone):
        raise DatesRefused(
            f"The closing date lies in the future. Choose today ({today}) or an earlier day.",
            f"截至日期在未来。请选择今天（{today}）或更早的日期。",
        )
    first_ms = _first_ms()
    if first_ms is not None and asked.as_of_ms < first_ms:
        first = local_day(first_ms, zone)
        raise DatesRefused(
            f"The closing date lies before the first event of the data. Choose {first} or a later day.",
            f"截至日期早于数据中的第一个事件。请选择 {first} 或更晚的日期。",
        )
    if asked.compare_to_ms is not None and asked.compare_to_ms >= asked.as_of_ms:
        raise DatesRefused(
            "The opening date must lie before the closing date. Choose an earlier day to compare with.",
            "对比的期初日期须早于截至日期。请选择更早的日期。",
        )
    if not SHORTEST_DAYS <= asked.days <= LONGEST_DAYS:
        raise DatesRefused(
            f"The horizon of {asked.days} days is out of bounds. Choose {SHORTEST_DAYS} to {LONGEST_DAYS} days.",
            f"期限 {asked.days} 天超出范围。请选择 {SHORTEST_DAYS} 到 {LONGEST_DAYS} 天。",
        )


def _first_ms() -> int | None:
    """No later than the first event: what the catalogue says of its files, without reading one."""
    files = Lake.create(settings.HOME.lake).catalogue().files_of("events")
    return min((entry.min_ms for entry in files), default=None)


def register(public_id: str, asked: Asked, book: Book | None, made: Made) -> KeptView:
    """Give the folder that was written a row; done twice it is done once, and so is the same question."""
    zone = current_brand().zone
    with transaction.atomic():
        KeptBook.objects.filter(question=made.question, removed_ms=0).exclude(public_id=public_id).update(
            removed_ms=made.at_ms
        )
        row, is_new = KeptBook.objects.get_or_create(
            public_id=public_id,
            defaults={
                "kind": asked.kind.value,
                "question": made.question,
                "as_of_ms": asked.as_of_ms,
                "compare_to_ms": asked.compare_to_ms,
                "days": asked.days,
                "made_ms": made.at_ms,
                "definition_version": DEFINITION_VERSION,
                "lake_generation": made.lake_generation,
                "n_contacts": book.n_contacts if book else 0,
                "seconds": made.seconds,
                "headline": to_tree(headline_of(book), str) if book else None,
                "is_month_end": is_month_end(asked.as_of_ms, zone),
                "actor_id": made.actor_id,
            },
        )
        if is_new:
            _record("book.kept", f"book:{public_id}", made.at_ms, made.actor_id, after=day_of(asked.as_of_ms))
    return view_of(row)


def remove(public_id: str, *, now_ms: int, actor_id: int | None) -> KeptView:
    """Take a book off the lists; :func:`bring_back` undoes it for a fortnight. Raises :class:`BookNotFound`."""
    with transaction.atomic():
        if not KeptBook.objects.filter(public_id=public_id, removed_ms=0).update(removed_ms=now_ms):
            raise _unknown()
        row = KeptBook.objects.get(public_id=public_id)
        _record("book.removed", f"book:{public_id}", now_ms, actor_id, before=day_of(row.as_of_ms))
        return view_of(row)


def bring_back(public_id: str, *, now_ms: int, actor_id: int | None) -> KeptView:
    """Undo :func:`remove`; raises :class:`BookNotFound` when there is nothing left to bring back.

    A book made since for the same question gives way: it says the same.
    """
    with transaction.atomic():
        row = KeptBook.objects.filter(public_id=public_id, removed_ms__gt=0).first()
        if row is None or not folder_of(public_id).is_dir():
            raise _unknown()
        KeptBook.objects.filter(question=row.question, removed_ms=0).update(removed_ms=now_ms)
        KeptBook.objects.filter(pk=row.pk).update(removed_ms=0)
        _record("book.brought_back", f"book:{public_id}", now_ms, actor_id, after=day_of(row.as_of_ms))
        return view_of(KeptBook.objects.get(pk=row.pk))


def tidy(*, now_ms: int) -> int:
    """Remove what retention does not keep, and the folders of what was removed long ago; gives how many folders went.

    Month-ends stay. Folders without a row are of jobs that were killed for good; those that a job may still be
    writing are younger than the time in which a removed book can be brought back.
    """
    rows = KeptBook.objects.filter(removed_ms=0).values_list("pk", "kind", "as_of_ms", "made_ms", "is_month_end")
    gone = too_many(Standing(pk, BookKind(kind), as_of, made, is_end) for pk, kind, as_of, made, is_end in rows)
    KeptBook.objects.filter(pk__in=gone).update(removed_ms=now_ms)
    forgotten = KeptBook.objects.filter(removed_ms__gt=0, removed_ms__lt=now_ms - REGRET_MS)
    names = set(forgotten.values_list("public_id", flat=True))
    forgotten.delete()
    known = set(KeptBook.objects.values_list("public_id", flat=True))
    for folder in settings.HOME.books.glob("*"):
        is_old = folder.stat().st_mtime * 1000 < now_ms - REGRET_MS
        if folder.name in names or (is_old and folder.name not in known):
            shutil.rmtree(folder, ignore_errors=True)
            names.add(folder.name)
    return len(names)


def day_of(as_of_ms: int) -> str:
    """The brand's calendar day of a date, as the audit log keeps it."""
    return local_day(as_of_ms, current_brand().zone).isoformat()


def _record(
    action: str, subject: str, at_ms: int, actor_id: int | None, *, before: str | None = None, after: str | None = None
) -> None:
    audit_log.record(
        action,
        at_ms=at_ms,
        actor_id=actor_id,
        subject=subject,
        before=None if before is None else {"as_of": before},
        after=None if after is None else {"as_of": after},
    )


def _unknown() -> BookNotFound:
    return BookNotFound(
        "There is no such book, or it cannot be brought back any more. Run the audit of that date again.",
        "没有这份账簿，或已无法恢复。请重新运行该日期的审计。",
    )
