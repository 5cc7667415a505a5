"""What nobody should send and everybody does, through the command itself: one folder, one kill, one full disk."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guanxi.cli.main import main
from guanxi.lake.engine import Lake

from .conftest import write_brand
from .forked_commands import Commands
from .learnt_once import remember_what_is_learnt

HEADER = "订单号,会员号,下单时间,实付金额\n"
ROWS = (
    ("good", "D1,M1,2024-05-01 10:00,99.00"),
    ("good", 'D2,M2,2024/5/2,"¥1,234.50"'),
    ("good", "D3,M2,2024年5月3日,（12.00）"),
    ("good", "D4,M3,2024-05-04,10"),
    ("good", "D4,M3,2024-05-04,10"),  # the same row twice says the same thing once
    ("bad", "D5,1.38E+10,2024-05-05,10"),
    ("bad", "D6,M4,1900-01-01,10"),
    ("bad", "D7,M4,2099-01-01,10"),
    ("bad", "D8,M4,bad,10"),
    ("bad", "D9,M4,2024-05-06,ten"),
    ("bad", "D10,M\u202e5\x00,2024-05-07,10"),
    ("bad", "合计,,,1441.50"),
)


def _workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(64):
                part.write(bytes(1 << 20))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder in which hardly a file is well."""
    folder = tmp_path / "脏数据"
    folder.mkdir()
    (folder / "orders.csv").write_text(HEADER + "".join(f"{row}\n" for _, row in ROWS), encoding="utf-8-sig")
    (folder / "国标.csv").write_bytes((HEADER + "G1,张三,2024-06-01,5\n").encode("gb18030"))
    (folder / "mixed.csv").write_bytes(
        HEADER.encode() + "X1,李四,2024-06-02,5\n".encode("gb18030") + b"X2,M1,2024-06-03,5\n"
    )
    (folder / "serial.xlsx").write_bytes(
        _workbook([["订单号", "会员号", "下单时间", "实付金额"], ["E1", "M1", 45447, 8]])
    )
    (folder / "bomb.xlsx").write_bytes(_bomb())
    (folder / "empty.csv").write_bytes(b"")
    (folder / "renamed.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    whole = io.BytesIO()
    pq.write_table(pa.table({"contact_key": ["P1"], "occurred_at": ["2024-06-01"], "amount": ["5"]}), whole)
    (folder / "cut.parquet").write_bytes(whole.getvalue()[:-30])
    return folder


class TestHostileFolder:
    def test_is_audited_and_every_row_is_in_the_lake_or_in_quarantine(
        self, hostile: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "out"

        code = main(["audit", str(hostile), "--out", str(out), "--lang", "en", "--format", "json"])

        said = capfd.readouterr().err
        assert code == 0, said
        assert "Traceback" not in said
        for name in ("bomb.xlsx", "empty.csv", "renamed.csv", "cut.parquet"):
            assert re.search(rf"^· .*{re.escape(name)}", said, re.MULTILINE), f"nothing is said of {name}"
        refused = (out / "quarantine.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
        of_orders = [line for line in refused if line.startswith("orders.csv")]
        wanted = Counter(what for what, _ in ROWS)
        assert len(of_orders) == wanted["bad"]
        with Lake.open(out / ".lake").session(as_of_ms=2_000_000_000_000) as session:
            (orders,) = session.con.execute(
                "SELECT count(*) FROM events JOIN kinds USING (kind_id) WHERE kind IN ('order_paid', 'order_refunded')"
            ).fetchall()[0]
        # Of the good rows one says what another has said; G1, E1 and the readable rows of mixed.csv come on top.
        in_mixed = 2 - sum(line.startswith("mixed.csv") for line in refused)
        assert orders == wanted["good"] - 1 + 2 + in_mixed
        assert main(["lake", "verify", "--out", str(out), "--quiet"]) == 0


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A brand, and what an audit says of it that nothing disturbs."""
    place = tmp_path_factory.mktemp("calm")
    brand, out = write_brand(place / "数据"), place / "out"
    with pytest.MonkeyPatch.context() as patch:
        remember_what_is_learnt(patch)
        assert main(["audit", str(brand), "--out", str(out), "--format", "json", "--quiet"]) == 0
    return brand, json.loads((out / "audit.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("learnt_once")
class TestKilled:
    """Between these words all is done that an audit writes: staged files, the lake, the models, the books."""

    @pytest.mark.slow
    @pytest.mark.parametrize("when", ["Reading", "Publishing", "Backtesting", "Drawing up the books"])
    def test_at_any_stage_the_next_run_says_what_an_undisturbed_one_says(
        self, calm: tuple[Path, dict[str, object]], commands: Commands, tmp_path: Path, when: str
    ) -> None:
        (brand, said), out = calm, tmp_path / "out"
        audit = ["audit", str(brand), "--out", str(out), "--lang", "en", "--format", "json"]
        command = commands.start(audit, {"TMPDIR": str(tmp_path)})
        assert command.says(when), "it ended before"
        os.kill(command.pid, signal.SIGKILL)
        code, _ = command.end()

        assert code == -signal.SIGKILL
        assert main(["audit", str(brand), "--out", str(out), "--format", "json", "--quiet"]) == 0
        assert json.loads((out / "audit.json").read_text(encoding="utf-8")) == said
        assert main(["lake", "verify", "--out", str(out), "--quiet"]) == 0


class TestFullDisk:
    @pytest.mark.usefixtures("learnt_once")
    def test_is_a_sentence_and_publishes_nothing(self, brand: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"

        def starve() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

        audit = ["audit", str(brand), "--out", str(out), "--lang", "en", "--format", "json"]
        refused = subprocess.run(
            [sys.executable, "-m", "guanxi.cli.main", *audit],
            check=False, capture_output=True, text=True, preexec_fn=starve,
        )  # fmt: skip

        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr
        assert "disk" in refused.stderr.lower()
        assert Lake.create(out / ".lake").imports() == ()
        assert main(["audit", str(brand), "--out", str(out), "--format", "json", "--quiet"]) == 0
