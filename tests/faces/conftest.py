"""A small brand in CSV files, written by hand: what an owner's folder looks like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from .forked_commands import Commands
from .learnt_once import remember_what_is_learnt

FIRST = date(2024, 1, 1)
LAST = date(2024, 12, 31)


def write_orders(folder: Path, *, n_contacts: int = 120, seed: int = 3, last: date = LAST) -> Path:
    """A plain table of orders in GB18030, Chinese headers, with a total row at its end."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    lines = ["订单号,会员号,下单时间,实付金额"]
    number = 0
    for contact in range(n_contacts):
        day = FIRST + timedelta(days=int(rng.integers(0, 150)))
        gap = float(rng.gamma(2.0, 14.0)) + 4
        for _ in range(int(rng.integers(1, 12))):
            if day > LAST:
                break
            number += 1
            amount = float(rng.gamma(4.0, 25.0)) + 5
            if day <= last:
                lines.append(f"D{number:06d},M{contact:04d},{day:%Y/%m/%d} 10:{number % 60:02d},¥{amount:,.2f}")
            day += timedelta(days=1 + int(rng.gamma(2.0, gap / 2)))
    lines.append("合计,,,")
    path = folder / "订单.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def write_brand(folder: Path) -> Path:
    """A folder with orders, a contacts list and a cost table."""
    write_orders(folder)
    contacts = ["会员号,添加时间,渠道"]
    contacts += [f"M{i:04d},2024-01-0{1 + i % 9},{'门店' if i % 3 else '直播'}" for i in range(120)]
    (folder / "客户.csv").write_text("\n".join(contacts), encoding="utf-8-sig")
    costs = ["开始日期,结束日期,类别,渠道,金额"]
    costs += ["2024-01-01,2024-06-30,acquisition,门店,2000", "2024-01-01,2024-06-30,acquisition,直播,9000"]
    costs += ["2024-01-01,2024-12-31,maintenance,,3000"]
    (folder / "成本.csv").write_text("\n".join(costs), encoding="utf-8")
    (folder / "guanxi.yaml").write_text("margin_rate: 0.4\nzone: Asia/Shanghai\n", encoding="utf-8")
    return folder


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    """A brand's folder of this test's own."""
    return write_brand(tmp_path / "数据")


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    """Starts commands in processes of their own."""
    with Commands() as server:
        yield server


@pytest.fixture
def learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learnt of the same rows is learnt once for all tests that ask for this."""
    remember_what_is_learnt(monkeypatch)
