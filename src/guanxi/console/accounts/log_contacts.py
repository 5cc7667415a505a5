"""The contacts that entries of the audit log are about, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guanxi.accounts.contracts import Access
from guanxi.accounts.log import LogLine
from guanxi.console.people.lines import shown_key
from guanxi.people.models import Contact
from guanxi.people.queries import contacts_in, scoped

CONTACT, LOSER = "contact:", "loser"


def named_contacts(access: Access, lines: Sequence[LogLine]) -> dict[str, str]:
    """Public id → masked key of the contacts in sight; two statements for a page.

    A contact that was merged is named by its own key where its survivor is in sight.
    """
    ids = {line.subject.removeprefix(CONTACT) for line in lines if line.subject.startswith(CONTACT)}
    ids |= {str(fields[LOSER]) for line in lines for fields in (line.before, line.after) if LOSER in fields}
    if not ids:
        return {}
    scope = scoped(access)
    found = dict(contacts_in(scope).filter(public_id__in=ids).values_list("public_id", "key"))
    merged = Contact.objects.filter(public_id__in=ids, merged_into__in=contacts_in(scope), erased_ms=None)
    found |= dict(merged.values_list("public_id", "key"))
    return {public_id: shown_key(key) for public_id, key in found.items()}


def contact_in_sight(line: LogLine, contacts: Mapping[str, str]) -> str:
    """Public id of the contact that the entry is about; "" where it is about none in sight."""
    public_id = line.subject.removeprefix(CONTACT)
    return public_id if line.subject.startswith(CONTACT) and public_id in contacts else ""
