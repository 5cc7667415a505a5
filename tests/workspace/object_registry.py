"""Objects for the permission matrix: one line for each route that shows or changes one.

``OBJECTS`` makes an object that the permitted roles may reach and gives the route's arguments. ``FOREIGN`` names a role
that may use the route, and makes an object that is not that person's: the answer must be 404, as if there were none.
"""

from __future__ import annotations

from collections.abc import Callable

from brand_people import AT_MS, World

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import UserSession
from guanxi.books.models import KeptBook
from guanxi.intake.contracts import SourceKind
from guanxi.intake.operations import add_source
from guanxi.jobs.models import Job
from guanxi.people.models import Contact

Arguments = dict[str, str]
Make = Callable[[World], Arguments]


def a_user(world: World) -> Arguments:
    return {"public_id": world.user(Role.ANALYST).public_id}


def the_owners_session(world: World) -> Arguments:
    owner = world.user(Role.OWNER)
    session = UserSession.objects.create(
        user=owner, session_key="k", epoch=0, device="", address_hash="", started_ms=AT_MS
    )
    return {"public_id": session.public_id}


def a_job(world: World) -> Arguments:
    owner = world.user(Role.OWNER)
    job = Job.objects.create(kind="test.work", actor=owner, run_after_ms=AT_MS, created_ms=AT_MS)
    return {"public_id": job.public_id}


def a_contact(_world: World) -> Arguments:
    contact = Contact.objects.create(key="C1", created_ms=AT_MS, touched_ms=AT_MS)
    return {"public_id": contact.public_id}


def a_book(world: World, kind: str = "audit") -> Arguments:
    book = KeptBook.objects.create(
        kind=kind, question=kind, as_of_ms=AT_MS, days=365, made_ms=AT_MS, definition_version="3",
        lake_generation=0, n_contacts=0, seconds=0, is_month_end=False,
    )  # fmt: skip
    return {"public_id": book.public_id, "key": "statement", "form": "json"}


def read_outs(world: World) -> Arguments:
    return {"public_id": a_book(world, "troi")["public_id"], "place": "1"}


def a_source(_world: World) -> Arguments:
    new = add_source(key="matrix", name="Matrix", kind=SourceKind.SERVER, now_ms=AT_MS, actor_id=None)
    return {"public_id": new.source.public_id}


OBJECTS: dict[str, Make] = {
    "source": a_source,
    "source_key": a_source,
    "source_close": a_source,
    "book_bring_back": a_book,
    "book_chapter": a_book,
    "book_file": a_book,
    "book_job": a_job,
    "book_remove": a_book,
    "program": read_outs,
    "programs_of": read_outs,
    "talked": a_contact,
    "job": a_job,
    "job_progress": a_job,
    "job_cancel": a_job,
    "job_retry": a_job,
    "user": a_user,
    "user_details": a_user,
    "user_roles": a_user,
    "user_approve": a_user,
    "user_link": a_user,
    "user_close": a_user,
    "user_reopen": a_user,
}
FOREIGN: dict[str, tuple[Role, Make]] = {
    "book_chapter": (Role.STAFF, a_book),
    "book_file": (Role.STAFF, a_book),
    "program": (Role.STAFF, read_outs),
    "programs_of": (Role.STAFF, read_outs),
    "talked": (Role.STAFF, a_contact),
    "account_session_end": (Role.STAFF, the_owners_session),
    "job": (Role.OPERATOR, a_job),
    "job_progress": (Role.OPERATOR, a_job),
    "job_cancel": (Role.OPERATOR, a_job),
    "job_retry": (Role.OPERATOR, a_job),
}
