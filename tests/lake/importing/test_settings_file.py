"""guanxi.yaml: what it may say, and the sentence for everything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guanxi.kit.errors import SettingsError
from guanxi.lake.importing import BrandSettings, load_settings, parse_settings
from guanxi.lake.importing.settings import FileRule, ServiceRates, StatedCost, own_kind
from guanxi.lake.kinds import Role

WHOLE = """
brand: 山间茶
currency: cny
zone: Asia/Shanghai
margin_rate: 0.45
discount_rate: 0.08
risk_free: 0.015
rates: {per_message: 0.05, per_staff_minute: 1.2, per_contact_year: 3}
costs:
  - {from: 2025-01-01, until: 2025-02-01, category: acquisition, channel: 抖音, staff: S1, program: P1, amount: 1200.50}
files:
  "orders*.csv":
    table: orders
    columns: {contact_key: 会员, amount: 实收}
    source: shop
    encoding: gb18030
    separator: tab
kinds:
  tasting_joined: {role: act, weight: 2, half_life_days: 90, zh: 品鉴会, en: tasting}
dates: {earliest: 2000-01-01, future_days: 3, order: dmy}
"""


class TestWhatItMaySay:
    def test_everything_at_once(self) -> None:
        assert parse_settings(WHOLE) == BrandSettings(
            brand="山间茶",
            currency="CNY",
            zone="Asia/Shanghai",
            margin_rate=0.45,
            discount_rate=0.08,
            risk_free=0.015,
            rates=ServiceRates(Decimal("0.05"), Decimal("1.2"), Decimal("3")),
            costs=(StatedCost(date(2025, 1, 1), date(2025, 2, 1), "acquisition", 120_050, "抖音", "S1", "P1"),),
            files=(
                FileRule("orders*.csv", "orders", {"contact_key": "会员", "amount": "实收"}, "shop", "gb18030", "tab"),
            ),
            kinds=(own_kind("tasting_joined", Role.ACT, 2.0, 90.0, zh="品鉴会", en="tasting"),),
            dates=parse_settings("dates: {earliest: 2000-01-01, future_days: 3, order: dmy}").dates,
        )

    def test_nothing_is_needed(self, tmp_path: Path) -> None:
        settings = load_settings(tmp_path)

        assert settings == BrandSettings() == parse_settings("")
        assert (settings.margin, settings.margin_is_assumed) == (0.30, True)

    def test_lies_beside_the_data(self, tmp_path: Path) -> None:
        (tmp_path / "guanxi.yaml").write_text("currency: USD", encoding="utf-8")

        assert load_settings(tmp_path).currency == load_settings(tmp_path / "orders.csv").currency == "USD"


class TestWhatItMayNotSay:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("currancy: CNY", "Did you mean: currency"),
            ("rates: {per_mesage: 1}", r"rates.per_mesage.*per_message"),
            ("currency: yuan", "three letters"),
            ("zone: Shanghai", "no time zone"),
            ("margin_rate: 30", "between 0 and 1"),
            ("margin_rate: yes", "between 0 and 1"),
            ("rates: {per_message: -1}", "not negative"),
            ("rates: {per_message: abc}", "amount such as"),
            ("rates: 5", "name: value"),
            ("costs: {a: 1}", "a list"),
            ("costs: [{from: 2025-01-01, category: rent, amount: 1}]", "acquisition, maintenance"),
            ("costs: [{from: 2025-02-01, until: 2025-01-01, category: maintenance, amount: 1}]", "after 2025-02-01"),
            ("costs: [{from: soon, category: maintenance, amount: 1}]", r"costs\[0\].from"),
            ("files: {a.csv: {table: order}}", "orders"),
            ("files: {a.csv: {colums: {}}}", "columns"),
            ("files: {a.csv: {table: orders, columns: {amout: x}}}", "amount"),
            ("files: {a.csv: {separator: '#'}}", "comma, tab"),
            ("kinds: {order_paid: {role: act}}", "standard kind"),
            ("kinds: {Tasting: {role: act}}", "small letters"),
            ("kinds: {tasting: {role: hug}}", "acquire, act"),
            ("kinds: {tasting: {role: act, weight: 0}}", "above 0"),
            ("dates: {order: ymd}", "dmy, mdy"),
            ("a: [", "not valid YAML"),
            ("- 1", "name: value"),
            ("!!python/object/apply:os.system ['true']", "not valid YAML"),
        ],
    )
    def test_is_refused_with_the_key_and_the_way_out(self, text: str, says: str) -> None:
        with pytest.raises(SettingsError, match=says) as refusal:
            parse_settings(text)

        assert refusal.value.zh != refusal.value.en

    def test_an_unknown_encoding_is_refused(self, tmp_path: Path) -> None:
        from guanxi.lake.importing import stage

        (tmp_path / "a.csv").write_text("客户编号,付款时间,金额\n", encoding="utf-8")
        settings = parse_settings("files: {a.csv: {encoding: klingon}}")

        with pytest.raises(SettingsError, match="no encoding “klingon”"):
            stage(tmp_path, tmp_path / "w", settings, clock_ms=0)


class TestOwnKinds:
    def test_have_the_same_number_in_every_import(self) -> None:
        assert (
            own_kind("tasting_joined", Role.ACT, 1.0, 45.0).kind_id
            == own_kind("tasting_joined", Role.GIVE, 2.0, 9.0).kind_id
        )
