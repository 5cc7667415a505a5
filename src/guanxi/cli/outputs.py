"""Where a command writes when nobody says so, and what an earlier run has left there."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from guanxi.kit.errors import SettingsError

BASE = Path("guanxi-out")


def choose_out(options: argparse.Namespace) -> None:
    """Fill ``options.out`` where it was left open: a folder of its own for each data folder and each example.

    Raises
    ------
    SettingsError
        when a command about an existing output folder could mean several.
    """
    if getattr(options, "out", None) is not None or not hasattr(options, "writes"):
        return
    data, example = getattr(options, "data", None), getattr(options, "example", None)
    if example:
        options.out = BASE / example
    elif data:
        options.out = BASE / (_name_of(data) or "data")
    else:
        options.out = _the_one_there_is()


def stale_outputs(options: argparse.Namespace, lang: str) -> str:
    """A sentence on what lies in the output folder from an earlier run; ``""`` when nothing does."""
    out = getattr(options, "out", None)
    left = [out / name for name in getattr(options, "writes", ()) if (out / name).exists()] if out else []
    if not left:
        return ""
    when = datetime.fromtimestamp(max(path.stat().st_mtime for path in left)).astimezone()
    names, day = ", ".join(str(path) for path in left), f"{when:%Y-%m-%d %H:%M}"
    if lang == "zh":
        return f"以下文件是此前运行（{day}）留下的，本次没有更新：{names}"
    return f"Left by an earlier run ({day}) and not renewed: {names}"


def _name_of(data: Path) -> str:
    whole = data.resolve()
    return whole.stem if whole.is_file() else whole.name


def _the_one_there_is() -> Path:
    """The output folder that holds a lake below :data:`BASE`; :data:`BASE` itself when there is none."""
    found = [folder for folder in (BASE, *sorted(BASE.glob("*"))) if (folder / ".lake").is_dir()]
    if len(found) > 1:
        listed = ", ".join(str(folder) for folder in found)
        raise SettingsError(
            f"There are several output folders: {listed}. Say which one with --out, such as --out {found[0]}.",
            f"有多个输出文件夹：{listed}。请用 --out 指定，例如 --out {found[0]}。",
        )
    return found[0] if found else BASE
