"""Parquet: types are kept, truncated files are said, the other files go on."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
from brand_folder import Import

from guanxi.kit.clock import parse_as_of
from guanxi.lake.kinds import BY_CODE


def parquet(columns: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


class TestTypedColumns:
    def test_are_read_by_their_types(self, importing: Import) -> None:
        day = date(2025, 1, 3)
        shanghai = pa.timestamp("ms", "Asia/Shanghai")
        files = {
            "a.parquet": parquet({"客户编号": [13800000000], "付款时间": pa.array([day]), "金额": pa.array([1.25])}),
            "b.parquet": parquet({
                "客户编号": pa.array([2.0]),
                "付款时间": pa.array([datetime(2025, 1, 3)]),
                "金额": pa.array([Decimal("-12.005")]),
            }),
            "c.parquet": parquet({
                "客户编号": pa.array(["C3"]).dictionary_encode(),
                "付款时间": pa.array([parse_as_of("2025-01-03T00:00", "Asia/Shanghai")]).cast(shanghai),
                "金额": pa.array([7]),
            }),
        }  # fmt: skip

        got = importing(files)

        when = parse_as_of("2025-01-03T00:00", "Asia/Shanghai")
        assert got.rows("events", "contact_key, occurred_ms, amount_fen") == [
            ("13800000000", when, 125),
            ("2", when, -1200),
            ("C3", when, 700),
        ]

    def test_the_lakes_own_columns_pass_as_they_are(self, importing: Import) -> None:
        columns = {
            "source_event_id": ["E1", "E2", "E3"],
            "contact_key": ["C1", None, "C3"],
            "occurred_ms": pa.array([1_735_884_300_000, 1_735_884_300_000, 1_900_000_000_000]),
            "kind_id": pa.array([BY_CODE["reply"].kind_id] * 3, pa.int16()),
            "automated": pa.array([True, False, False]),
            "amount_fen": pa.array([0, 0, 0]),
            "properties": pa.array(['{"a":1}', "", ""]),
        }

        got = importing({"events.parquet": parquet(columns)})

        assert got.rows("events", "source_event_id, kind_id, automated, properties") == [
            ("E1", 11 + 1, True, '{"a":1}')
        ]
        assert got.quarantine() == [(2, "import.missing"), (3, "import.time_in_future")]


class TestDamage:
    def test_truncated_files_are_said_and_the_others_go_on(self, importing: Import) -> None:
        whole = parquet({"客户编号": ["C1"], "付款时间": ["2025-01-03"], "金额": ["1"]})
        files = {"a.parquet": whole[:-20], "b.parquet": b"", "c.parquet": b"PAR1 but not really", "d.parquet": whole}

        got = importing(files)

        assert got.problems() == ["import.unreadable_file"] * 3
        assert got.rows("events", "contact_key") == [("C1",)]

    def test_damage_within_a_file_takes_back_all_of_it(self, importing: Import) -> None:
        whole = bytearray(parquet({"客户编号": [f"C{i}" for i in range(50_000)], "付款时间": ["2025-01-03"] * 50_000,
                                   "金额": ["1"] * 50_000}))  # fmt: skip
        whole[2_000:40_000] = bytes(38_000)
        good = parquet({"客户编号": ["C1"], "付款时间": ["2025-01-03"], "金额": ["1"]})

        got = importing({"bad.parquet": bytes(whole), "good.parquet": good})

        assert got.problems() == ["import.damaged_within"]
        assert got.rows("events", "contact_key") == [("C1",)]
        assert got.staged.n_rows == 1
