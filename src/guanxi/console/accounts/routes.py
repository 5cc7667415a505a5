"""Addresses of sign-in, set-up, one's own account, users and the audit log."""

from __future__ import annotations

from guanxi.accounts.contracts import Fresh, Grant, Permission, Public
from guanxi.accounts.routes import route
from guanxi.console.accounts import confirming, doors, log, own, users
from guanxi.console.entries import Entry
from guanxi.kit.phrase import Phrase

USERS, ABOUT = Permission.MANAGE_SYSTEM, Grant.PROPOSE
"""An owner approves, an administrator does: both open the pages, the operations say who may what."""
LOG = Permission.SEE_AUDIT_LOG
FRESH = Fresh("user")
"""Who may do what is changed with a recent password only."""
ADDING = Fresh("user_add", keeps=("name", "login", "staff_id", "roles"))

ROUTES = (
    route("setup/<str:token>/", doors.set_up, name="set_up", needs=Public.ANYBODY),
    route("login/", doors.sign_in, name="sign_in", needs=Public.ANYBODY),
    route("logout/", doors.sign_out, name="sign_out", needs=Public.ANYBODY),
    route("password/<str:token>/", doors.password_link, name="password_link", needs=Public.ANYBODY),
    route("account/", own.account, name="account", needs=Permission.OWN_ACCOUNT),
    route("account/confirm/", confirming.confirm, name="confirm", needs=Permission.OWN_ACCOUNT),
    route("account/name/", own.rename, name="account_name", needs=Permission.OWN_ACCOUNT),
    route("account/password/", own.password, name="account_password", needs=Permission.OWN_ACCOUNT),
    route("account/sessions/end/", own.end_others, name="account_sessions_end", needs=Permission.OWN_ACCOUNT),
    route(
        "account/sessions/<slug:public_id>/end/", own.end_one, name="account_session_end", needs=Permission.OWN_ACCOUNT
    ),
    route("users/", users.listing, name="users", needs=USERS, least=ABOUT),
    route("users/new/", users.add, name="user_add", needs=USERS, fresh=ADDING),
    route("users/<slug:public_id>/", users.one, name="user", needs=USERS, least=ABOUT),
    route(
        "users/<slug:public_id>/details/",
        users.details,
        name="user_details",
        needs=USERS,
        least=ABOUT,
        fresh=Fresh("user", keeps=("name", "staff_id")),
    ),
    route(
        "users/<slug:public_id>/roles/",
        users.roles,
        name="user_roles",
        needs=USERS,
        least=ABOUT,
        fresh=Fresh("user", keeps=("form", "roles")),
    ),
    route("users/<slug:public_id>/approve/", users.approve, name="user_approve", needs=USERS, least=ABOUT, fresh=FRESH),
    route("users/<slug:public_id>/link/", users.link, name="user_link", needs=USERS, least=ABOUT, fresh=FRESH),
    route("users/<slug:public_id>/close/", users.close, name="user_close", needs=USERS, least=ABOUT, fresh=FRESH),
    route("users/<slug:public_id>/reopen/", users.reopen, name="user_reopen", needs=USERS, least=ABOUT, fresh=FRESH),
    route("log/", log.listing, name="audit_log", needs=LOG, least=Grant.AGGREGATE),
    route("log/verify/", log.verify, name="audit_log_verify", needs=LOG, least=Grant.AGGREGATE),
)
ENTRIES: tuple[Entry, ...] = (
    Entry("users", icon="user-cog", name=Phrase("用户", "Users"), needs=USERS, least=ABOUT),
    Entry("audit_log", icon="history", name=Phrase("操作记录", "Audit log"), needs=LOG, least=Grant.AGGREGATE),
)
