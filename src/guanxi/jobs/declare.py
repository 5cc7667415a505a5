"""How a package says that something is done in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules

from guanxi.jobs.contracts import Values
from guanxi.jobs.errors import UnknownKind
from guanxi.kit.phrase import Phrase

if TYPE_CHECKING:
    from guanxi.jobs.context import JobContext

Run = Callable[["JobContext", Values], Values | None]
UNKNOWN = Phrase("未知任务", "Unknown job")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A kind of job: its stable name, what people call it, how often it is tried, and the function."""

    kind: str
    name: Phrase
    max_attempts: int
    run: Run


_KINDS: dict[str, Declaration] = {}


def job(kind: str, *, name: Phrase, max_attempts: int = 3) -> Callable[[Run], Run]:
    """Declare the function below as the work of ``kind``; it lives in a package's ``jobs.py``.

    The function may be run again after a kill, from ``context.cursor`` on: each of its steps must bear being done
    twice. It runs outside of any transaction.

    Parameters
    ----------
    kind : ``package.verb_noun``; stored, so it never changes.
    max_attempts : how often it is tried before it fails visibly; a refusal that is not transient fails at once.
    """

    def declare(run: Run) -> Run:
        known = _KINDS.get(kind)
        assert known is None or known.run.__qualname__ == run.__qualname__, f"two jobs are called {kind}"
        _KINDS[kind] = Declaration(kind, name, max_attempts, run)
        return run

    return declare


@cache
def _discover() -> None:
    """Import every package's ``jobs.py``, when a kind is first asked for and not at start.

    They bring the whole of analysis with them, for which a command that only migrates or examines need not wait.
    """
    autodiscover_modules("jobs")


def declared_kinds() -> tuple[str, ...]:
    """Every kind that this program can run."""
    _discover()
    return tuple(_KINDS)


def declaration_of(kind: str) -> Declaration:
    """What was declared as ``kind``.

    Raises
    ------
    UnknownKind
        when nothing was.
    """
    _discover()
    found = _KINDS.get(kind)
    if found is None:
        raise UnknownKind(
            f"No background job is called “{kind}” in this version. Update the program that asked for it.",
            f"这个版本没有名为“{kind}”的后台任务。请更新发起它的程序。",
            kind=kind,
        )
    return found


def name_of(kind: str) -> Phrase:
    """What people call ``kind``, also when this version does not know it any more."""
    _discover()
    found = _KINDS.get(kind)
    return found.name if found else UNKNOWN
