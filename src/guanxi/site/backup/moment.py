"""Store, lake and settings as they stood at one moment, while everybody goes on writing.

The lake publishes by replacing one file, and its files are immutable. So the store is pinned between two looks at that
file: where both show the same, the lake stood so at the moment of the pin. Nothing is locked and nobody waits; what a
backup then shows is what a power cut at that moment would have left, from which every process goes on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from guanxi.lake.engine import Lake
from guanxi.site.backup.errors import BackupRefused
from guanxi.site.backup.stores import PinnedStore, pin_store
from guanxi.site.home import Home

CATALOGUE = "lake/catalogue.json"
REPLACED = (CATALOGUE, "guanxi.yaml", "demo.json")
"""Files that are only ever replaced whole."""
MOST_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a home.

    Parameters
    ----------
    store : the operational store, pinned.
    texts : the files that are replaced whole, as they stood; those that there were.
    """

    store: PinnedStore
    texts: dict[str, bytes]


@contextmanager
def pinned(home: Home) -> Iterator[Moment]:
    """Hold one moment: until the block ends the store shows it, and no file that its catalogue names is removed.

    Raises
    ------
    BackupRefused
        when settings and lake changed between every two looks, which no person and no job does.
    """
    for _ in range(MOST_LOOKS):
        with ExitStack() as held:
            if (home.path / CATALOGUE).exists():
                held.enter_context(Lake.create(home.lake).holding_files())
            before = _texts(home)
            store = pin_store()
            held.callback(store.close)
            if before == _texts(home):
                yield Moment(store, before)
                return
    raise BackupRefused(
        "The lake changed faster than it could be looked at. Run the command again.",
        "事件湖变化过快，无法取得一致的时点。请重新运行。",
    )


def _texts(home: Home) -> dict[str, bytes]:
    found = {}
    for name in REPLACED:
        try:
            found[name] = (home.path / name).read_bytes()
        except FileNotFoundError:
            continue
    return found
