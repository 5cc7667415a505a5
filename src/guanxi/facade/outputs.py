"""The folder that everything is written to: made and tried before any work is done for it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from guanxi.kit.errors import SettingsError
from guanxi.lake.engine import disk_full_is_refused


class OutputRefused(SettingsError):
    """The output folder cannot be made, or nothing can be written into it."""

    code = "output.refused"


def prepare_folder(out: Path) -> None:
    """Make ``out`` and see that a file can be written there.

    Raises
    ------
    OutputRefused
        when the system does not allow it.
    DiskFull
        when the disk is exhausted.
    """
    with disk_full_is_refused(out):
        try:
            out.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=out):
                pass
        except OSError as error:
            if _is_refusal(error):
                raise _refused(out, error) from error
            raise


def _is_refusal(error: OSError) -> bool:
    return isinstance(error, PermissionError | FileNotFoundError | FileExistsError | NotADirectoryError) or (
        error.errno is not None and os.strerror(error.errno) in ("Read-only file system", "File name too long")
    )


def _refused(out: Path, error: OSError) -> OutputRefused:
    return OutputRefused(
        f"The output folder “{out}” cannot be made or written to ({error.strerror}). Choose another one with --out.",
        f"无法创建或写入输出文件夹“{out}”（{error.strerror}）。请用 --out 指定其他文件夹。",
    )
