"""What each kind of file becomes: fixed inputs, fixed rows."""

from __future__ import annotations

import json

import duckdb
from brand_folder import Import

from guanxi.kit.clock import parse_as_of
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import STAGED_TABLES, staged_columns

PAID, REFUNDED = BY_CODE["order_paid"].kind_id, BY_CODE["order_refunded"].kind_id


def at(text: str) -> int:
    return parse_as_of(text, "Asia/Shanghai")


class TestOrders:
    ORDERS = (
        "订单编号,客户编号,付款时间,实付金额,优惠金额,退款金额,退款时间,订单状态,商品名称,数量,渠道,导购,门店\n"
        "A1,C1,2025-01-03 10:00,90.00,10.00,,,已完成,龙井,2,小程序,S1,P1\n"
        "A2,C2,2025-01-04 11:00,50.00,,20.00,2025-01-09 09:00,部分退款,普洱,1,门店,,\n"
        "A3,C2,2025-01-05 12:00,30.00,,,,已退款,,,,,\n"
        "A4,C3,2025-01-06 13:00,-15.00,,,,,,,,,\n"
        "A5,C3,2025-01-07 14:00,70.00,,,,交易关闭,,,,,\n"
        "A6,C3,2025-01-08 15:00,0,5,,,已完成,赠品,1,,,\n"
    )

    def test_become_orders_and_refunds(self, importing: Import) -> None:
        got = importing({"orders.csv": self.ORDERS})

        columns = "source_event_id, kind_id, contact_key, occurred_ms, amount_fen, value_hint_fen"
        assert got.rows("events", columns) == [
            ("order:A1", PAID, "C1", at("2025-01-03T10:00"), 9000, 1000),
            ("order:A2", PAID, "C2", at("2025-01-04T11:00"), 5000, 0),
            ("refund:A2", REFUNDED, "C2", at("2025-01-09T09:00"), -2000, 0),
            ("order:A3", PAID, "C2", at("2025-01-05T12:00"), 3000, 0),
            ("refund:A3", REFUNDED, "C2", at("2025-01-05T12:00"), -3000, 0),
            ("refund:A4", REFUNDED, "C3", at("2025-01-06T13:00"), -1500, 0),
            ("order:A6", PAID, "C3", at("2025-01-08T15:00"), 0, 500),
        ]
        assert got.quarantine() == [(6, "import.not_paid")]

    def test_keep_who_and_where(self, importing: Import) -> None:
        got = importing({"orders.csv": self.ORDERS})

        columns = "source_id, channel, staff_id, point_id, currency, received_ms, automated, peer_key, properties"
        assert got.rows("events", columns)[0] == ("files", "小程序", "S1", "P1", "CNY", None, False, "", "{}")

    def test_become_items_where_products_are_named(self, importing: Import) -> None:
        got = importing({"orders.csv": self.ORDERS})

        columns = "source_event_id, contact_key, product, quantity, price_fen, discount_fen"
        assert got.rows("order_items", columns) == [
            ("order:A1", "C1", "龙井", 2.0, 9000, 1000),
            ("order:A2", "C2", "普洱", 1.0, 5000, 0),
            ("order:A6", "C3", "赠品", 1.0, 0, 500),
        ]

    def test_are_net_of_the_discount_where_only_the_gross_amount_is_given(self, importing: Import) -> None:
        got = importing({"o.csv": "客户编号,下单时间,原价,优惠金额\nC1,2025-01-03,100,15\nC1,2025-01-04,100,\n"})

        assert got.rows("events", "amount_fen, value_hint_fen") == [(8500, 1500), (10000, 0)]

    def test_all_refunds_are_no_orders(self, importing: Import) -> None:
        got = importing({"o.csv": "客户编号,下单时间,金额\nC1,2025-01-03,-5\nC2,2025-01-03,（7.00）\n"})

        assert got.rows("events", "kind_id, amount_fen") == [(REFUNDED, -500), (REFUNDED, -700)]


class TestOrderLines:
    def test_are_summed_to_orders(self, importing: Import) -> None:
        text = (
            "订单号,客户ID,下单时间,商品名称,数量,小计,优惠,退款金额\n"
            "A1,C1,2025-01-03 10:00,龙井,2,60.00,5,\n"
            "A2,C2,2025-01-04 10:00,普洱,1,20.00,,\n"
            "A1,C1,2025-01-03 10:00,杯子,1,15.50,,15.50\n"
        )

        got = importing({"lines.csv": text})

        assert got.rows("events", "source_event_id, kind_id, contact_key, amount_fen, value_hint_fen") == [
            ("order:A1", PAID, "C1", 7550, 500),
            ("refund:A1", REFUNDED, "C1", -1550, 0),
            ("order:A2", PAID, "C2", 2000, 0),
        ]
        assert got.rows("order_items", "source_event_id, product, quantity, price_fen") == [
            ("order:A1", "龙井", 2.0, 6000),
            ("order:A2", "普洱", 1.0, 2000),
            ("order:A1", "杯子", 1.0, 1550),
        ]
        assert got.staged.files[0].n_staged == 3


