"""The positions of the newest audit, handed to people: the list of contacts says what the book says."""

from __future__ import annotations

from django.conf import settings

from guanxi.book import kept
from guanxi.books.contracts import BookKind, KeptView
from guanxi.books.queries import folder_of, latest_kept
from guanxi.facade import Book
from guanxi.jobs.contracts import Priority
from guanxi.jobs.operations import enqueue
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake
from guanxi.people import operations as people

COLUMNS = (
    *("contact_id", "potential", "clv", "trust_capital", "trust", "trust_low", "trust_high", "tier", "lifecycle_stage"),
    *("n_eff", "n_orders", "is_liability", "layers", "is_new", "has_evidence", "cost_to_serve", "p_alive", "drivers"),
)
"""What people keep of a contact's position; the sub-scores stay in the book."""
APPLY_RULES = "people.apply_rules"


def publish_positions(view: KeptView, *, now_ms: int, progress: Progress) -> bool:
    """Let people take what ``view`` says of each contact, if it is the book of the latest date; gives whether it is.

    Done twice it is done once. A book of an earlier date is a look back: the list of contacts stays with the latest.
    """
    newest = latest_kept(BookKind.AUDIT)
    if newest is None or newest.public_id != view.public_id:
        return False
    lake = Lake.create(settings.HOME.lake)
    people.take_contacts(lake, now_ms=now_ms, progress=progress)
    book = kept.take_out(Book, folder_of(view.public_id), columns=COLUMNS)
    people.take_positions(
        book.contacts,
        view.as_of_ms,
        now_ms=now_ms,
        lake=lake,
        definition_version=view.definition_version,
        capital_is_money=book.statement.trust_capital_is_money,
        progress=progress,
    )
    enqueue(APPLY_RULES, {}, now_ms=now_ms, key=APPLY_RULES, priority=Priority.IDLE)
    return True
