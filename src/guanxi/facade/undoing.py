"""Taking an import back: its rows go, and so do the models that learnt from them."""

from __future__ import annotations

import shutil

from guanxi.facade.auditing import BOOK_FOLDER
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake, UndoResult, undo


def take_back(lake: Lake, import_id: str, progress: Progress) -> UndoResult:
    """Remove one import, and the kept models: the next audit learns from what is left.

    Raises
    ------
    UnknownImport
        when there is none of this id; then nothing is touched.
    """
    result = undo(lake, import_id, progress)
    shutil.rmtree(lake.home / BOOK_FOLDER, ignore_errors=True)
    return result
