"""Two public data sets as if a brand had exported them: CDNOW and Complete Journey.

They come with the ``examples`` extra and are read from the installed packages' files; nothing of them is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from guanxi.kit.errors import SettingsError
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.examples.cdnow import stage_cdnow
from guanxi.lake.examples.complete_journey import stage_complete_journey
from guanxi.lake.examples.contract import Example

__all__ = ["EXAMPLES", "Example", "example"]

EXAMPLES: dict[str, Callable[[Path, Progress], Example]] = {
    "cdnow": stage_cdnow,
    "complete-journey": stage_complete_journey,
}


def example(name: str, workdir: Path, progress: Progress | None = None) -> Example:
    """The data set called ``name``, staged below ``workdir``, with the settings that belong to it.

    Raises
    ------
    SettingsError
        when there is no such example, or the package that carries it is not installed.
    """
    if name not in EXAMPLES:
        known = ", ".join(EXAMPLES)
        raise SettingsError(
            f"There is no example “{name}”. Choose one of: {known}.",
            f"没有名为“{name}”的示例数据。可选：{known}。",
        )
    folder = workdir / name
    folder.mkdir(parents=True, exist_ok=True)
    return EXAMPLES[name](folder, progress or Silent())
