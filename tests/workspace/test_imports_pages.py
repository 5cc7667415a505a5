"""Files from the browser: handed in, looked at, imported, taken back; nothing lost, nothing believed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.imports.contracts import ImportState
from guanxi.imports.models import FileImport
from guanxi.imports.uploads import folder_of, plain_name
from guanxi.jobs.models import Job
from guanxi.lake.engine import Lake
from guanxi.people.models import Contact
from guanxi.site.home import Home

ORDERS = "会员卡号,订单号,付款时间,实付金额\nA1,1,2025-03-01 10:00,88.50\nA2,2,2025-03-02,12\nA2,3,坏日期,9\n"
LATE_MS = 10**13


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Home:
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    return settings.HOME


def a_file(name: str = "订单.csv", text: str = ORDERS, encoding: str = "gb18030") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


def hand_in(client: Client, *files: SimpleUploadedFile) -> str:
    """The public id of the draft."""
    response = client.post("/imports/new/", {"files": list(files), "end": "1"})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"].split("/")[2]


def amounts(home: Home) -> list[int]:
    with Lake.open(home.lake).session(as_of_ms=LATE_MS) as session:
        return [row[0] for row in session.con.execute("SELECT amount_fen FROM events ORDER BY 1").fetchall()]


class TestHandingIn:
    def test_shows_the_rows_as_they_would_be_understood(self, operator_client: Client) -> None:
        page = operator_client.get(f"/imports/{hand_in(operator_client, a_file())}/").content.decode()

        assert "识别为“订单”" in page
        assert "GB18030" in page
        assert "¥88.50" in page
        assert "2025-03-01 10:00" in page
        assert "坏日期" in page
        assert "“设置 → 品牌”" in page
        assert "1 行会被隔离" in page

    def test_names_the_columns_that_would_not_be_read(self, operator_client: Client) -> None:
        text = "会员卡号,付款时间,实付金额,收货地址,<b>备注</b>\nA1,2025-03-01,1,x,y\n"

        unread = operator_client.get(f"/imports/{hand_in(operator_client, a_file(text=text))}/").content.decode()
        all_read = operator_client.get(f"/imports/{hand_in(operator_client, a_file())}/").content.decode()

        assert "这些列不会被读取：收货地址、&lt;b&gt;备注&lt;/b&gt;" in unread
        assert "不会被读取" not in all_read

    def test_imports_nothing_before_it_is_confirmed(self, operator_client: Client, home: Home) -> None:
        hand_in(operator_client, a_file())

        assert not home.lake.exists()
        assert not Job.objects.exists()

    @pytest.mark.parametrize("name", ["x.exe", "x.xls", "page.html", "x", "a.csv.svg", "/etc/passwd"])
    def test_refuses_what_is_no_table(self, operator_client: Client, home: Home, name: str) -> None:
        response = operator_client.post("/imports/new/", {"files": a_file(name), "end": "1"})

        assert response.status_code == 422
        assert "CSV" in response.content.decode()
        assert not [path for path in home.uploads.rglob("*") if path.is_file()]

    def test_refuses_a_file_that_is_not_what_its_suffix_says(self, operator_client: Client) -> None:
        response = operator_client.post("/imports/new/", {"files": a_file("book.xlsx"), "end": "1"})

        assert response.status_code == 422
        assert "后缀不符" in response.content.decode()

    def test_refuses_more_than_the_limit_and_keeps_nothing(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("guanxi.imports.uploads.MAX_BYTES", 50)

        response = operator_client.post(
            "/imports/new/", {"files": [a_file("a.csv", "a,b\n1,2\n"), a_file()], "end": "1"}
        )

        assert response.status_code == 413
        assert not FileImport.objects.exists()
        assert not list(home.uploads.rglob("*.csv"))

    def test_of_a_table_that_nobody_knows_asks_what_it_is(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, a_file("x.csv", "甲,乙\n1,2\n"))

        page = operator_client.get(f"/imports/{public_id}/").content.decode()

        assert "看不出这是什么表" in page
        assert "guanxi.yaml" not in page

    def test_without_a_file_says_so(self, operator_client: Client) -> None:
        assert "没有选择文件" in operator_client.post("/imports/new/", {"end": "1"}).content.decode()

    @pytest.mark.parametrize(
        ("given", "plain"),
        [
            ("../../etc/订单.CSV", "订单.csv"),
            ("C:\\data\\a b.csv", "a b.csv"),
            ("<script>.csv", "script.csv"),
            ("\u202egnp.csv", "gnp.csv"),
            ("a\x00b\n.csv", "ab.csv"),
            ("[*?].csv", "file.csv"),
            ("字" * 62 + ".csv", "字" * 62 + ".csv"),
        ],
    )
    def test_keeps_only_plain_names(self, given: str, plain: str) -> None:
        assert plain_name(given) == plain

    @pytest.mark.parametrize(
        "given", ["字" * 80 + "ab.csv", "a" * 250 + ".csv", "字" * 300 + ".parquet", "😀" * 60 + ".csv"]
    )
    def test_cuts_long_names_to_what_a_disk_takes_and_keeps_them_apart(self, given: str) -> None:
        name, other = plain_name(given), plain_name("字" + given)

        assert len(name.encode()) <= 200
        assert len(name) <= 120
        assert Path(name).suffix == Path(given).suffix
        assert name != other

    def test_takes_a_file_with_the_longest_legal_name(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, a_file("字" * 80 + "ab.csv"), a_file("字" * 80 + "ab.csv"))

        page = operator_client.get(f"/imports/{public_id}/").content.decode()

        assert page.count("识别为“订单”") == 2
        assert page.count(f"原名： <bdi>{'字' * 80}ab.csv</bdi>") == 2

    def test_says_nothing_of_a_name_that_it_keeps_whole(self, operator_client: Client) -> None:
        page = operator_client.get(f"/imports/{hand_in(operator_client, a_file())}/").content.decode()

        assert "原名" not in page

    def test_keeps_the_good_files_and_says_why_the_others_are_not(self, operator_client: Client, home: Home) -> None:
        public_id = hand_in(
            operator_client, a_file("empty.csv", ""), a_file(), a_file("photo.png", "x"), a_file("book.xlsx")
        )

        page = operator_client.get(f"/imports/{public_id}/").content.decode()

        assert [path.name for path in folder_of(public_id).iterdir()] == ["订单.csv"]
        assert "有 3 个文件没有保留" in page
        assert "“empty.csv”是空文件" in page
        assert "“photo.png”不是可读取的表格" in page
        assert "“book.xlsx”的内容与后缀不符" in page
        assert "识别为“订单”" in page

    def test_refuses_files_of_which_none_is_left_with_each_reason(self, operator_client: Client, home: Home) -> None:
        response = operator_client.post(
            "/imports/new/", {"files": [a_file("empty.csv", ""), a_file("photo.png", "x")], "end": "1"}
        )

        assert response.status_code == 422
        assert "“empty.csv”是空文件" in response.content.decode()
        assert "“photo.png”不是可读取的表格" in response.content.decode()
        assert not [path for path in home.uploads.rglob("*") if path.is_file()]
        assert not FileImport.objects.exists()

    def test_keeps_two_files_of_one_name(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, a_file(), a_file())

        assert sorted(path.name for path in folder_of(public_id).iterdir()) == ["订单 (1).csv", "订单.csv"]


@pytest.mark.django_db(transaction=True)
class TestImporting:
    def test_publishes_good_rows_and_gives_the_bad_ones_back(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        public_id = hand_in(operator_client, a_file())

        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        page = operator_client.get(f"/imports/{public_id}/").content.decode()
        refused = b"".join(operator_client.get(f"/imports/{public_id}/quarantine.csv")).decode("utf-8-sig")
        assert amounts(home) == [1200, 8850]
        assert "导入结果" in page
        assert "坏日期" in refused
        assert "“设置 → 品牌”" in refused
        assert "guanxi.yaml" not in refused
        assert refused.count("\n") == 2

    def test_names_of_contacts_reach_their_pages(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        people = "会员卡号,姓名,添加时间\nA1,<b>林晓月</b>,2025-03-01\n"
        public_id = hand_in(operator_client, a_file(), a_file("客户.csv", people))
        preview = operator_client.get(f"/imports/{public_id}/").content.decode()

        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        assert 'name="column_name"' in preview
        assert "&lt;b&gt;林晓月" in preview
        assert sorted(Contact.objects.values_list("name", flat=True)) == ["", "<b>林晓月</b>"]

    def test_a_file_whose_name_was_shortened_is_called_by_its_own_afterwards(
        self, operator_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        name = "客户" * 40 + "<b>.csv"
        public_id = hand_in(operator_client, a_file(name), a_file("photo.png", "x"))
        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        page = operator_client.get(f"/imports/{public_id}/").content.decode()

        assert "导入结果" in page
        assert page.count(f"原名： <bdi>{'客户' * 40}_b.csv</bdi>") == 1
        assert "“photo.png”不是可读取的表格" in page

    def test_twice_brings_nothing_new(self, operator_client: Client, home: Home, run_jobs: Callable[[], int]) -> None:
        for _ in range(2):
            public_id = hand_in(operator_client, a_file())
            operator_client.post(f"/imports/{public_id}/confirm/")
            run_jobs()

        second = FileImport.objects.get(public_id=public_id)
        assert (second.state, second.import_id, second.result["n_new"]) == (ImportState.DONE, "", 0)
        assert amounts(home) == [1200, 8850]

    def test_reads_a_workbook(self, operator_client: Client, home: Home, run_jobs: Callable[[], int]) -> None:
        book = openpyxl.Workbook()
        for line in ORDERS.splitlines():
            book.active.append(line.split(","))
        content = io.BytesIO()
        book.save(content)
        public_id = hand_in(operator_client, SimpleUploadedFile("book.xlsx", content.getvalue()))

        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        assert amounts(home) == [1200, 8850]

    def test_says_what_to_do_when_nothing_can_be_read(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, a_file("x.csv", "甲,乙\n1,2\n"))

        response = operator_client.post(f"/imports/{public_id}/confirm/")

        assert response.status_code == 409
        assert "缺少的列" in response.content.decode()

    def test_a_worker_that_died_after_publishing_leaves_nothing_doubled(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        public_id = hand_in(operator_client, a_file())
        operator_client.post(f"/imports/{public_id}/confirm/")
        died = monkeypatch.setattr
        died("guanxi.imports.jobs._told", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        run_jobs()
        monkeypatch.undo()
        Job.objects.filter(kind="imports.run").update(state="queued", run_after_ms=0, attempt=0)

        run_jobs()

        row = FileImport.objects.get(public_id=public_id)
        assert (row.state, row.import_id) == (ImportState.DONE, "import-000001")
        assert amounts(home) == [1200, 8850]


@pytest.mark.django_db(transaction=True)
class TestMapping:
    ODD = "谁,何时,多少\nA1,2025-03-01,8\n"

    def choose(self, client: Client, public_id: str, **fields: str) -> str:
        base = {"table": "orders", "was_table": "orders"}
        response = client.post(f"/imports/{public_id}/files/0/", base | fields, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response.content.decode()

    def test_by_hand_makes_a_file_readable(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        public_id = hand_in(operator_client, a_file("odd.csv", self.ODD))

        card = self.choose(
            operator_client, public_id, column_contact_key="谁", column_occurred_at="何时", column_amount="多少"
        )
        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        assert "¥8.00" in card
        assert amounts(home) == [800]

    def test_is_remembered_for_files_with_the_same_headers(
        self, operator_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        first = hand_in(operator_client, a_file("odd.csv", self.ODD))
        self.choose(operator_client, first, column_contact_key="谁", column_occurred_at="何时", column_amount="多少")
        operator_client.post(f"/imports/{first}/confirm/")
        run_jobs()

        second = hand_in(operator_client, a_file("later.csv", "谁,何时,多少\nA2,2025-03-02,9\n"))

        page = operator_client.get(f"/imports/{second}/").content.decode()
        assert "沿用上次的对应关系" in page
        assert "¥9.00" in page

    def test_can_say_that_a_column_is_not_there(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, a_file(text="会员卡号,付款时间,实付金额,渠道\nA1,2025-03-01,8,门店\n"))

        card = self.choose(operator_client, public_id, column_channel="", was_channel="渠道")

        shown = card.split("将会这样理解")[1]
        assert "<bdi>门店</bdi>" not in shown

    @pytest.mark.parametrize("fields", [{"table": "nonsense"}, {"encoding": "rot13"}, {"separator": "';--"}])
    def test_ignores_what_was_not_offered(self, operator_client: Client, fields: dict[str, str]) -> None:
        public_id = hand_in(operator_client, a_file())

        assert "识别为“订单”" in self.choose(operator_client, public_id, **fields)

    def test_of_an_imported_file_is_refused(self, operator_client: Client, run_jobs: Callable[[], int]) -> None:
        public_id = hand_in(operator_client, a_file())
        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()

        response = operator_client.post(f"/imports/{public_id}/files/0/", {"table": "orders"})

        assert response.status_code == 409


@pytest.mark.django_db(transaction=True)
class TestTakingBack:
    def test_first_shows_which_figures_move_and_then_moves_them(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        ids = []
        for text in (ORDERS, "会员卡号,订单号,付款时间,实付金额\nA1,9,2025-04-01,100\nA3,2,2025-03-02,20\n"):
            ids.append(hand_in(operator_client, a_file(text=text)))
            operator_client.post(f"/imports/{ids[-1]}/confirm/")
            run_jobs()

        asked = operator_client.get(f"/imports/{ids[1]}/undo/").content.decode()
        unmoved = amounts(home)
        operator_client.post(f"/imports/{ids[1]}/undo/")
        run_jobs()

        assert "¥208" in asked.replace(",", "")
        assert "¥100" in asked.replace(",", "")
        assert unmoved == [2000, 8850, 10000]
        assert amounts(home) == [1200, 8850]
        assert FileImport.objects.get(public_id=ids[1]).state == ImportState.UNDONE

    def test_twice_is_refused(self, operator_client: Client, run_jobs: Callable[[], int]) -> None:
        public_id = hand_in(operator_client, a_file())
        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()
        operator_client.post(f"/imports/{public_id}/undo/")
        run_jobs()

        assert operator_client.post(f"/imports/{public_id}/undo/").status_code == 409


class TestWhoMay:
    def test_staff_and_analysts_may_not(self, staff_client: Client, analyst_client: Client) -> None:
        assert staff_client.get("/imports/").status_code == 403
        assert analyst_client.post("/imports/new/", {"files": a_file()}).status_code == 403

    def test_an_unknown_import_is_not_found(self, operator_client: Client) -> None:
        assert operator_client.get("/imports/nothing/").status_code == 404
        assert operator_client.get("/imports/nothing/quarantine.csv").status_code == 404
