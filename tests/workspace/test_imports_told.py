"""What the pages of imports say: rows and records apart, what cannot be read at all, and where to go on."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.facade.auditing import import_data
from guanxi.kit.progress import Silent
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

HEADER = "会员卡号,订单号,付款时间,实付金额\n"
ORDERS = HEADER + "A1,1,2025-03-01 10:00,88.50\nA2,2,2025-03-02,12\nA2,3,坏日期,9\n"
CONFIRM, AGAIN = "/confirm/", "重新上传"
NOISE = random.Random(7).randbytes(4_096)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Home:
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    return settings.HOME


def hand_in(client: Client, name: str, content: bytes | str) -> str:
    data = content.encode() if isinstance(content, str) else content
    response = client.post("/imports/new/", {"files": SimpleUploadedFile(name, data), "end": "1"})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"].split("/")[2]


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.either_store
class TestAfterwards:
    def bring(self, client: Client, run_jobs: Callable[[], int], text: str = ORDERS) -> str:
        public_id = hand_in(client, "订单.csv", text)
        client.post(f"/imports/{public_id}/confirm/")
        run_jobs()
        return public_id

    def test_the_second_import_of_a_file_gives_its_refused_rows_too(
        self, operator_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        first, second = (self.bring(operator_client, run_jobs) for _ in range(2))

        downloads = [b"".join(operator_client.get(f"/imports/{each}/quarantine.csv")) for each in (first, second)]
        assert downloads[0] == downloads[1]
        assert "坏日期" in downloads[1].decode("utf-8-sig")
        assert f"/imports/{second}/quarantine.csv" in page(operator_client, f"/imports/{second}/")

    def test_an_import_without_refused_rows_offers_none(
        self, operator_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        public_id = self.bring(operator_client, run_jobs, HEADER + "A1,1,2025-03-01,1\n")

        assert "quarantine.csv" not in page(operator_client, f"/imports/{public_id}/")
        assert operator_client.get(f"/imports/{public_id}/quarantine.csv").status_code == 404

    def test_an_undone_import_offers_none(self, operator_client: Client, run_jobs: Callable[[], int]) -> None:
        public_id = self.bring(operator_client, run_jobs)
        operator_client.post(f"/imports/{public_id}/undo/")
        run_jobs()

        assert "quarantine.csv" not in page(operator_client, f"/imports/{public_id}/")

    @pytest.mark.parametrize(
        ("lang", "said"),
        [
            ("zh", ("读到的行", "新增记录", "下一步：运行审计")),
            ("en", ("Rows read", "New records", "Next: run the audit")),
        ],
    )
    def test_rows_and_records_are_told_apart_and_the_next_step_is_offered(
        self, operator_client: Client, run_jobs: Callable[[], int], lang: str, said: tuple[str, str, str]
    ) -> None:
        public_id = self.bring(operator_client, run_jobs)
        operator_client.cookies["guanxi_lang"] = lang

        listed, one = page(operator_client, "/imports/"), page(operator_client, f"/imports/{public_id}/")

        assert listed.index(said[0]) < listed.index(said[1])
        assert '<td class="n">3</td>' in listed
        assert all(each in one for each in said)
        assert 'href="/book/ask/"' in one

    def test_an_audit_of_an_empty_lake_offers_importing(self, operator_client: Client) -> None:
        assert 'href="/imports/new/"' in page(operator_client, "/book/ask/").split('id="main"')[1]


@pytest.mark.either_store
class TestPreview:
    @pytest.mark.parametrize("end", ["\n", "", "\r\n"])
    def test_counts_the_last_row_of_a_file_without_a_final_line_feed(self, operator_client: Client, end: str) -> None:
        rows = "\n".join(f"A{n},{n},2025-03-01,1" for n in range(60))

        public_id = hand_in(operator_client, "订单.csv", HEADER + rows + end)

        assert "前 60 行都能读取" in page(operator_client, f"/imports/{public_id}/")

    @pytest.mark.parametrize(
        ("name", "content", "zh", "en"),
        [
            ("x.csv", NOISE, "不是文本", "is not text"),
            ("x.csv", os.urandom(1) + b"\x00" * 500, "不是文本", "is not text"),
            ("x.xlsx", b"PK\x03\x04" + NOISE, "已损坏", "is damaged"),
            ("x.parquet", b"PAR1" + NOISE, "已损坏", "damaged"),
        ],
    )
    def test_of_what_cannot_be_read_at_all_offers_nothing_but_another_file(
        self, operator_client: Client, name: str, content: bytes, zh: str, en: str
    ) -> None:
        public_id = hand_in(operator_client, name, content)

        chinese = page(operator_client, f"/imports/{public_id}/")
        operator_client.cookies["guanxi_lang"] = "en"
        english = page(operator_client, f"/imports/{public_id}/")

        assert zh in chinese and en in english
        assert AGAIN in chinese and "Hand in other files" in english
        assert CONFIRM not in chinese
        assert "<select" not in chinese.split('id="main"')[1]

    @pytest.mark.parametrize("text", ["甲,乙\n1,2\n", "a\tb\x0c\n1\t2\n"])
    @pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
    def test_text_in_any_encoding_is_still_text(self, operator_client: Client, text: str, codec: str) -> None:
        public_id = hand_in(operator_client, "x.csv", text.encode(codec))

        assert "看不出这是什么表" in page(operator_client, f"/imports/{public_id}/")


@pytest.mark.either_store
class TestUnmapped:
    ODD = "谁,何时,多少\nA1,2025-03-01,8\n"

    def test_the_button_comes_with_the_mapping(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, "odd.csv", self.ODD)
        before = page(operator_client, f"/imports/{public_id}/")
        fields = {"table": "orders", "was_table": "orders"}
        fields |= {"column_contact_key": "谁", "column_occurred_at": "何时", "column_amount": "多少"}

        card = operator_client.post(f"/imports/{public_id}/files/0/", fields, headers={"HX-Request": "true"})

        assert CONFIRM not in before
        assert CONFIRM in card.content.decode()
        assert '<div id="confirm" hx-swap-oob="true">' in card.content.decode()

    def test_the_button_goes_with_the_last_file(self, operator_client: Client) -> None:
        public_id = hand_in(operator_client, "订单.csv", ORDERS)

        card = operator_client.post(
            f"/imports/{public_id}/files/0/", {"is_ignored": "on"}, headers={"HX-Request": "true"}
        )

        assert CONFIRM not in card.content.decode()

    @pytest.mark.parametrize(("lang", "link"), [("zh", AGAIN), ("en", "Hand in other files")])
    def test_a_refusal_stays_with_the_files(self, operator_client: Client, lang: str, link: str) -> None:
        operator_client.cookies["guanxi_lang"] = lang
        public_id = hand_in(operator_client, "odd.csv", self.ODD)

        response = operator_client.post(f"/imports/{public_id}/confirm/")

        told = response.content.decode()
        assert response.status_code == 409
        assert "odd.csv" in told
        assert f'<a href="/imports/new/">{link}</a>' in told


@pytest.mark.either_store
@pytest.mark.parametrize(("lang", "said"), [("zh", "用命令导入的"), ("en", "Imported by the command")])
def test_imports_of_the_command_are_listed_without_a_page_of_their_own(
    operator_client: Client, home: Home, tmp_path: Path, lang: str, said: str
) -> None:
    folder = tmp_path / "云岫<b>"
    folder.mkdir()
    (folder / "订单.csv").write_text(ORDERS, encoding="utf-8")
    import_data(Lake.create(home.lake), folder, Silent())
    operator_client.cookies["guanxi_lang"] = lang

    listed = page(operator_client, "/imports/")

    assert said in listed
    assert "云岫&lt;b&gt;" in listed
    assert "还没有导入过数据" not in listed


@pytest.mark.either_store
def test_columns_are_called_as_the_documentation_does(operator_client: Client) -> None:
    seen = page(operator_client, f"/imports/{hand_in(operator_client, '订单.csv', ORDERS)}/")

    assert "客户编号" in seen and "实付金额" in seen
    assert "客户ID" not in seen and "买家实际支付金额" not in seen


@pytest.mark.either_store
@pytest.mark.django_db(transaction=True)
def test_what_is_said_of_a_file_names_what_a_browser_can_do(
    operator_client: Client, run_jobs: Callable[[], int]
) -> None:
    public_id = hand_in(
        operator_client, "orders.csv", "会员卡号,订单号,买家付款时间,实付金额\nA1,1,2025-03-01,5\nA1,1,2025-03-01,6\n"
    )
    operator_client.post(f"/imports/{public_id}/confirm/")
    run_jobs()

    said = page(operator_client, f"/imports/{public_id}/")

    assert "含义是推断的" in said
    assert "请重新上传，并在确认之前选好各列" in said
    assert "选为“商品实付金额”" in said
    assert "guanxi.yaml" not in said
