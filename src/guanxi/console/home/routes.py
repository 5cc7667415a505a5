"""Addresses of the first page."""

from __future__ import annotations

from guanxi.accounts.contracts import Grant, Permission, Public
from guanxi.accounts.routes import route
from guanxi.console.entries import Entry
from guanxi.console.home import views
from guanxi.kit.phrase import Phrase

ROUTES = (
    route("", views.home, name="home", needs=Permission.OWN_ACCOUNT),
    route("mirror/", views.owners_mirror, name="mirror", needs=Permission.SEE_FIGURES, least=Grant.AGGREGATE),
    route("talked/<str:public_id>/", views.talked, name="talked", needs=Permission.EDIT_CONTACT),
    route("language/", views.language, name="language", needs=Public.ANYBODY),
    route("health/", views.health, name="health", needs=Public.ANYBODY),
)
ENTRIES = (Entry("home", icon="home", name=Phrase("首页", "Home"), needs=Permission.OWN_ACCOUNT),)
