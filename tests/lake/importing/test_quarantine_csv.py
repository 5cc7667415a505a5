"""The quarantine for download: complete, and harmless in a spreadsheet (security rule S14)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from brand_folder import Import

from guanxi.lake.importing import write_quarantine_csv
from guanxi.lake.importing.quarantine import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 138", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u3000=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "C1", "1=1", "张三", "'=1"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_holds_every_row_with_its_number_reason_and_text(importing: Import, tmp_path: Path) -> None:
    got = importing({"a.csv": "金额,客户编号,付款时间\n=cmd,C1,2025-01-03\n5,,2025-01-03\n1,C1,2025-01-03\n"})
    target = tmp_path / "q.csv"

    assert got.staged.quarantine is not None
    n_rows = write_quarantine_csv(got.staged.quarantine, target)

    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert n_rows == len(rows) - 1 == 2
    assert [row[:3] for row in rows[1:]] == [["a.csv", "2", "import.bad_amount"], ["a.csv", "3", "import.missing"]]
    assert [row[-1] for row in rows[1:]] == ["'=cmd,C1,2025-01-03", "5,,2025-01-03"]