class TestEvents:
    def test_keep_their_own_columns(self, importing: Import) -> None:
        text = (
            "source_event_id,contact_key,occurred_ms,kind,automated,channel,staff_id,program_id,peer_key,amount_fen,"
            "cost_fen,value_hint_fen,received_ms,properties\n"
            'E1,C1,1735884300000,promotion_sent,0,wecom,S1,P1,,0,12,500,1735884400000,"{""a"":1}"\n'
            "E2,C1,1735884300000,referral_converted,1,,,,C2,0,0,0,,\n"
        )

        got = importing({"events.csv": text})

        identity, values = "source_event_id, kind_id, automated, program_id, peer_key", "cost_fen, value_hint_fen"
        assert got.rows("events", f"{identity}, {values}, received_ms, properties") == [
            ("E1", BY_CODE["promotion_sent"].kind_id, False, "P1", "", 12, 500, 1_735_884_400_000, '{"a":1}'),
            ("E2", BY_CODE["referral_converted"].kind_id, True, "", "C2", 0, 0, None, "{}"),
        ]

    def test_kinds_are_known_by_code_number_and_name(self, importing: Import) -> None:
        words = ["complaint_filed", "投诉", "Complaint filed", str(BY_CODE["complaint_filed"].kind_id)]
        lines = "".join(f"C1,2025-01-0{i + 1},{word}\n" for i, word in enumerate(words))

        got = importing({"e.csv": "客户编号,发生时间,事件类型\n" + lines + "C1,2025-01-09,打喷嚏\n"})

        assert {row[0] for row in got.rows("events", "kind_id")} == {BY_CODE["complaint_filed"].kind_id}
        assert got.quarantine() == [(6, "import.unknown_kind")]

    def test_the_brands_own_kinds_come_along(self, importing: Import) -> None:
        yaml = "kinds:\n  tasting_joined: {role: act, weight: 2, half_life_days: 90, zh: 品鉴会, en: tasting}\n"

        got = importing({"e.csv": "客户编号,发生时间,事件类型\nC1,2025-01-01,品鉴会\n"}, yaml)

        (kind,) = got.staged.kinds
        assert (kind.code, kind.role, kind.weight, kind.half_life_days) == ("tasting_joined", "act", 2.0, 90.0)
        assert got.rows("events", "kind_id") == [(kind.kind_id,)]
        assert 1000 <= kind.kind_id <= 32_767

    def test_text_in_the_properties_becomes_json(self, importing: Import) -> None:
        got = importing({"e.csv": "客户编号,发生时间,事件类型,属性\nC1,2025-01-01,投诉,太慢了\n"})

        assert json.loads(str(got.rows("events", "properties")[0][0])) == {"text": "太慢了"}


