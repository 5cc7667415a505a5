"""Addresses of sign-in, set-up, one's own account, users and the audit log."""

from __future__ import annotations

from guanxi.accounts.contracts import Permission, Public
from guanxi.accounts.routes import route
from guanxi.console.accounts import views
from guanxi.console.entries import Entry

ROUTES = (
    route("login/", views.sign_in, name="sign_in", needs=Public.ANYBODY),
    route("logout/", views.sign_out, name="sign_out", needs=Public.ANYBODY),
    route("account/", views.account, name="account", needs=Permission.OWN_ACCOUNT),
)
ENTRIES: tuple[Entry, ...] = ()
