"""One's own account: name, language, password, and where one is signed in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.accounts import operations
from guanxi.accounts.errors import AccountsError, FieldRefused, TooManyAttempts
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.models import User
from guanxi.accounts.queries import find_person_by_id, list_devices
from guanxi.console.accounts.forms import refusal, repeated
from guanxi.console.accounts.moments import moment
from guanxi.console.accounts.words import DONE, ROLE_DUTIES
from guanxi.console.reading import reader_in
from guanxi.facade.asking import now_ms


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, None)


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    try:
        operations.rename_oneself(access_in(request), name=request.POST.get("name", ""), at_ms=now_ms())
    except FieldRefused as error:
        return _page(request, error)
    return _done("renamed")


@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every session but this one ends."""
    old = request.POST.get("old", "")
    try:
        operations.change_password(request, _user(request), old=old, new=repeated(request), at_ms=now_ms())
    except (FieldRefused, TooManyAttempts) as error:
        return _page(request, error)
    return _done("password")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    operations.end_other_sessions(request, _user(request), at_ms=now_ms())
    return _done("sessions")


@require_POST
def end_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign out on one device."""
    if not operations.end_session(access_in(request), public_id, at_ms=now_ms()):
        raise Http404
    return _done("session")


def _page(request: HttpRequest, error: AccountsError | None) -> HttpResponse:
    reader, access = reader_in(request), access_in(request)
    devices = list_devices(access, request.session.session_key or "", at_ms=now_ms())
    done = DONE.get(request.GET.get("said", ""))
    context = {
        "mine": find_person_by_id(access.user_id),
        "duties": [
            (reader.say(name), reader.say(duty)) for role, (name, duty) in ROLE_DUTIES.items() if role in access.roles
        ],
        "devices": [(device, moment(reader, device.started_ms)) for device in devices],
        "said": [reader.say(done)] if done and error is None else [],
        **refusal(request, error),
    }
    return render(request, "console/accounts/account.html", context, status=getattr(error, "status", 200))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the gatekeeper lets nobody else through"
    return request.user


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('account')}?said={what}")
