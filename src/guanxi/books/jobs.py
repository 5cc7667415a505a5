"""The background jobs of books: audit the home's lake, read its programs out."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings

from guanxi.book import kept
from guanxi.books import operations
from guanxi.books.contracts import Asked, BookKind, KeptView
from guanxi.books.models import new_public_id
from guanxi.books.operations import AUDIT_JOB, TROI_JOB, Made
from guanxi.books.publishing import publish_positions
from guanxi.books.queries import find_answer, folder_of
from guanxi.books.rules import question_digest
from guanxi.facade import Book
from guanxi.facade.asking import Question
from guanxi.facade.auditing import ask
from guanxi.facade.mirror import ask_mirror
from guanxi.facade.reading_out import TroiQuestion, ask_troi
from guanxi.intake.brand import current_brand
from guanxi.jobs.context import JobContext
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import job
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake, disk_full_is_refused
from guanxi.people import operations as people


@job(AUDIT_JOB, name=Phrase("信任审计", "Trust audit"))
def audit(context: JobContext, args: Values) -> Values:
    """Audit what the lake holds and keep the book; where it is kept already, give that one.

    Killed anywhere it begins again with what is whole on the disk: a book that was written is registered, one that
    was not is made again under the same name.
    """
    asked = Asked(BookKind.AUDIT, int(args["as_of_ms"]), args["compare_to_ms"], int(args["days"]))
    view = _answered(context, asked)
    if publish_positions(view, now_ms=context.now_ms(), progress=context.progress):
        # The mirror is of the same moment, with the model that the audit has just kept.
        _answered(context, Asked(BookKind.MIRROR, asked.as_of_ms, None, asked.days))
    operations.tidy(now_ms=context.now_ms())
    return {"book": view.public_id}


@job(TROI_JOB, name=Phrase("读取项目回报", "Programs read out"))
def read_out_programs(context: JobContext, args: Values) -> Values:
    """Read every program out and keep what was found."""
    asked = Asked(BookKind.TROI, int(args["as_of_ms"]), None, int(args["days"]))
    return {"book": _answered(context, asked).public_id}


def _answered(context: JobContext, asked: Asked) -> KeptView:
    lake, brand = Lake.create(settings.HOME.lake), current_brand()
    # A merge publishes itself; what a kill or a busy lake left undone is done here, so that no book lags behind people.
    people.publish_merges(lake)
    generation = lake.catalogue().generation
    digest = question_digest(asked, brand, generation)
    known = find_answer(digest)
    if known is not None:
        return known
    public_id = _name(context, asked.kind, digest)
    folder, began = folder_of(public_id), time.monotonic()
    if not (folder / kept.DOCUMENT).exists():
        with disk_full_is_refused(settings.HOME.path):
            book = _ask(lake, asked, context)
            kept.keep(book, folder, kept.Stamp(asked.kind.value, asked.as_of_ms, generation))
        context.progress.step("Keeping the book", "正在保存账簿")
    made = Made(digest, generation, round(time.monotonic() - began, 2), context.now_ms(), context.actor_id)
    whole = kept.take_out(Book, folder, columns=()) if asked.kind is BookKind.AUDIT else None
    return operations.register(public_id, asked, whole, made)


def _name(context: JobContext, kind: BookKind, digest: str) -> str:
    """The name that this job gave its book, also before a kill; a lake that grew since makes another question of it."""
    named = context.cursor.get(kind.value, {})
    if named.get("question") != digest:
        named = {"book": new_public_id(), "question": digest}
        context.save_cursor(context.cursor | {kind.value: named})
    return str(named["book"])


def _ask(lake: Lake, asked: Asked, context: JobContext) -> Any:  # Any: the contract of the kind that was asked for
    brand = current_brand()
    if asked.kind is BookKind.TROI:
        return ask_troi(lake, brand, TroiQuestion(as_of=asked.as_of_ms, days=asked.days), context.progress)
    question = Question(asked.as_of_ms, asked.compare_to_ms, asked.days)
    if asked.kind is BookKind.MIRROR:
        return ask_mirror(lake, brand, question, context.progress)
    return ask(lake, brand, question, context.progress)
