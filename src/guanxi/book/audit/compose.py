"""Compose the audit: the flow of the book from a lake to the statement."""

from __future__ import annotations

from dataclasses import replace

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.assemble import assemble_book
from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.extent import read_extent
from guanxi.book.audit.learnt import Learnt, kept_or_learnt
from guanxi.book.audit.looks import gather_looks
from guanxi.book.audit.opening import opening_stood, roll_looks
from guanxi.book.audit.sheet import state
from guanxi.book.audit.steps import Steps
from guanxi.book.contracts import Book
from guanxi.book.network import gather_network
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.memberships import read_memberships
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake


def audit_book(
    lake: Lake, settings: AuditSettings, asked: AuditInput, progress: Progress | None = None
) -> tuple[Book, Learnt]:
    """The trust audit of everything in ``lake`` up to ``asked.as_of_ms``.

    Raises
    ------
    NotEnoughData
        when there is nobody to audit: no contact and no event at or before ``as_of_ms``.
    """
    draw, steps = progress or Silent(), Steps()
    with lake.session(as_of_ms=asked.as_of_ms, threads=asked.threads, memory_limit=asked.memory_limit) as session:
        extent = read_extent(session)
        learnt = kept_or_learnt(session, asked, extent, settings, draw)
        steps.done("learn")
        of = Engagement(lake, session, asked, settings, learnt, extent.n_events, extent.earliest_ms, draw)
        looks = gather_looks(of)
        facts = looks.closing
        steps.done("gather")
        draw.step("Drawing up the books", "正在编制报表")
        members = read_memberships(session, facts.contact_id, facts.known_age, of.at_ms, settings.zone)
        steps.done("memberships")
        gathered = gather_network(session, facts, of.at_ms)
        steps.done("bonds")
        opened = opening_stood(of, looks, gathered)
        sheet = state(of, facts, opened, members, gathered)
        steps.done("state")
        rolled = roll_looks(of, looks, opened, sheet.stood, members)
        steps.done("roll_forward")
        book = assemble_book(of, sheet, rolled, members)
        steps.done("assemble")
    return replace(book, seconds=steps.seconds), learnt
