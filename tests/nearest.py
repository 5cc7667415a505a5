"""Which tests are nearest to what was changed: those that import it, then those of its package, then all others."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_IMPORTED = re.compile(r"^(?:from|import) (guanxi[\w.]*)", re.MULTILINE)
_CHANGED = ("git diff --name-only HEAD", "git ls-files --others --exclude-standard")
_LAST = "git diff --name-only HEAD~1 HEAD"


def changed_files() -> tuple[str, ...]:
    """Paths below the root that differ from the last commit, else those that it changed; none outside of git."""
    found = [path for command in _CHANGED for path in _lines(command)]
    return tuple(found or _lines(_LAST))


def distance(test: Path, changed: tuple[str, ...]) -> int:
    """How far a file of tests is from the changed files; 0 for one that is itself among them."""
    path = test.relative_to(ROOT).as_posix()
    if path in changed:
        return 0
    modules = [_parts(each) for each in changed if each.startswith("src/guanxi/")]
    imported = [tuple(name.split(".")) for name in _IMPORTED.findall(test.read_text(encoding="utf-8"))]
    shared = (_n_shared(one, other) for one in modules for other in imported)
    return 10 - max(shared, default=0)


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").split("/"))


def _n_shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _lines(command: str) -> list[str]:
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[:-1]
