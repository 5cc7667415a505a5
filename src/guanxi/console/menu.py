"""The menu: which pages there are, for whom, in which order."""

from __future__ import annotations

from guanxi.accounts.contracts import Access
from guanxi.accounts.rules import grant_of
from guanxi.console.entries import Group
from guanxi.console.pages import GROUPS


def menu_for(access: Access) -> tuple[Group, ...]:
    """The groups and entries that ``access`` may open; a group without any is left out."""
    groups = (
        Group(group.name, tuple(entry for entry in group.entries if grant_of(access, entry.needs) >= entry.least))
        for group in GROUPS
    )
    return tuple(group for group in groups if group.entries)
