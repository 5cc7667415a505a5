"""Cutting text into rows: whatever the bytes are, every line is in a row, in a broken row, or blank."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.lake.importing.batch import BrokenRow
from guanxi.lake.importing.decode import detect_encoding, read_blocks
from guanxi.lake.importing.separated import SeparatedReader

Row = tuple[int, tuple[str, ...]]


def cut(
    data: bytes, n_columns: int, separator: str = ",", block_bytes: int = 1 << 20
) -> tuple[list[Row], list[BrokenRow]]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        reader = SeparatedReader(n_columns, separator, next_row=1)
        rows: list[Row] = []
        broken: list[BrokenRow] = []
        for batch in reader.batches(read_blocks(path, detect_encoding(path), block_bytes), len(data)):
            columns = [batch.rows.column(f"c{i}").to_pylist() for i in range(n_columns)]
            rows += list(zip(batch.rows.column("row_number").to_pylist(), zip(*columns, strict=True), strict=True))
            broken += batch.broken
    return [row for row in rows if any(row[1])], broken


@pytest.mark.parametrize("block_bytes", [1 << 20, 7], ids=["one block", "tiny blocks"])
class TestCutting:
    def test_numbers_rows_as_a_person_counts_them(self, block_bytes: int) -> None:
        rows, broken = cut(b"a,b\n\nc\nd,e,f\ng,h\n", 2, block_bytes=block_bytes)

        assert rows == [(1, ("a", "b")), (5, ("g", "h"))]
        assert [(row.row_number, row.code, row.raw) for row in broken] == [
            (3, "import.ragged_row", "c"),
            (4, "import.ragged_row", "d,e,f"),
        ]

    def test_keeps_line_feeds_and_separators_inside_quotes(self, block_bytes: int) -> None:
        rows, broken = cut(b'a,"x\ny, ""z"""\nb,c', 2, block_bytes=block_bytes)

        assert (rows, broken) == ([(1, ("a", 'x\ny, "z"')), (2, ("b", "c"))], [])

    def test_a_stray_quote_costs_its_own_line_only(self, block_bytes: int) -> None:
        rows, broken = cut(b'1,"abc\n2,"def\n3,5" pipe\n4,"open\n5,ok\n', 2, block_bytes=block_bytes)

        assert rows == [(3, ("3", '5" pipe')), (5, ("5", "ok"))]
        assert [(row.row_number, row.code) for row in broken] == [
            (1, "import.broken_quotes"),
            (2, "import.broken_quotes"),
            (4, "import.broken_quotes"),
        ]

    def test_carriage_returns_end_rows(self, block_bytes: int) -> None:
        assert cut(b"a,b\rc,d\r\ne,f", 2, block_bytes=block_bytes)[0] == [
            (1, ("a", "b")),
            (2, ("c", "d")),
            (3, ("e", "f")),
        ]

    def test_keeps_the_lines_of_both_encodings_and_sets_aside_what_is_neither(self, block_bytes: int) -> None:
        data = "订单,张三\n".encode() + "客户,李四\n".encode("gb18030") + b"\xff\xff,1\n"

        rows, broken = cut(data, 2, block_bytes=block_bytes)

        assert rows == [(1, ("订单", "张三")), (2, ("客户", "李四"))]
        assert [(row.row_number, row.code) for row in broken] == [(3, "import.undecodable")]


class TestEncodings:
    @pytest.mark.parametrize(
        ("codec", "mark", "shown"),
        [
            ("utf-8", b"", "utf-8"),
            ("utf-8", b"\xef\xbb\xbf", "utf-8 (BOM)"),
            ("gb18030", b"", "gb18030"),
            ("utf-16-le", b"\xff\xfe", "utf-16-le (BOM)"),
            ("utf-16-be", b"\xfe\xff", "utf-16-be (BOM)"),
            ("utf-16-le", b"", "utf-16-le"),
            ("utf-16-be", b"", "utf-16-be"),
        ],
    )
    def test_are_told_by_their_bytes(self, tmp_path: Path, codec: str, mark: bytes, shown: str) -> None:
        path = tmp_path / "f.csv"
        text = "order,客户\n1,张三\n2,𠮷野家\n"
        path.write_bytes(mark + text.encode(codec))

        encoding = detect_encoding(path)

        assert encoding.shown == shown
        assert b"".join(block.data for block in read_blocks(path, encoding)).decode() == text


def test_a_small_file_is_one_block_whether_or_not_its_last_line_ends(tmp_path: Path) -> None:
    for name, end in (("ended.csv", b"\n"), ("open.csv", b"")):
        (tmp_path / name).write_bytes(b"a,b\n1,2" + end)

    ended, unended = (
        list(read_blocks(path, detect_encoding(path))) for path in (tmp_path / "ended.csv", tmp_path / "open.csv")
    )

    assert [block.data for block in ended] == [block.data for block in unended] == [b"a,b\n1,2\n"]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)
tables = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(cells, min_size=n, max_size=n).filter(any), min_size=1, max_size=12)
)


class TestNothingVanishes:
    @settings(max_examples=80, deadline=None)
    @given(tables, st.sampled_from([",", "\t", ";", "|"]), st.sampled_from([16, 1 << 20]))
    def test_well_formed_tables_come_back_cell_by_cell(
        self, table: list[list[str]], separator: str, block_bytes: int
    ) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
        data = b"\xef\xbb\xbf" + buffer.getvalue().encode()

        rows, broken = cut(data, len(table[0]), separator, block_bytes)

        assert broken == []
        assert [list(row[1]) for row in rows] == table

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"")), max_size=10))
    def test_any_bytes_give_one_row_per_line_at_most_and_lose_none(self, lines: list[bytes]) -> None:
        data = b"\xef\xbb\xbf" + b"".join(line + b"\n" for line in lines)

        rows, broken = cut(data, 2, block_bytes=16)

        taken = sum(1 + "".join(cells).count("\n") for _, cells in rows) + len(broken)
        numbers = sorted([number for number, _ in rows] + [row.row_number for row in broken])
        assert len(set(numbers)) == len(numbers)
        assert taken <= len(lines)
        assert sum(1 for line in lines if line.strip(b' ,"')) <= taken + sum(row.raw.count("\n") for row in broken)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text('ab",\n', max_size=10), max_size=8))
    def test_the_size_of_blocks_changes_nothing(self, lines: list[str]) -> None:
        data = "\n".join(lines).encode() + b"\n"

        assert cut(data, 2, block_bytes=5) == cut(data, 2, block_bytes=1 << 20)
