"""What people call their columns and their events, and what is said where their words are not ours."""

from __future__ import annotations

import pytest
from brand_folder import Import

from guanxi.lake.importing import NothingRecognised
from guanxi.lake.importing.kind_words import SYNONYMS, nearest_kinds, synonyms
from guanxi.lake.importing.recognise import core_header
from guanxi.lake.kinds import BY_CODE, STANDARD, Kind, Role

ROWS = "T0,13800000000,81.38,2024-09-02 04:52:14,茶\nT1,13800000001,99.2,2025-02-10 14:59:37,茶\n"
ORDERS = "会员号,付款时间,金额\n"


class TestStrongGuess:
    def test_reads_a_shop_export_whose_headers_only_mean_our_words_and_says_so(self, importing: Import) -> None:
        imported = importing({"订单.csv": "订单号,买家手机号,实付金额(元),买家付款时间,商品名称\n" + ROWS})

        assert imported.rows("events", "contact_key, amount_fen") == [("13800000000", 8138), ("13800000001", 9920)]
        (problem,) = imported.staged.problems
        assert problem.code == "import.guessed_columns"
        assert "“买家付款时间” = occurred_at" in problem.en and "guanxi.yaml" in problem.zh
        assert problem.zh in imported.staged.files[0].note_zh

    def test_is_not_made_where_our_own_words_suffice(self, importing: Import) -> None:
        imported = importing({"订单.csv": "订单号,买家手机号,实付金额,付款时间,买家下单时间\n" + ROWS})

        assert imported.problems() == []
        assert imported.staged.files[0].mapping["occurred_at"] == "付款时间"

    def test_is_overruled_by_the_settings(self, importing: Import) -> None:
        yaml = 'files: {"*.csv": {columns: {occurred_at: 买家收货日}}}'
        text = "订单号,买家手机号,实付金额,买家付款时间,买家收货日\nT0,138,5,2024-09-02,2024-09-09\n"

        imported = importing({"订单.csv": text}, yaml)

        assert imported.staged.files[0].mapping["occurred_at"] == "买家收货日"

    @pytest.mark.parametrize("header", ["会员创建时间", "会员消费金额", "客户日期", "用户金额", "member_date"])
    def test_does_not_take_what_tells_of_a_person_for_an_order(self, header: str) -> None:
        assert core_header(header) not in {"创建时间", "消费金额", "日期", "金额", "date"}

    def test_weak_guesses_still_only_get_the_template(self, importing: Import) -> None:
        with pytest.raises(NothingRecognised, match="template"):
            importing({"表.csv": "会员卡号,会员创建时间,会员消费金额\nA,2024-01-01,5\n"})


class TestColumnsNotRead:
    def test_are_listed_with_the_file(self, importing: Import) -> None:
        imported = importing({"客户.csv": "外部联系人ID,添加时间,添加人,标签,备\u202e注\nwm1,2024-03-01,小王,a,b\n"})

        (file,) = imported.staged.files
        assert file.note_en == "Columns not read: 标签, 备注."
        assert file.note_zh == "未读取的列：标签、备注。"
        assert imported.rows("contacts", "staff_id") == [("小王",)], "who added the contact looks after it"

    def test_many_are_cut_short(self, importing: Import) -> None:
        more = ",".join(f"x{i}" for i in range(30))
        imported = importing({"o.csv": f"会员号,付款时间,金额,{more}\nA,2024-01-01,5,{more}\n"})

        assert "(+18)" in imported.staged.files[0].note_en


class TestFilesThatAreNotRead:
    def test_are_listed_too(self, importing: Import) -> None:
        imported = importing({"o.csv": f"{ORDERS}A,2024-01-01,5\n", "alt.xls": b"x"})

        told = {file.name: file for file in imported.staged.files}
        assert {name: file.recognised_as for name, file in told.items()} == {"alt.xls": "", "o.csv": "orders"}
        assert "CSV" in told["alt.xls"].note_en


