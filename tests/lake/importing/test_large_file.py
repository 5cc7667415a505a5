"""A file much larger than the memory it may take goes through in blocks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guanxi.lake.importing.decode import BLOCK_BYTES

LIMIT_MB = 500
"""Block by block 370 MB are taken, whatever the file's size, 110 of them by the libraries; this one as a whole: 700."""
SCRIPT = """
import re, sys
from pathlib import Path
from guanxi.lake.importing import BrandSettings, stage
staged = stage(Path(sys.argv[1]), Path(sys.argv[2]), BrandSettings(), clock_ms=1_790_000_000_000)
(info,) = staged.files
# Not ru_maxrss: a child starts with the high-water mark of the process that forked it.
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(info.n_rows, info.n_staged, info.n_quarantined, peak_kb // 1024)
"""


@pytest.mark.slow
def test_several_blocks_stay_below_the_limit(tmp_path: Path) -> None:
    days = [f"2025-{1 + i % 12:02d}-{1 + i % 28:02d} 12:{i % 60:02d}:00" for i in range(20_000)]
    block = "".join(
        f'O{i:012d},C{i % 977:07d},{day},"¥1,{i % 1000:03d}.50",小程序,请尽快发货谢谢\n' for i, day in enumerate(days)
    ).encode("gb18030")
    bad = "O1,1.38E+10,2025-01-01,1,,\n".encode("gb18030")
    n_blocks = 22
    with (tmp_path / "a.csv").open("wb") as file:
        file.write("订单号,客户编号,付款时间,金额,渠道,备注\n".encode("gb18030"))
        for _ in range(n_blocks):
            file.write(block + bad)
    assert (tmp_path / "a.csv").stat().st_size > 4 * BLOCK_BYTES

    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "a.csv"), str(tmp_path / "work")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    n_rows, n_staged, n_quarantined, peak_mb = (int(word) for word in told.split())
    assert (n_rows, n_staged, n_quarantined) == (20_001 * n_blocks, 20_000 * n_blocks, n_blocks)
    assert peak_mb < LIMIT_MB
