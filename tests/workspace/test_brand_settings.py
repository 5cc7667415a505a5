"""The brand's settings on a page: who may change them, what is refused, and what of the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.accounts.models import AuditEntry
from guanxi.books.contracts import Asked, BookKind
from guanxi.books.operations import digest_now
from guanxi.facade.asking import now_ms
from guanxi.intake.brand import current_brand
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db
FORM = {"brand": "云岫", "margin_rate": "42.5", "discount_rate": "10", "risk_free": "2", "date_order": ""}
PAGE, CHANGE = "/settings/brand/", "/settings/brand/change/"


@pytest.fixture(autouse=True)
def home(empty_home: Home) -> Home:
    return empty_home


@pytest.fixture
def file(home: Home) -> Path:
    return home.path / "guanxi.yaml"


class TestSaving:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "已保存"), ("en", "Saved")])
    def test_counts_at_once_and_stands_in_the_log(self, owner_client: Client, file: Path, lang: str, said: str) -> None:
        owner_client.cookies["guanxi_lang"] = lang

        page = owner_client.post(CHANGE, FORM, follow=True).content.decode()

        assert said in page
        assert (current_brand().brand, current_brand().margin_rate) == ("云岫", 0.425)
        entry = AuditEntry.objects.get(action="settings.brand_changed")
        assert entry.after["margin_rate"] == "42.5"
        assert [path.name for path in file.parent.iterdir()] == ["guanxi.yaml"]

    def test_keeps_comments_and_everything_that_the_page_does_not_know(self, owner_client: Client, file: Path) -> None:
        kept = '# ours\nfiles:\n  "o*.csv": {table: orders}\nkinds:\n  tea_tasted: {role: act}\n'
        file.write_text(f"margin_rate: 0.3  # guessed\n{kept}dates:\n  earliest: 2001-01-01\n", encoding="utf-8")

        owner_client.post(CHANGE, FORM)

        text = file.read_text(encoding="utf-8")
        assert kept in text and "guessed" not in text
        assert current_brand().dates.earliest.year == 2001
        assert current_brand().files[0].pattern == "o*.csv"

    @pytest.mark.parametrize(
        "text",
        ["{brand: x, margin_rate: 0.1}", "brand:\n  x\ndates:\n  order: dmy\n", "margin_rate: 0.1\nmargin_rate: 0.2"],
    )
    def test_of_a_file_in_another_style_says_the_same(self, owner_client: Client, file: Path, text: str) -> None:
        file.write_text(text, encoding="utf-8")

        owner_client.post(CHANGE, FORM | {"date_order": "mdy"})

        wanted = {"brand": "云岫", "margin_rate": 0.425, "dates": {"order": "mdy"}}
        assert yaml.safe_load(file.read_text(encoding="utf-8")) == wanted

    def test_an_emptied_margin_is_not_known_any_more(self, owner_client: Client) -> None:
        owner_client.post(CHANGE, FORM)
        owner_client.post(CHANGE, FORM | {"margin_rate": " "})

        assert current_brand().margin_is_assumed

    def test_of_nothing_new_writes_nothing(self, owner_client: Client, file: Path) -> None:
        file.write_text("margin_rate: 0.33333\n", encoding="utf-8")

        owner_client.post(CHANGE, FORM | {"brand": "", "margin_rate": "33.33"})

        assert file.read_text(encoding="utf-8") == "margin_rate: 0.33333\n"
        assert not AuditEntry.objects.filter(action="settings.brand_changed").exists()

    def test_asks_for_a_new_audit(self, owner_client: Client, home: Home) -> None:
        Lake.create(home.lake)
        asked = Asked(BookKind.AUDIT, now_ms(), None, 365)
        before = digest_now(asked)

        owner_client.post(CHANGE, FORM)

        assert digest_now(asked) != before


class TestRefusing:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"margin_rate": "101"}, {"margin_rate": "-1"}, {"margin_rate": "nan"}, {"margin_rate": "1e9"},
            {"margin_rate": "٣"}, {"margin_rate": "{a: b}"}, {"discount_rate": ""}, {"risk_free": "inf"},
            {"brand": "x" * 61}, {"brand": "a\nfiles: {}"}, {"brand": "a\u202eb"}, {"date_order": "ymd"},
            {"zone": "Mars/Base"}, {"zone": "../../etc/passwd"}, {"zone": "\x00"},
        ],
    )  # fmt: skip
    def test_hostile_values_are_refused_beside_their_field(
        self, owner_client: Client, file: Path, wrong: dict[str, str]
    ) -> None:
        response = owner_client.post(CHANGE, FORM | wrong)

        assert response.status_code == 400
        assert "is-invalid" in response.content.decode()
        assert not file.exists()

    def test_a_name_that_is_yaml_is_a_name(self, owner_client: Client) -> None:
        name = '"}: {x: [*a, !!python/object:os.system'

        owner_client.post(CHANGE, FORM | {"brand": name})

        assert current_brand().brand == name

    def test_the_zone_stays_once_there_is_data(self, owner_client: Client, run_jobs: object, file: Path) -> None:
        text = "会员卡号,订单号,付款时间,实付金额\nA1,1,2025-03-01,1\n"
        made = owner_client.post("/imports/new/", {"files": SimpleUploadedFile("o.csv", text.encode()), "end": "1"})
        owner_client.post(made.headers["Location"] + "confirm/")
        run_jobs()  # type: ignore[operator]

        response = owner_client.post(CHANGE, FORM | {"zone": "Europe/London"})

        assert response.status_code == 400
        assert 'name="zone"' not in owner_client.get(PAGE).content.decode()
        assert not file.exists()

    def test_an_operator_looks_and_others_do_not(
        self, operator_client: Client, staff_client: Client, admin_client: Client
    ) -> None:
        page = operator_client.get(PAGE)

        assert page.status_code == 200
        assert CHANGE not in page.content.decode()
        assert operator_client.post(CHANGE, FORM).status_code == 403
        assert [client.get(PAGE).status_code for client in (staff_client, admin_client)] == [403, 403]


@pytest.mark.parametrize(("lang", "row"), [("zh", "2025-03,维系,抖音,1200"), ("en", "2025-03,maintenance,shop,1200")])
def test_the_table_of_costs_is_recognised_once_it_is_filled_in(owner_client: Client, lang: str, row: str) -> None:
    owner_client.cookies["guanxi_lang"] = lang
    table = owner_client.get("/settings/brand/costs.csv").content + row.encode() + b"\r\n"

    made = owner_client.post(
        "/imports/new/", {"files": SimpleUploadedFile("costs.csv", table), "end": "1"}, follow=True
    )

    page = made.content.decode()
    assert ("识别为“费用”" if lang == "zh" else "Read as “Costs”") in page
    assert ("前 1 行都能读取" if lang == "zh" else "all of the first 1 rows") in page
