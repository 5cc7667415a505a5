"""Every route of the site, found by walking the resolver: what a test walks, nobody can forget to list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from guanxi.accounts.contracts import Fresh, Grant, Needs, Permission
from guanxi.accounts.routes import View, fresh_of, needs_of

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
PLACEHOLDERS = {
    "int": "987654321",
    "slug": "nobody-0123456789abcdef",
    "str": "nobody-0123456789abcdef",
    "path": "nobody/at/all",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
"""Well-formed arguments that name nothing; a converter of another kind fails the walk until it is added."""

ADDRESSES = {"api_unknown": "/api/nothing"}
"""Of routes whose pattern is an expression."""


@dataclass(frozen=True)
class Route:
    """One route.

    Parameters
    ----------
    name : with its namespace; the pattern when it has none.
    pattern : ``users/<slug:public_id>/``
    """

    name: str
    pattern: str
    view: View

    @property
    def needs(self) -> tuple[Needs, Grant]:
        """What it declares; raises when it declares nothing."""
        return needs_of(self.view)

    @property
    def fresh(self) -> Fresh | None:
        """What it declares about a recent password."""
        return fresh_of(self.view)

    @property
    def is_public(self) -> bool:
        """Whether no permission is needed."""
        return not isinstance(self.needs[0], Permission)

    @property
    def arguments(self) -> dict[str, str]:
        """Placeholders by name."""
        return {name: PLACEHOLDERS[kind or "str"] for kind, name in ARGUMENT.findall(self.pattern)}

    def address(self, **arguments: str) -> str:
        """The path, with placeholders where no argument is given."""
        given = self.arguments | {name: str(value) for name, value in arguments.items()}
        if self.name in ADDRESSES:
            return ADDRESSES[self.name]
        return "/" + ARGUMENT.sub(lambda found: given[found.group(2)], self.pattern)


def all_routes() -> list[Route]:
    """Every route, in the order in which addresses are matched."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, whole, f"{namespace}{pattern.namespace or ''}:".lstrip(":"))
        else:
            yield Route(f"{namespace}{pattern.name}" if pattern.name else whole, whole, pattern.callback)