class TestKindsOfEvents:
    def test_have_synonyms_that_are_nobody_elses_name(self) -> None:
        names = {name.lower(): kind.code for kind in STANDARD for name in (kind.code, kind.zh, kind.en)}

        assert set(SYNONYMS) <= set(BY_CODE)
        assert {word: code for word, code in synonyms().items() if names.get(word, code) != code} == {}
        assert sum(len(words.split()) for words in SYNONYMS.values()) == len(synonyms()), "no word twice"

    def test_are_read_by_the_words_of_the_report_and_by_common_ones(self, importing: Import) -> None:
        words = ["进群", "入群", "点击", "点击链接", "Click", "加好友", "客诉"]
        text = "手机号,时间,事件类型\n" + "".join(f"138,2024-03-0{i},{word}\n" for i, word in enumerate(words, 1))

        imported = importing({"事件.csv": text})

        codes = ["group_joined"] * 2 + ["link_clicked"] * 3 + ["contact_added", "complaint_filed"]
        assert imported.rows("events", "kind_id") == [(BY_CODE[code].kind_id,) for code in codes]

    def test_that_are_unknown_are_named_with_the_nearest(self, importing: Import) -> None:
        text = "手机号,时间,事件类型\n138,2024-03-01,链接被点击了\n138,2024-03-02,Xyzzy\n"

        first, second = importing({"事件.csv": text}).quarantine("reason_zh, reason_en")

        assert "“事件类型”中的“链接被点击了”" in str(first[0]) and "点击链接（link_clicked）" in str(first[0])
        assert "“Xyzzy”" in str(second[1]) and "Did you mean" not in str(second[1]) and "kinds:" in str(second[1])

    def test_of_a_brand_are_offered_too(self) -> None:
        own = Kind(1000, "tasting", Role.ACT, 1.0, 45.0, "品鉴会", "tea tasting")

        assert nearest_kinds("线上品鉴会", [own]) == [own]

    def test_braces_in_a_header_or_a_cell_are_only_text(self, importing: Import) -> None:
        yaml = 'files: {"*.csv": {columns: {kind: "{行为}类型"}}}'

        imported = importing({"事件.csv": "手机号,时间,{行为}类型\n138,2024-03-01,{0}{hint}\n"}, yaml)

        assert "“{0}{hint}”" in str(imported.quarantine("reason_zh")[0][0])


class TestCategoriesOfCosts:
    def test_that_are_unknown_are_named(self, importing: Import) -> None:
        imported = importing({"费用.csv": "月份,费用类型,金额\n2025-01,房租,5\n2025-01,获客,5\n"})

        assert "“房租”" in str(imported.quarantine("reason_zh")[0][0])


class TestTwoDigitYears:
    @pytest.mark.parametrize("text", ["24-05-19", "24/5/19", "24年5月19日", "24.5.19 10:00", "19/05/24"])
    def test_are_not_guessed(self, importing: Import, text: str) -> None:
        imported = importing({"o.csv": f"{ORDERS}A,{text},5\nB,2024-05-19,5\n"})

        ((code, said),) = imported.quarantine("code, reason_en")
        assert code == "import.two_digit_year"
        assert "2024-05-19" in str(said) and "earliest" not in str(said)
        assert len(imported.rows("events")) == 1

    def test_are_not_guessed_where_the_order_of_dates_is_stated_either(self, importing: Import) -> None:
        imported = importing({"o.csv": f"{ORDERS}A,19/05/24,5\nB,19/05/2024,5\n"}, "dates: {order: dmy}")

        assert imported.quarantine("code") == [("import.two_digit_year",)]


class TestFilesThatDisagree:
    A = "订单号,客户编号,付款时间,实付金额\n0,c0,2024-01-01,100\n1,c1,2024-01-03,100\n2,c1,2024-01-04,7\n"

    def test_are_named_with_an_example_and_the_one_that_counts(self, importing: Import) -> None:
        imported = importing({"a.csv": self.A, "b.csv": self.A.replace(",100", ",130")})

        (problem,) = imported.staged.problems
        assert (problem.code, problem.n) == ("import.files_disagree", 2)
        for words in ("a.csv", "b.csv", "100.00", "130.00", "“b.csv” says counts"):
            assert words in problem.en
        assert problem.zh in imported.staged.files[1].note_zh

    def test_the_row_that_was_received_last_counts(self, importing: Import) -> None:
        head, *rows = self.A.splitlines()
        a = "\n".join([f"{head},接收时间", *(f"{row},2024-06-02" for row in rows)])
        b = "\n".join([f"{head},接收时间", *(f"{row},2024-06-01" for row in rows)]).replace(",100", ",130")

        (problem,) = importing({"a.csv": a, "b.csv": b}).staged.problems

        assert "“a.csv” says counts" in problem.en

    def test_agreeing_files_and_files_without_numbers_are_not_accused(self, importing: Import) -> None:
        plain = "客户编号,付款时间,实付金额,渠道\nc0,2024-01-01,100,{}\n"
        files = {"a.csv": self.A, "b.csv": self.A, "c.csv": plain.format("甲"), "d.csv": plain.format("乙")}

        assert importing(files).problems() == []

    def test_files_with_sources_of_their_own_number_other_orders(self, importing: Import) -> None:
        yaml = "files: {a.csv: {source: shop-a}, b.csv: {source: shop-b}}"

        assert importing({"a.csv": self.A, "b.csv": self.A.replace(",100", ",130")}, yaml).problems() == []
