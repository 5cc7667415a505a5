"""Roles, permissions and what a role may do with one: the words of the permission table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from guanxi.kit.phrase import Phrase


class Role(StrEnum):
    """What a person is in the brand; one person may be several."""

    OWNER = "owner"
    """Answers for the brand: everything about contacts and figures, approves settings."""
    ADMIN = "admin"
    """Runs the machine: users, channels, secrets, backups. Sees no contact."""
    OPERATOR = "operator"
    """Runs the private domain day by day."""
    STAFF = "staff"
    """Serves contacts, in a shop or by chat; sees those with an open relationship to them."""
    ANALYST = "analyst"
    """Reads aggregates of at least ten contacts; no person."""


class Permission(StrEnum):
    """One thing that a route lets a person do; each route needs exactly one."""

    SEE_CONTACT = "see_contact"
    """See a contact, the timeline, tags."""
    EDIT_CONTACT = "edit_contact"
    """Edit tags and traits; record consent with evidence."""
    DECIDE_IDENTITY = "decide_identity"
    """Decide identity cases, merge and undo merges."""
    EXPORT_PERSONS = "export_persons"
    """Take lists of persons out; answer access and erasure requests."""
    SEE_FIGURES = "see_figures"
    """Statements, network, experiments."""
    RUN_AUDIT = "run_audit"
    """Start an audit, close the books, undo an import."""
    IMPORT_DATA = "import_data"
    """Bring files in and map their columns."""
    MANAGE_SETTINGS = "manage_settings"
    """Caps, quiet hours, reciprocity, holdouts."""
    MANAGE_SYSTEM = "manage_system"
    """Users, sources and keys, backups, retention, background jobs."""
    SEE_AUDIT_LOG = "see_audit_log"
    """Read what was done, by whom."""
    OWN_ACCOUNT = "own_account"
    """One's own password, language and sessions: everybody who is signed in."""


class Grant(IntEnum):
    """How far a role may go; a greater one includes the smaller."""

    NO = 0
    PROPOSE = 1
    """May draft; somebody else puts it in force."""
    AGGREGATE = 2
    """Groups of at least ten, no free text, no row about one person."""
    OWN = 3
    """Only contacts with an open relationship to this person; only one's own actions."""
    YES = 4


class Public(Enum):
    """Routes that need no permission; each kind is listed, and a test names every route of it."""

    ANYBODY = "anybody"
    """No session at all: health, sign-in, set-up by its link."""
    WRITE_KEY = "write_key"
    """A machine with a source's key: may add events, never read."""


Needs = Permission | Public


@dataclass(frozen=True, slots=True)
class Fresh:
    """Says of a route that its password must have been typed a moment ago (:mod:`guanxi.accounts.freshness`).

    Parameters
    ----------
    page : name of the page on which the button of the route stands, or of the route itself when it is a page; there one
        goes on afterwards.
    holders_of : only who holds this permission in full is asked, because the route gives the others less; ``None`` asks
        everybody.
    keeps : fields of the form that its page fills in again after the password (:mod:`guanxi.accounts.held`); never one
        that holds a secret.
    """

    page: str
    holders_of: Permission | None = None
    keeps: tuple[str, ...] = ()


AGGREGATE_MINIMUM = 10
"""Fewest contacts in a group that an analyst may see."""


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    SET_UP = "set_up"
    """Makes the first owner; printed on the server's console."""
    INVITE = "invite"
    """A new user's first password."""
    RESET = "reset"
    """Another password, made by an administrator; it does not sign in."""


ROLE_NAMES: dict[Role, Phrase] = {
    Role.OWNER: Phrase("负责人", "Owner"),
    Role.ADMIN: Phrase("管理员", "Administrator"),
    Role.OPERATOR: Phrase("运营", "Operator"),
    Role.STAFF: Phrase("员工", "Staff"),
    Role.ANALYST: Phrase("分析师", "Analyst"),
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and as what: made once a request from the session, handed to queries and operations.

    Parameters
    ----------
    user_id : of the signed-in user; 0 for nobody.
    roles : of that user; empty for nobody.
    staff_id : the id under which exports and channels know this person as staff; ``""`` when it is none.
    """

    user_id: int
    roles: frozenset[Role]
    staff_id: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a user behind the request."""
        return self.user_id > 0


NOBODY = Access(0, frozenset())


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the pages show one.

    Parameters
    ----------
    roles, waiting : in force; proposed, until an owner approves them.
    has_password : False until the invitation was used.
    signed_in_ms : of the latest sign-in; ``None`` before the first.
    """

    user_id: int
    public_id: str
    login: str
    name: str
    staff_id: str
    roles: frozenset[Role]
    waiting: frozenset[Role]
    is_active: bool
    has_password: bool
    created_ms: int
    signed_in_ms: int | None


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which one is signed in.

    Parameters
    ----------
    kind : such as ``"Chrome · Windows"``; ``""`` when the browser says nothing that we know.
    is_this : the one that asks.
    """

    public_id: str
    kind: str
    started_ms: int
    is_this: bool


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A one-time link, at the only moment when its token is known.

    Parameters
    ----------
    token : 256 random bits; never stored, never logged.
    until_ms : exclusive end of its day.
    """

    token: str
    purpose: LinkPurpose
    until_ms: int
