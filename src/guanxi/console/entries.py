"""One line of the menu, and a group of them."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.accounts.contracts import Grant, Permission
from guanxi.kit.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Parameters
    ----------
    route : name of the page's address.
    icon : as the icon set calls it; written as a keyword, so that the build finds it.
    needs, least : as the route declares them; a test holds both together.
    """

    route: str
    icon: str
    name: Phrase
    needs: Permission
    least: Grant = Grant.OWN


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    name: Phrase
    entries: tuple[Entry, ...]
