"""The people who may sign in: list, add, roles, links, closing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.accounts import operations
from guanxi.accounts.contracts import ROLE_NAMES, Grant, IssuedLink, LinkPurpose, Permission, Person, Role
from guanxi.accounts.errors import PERMISSION_NAMES, AccountsError, ChangeRefused, FieldRefused
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.held import take_held
from guanxi.accounts.queries import find_person, list_people
from guanxi.accounts.rules import NEEDS_OWNER, TABLE, grant_of
from guanxi.console.accounts.forms import chosen_roles, refusal
from guanxi.console.accounts.moments import moment
from guanxi.console.accounts.words import DONE, GRANTS, ROLE_DUTIES, SPECIAL_GRANTS
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms
from guanxi.report.reader import Reader

SEARCH_LIMIT = 80


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody, and what waits for an owner."""
    reader, search = reader_in(request), request.GET.get("q", "")[:SEARCH_LIMIT].strip()
    people, n = list_people(search)
    context = {
        "people": [(person, _names(reader, person.roles), moment(reader, person.signed_in_ms)) for person in people],
        "n": n,
        "n_shown": len(people),
        "search": search,
        "n_waiting": sum(bool(person.waiting) for person in people),
        "may_add": grant_of(access_in(request), Permission.MANAGE_SYSTEM) is Grant.YES,
    }
    return render(request, "console/accounts/users.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a person, and show the link for the first password once."""
    error: AccountsError | None = None
    if request.method == "POST":
        try:
            user, link_made = operations.create_user(
                access_in(request),
                login=request.POST.get("login", ""),
                name=request.POST.get("name", ""),
                staff_id=request.POST.get("staff_id", ""),
                roles=chosen_roles(request),
                lang=reader_in(request).lang,
                at_ms=now_ms(),
            )
        except (FieldRefused, ChangeRefused) as refused:
            error = refused
        else:
            return _with_link(request, _person(user.public_id), link_made)
    held = take_held(request, ("user_add",), now_ms())
    given = held or request.POST
    context = {
        "given": given,
        "ticked": given.getlist("roles"),
        "is_held": held is not None,
        "roles": _choices(request),
        **refusal(request, error),
    }
    return render(request, "console/accounts/user_add.html", context, status=getattr(error, "status", 200))


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person."""
    return _page(request, public_id, None)


@require_POST
def details(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the name or the staff id."""
    name, staff_id = request.POST.get("name", ""), request.POST.get("staff_id", "")
    return _act(
        request,
        public_id,
        "details",
        lambda: operations.change_details(access_in(request), public_id, name=name, staff_id=staff_id, at_ms=now_ms()),
    )


@require_POST
def roles(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give exactly the ticked roles."""
    return _act(
        request,
        public_id,
        "roles",
        lambda: operations.set_roles(access_in(request), public_id, chosen_roles(request), at_ms=now_ms()),
    )


@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the waiting roles in force."""
    return _act(
        request,
        public_id,
        "approved",
        lambda: operations.approve_roles(access_in(request), public_id, at_ms=now_ms()),
    )


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close the account."""
    return _act(
        request, public_id, "closed", lambda: operations.close_user(access_in(request), public_id, at_ms=now_ms())
    )


@require_POST
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open it again."""
    return _act(
        request, public_id, "reopened", lambda: operations.reopen_user(access_in(request), public_id, at_ms=now_ms())
    )


@require_POST
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link for another password, and show it once."""
    person = _person(public_id)
    try:
        made = operations.issue_password_link(access_in(request), public_id, at_ms=now_ms())
    except ChangeRefused as error:
        return _page(request, public_id, error)
    return _with_link(request, person, made)


def _act(request: HttpRequest, public_id: str, done: str, act: Callable[[], None]) -> HttpResponse:
    _person(public_id)
    try:
        act()
    except (FieldRefused, ChangeRefused) as error:
        return _page(request, public_id, error)
    if find_person(public_id) and not _is_oneself(request, public_id):
        return HttpResponseRedirect(f"{reverse('user', args=[public_id])}?said={done}")
    # Who changed their own roles has to sign in again.
    return HttpResponseRedirect(reverse("users"))


def _is_oneself(request: HttpRequest, public_id: str) -> bool:
    """Whether the person of the page is the reader."""
    return getattr(request.user, "public_id", "") == public_id


def _page(request: HttpRequest, public_id: str, error: AccountsError | None) -> HttpResponse:
    reader, access, person = reader_in(request), access_in(request), _person(public_id)
    done = DONE.get(request.GET.get("said", ""))
    held = take_held(request, ("user_details", "user_roles"), now_ms())
    # A refused form shows what was typed, like one that waited for the password.
    given = held or request.POST
    context = {
        "shown": person,
        "name": given.get("name", person.name),
        "staff_id": given.get("staff_id", person.staff_id),
        "ticked": _ticked(given, person),
        "is_held": held is not None,
        "role_list": _names(reader, person.roles),
        "waiting_list": _names(reader, person.waiting),
        "created": moment(reader, person.created_ms),
        "signed_in": moment(reader, person.signed_in_ms),
        "roles": _choices(request),
        "grants": _grants(reader),
        "is_owner": Role.OWNER in access.roles,
        "is_oneself": person.user_id == access.user_id,
        "is_owners_matter": Role.OWNER in person.roles and Role.OWNER not in access.roles,
        "said": [reader.say(done)] if done and error is None else [],
        **refusal(request, error),
    }
    status = getattr(error, "status", 409) if error else 200
    return render(request, "console/accounts/user.html", context, status=status)


def _ticked(given: QueryDict, person: Person) -> list[str]:
    """The roles that were ticked, where it is the form of roles that was sent; else those of the person."""
    if given.get("form") == "roles":
        return given.getlist("roles")
    return [role.value for role in (*person.roles, *person.waiting)]


def _with_link(request: HttpRequest, person: Person, made: IssuedLink) -> HttpResponse:
    address = request.build_absolute_uri(reverse("password_link", args=[made.token]))
    context = {
        "shown": person,
        "address": address,
        "is_invite": made.purpose is LinkPurpose.INVITE,
        "until": moment(reader_in(request), made.until_ms),
        "waiting_list": _names(reader_in(request), person.waiting),
    }
    return render(request, "console/accounts/user_link.html", context)


def _person(public_id: str) -> Person:
    person = find_person(public_id)
    if person is None:
        raise Http404
    return person


def _names(reader: Reader, held: frozenset[Role]) -> str:
    return ("、" if reader.lang == "zh" else ", ").join(reader.say(ROLE_NAMES[role]) for role in Role if role in held)


def _choices(request: HttpRequest) -> list[tuple[str, str, str, bool]]:
    """Code, name, duty of each role, and whether an owner must approve it when this reader gives it."""
    reader, is_owner = reader_in(request), Role.OWNER in access_in(request).roles
    return [
        (role.value, reader.say(name), reader.say(duty), role in NEEDS_OWNER and not is_owner)
        for role, (name, duty) in ROLE_DUTIES.items()
    ]


def _grants(reader: Reader) -> list[tuple[str, list[str]]]:
    """The permission table in words: a row for each permission, a cell for each role."""
    return [
        (
            reader.say(PERMISSION_NAMES[permission]),
            [_grant(reader, permission, TABLE.get((role, permission), Grant.NO)) for role in Role],
        )
        for permission in Permission
    ]


def _grant(reader: Reader, permission: Permission, grant: Grant) -> str:
    return reader.say(SPECIAL_GRANTS.get((permission, grant), GRANTS[grant]))
