"""What a person is told of her own data before any figure: what was lost, what else counts, what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import guanxi
from guanxi.cli.main import main
from guanxi.facade.network import network
from guanxi.kit.errors import NotEnoughData, SettingsError
from guanxi.lake.engine import Lake, OtherBasis

HEADER = "订单号,会员号,下单时间,实付金额\n"
FEW = HEADER + "".join(f"D{i},M{i % 7},2024-05-{1 + i % 28:02d},{10 + i}\n" for i in range(40))
COSTS = "开始日期,结束日期,类别,渠道,金额\n2024-05-01,2024-05-31,获客,门店,200\n2024-05-01,2024-05-31,获客,直播,900\n"
Run = Callable[..., tuple[int, str]]
pytestmark = pytest.mark.usefixtures("learnt_once")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder of its own; gives the exit code and all that was said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GUANXI_HOME", raising=False)

    def command(*arguments: object, formats: str = "json") -> tuple[int, str]:
        words = [str(argument) for argument in arguments]
        code = main([*words, "--lang", "en", "--quiet", *(["--format", formats] if words[0] == "audit" else [])])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out + said.err

    return command


def folder_with(path: Path, **files: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def codes(book: guanxi.Book) -> list[str]:
    return [notice.code for notice in book.notices if notice.code.startswith(("data.", "import.", "as_of."))]


class TestOutputFolder:
    @pytest.mark.slow
    def test_is_one_for_each_data_folder_when_nobody_names_it(self, run: Run, tmp_path: Path) -> None:
        for name in ("first", "second"):
            folder_with(tmp_path / name, orders=FEW.replace("D", name))
            assert run("audit", tmp_path / name)[0] == 0

        assert sorted(path.name for path in (tmp_path / "guanxi-out").iterdir()) == ["first", "second"]
        assert len(Lake.open(tmp_path / "guanxi-out" / "first" / ".lake").imports()) == 1
        code, said = run("lake", "imports")
        assert code == 2 and "guanxi-out/first" in said and "guanxi-out/second" in said and "--out" in said

    def test_is_found_when_there_is_only_one(self, run: Run, tmp_path: Path) -> None:
        assert run("audit", folder_with(tmp_path / "brand", orders=FEW))[0] == 0

        assert "import-000001" in run("lake", "imports")[1]
        code, said = run("lake", "undo", "import-000001")
        assert (code, "Undone" in said) == (0, True)

    def test_that_cannot_be_written_is_a_sentence(self, run: Run, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)
        for out in ("/proc/foo", data / "orders.csv", data / "orders.csv" / "below"):
            for command in (("audit", data), ("simulate", "--contacts", 50)):
                code, said = run(*command, "--out", out)
                assert code == 2
                assert str(out) in said and "--out" in said

    def test_of_a_refused_run_says_that_the_report_is_an_earlier_one(self, run: Run, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)
        assert "earlier run" not in run("audit", data, "--as-of", "nonsense")[1]
        assert run("audit", data)[0] == 0

        code, said = run("audit", data, "--as-of", "nonsense")

        assert code == 2
        assert "guanxi-out/brand/audit.json" in said and "earlier run" in said and "report.html" not in said


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--horizon-days", -5), ("--horizon-days", "-5")),
            (("--as-of", "2099-01-01"), ("--as-of", "today", "2099-01-01")),
            (("--as-of", "31/12/2024"), ("--as-of", "2025-12-31")),
            (("--compare-to", "soon"), ("--compare-to", "soon")),
            (("--as-of", "2024-01-01", "--compare-to", "2024-02-01"), ("--compare-to", "2024-02-01")),
        ],
    )
    def test_are_refused_by_name_before_anything_is_imported(
        self, run: Run, tmp_path: Path, options: tuple[object, ...], words: tuple[str, ...]
    ) -> None:
        code, said = run("audit", folder_with(tmp_path / "brand", orders=FEW), *options)

        assert code == 2
        assert all(word in said for word in words)
        assert not (tmp_path / "guanxi-out").exists()

    @pytest.mark.parametrize("command", ["audit", "network", "troi", "backtest"])
    def test_are_checked_first_by_every_command(self, run: Run, tmp_path: Path, command: str) -> None:
        code, said = run(command, folder_with(tmp_path / "brand", orders=FEW), "--as-of", "2099-01-01")

        assert code == 2 and "--as-of (2099-01-01)" in said
        assert not (tmp_path / "guanxi-out").exists()

    @pytest.mark.parametrize(
        ("command", "options", "words"),
        [
            ("troi", ("--days", 0), ("--days", "0", "between 1 and 365")),
            ("troi", ("--days", 366), ("--days", "366", "between 1 and 365")),
            ("troi", ("--program", " "), ("--program", "blank")),
            ("troi", ("--as-of", "soon"), ("--as-of", "soon")),
            ("network", ("--horizon-days", 0), ("--horizon-days", "0")),
            ("network", ("--as-of", "soon"), ("--as-of", "soon")),
        ],
    )
    def test_of_network_and_troi_are_refused_by_name_too(
        self, run: Run, tmp_path: Path, command: str, options: tuple[object, ...], words: tuple[str, ...]
    ) -> None:
        code, said = run(command, folder_with(tmp_path / "brand", orders=FEW), *options)

        assert code == 2
        assert all(word in said for word in words)
        assert not (tmp_path / "guanxi-out").exists()

    @pytest.mark.parametrize(
        "ask",
        [
            lambda data, out: guanxi.audit(data, as_of="2099-01-01", out=out),
            lambda data, out: guanxi.audit_example("cdnow", horizon_days=0, out=out),
            lambda data, out: network(data, as_of="2099-01-01", out=out),
            lambda data, out: network(data, horizon_days=0, out=out),
            lambda data, out: network(example="cdnow", horizon_days=0, out=out),
            lambda data, out: guanxi.troi(data, as_of="2099-01-01", out=out),
            lambda data, out: guanxi.troi(data, days=0, out=out),
            lambda data, out: guanxi.troi_example("cdnow", days=0, out=out),
        ],
    )
    def test_are_checked_by_the_library_too(self, tmp_path: Path, ask: Callable[[Path, Path], object]) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)

        with pytest.raises(SettingsError, match=r"future|between"):
            ask(data, tmp_path / "out")

        assert not (tmp_path / "out").exists()

    @pytest.mark.slow
    def test_a_date_far_behind_the_last_event_is_pointed_out(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)

        late, soon = (guanxi.audit(data, as_of=day) for day in ("2024-12-31", "2024-06-10"))

        (notice,) = [notice for notice in late.notices if notice.code == "as_of.after_data"]
        assert notice.severe and "2024-05-28" in notice.en and "2024-05-28" in notice.zh
        assert "as_of.after_data" not in codes(soon)


class TestBasis:
    @pytest.mark.parametrize("line", ["zone: UTC", "currency: USD"])
    def test_changing_it_is_refused_and_changing_it_back_heals(self, tmp_path: Path, line: str) -> None:
        data, out = folder_with(tmp_path / "brand", orders=FEW, costs=COSTS), tmp_path / "out"
        first = guanxi.audit(data, out=out)
        (data / "guanxi.yaml").write_text(line, encoding="utf-8")

        with pytest.raises(OtherBasis):
            guanxi.audit(data, out=out)

        (data / "guanxi.yaml").unlink()
        again = guanxi.audit(data, out=out)
        assert (again.statement, again.roi) == (first.statement, first.roi)
        assert len(Lake.open(out / ".lake").imports()) == 1


class TestPagesOfTheirOwn:
    """`guanxi network` and `guanxi troi` say of the data what the audit says of it."""

    DEALT = "会员号,活动ID,分组,分组时间,占比\n" + "".join(
        f"M{i},会员俱乐部,{'处理组' if i % 2 else '对照组'},2024-05-02,0.5\n" for i in range(7)
    )

    def brand_with_troubles(self, folder: Path) -> Path:
        """Rows that cannot be read, the same orders stated differently by two files, and a name."""
        broken = FEW + "".join(f"X{i},M1,someday,9\n" for i in range(20))
        other = FEW.replace(",10\n", ",11\n").replace(",12\n", ",99\n")
        folder_with(folder, orders=broken, second=other, dealt=self.DEALT)
        (folder / "guanxi.yaml").write_text("brand: 山间茶\nmargin_rate: 0.4\n", encoding="utf-8")
        return folder

    def test_carry_the_audit_s_notices_and_the_brand_s_name(self, tmp_path: Path) -> None:
        data = self.brand_with_troubles(tmp_path / "brand")

        said = [each for each in guanxi.audit(data).notices if each.code.startswith(("data.", "import."))]

        assert {each.code.split(":")[0] for each in said} >= {"data.rows_lost", "import.files_disagree"}
        for page in (network(data), guanxi.troi(data)):
            assert [each for each in page.notices if each.code.startswith(("data.", "import."))] == said
            assert page.brand == "山间茶"
            html = page.to_html(lang="zh")
            assert "<title>山间茶 · " in html
            assert "“orders.csv”的 60 行中有 20 行" in re.sub(r"<[^>]+>", "", html)

    @pytest.mark.parametrize("command", ["network", "troi"])
    def test_say_them_on_the_terminal_and_leave_the_rows(self, run: Run, tmp_path: Path, command: str) -> None:
        code, said = run(command, self.brand_with_troubles(tmp_path / "brand"), "--out", "out")

        assert code == 0
        assert "! 20 of the 60 rows of “orders.csv” (33 %) were set aside" in said
        assert "Quarantined rows: 20" in said
        assert (tmp_path / "out" / "quarantine.csv").read_text(encoding="utf-8-sig").count("someday") == 20

    def test_a_date_far_behind_the_last_event_is_pointed_out_by_the_network(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)

        late, soon = (network(data, as_of=day).notices for day in ("2024-12-31", "2024-06-10"))

        (notice,) = [notice for notice in late if notice.code == "as_of.after_data"]
        assert notice.severe and "2024-05-28" in notice.en
        assert "as_of.after_data" not in {notice.code for notice in soon}


class TestFilesThatAreGone:
    @pytest.mark.slow
    def test_still_count_and_the_report_says_how_to_remove_them(self, run: Run, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW, more=FEW.replace("D", "E"))
        assert codes(guanxi.audit(data, out="out")) == []
        (data / "more.csv").unlink()

        book = guanxi.audit(data, out="out")

        (notice,) = [notice for notice in book.notices if notice.code == "data.not_in_folder"]
        assert "more.csv" in notice.en and "more.csv" in notice.zh and "orders.csv" not in notice.en
        (command,) = [part for part in notice.zh.split("，") if "guanxi lake undo" in part]
        assert command.endswith("guanxi lake undo import-000001 --out out")
        assert run("lake", "undo", "import-000001", "--out", "out")[0] == 0
        without = guanxi.audit(data, out="out")
        assert codes(without) == []
        assert without.statement == guanxi.audit(data).statement

    def test_of_another_folder_are_named_with_it(self, run: Run, tmp_path: Path) -> None:
        other = folder_with(tmp_path / "other", orders=FEW.replace("D", "E") + "X,M1,2024-06-01,5\n")
        run("audit", other, "--out", "out")

        code, said = run("audit", folder_with(tmp_path / "brand", orders=FEW), "--out", "out")

        assert code == 0
        assert "orders.csv (other)" in said and "lake undo import-000001 --out out" in said

    def test_are_not_suspected_when_the_folder_was_only_renamed(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW)
        guanxi.audit(data, out=tmp_path / "out")

        assert codes(guanxi.audit(data.rename(tmp_path / "renamed"), out=tmp_path / "out")) == []

    @pytest.mark.slow
    def test_a_file_that_grew_is_listed_once(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW + "bad,,,\n")
        guanxi.audit(data, out=tmp_path / "out")
        folder_with(data, orders=FEW + "bad,,,\nD99,M1,2024-06-01,5\n")

        quality = guanxi.audit(data, out=tmp_path / "out").quality

        ((file,), n_refused) = quality.files, quality.n_quarantined
        assert (file.n_rows, n_refused) == (42, 1), "the bad row is one row, however often it was read"
        assert "2 imports" in file.note_en and "2 次" in file.note_zh


class TestLoss:
    def test_of_every_row_says_why_and_writes_the_quarantine(self, run: Run, tmp_path: Path) -> None:
        bad = HEADER + "".join(f"D{i},M{i},{1 + i % 28}/5/2024,10\n" for i in range(30))

        code, said = run("audit", folder_with(tmp_path / "brand", orders=bad))

        assert code == 2
        assert "30 of 30 rows" in said and "下单时间" in said and "dates: order:" in said
        written = (tmp_path / "guanxi-out" / "brand" / "quarantine.csv").read_text(encoding="utf-8-sig")
        assert len(written.splitlines()) == 31

    def test_of_many_rows_is_a_severe_notice(self, run: Run, tmp_path: Path) -> None:
        bad = "".join(f"B{i},M{i},2024-05-01,USD 10\n" for i in range(3))
        data = folder_with(tmp_path / "brand", orders=FEW + bad)

        code, said = run("audit", data)

        assert code == 0 and "! 3 of the 43 rows of “orders.csv” (7 %)" in said
        (notice,) = [each for each in guanxi.audit(data).notices if each.code == "data.rows_lost:orders.csv"]
        assert notice.severe and "7%" in notice.zh and "CNY" in notice.zh

    @pytest.mark.parametrize("row", ["B{},M1,2024-05-01,ten\n", ""], ids=["few rows", "none"])
    def test_of_few_rows_is_none(self, tmp_path: Path, row: str) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW + row.format(1))
        assert codes(guanxi.audit(data)) == []

    def test_unpaid_orders_and_totals_are_no_loss(self, tmp_path: Path) -> None:
        rows = "".join(f"D{i},M{i},2024-05-{1 + i % 28:02d},10,{'待付款' if i % 3 else '完成'}\n" for i in range(40))
        data = folder_with(tmp_path / "brand", orders=f"订单号,会员号,下单时间,实付金额,订单状态\n{rows}合计,,,400,\n")

        book = guanxi.audit(data)

        assert codes(book) == []
        assert book.quality.n_quarantined == 27, "26 unpaid orders and the total"

    def test_an_earlier_quarantine_goes_when_nothing_is_refused_any_more(self, run: Run, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW + "B1,M1,2024-05-01,ten\n")
        run("audit", data)
        listed = tmp_path / "guanxi-out" / "brand" / "quarantine.csv"
        assert listed.exists()

        run("audit", folder_with(data, orders=FEW + "B1,M1,2024-05-01,10\n"))

        assert not listed.exists()


class TestContradictions:
    def test_between_files_reach_the_report(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", a=FEW, b=FEW.replace(",10\n", ",99\n"))

        book = guanxi.audit(data)

        (notice,) = [each for each in book.notices if each.code.startswith("import.files_disagree")]
        assert notice.severe and all(word in notice.zh for word in ("a.csv", "b.csv", "10.00", "99.00"))
        assert notice.zh in book.quality.files[1].note_zh

    def test_within_a_file_reach_the_report_too(self, tmp_path: Path) -> None:
        book = guanxi.audit(folder_with(tmp_path / "brand", orders=FEW + "D1,M1,2024-05-02,7\n"))

        (notice,) = [each for each in book.notices if each.code.startswith("import.disputed_orders")]
        assert notice.severe
        assert notice.en in book.quality.files[0].note_en


class TestCostSheet:
    def test_with_a_corrected_channel_counts_once(self, run: Run, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", orders=FEW, costs=COSTS)
        run("audit", data, "--out", "out")

        code, said = run("audit", folder_with(data, costs=COSTS.replace("直播", "抖音")), "--out", "out")

        assert code == 0 and "1 costs" in said
        with Lake.open(tmp_path / "out" / ".lake").session(as_of_ms=2_000_000_000_000) as session:
            counted = session.con.execute("SELECT channel, amount_fen FROM costs ORDER BY ALL").fetchall()
        assert counted == [("抖音", 900_00), ("门店", 200_00)]


class TestMissing:
    def test_orders_are_named_where_there_are_none(self, tmp_path: Path) -> None:
        text = "会员号,时间,事件类型\n" + "".join(f"M{i},2024-05-{1 + i % 28:02d},进群\n" for i in range(40))

        book = guanxi.audit(folder_with(tmp_path / "brand", events=text))

        assert "missing.orders" in [notice.code for notice in book.quality.missing]


class TestNothing:
    def test_at_all_keeps_its_own_sentence(self, tmp_path: Path) -> None:
        data = folder_with(tmp_path / "brand", contacts="会员号,添加时间\nM1,2024-05-01\n")
        with pytest.raises(NotEnoughData, match="holds no event"):
            guanxi.audit(data)
