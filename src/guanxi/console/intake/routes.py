"""Addresses of sources, and of what waits in the inbox."""

from __future__ import annotations

from guanxi.accounts.contracts import Fresh, Grant, Permission
from guanxi.accounts.routes import route
from guanxi.console.entries import Entry
from guanxi.console.intake import inbox, sources
from guanxi.kit.phrase import Phrase

SOURCES, ABOUT = Permission.MANAGE_SYSTEM, Grant.PROPOSE
"""An owner sees which keys there are; an administrator makes and closes them."""
INBOX = Permission.IMPORT_DATA

# `key` is the word under which the lake knows the source, no secret: that is made afterwards.
ADDING = Fresh("source_add", keeps=("name", "key", "kind", "creates", "replay_days"))

ROUTES = (
    route("sources/", sources.listing, name="sources", needs=SOURCES, least=ABOUT),
    route("sources/new/", sources.add, name="source_add", needs=SOURCES, least=Grant.YES, fresh=ADDING),
    route("sources/<slug:public_id>/", sources.one, name="source", needs=SOURCES, least=ABOUT),
    route(
        "sources/<slug:public_id>/key/",
        sources.rotate,
        name="source_key",
        needs=SOURCES,
        least=Grant.YES,
        fresh=Fresh("source"),
    ),
    route("sources/<slug:public_id>/close/", sources.close, name="source_close", needs=SOURCES, least=Grant.YES),
    route("inbox/", inbox.inbox, name="inbox", needs=INBOX, least=Grant.YES),
    route("inbox/seal/", inbox.seal, name="inbox_seal", needs=INBOX, least=Grant.YES),
    route("inbox/replay/", inbox.replay, name="problems_replay", needs=INBOX, least=Grant.YES),
    route("inbox/dismiss/", inbox.dismiss, name="problems_dismiss", needs=INBOX, least=Grant.YES),
    # Problems hold what was sent, keys of contacts too: taken out like any export.
    route(
        "inbox/problems.csv", inbox.download, name="problems_csv", needs=INBOX, least=Grant.YES, fresh=Fresh("inbox")
    ),
)
ENTRIES = (Entry("inbox", icon="inbox", name=Phrase("事件收件箱", "Event inbox"), needs=INBOX, least=Grant.YES),)
SETTINGS = (Entry("sources", icon="plug", name=Phrase("数据源", "Sources"), needs=SOURCES, least=ABOUT),)
