"""Addresses of kept books."""

from __future__ import annotations

from guanxi.accounts.contracts import Fresh, Grant, Permission
from guanxi.accounts.routes import route
from guanxi.console.book import asking, files, programs, views
from guanxi.console.entries import Entry
from guanxi.kit.phrase import Phrase

SEE, RUN = Permission.SEE_FIGURES, Permission.RUN_AUDIT
# AGGREGATE lets analysts in, whom the views show groups only; who sees no more than their own is refused there.
AGG = Grant.AGGREGATE
# Files hold whole keys for who may export persons: that is an export like any other.
FILE = Fresh("book_chapter", holders_of=Permission.EXPORT_PERSONS)
ROUTES = (
    route("book/", views.latest, name="book", needs=SEE, least=AGG),
    route("book/mine/", views.own, name="book_own", needs=SEE),
    route("book/kept/", views.kept_books, name="books", needs=SEE, least=AGG),
    route("book/ask/", asking.ask, name="book_ask", needs=RUN, least=Grant.YES),
    route("book/making/<str:public_id>/", asking.wait, name="book_job", needs=RUN, least=Grant.YES),
    route("book/programs/", programs.latest, name="programs", needs=SEE, least=AGG),
    route("book/programs/ask/", programs.ask, name="programs_ask", needs=RUN, least=Grant.YES),
    route("book/programs/<str:public_id>/", programs.programs, name="programs_of", needs=SEE, least=AGG),
    route("book/programs/<str:public_id>/<int:place>/", programs.program, name="program", needs=SEE, least=AGG),
    route("book/<str:public_id>/remove/", views.remove, name="book_remove", needs=RUN, least=Grant.YES),
    route("book/<str:public_id>/bring-back/", views.bring_back, name="book_bring_back", needs=RUN, least=Grant.YES),
    route("book/<str:public_id>/file/<str:form>/", files.download, name="book_file", needs=SEE, least=AGG, fresh=FILE),
    route("book/<str:public_id>/<str:key>/", views.chapter, name="book_chapter", needs=SEE, least=AGG),
)
ENTRIES = (Entry("book", icon="scale", name=Phrase("信任账簿", "Trust book"), needs=SEE, least=AGG),)
