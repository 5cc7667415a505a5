"""What takes long to make is made once for all workers, and again only when what makes it has changed.

The two passes of ``make test`` share it: a lake and its books are the same whichever database holds the rows.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = ROOT / "build" / "made"
KEPT = 3
"""How many are kept of each: of this state of the sources, and of two before."""


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` made of the sources as they are: to be copied, never written to."""
    MADE.mkdir(parents=True, exist_ok=True)
    made = MADE / f"{name}-{STATE}"
    with (MADE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            # Under another name until it is whole: a worker that died in between left nothing that the next would take.
            partial = MADE / f"{name}.partial"
            for left in MADE.glob(f"{partial.name}*"):
                shutil.rmtree(left)
            make(partial)
            if _state_of_the_sources() != STATE:
                # Somebody is writing them: it is of neither state, and for this process only.
                made = MADE / f"{name}-of-{os.getpid()}-{STATE}"
            partial.rename(made)
        os.utime(made)
        for old in sorted(MADE.glob(f"{name}-*"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old)
    return made


def _state_of_the_sources() -> str:
    """A digest of every file that can change what is made, and of the interpreter."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=8)
    for path in _sources():
        digest.update(b"\0".join((str(path.relative_to(ROOT)).encode(), path.read_bytes(), b"")))
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / "requirements").glob("*.txt"))
    yield Path(__file__).with_name("audited_home.py")
    for path in sorted((ROOT / "src" / "guanxi").rglob("*")):
        if path.suffix in {".py", ".sql", ".json"}:
            yield path


STATE = _state_of_the_sources()
"""As the process found them when it began, before it imports most of them."""
