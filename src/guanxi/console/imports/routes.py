"""Addresses of file imports."""

from __future__ import annotations

from guanxi.accounts.contracts import Fresh, Permission
from guanxi.accounts.routes import Grant, route
from guanxi.console.entries import Entry
from guanxi.console.imports import views
from guanxi.kit.phrase import Phrase

_NEEDS = Permission.IMPORT_DATA

ROUTES = (
    route("imports/", views.imports, name="imports", needs=_NEEDS),
    route("imports/new/", views.new, name="import_new", needs=_NEEDS),
    route("imports/<str:public_id>/", views.one, name="import", needs=_NEEDS),
    route("imports/<str:public_id>/files/<int:position>/", views.file, name="import_file", needs=_NEEDS),
    route("imports/<str:public_id>/confirm/", views.confirm, name="import_confirm", needs=_NEEDS),
    route("imports/<str:public_id>/forget/", views.forget, name="import_forget", needs=_NEEDS),
    # The rows that were refused hold whatever the file held, names and numbers too: taken out like any export.
    route(
        "imports/<str:public_id>/quarantine.csv",
        views.quarantine,
        name="import_quarantine",
        needs=_NEEDS,
        least=Grant.YES,
        fresh=Fresh("import"),
    ),
    route("imports/<str:public_id>/undo/", views.undo, name="import_undo", needs=_NEEDS, fresh=Fresh("import_undo")),
)
ENTRIES = (Entry("imports", icon="file-import", name=Phrase("导入数据", "Import data"), needs=_NEEDS),)
