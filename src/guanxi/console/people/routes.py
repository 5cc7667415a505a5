"""Addresses of contacts and of questions of identity."""

from __future__ import annotations

from guanxi.accounts.contracts import Fresh, Grant, Permission
from guanxi.accounts.routes import route
from guanxi.console.entries import Entry
from guanxi.console.people import contact_views, identity_views, key_views, list_views, tag_views
from guanxi.kit.phrase import Phrase

SEE, EDIT, DECIDE = Permission.SEE_CONTACT, Permission.EDIT_CONTACT, Permission.DECIDE_IDENTITY
EXPORT = Permission.EXPORT_PERSONS
ONE = "contacts/<str:public_id>/"

ROUTES = (
    route("contacts/", list_views.contacts, name="contacts", needs=SEE),
    route(
        "contacts/export/",
        list_views.export,
        name="contacts_export",
        needs=EXPORT,
        least=Grant.YES,
        fresh=Fresh("contacts"),
    ),
    route(ONE, contact_views.contact, name="contact", needs=SEE),
    route(f"{ONE}key/", key_views.whole, name="contact_key", needs=SEE),
    route(f"{ONE}timeline/", contact_views.timeline, name="contact_timeline", needs=SEE),
    route(f"{ONE}tags/", contact_views.tag, name="contact_tags", needs=EDIT),
    route(f"{ONE}consent/", contact_views.consent, name="contact_consent", needs=EDIT),
    route(f"{ONE}suppression/", contact_views.suppression, name="contact_suppression", needs=EDIT),
    route(f"{ONE}merge/", identity_views.merge, name="contact_merge", needs=DECIDE, least=Grant.YES),
    route("merges/<str:public_id>/undo/", identity_views.undo, name="merge_undo", needs=DECIDE, least=Grant.YES),
    route("identity/", identity_views.cases, name="identity_cases", needs=DECIDE, least=Grant.YES),
    route("identity/<str:public_id>/", identity_views.decide, name="identity_case", needs=DECIDE, least=Grant.YES),
    route("tags/", tag_views.tags, name="tags", needs=EDIT, least=Grant.YES),
    route("tags/new/", tag_views.add, name="tag_add", needs=EDIT, least=Grant.YES),
    route("tags/count/", tag_views.count, name="tag_count", needs=EDIT, least=Grant.YES),
    route("tags/<str:public_id>/retire/", tag_views.retire, name="tag_retire", needs=EDIT, least=Grant.YES),
    route("tags/<str:public_id>/revive/", tag_views.revive, name="tag_revive", needs=EDIT, least=Grant.YES),
)
ENTRIES = (
    Entry("contacts", icon="users", name=Phrase("客户", "Contacts"), needs=SEE),
    Entry("tags", icon="tags", name=Phrase("标签", "Tags"), needs=EDIT, least=Grant.YES),
    Entry("identity_cases", icon="user-question", name=Phrase("身份问题", "Identity"), needs=DECIDE, least=Grant.YES),
)
