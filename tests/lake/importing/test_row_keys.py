"""The same file, or a grown one, gives the same keys again: importing twice changes nothing."""

from __future__ import annotations

from brand_folder import Import

HEADER = "客户编号,付款时间,金额,渠道\n"
ROWS = ["C1,2025-01-03,10,门店\n", "C1,2025-01-03,10,门店\n", "C2,2025-01-04,5,\n", "C1,2025-01-03,10,门店\n"]


def keys(importing: Import, text: str, name: str) -> list[str]:
    return [str(row[0]) for row in importing({"orders.csv": text}, name=name).rows("events", "source_event_id")]


class TestRowsWithoutAnId:
    def test_get_the_same_keys_again(self, importing: Import) -> None:
        text = HEADER + "".join(ROWS)

        assert keys(importing, text, "first") == keys(importing, text, "second")

    def test_that_agree_are_told_apart_by_their_ordinal(self, importing: Import) -> None:
        first, second, other, third = keys(importing, HEADER + "".join(ROWS), "work")

        assert len({first, second, other, third}) == 4
        assert (second, third) == (f"{first}-2", f"{first}-3")

    def test_only_new_rows_of_a_grown_file_are_new(self, importing: Import) -> None:
        before = keys(importing, HEADER + "".join(ROWS), "before")

        after = keys(importing, HEADER + "".join([*ROWS, "C9,2025-02-01,7,\n", ROWS[0]]), "after")

        assert after[: len(before)] == before
        assert len(set(after) - set(before)) == 2

    def test_keep_their_keys_when_a_later_export_adds_a_column_or_a_refund(self, importing: Import) -> None:
        before = keys(importing, HEADER + "".join(ROWS), "before")

        grown = "客户编号,付款时间,金额,渠道,退款金额,商品\n" + "".join(f"{row[:-1]},2,龙井\n" for row in ROWS)
        after = keys(importing, grown, "after")

        assert [key for key in after if key.startswith("order:")] == before
        assert len([key for key in after if key.startswith("refund:")]) == 4


class TestRowsWithAnId:
    def test_repeated_ids_are_all_staged_in_the_order_of_the_file(self, importing: Import) -> None:
        text = "订单号,客户编号,付款时间,金额\nA1,C1,2025-01-03,1\nA1,C1,2025-01-03,1\nA1,C1,2025-01-03,2\n"

        got = importing({"orders.csv": text})

        assert got.rows("events", "source_event_id, amount_fen") == [
            ("order:A1", 100),
            ("order:A1", 100),
            ("order:A1", 200),
        ]

    def test_repeated_ids_with_different_amounts_are_said(self, importing: Import) -> None:
        rows = "A1,C1,2025-01-03,1\nA1,C1,2025-01-03,2\nA2,C1,2025-01-03,3\nA2,C1,2025-01-03,3\n"

        got = importing({"orders.csv": "订单号,客户编号,付款时间,金额\n" + rows})

        assert [(problem.code, problem.n) for problem in got.staged.problems] == [("import.disputed_orders", 1)]
