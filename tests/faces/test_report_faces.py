"""What an owner does that once broke the report: years of silence, a name in the settings, phone numbers as keys."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import guanxi
from guanxi.report import audit_json

from .conftest import write_orders


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> guanxi.Book:
    """A brand called 山间茶 whose orders end in spring; contacts are known by their phone number."""
    folder = tmp_path_factory.mktemp("silent")
    path = write_orders(folder, last=date(2024, 5, 31))
    text = re.sub(r",M(\d{4}),", r",1380000\1,", path.read_bytes().decode("gb18030"))
    path.write_bytes(text.encode("gb18030"))
    (folder / "guanxi.yaml").write_text("brand: 山间茶\nmargin_rate: 0.4\n", encoding="utf-8")
    return guanxi.audit(folder, as_of="2024-12-31")


class TestABrandWithoutRecentOrders:
    def test_gets_a_page_that_says_that_nothing_was_realised(self, silent: guanxi.Book) -> None:
        assert silent.backtest is not None
        assert math.isnan(silent.backtest.capital[-1].ratio.value), "the last closed window brought nothing"

        assert "没有实现毛利，因此无从检验" in silent.to_html(lang="zh")
        assert "no margin came in" in silent.to_html(lang="en")

    def test_carries_the_name_that_its_settings_give(self, silent: guanxi.Book) -> None:
        assert silent.brand == "山间茶"
        assert "<title>山间茶 · 信任审计报告" in silent.to_html()
        assert audit_json(silent)["brand"] == "山间茶"

    def test_hides_phone_numbers_in_all_that_is_passed_on(self, silent: guanxi.Book, tmp_path: Path) -> None:
        silent.to_parquet(tmp_path)
        keys = pq.read_table(tmp_path / "contacts.parquet")["source_key"].to_pylist()
        passed_on = silent.to_html() + json.dumps(audit_json(silent), ensure_ascii=False)

        assert all(re.fullmatch(r"1380000\d{4}", key) for key in keys)
        assert not [key for key in keys if key in passed_on]