class TestOtherTables:
    def test_contacts(self, importing: Import) -> None:
        text = "客户编号,添加时间,渠道,活码,邀请人,员工\nC1,2025-01-01,抖音,Q1,,S1\nC2,,,Q2,C1,\n"

        got = importing({"contacts.csv": text})

        columns = (
            "contact_key, source_key, acquired_ms, channel, campaign, inviter_key, staff_id, valid_from_ms,"
            " valid_until_ms"
        )
        day = at("2025-01-01T00:00")
        assert got.rows("contacts", columns) == [
            ("C1", "C1", day, "抖音", "Q1", "", "S1", day, None),
            ("C2", "C2", None, "", "Q2", "C1", "", 0, None),
        ]

    def test_staff_edges(self, importing: Import) -> None:
        text = "客户编号,员工,开始时间,结束时间\nC1,S1,2025-01-01,2025-03-01\nC1,S2,2025-03-01,\n"

        got = importing({"edges.csv": text})

        assert got.rows("staff_edges") == [
            ("C1", "S1", at("2025-01-01T00:00"), at("2025-03-01T00:00")),
            ("C1", "S2", at("2025-03-01T00:00"), None),
        ]

    def test_costs_of_files_and_settings(self, importing: Import) -> None:
        text = "月份,费用类型,渠道,金额\n2025-01,获客,抖音,1000\n2025年2月,维护,,50.5\n2025-03,其他,,1\n"
        yaml = "costs:\n  - {from: 2025-04-01, until: 2025-05-01, category: acquisition, channel: 门店, amount: 300}\n"

        got = importing({"costs.csv": text}, yaml)

        assert got.rows("costs", "period_from_ms, period_until_ms, category, channel, amount_fen") == [
            (at("2025-01-01T00:00"), at("2025-02-01T00:00"), "acquisition", "抖音", 100_000),
            (at("2025-02-01T00:00"), at("2025-03-01T00:00"), "maintenance", "", 5050),
            (at("2025-04-01T00:00"), at("2025-05-01T00:00"), "acquisition", "门店", 30_000),
        ]
        assert got.quarantine() == [(4, "import.unknown_category")]

    def test_a_named_last_day_belongs_to_the_period(self, importing: Import) -> None:
        got = importing({"c.csv": "开始日期,结束日期,费用类型,金额\n2025-01-01,2025-01-31,获客,1\n"})

        assert got.rows("costs", "period_until_ms") == [(at("2025-02-01T00:00"),)]

    def test_periods_that_end_before_they_start_are_set_aside(self, importing: Import) -> None:
        edges = "客户编号,员工,开始时间,结束时间\nC1,S1,2025-02-01,2025-01-01\nC1,S1,2025-02-01,2025-02-01\n"
        costs = "开始日期,结束日期,费用类型,金额\n2025-01-31,2025-01-30,获客,1\n2025-01-31,2025-01-31,获客,1\n"

        got = importing({"costs.csv": costs, "edges.csv": edges})

        assert got.quarantine("source_file, row_number, code") == [
            ("costs.csv", 2, "import.ends_before_start"),
            ("edges.csv", 2, "import.ends_before_start"),
            ("edges.csv", 3, "import.ends_before_start"),
        ]

    def test_promises(self, importing: Import) -> None:
        header = "客户编号,权益名称,金额,发放时间,到期时间,核销时间\n"
        text = header + "C1,生日券,20,2025-01-01,2026-01-01,\nC2,茶样,,2025-01-01,,2025-02-01\n"

        got = importing({"promises.csv": text})

        assert got.rows("promises") == [
            ("C1", "生日券", 2000, at("2025-01-01T00:00"), at("2026-01-01T00:00"), None),
            ("C2", "茶样", 0, at("2025-01-01T00:00"), None, at("2025-02-01T00:00")),
        ]

    def test_items_of_their_own_file_belong_to_the_orders(self, importing: Import) -> None:
        got = importing({"items.csv": "订单号,客户编号,下单时间,商品名称,数量,售价\nA1,C1,2025-01-03,龙井,1,9.9\n"})

        assert got.rows("order_items", "source_event_id, product, price_fen") == [("order:A1", "龙井", 990)]


class TestAssignments:
    def test_become_one_arm_per_contact_and_program(self, importing: Import) -> None:
        header = "客户编号,实验,组别,入组时间,随机化单位,占比\n"
        rows = "C1,P1,处理组,2025-03-01 09:00,群A,0.5\nC2,P1,对照组,2025-03-01 09:00,群B,50\n"

        got = importing({"arms.csv": header + rows})

        assert got.rows("assignments", "contact_key, program_id, arm, assigned_ms, cluster_id, share_bp") == [
            ("C1", "P1", "处理组", at("2025-03-01T09:00"), "群A", 5000),
            ("C2", "P1", "对照组", at("2025-03-01T09:00"), "群B", 5000),
        ]

    def test_english_words_and_missing_shares(self, importing: Import) -> None:
        got = importing({"a.csv": "member_id,experiment,variant,assigned_at,share_bp\nC1,P1,holdout,2025-03-01,\n"})

        assert got.rows("assignments", "arm, share_bp, cluster_id") == [("holdout", 0, "")]

    def test_rows_without_an_arm_are_set_aside(self, importing: Import) -> None:
        got = importing({"a.csv": "客户编号,活动ID,分组,分组时间\nC1,P1,,2025-03-01\nC2,P1,处理组,2025-03-01\n"})

        assert got.quarantine() == [(2, "import.missing")]


class TestStagedFiles:
    def test_have_exactly_the_columns_that_publishing_expects(self, importing: Import) -> None:
        files = {
            "o.csv": TestOrders.ORDERS,
            "c.csv": "客户编号,添加时间\nC1,2025-01-01\n",
            "s.csv": "客户编号,员工,开始时间,结束时间\nC1,S1,2025-01-01,\n",
            "k.csv": "月份,费用类型,金额\n2025-01,获客,1\n",
            "p.csv": "客户编号,权益名称,发放时间\nC1,券,2025-01-01\n",
            "x.csv": "客户编号,活动ID,分组,分组时间\nC1,P1,对照组,2025-01-01\n",
        }

        got = importing(files)

        described = {
            table: {str(name): str(kind) for name, kind, *_ in _describe(got.staged.tables[table][0].as_posix())}
            for table in got.staged.tables
        }
        assert described == {table: staged_columns(table) for table in STAGED_TABLES}


def _describe(path: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
    return rows
