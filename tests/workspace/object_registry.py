"""Objects for the permission matrix: one line for each route that shows or changes one.

``OBJECTS`` makes an object that the permitted roles may reach and gives the route's arguments. ``FOREIGN`` names a role
that may use the route, and makes an object that is not that person's: the answer must be 404, as if there were none.
"""

from __future__ import annotations

from collections.abc import Callable

from brand_people import AT_MS, STAFF_ID, World
from made_people import make_contact

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import UserSession
from guanxi.books.models import KeptBook
from guanxi.imports.models import FileImport
from guanxi.intake.contracts import SourceKind
from guanxi.intake.operations import add_source
from guanxi.jobs.models import Job
from guanxi.people.models import ContactMerge, ContactPoint, IdentityCase
from guanxi.people.operations import find_or_make_tag

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


def a_contact(_world: World) -> Arguments:
    """One whom the assistant of the small world serves."""
    return {"public_id": make_contact("M1", staff=STAFF_ID).public_id}


def a_contact_of_another(_world: World) -> Arguments:
    return {"public_id": make_contact("M2", staff="S02").public_id}


def a_merge(_world: World) -> Arguments:
    winner, loser = make_contact("M3"), make_contact("M4")
    return {"public_id": ContactMerge.objects.create(winner=winner, loser=loser, at_ms=AT_MS).public_id}


def a_tag(_world: World) -> Arguments:
    tag = find_or_make_tag("behaviour", "matrix", now_ms=AT_MS, actor_id=None)
    return {"public_id": tag.public_id}


def a_case(_world: World) -> Arguments:
    point = ContactPoint.objects.get(contact=make_contact("M5"))
    return {"public_id": IdentityCase.objects.create(point=point, outcome="conflict", created_ms=AT_MS).public_id}


def an_import(world: World) -> Arguments:
    draft = FileImport.objects.create(actor=world.user(Role.OPERATOR), created_ms=AT_MS)
    return {"public_id": draft.public_id, "position": "0"}


OBJECTS: dict[str, Make] = {
    "contact": a_contact,
    "contact_key": a_contact,
    "contact_timeline": a_contact,
    "contact_tags": a_contact,
    "contact_consent": a_contact,
    "contact_suppression": a_contact,
    "contact_merge": a_contact,
    "merge_undo": a_merge,
    "identity_case": a_case,
    "tag_retire": a_tag,
    "tag_revive": a_tag,
    "import": an_import,
    "import_file": an_import,
    "import_confirm": an_import,
    "import_forget": an_import,
    "import_quarantine": an_import,
    "import_undo": an_import,
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
    "contact": (Role.STAFF, a_contact_of_another),
    "contact_key": (Role.STAFF, a_contact_of_another),
    "contact_timeline": (Role.STAFF, a_contact_of_another),
    "contact_tags": (Role.STAFF, a_contact_of_another),
    "contact_consent": (Role.STAFF, a_contact_of_another),
    "contact_suppression": (Role.STAFF, a_contact_of_another),
    "book_chapter": (Role.STAFF, a_book),
    "book_file": (Role.STAFF, a_book),
    "program": (Role.STAFF, read_outs),
    "programs_of": (Role.STAFF, read_outs),
    "talked": (Role.STAFF, a_contact_of_another),
    "account_session_end": (Role.STAFF, the_owners_session),
    "job": (Role.OPERATOR, a_job),
    "job_progress": (Role.OPERATOR, a_job),
    "job_cancel": (Role.OPERATOR, a_job),
    "job_retry": (Role.OPERATOR, a_job),
}
