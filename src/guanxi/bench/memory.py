"""Peak memory of the running process."""

from __future__ import annotations

import re
from pathlib import Path


def peak_gb() -> float:
    """High-water mark of resident memory, in GB of 10⁹ bytes.

    Not ``ru_maxrss``: a child starts with the mark of the process that forked it.
    """
    peak_kib = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))[0])
    return peak_kib * 1024 / 1e9
