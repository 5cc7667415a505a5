"""Files that nobody should send and everybody does: a clear sentence or quarantine each time, nothing lost."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from brand_folder import CLOCK_MS, Import
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.kit.errors import SettingsError
from guanxi.lake.importing import BrandSettings, NothingRecognised, stage

ORDERS = "客户编号,付款时间,金额\n"
GOOD = ORDERS + "C1,2025-01-03,1\n"


class TestFiles:
    def test_empty_files_are_said_and_the_others_go_on(self, importing: Import) -> None:
        got = importing({"a.csv": "", "b.csv": b"\xef\xbb\xbf", "c.csv": "\n\n\n", "d.csv": GOOD})

        assert got.problems() == ["import.empty_file"] * 3
        assert len(got.rows("events")) == 1

    def test_a_header_alone_is_said(self, importing: Import) -> None:
        got = importing({"a.csv": ORDERS})

        assert (got.problems(), got.staged.n_rows) == (["import.no_rows"], 0)

    def test_one_row_is_enough(self, importing: Import) -> None:
        assert importing({"a.csv": GOOD.rstrip()}).rows("events", "contact_key, amount_fen") == [("C1", 100)]

    def test_a_needed_header_that_occurs_twice_stops_the_file(self, importing: Import) -> None:
        got = importing({"a.csv": "客户编号,付款时间,金额,金额\nC1,2025-01-03,1,2\n", "b.csv": GOOD})

        assert got.problems() == ["import.duplicate_header"]
        assert len(got.rows("events")) == 1

    def test_another_header_that_occurs_twice_does_not_matter(self, importing: Import) -> None:
        got = importing({"a.csv": "客户编号,付款时间,金额,备注,备注\nC1,2025-01-03,1,x,y\n"})

        assert len(got.rows("events")) == 1

    def test_a_title_above_the_header_is_looked_past(self, importing: Import) -> None:
        got = importing({"a.csv": "2025年订单导出,,\n\n" + ORDERS + "C1,2025-01-03,1\nC2,bad,1\n"})

        assert len(got.rows("events")) == 1
        assert got.quarantine() == [(5, "import.bad_time")]
        assert "2" in got.staged.files[0].note_en

    def test_separators_and_encodings(self, importing: Import) -> None:
        layouts = [(sep, codec) for sep in ",\t;|" for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]
        files = {f"{i:02d}.csv": GOOD.replace(",", sep).encode(codec) for i, (sep, codec) in enumerate(layouts)}

        got = importing(files)

        assert got.rows("events", "contact_key, amount_fen") == [("C1", 100)] * len(layouts)
        assert [info.separator for info in got.staged.files] == [sep for sep, _ in layouts]
        assert [info.encoding for info in got.staged.files][:4] == [
            "utf-8", "utf-8 (BOM)", "gb18030", "utf-16-le (BOM)",
        ]  # fmt: skip

    def test_formats_that_are_not_read_are_said(self, importing: Import) -> None:
        got = importing({"a.csv": GOOD, "old.xls": b"x", "b.json": "{}", "readme.md": "hello"})

        assert got.problems() == ["import.unknown_format"] * 2

    def test_hidden_folders_and_the_truth_of_a_simulation_are_not_entered(self, importing: Import) -> None:
        got = importing(
            {"a.csv": GOOD, "truth/a.csv": GOOD, "_old/a.csv": GOOD, ".lake/a.csv": GOOD, "more/a.csv": GOOD}
        )

        assert [info.name for info in got.staged.files] == ["a.csv", "more/a.csv"]

    def test_nothing_at_the_path_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="no file or folder"):
            stage(tmp_path / "gone", tmp_path / "work", BrandSettings(), clock_ms=CLOCK_MS)

    def test_a_single_file_is_imported_by_itself(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")

        staged = stage(tmp_path / "a.csv", tmp_path / "work", BrandSettings(), clock_ms=CLOCK_MS)

        assert (staged.n_rows, staged.import_label) == (1, "a.csv")

    def test_what_lies_in_the_work_folder_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")

        stage(tmp_path / "a.csv", tmp_path, BrandSettings(), clock_ms=CLOCK_MS)

        assert (tmp_path / "a.csv").read_text(encoding="utf-8") == GOOD


class TestUnrecognised:
    def test_one_file_gets_a_template_and_the_others_go_on(self, tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        (data / "a.csv").write_text(GOOD, encoding="utf-8")
        (data / "b.csv").write_text("customer_id,date,spend_total\n1,2025-01-03,5\n", encoding="utf-8")

        staged = stage(data, tmp_path / "w", BrandSettings(), clock_ms=CLOCK_MS, template_dir=tmp_path / "out")

        assert [problem.code for problem in staged.problems] == ["import.not_recognised"]
        text = (tmp_path / "out" / "guanxi.template.yaml").read_text(encoding="utf-8")
        assert "contact_key: customer_id" in text
        assert "amount: spend_total" in text  # a guess by spelling

    @pytest.mark.parametrize("lacking", ["arm", "assigned_at", "program_id"])
    def test_a_table_that_lacks_one_column_is_told_which(self, tmp_path: Path, lacking: str) -> None:
        row = {"contact_key": "A1", "program_id": "P", "arm": "treated", "assigned_at": "2025-01-03"}
        row.pop(lacking)
        (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
        (tmp_path / "b.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")

        staged = stage(tmp_path, tmp_path / "w", BrandSettings(), clock_ms=CLOCK_MS)

        (problem,) = staged.problems
        assert f"looks like assignments, but no column was found for: {lacking}" in problem.en
        assert f"很像 assignments 表，但缺少一列：{lacking}" in problem.zh

    def test_the_completed_template_makes_it_importable(self, importing: Import) -> None:
        columns = "{contact_key: who, occurred_at: when, amount: how much}"
        yaml = f"files:\n  b.csv:\n    table: orders\n    columns: {columns}\n"

        got = importing({"b.csv": "who,when,how much\n1,2025-01-03,5\n"}, yaml)

        assert got.rows("events", "contact_key, amount_fen") == [("1", 500)]
        assert got.staged.files[0].mapping == {"contact_key": "who", "occurred_at": "when", "amount": "how much"}

    def test_nothing_recognised_is_refused_with_the_way_out(self, importing: Import) -> None:
        with pytest.raises(NothingRecognised, match=r"guanxi\.template\.yaml"):
            importing({"b.csv": "x,y\n1,2\n"})

    def test_a_table_that_lacks_columns_is_named_with_them(self, importing: Import) -> None:
        got = importing({"a.csv": GOOD, "b.csv": "客户编号,备注\nC1,x\n"}, "files: {b.csv: {table: orders}}")

        (problem,) = got.staged.problems
        assert problem.code == "import.missing_columns"
        assert "amount" in problem.en

    def test_a_header_that_the_settings_name_and_the_file_lacks_is_said(self, importing: Import) -> None:
        yaml = "files: {b.csv: {columns: {amount: 实收}}}"

        got = importing({"a.csv": GOOD, "b.csv": GOOD}, yaml)

        assert got.problems() == ["import.unknown_header"]

    def test_ignored_files_are_ignored(self, importing: Import) -> None:
        got = importing({"a.csv": GOOD, "b.csv": "x\n1\n"}, "files: {'b*': {ignore: true}}")

        assert [info.name for info in got.staged.files] == ["a.csv"]


class TestRows:
    def test_totals_at_the_bottom_are_set_aside(self, importing: Import) -> None:
        text = (
            ORDERS + "C1,2025-01-03,10\nC2,2025-01-03,5\n,,15\n合计,,15\nC3,2025-01-04,2\nTotal：,2025-01-04,17\n,,3\n"
        )

        got = importing({"a.csv": text})

        assert len(got.rows("events")) == 3
        assert got.quarantine() == [
            (4, "import.total_row"),  # no word, but the sum of what came before
            (5, "import.total_row"),
            (7, "import.total_row"),
            (8, "import.missing"),
        ]

    def test_a_person_called_sum_is_no_total(self, importing: Import) -> None:
        got = importing({"a.csv": "姓名,客户编号,付款时间,金额\nSum,C1,2025-01-03,10\n"})

        assert len(got.rows("events")) == 1

    def test_ragged_rows_and_open_quotes_keep_their_numbers_and_their_text(self, importing: Import) -> None:
        got = importing({"a.csv": ORDERS + 'C1,2025-01-03\nC2,2025-01-03,1,extra\n"C3,2025-01-03,1\nC4,2025-01-03,1\n'})

        assert got.quarantine("row_number, code, raw") == [
            (2, "import.ragged_row", "C1,2025-01-03"),
            (3, "import.ragged_row", "C2,2025-01-03,1,extra"),
            (4, "import.broken_quotes", '"C3,2025-01-03,1'),
        ]
        assert got.rows("events", "contact_key") == [("C4",)]

    def test_blank_rows_are_no_rows(self, importing: Import) -> None:
        got = importing({"a.csv": ORDERS + "\n,,\n \t,　,\nC1,2025-01-03,1\n\n"})

        assert (got.staged.n_rows, got.quarantine()) == (1, [])

    def test_quarantine_names_the_column_as_the_file_does_in_both_languages(self, importing: Import) -> None:
        got = importing({"a.csv": ORDERS + ",2025-01-03,1\n"})

        ((en, zh, source),) = got.quarantine("reason_en, reason_zh, source_file")
        assert "“客户编号”" in str(en)
        assert "“客户编号”" in str(zh)
        assert source == "a.csv"

    def test_a_header_is_never_taken_for_sql(self, importing: Import) -> None:
        evil = "x'); DROP TABLE t; --"
        text = f'客户编号,付款时间,金额,"{evil}"\nC1,2025-01-03,"1 \'; SELECT",y\nC2,2025-01-03,1,{evil}\n'

        got = importing({"a.csv": text})

        assert got.rows("events", "contact_key") == [("C2",)]


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=6)
likely = st.sampled_from(
    ["C1", "2025-01-03", "1", "¥1,2", "1.38E+10", "合计", "2030-01-01", "", " ", '"', "\x00", "\n", "-"]
)


class TestAnyTable:
    @settings(max_examples=12, deadline=None)
    @given(
        rows=st.lists(st.lists(cells | likely, min_size=3, max_size=3), max_size=8),
        separator=st.sampled_from([",", "\t", ";"]),
        codec=st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]),
    )
    def test_is_imported_without_a_crash_and_without_loss(
        self, rows: list[list[str]], separator: str, codec: str
    ) -> None:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([["客户编号", "付款时间", "金额"], *rows])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.csv")
            path.write_bytes(buffer.getvalue().encode(codec))

            staged = stage(path, Path(folder, "w"), BrandSettings(), clock_ms=CLOCK_MS)

        (info,) = staged.files
        # Excel-like blanks (spaces of any width, no-break, byte-order mark) make a blank row, which is no row.
        blanks = " \t\r\n\x0b\x0c\u3000\xa0\ufeff"
        assert info.n_rows == sum(1 for row in rows if "".join(row).strip(blanks))
        assert info.n_rows == info.n_staged + info.n_quarantined
