"""`guanxi troi` and `guanxi.troi`: one function, sentences in both languages, a page and a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import guanxi
from guanxi.book.contracts.troi import ObservationalReadout, RandomisedReadout, TroiCode
from guanxi.book.troi.programs import UnknownProgram
from guanxi.cli.main import main
from guanxi.kit.errors import NotEnoughData
from guanxi.report import troi_schema
from guanxi.report.audit.troi import troi_json

pytestmark = pytest.mark.usefixtures("learnt_once")


@pytest.fixture
def shop(brand: Path) -> Path:
    """The small brand, with a club to which half of the members were dealt, and what it cost."""
    rows = ["会员号,活动ID,分组,分组时间,占比"]
    rows += [f"M{i:04d},会员俱乐部,{'处理组' if i % 2 else '对照组'},2024-07-01,0.5" for i in range(120)]
    (brand / "分组.csv").write_text("\n".join(rows), encoding="utf-8")
    costs = "开始日期,结束日期,类别,活动ID,金额\n2024-07-01,2024-08-31,maintenance,会员俱乐部,600\n"
    (brand / "俱乐部成本.csv").write_text(costs, encoding="utf-8")
    return brand


def words_of(html: str) -> str:
    """What a person reads of a page: headlines are set in clauses, each in an element of its own."""
    body = html.split("<main", 1)[0].split("<body", 1)[1]
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body)).replace("。 ", "。").replace("： ", "：").replace("， ", "，")
    )


class TestTroi:
    def test_library_and_command_say_the_same(
        self, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = guanxi.troi(shop, "会员俱乐部")

        code = main(["troi", str(shop), "--program", "会员俱乐部", "--out", str(tmp_path / "out"), "--quiet"])

        (found,) = book.readouts
        assert code == 0
        assert isinstance(found, RandomisedReadout)
        assert found.spend.pools == 60_000
        assert found.verdict.zh in capsys.readouterr().out
        said = json.loads((tmp_path / "out" / "troi.json").read_text(encoding="utf-8"))
        jsonschema.validate(said, troi_schema())
        assert said["readouts"][0]["design"] == "randomised"
        assert said["readouts"][0]["verdict"]["code"] == found.verdict.code
        page = (tmp_path / "out" / "troi.html").read_text(encoding="utf-8")
        assert found.verdict.zh in words_of(page)

    @pytest.mark.parametrize(("lang", "says"), [("zh", "没有名为“春茶”的项目"), ("en", "knows no program “春茶”")])
    def test_an_unknown_program_is_refused_with_those_that_there_are(
        self, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, says: str
    ) -> None:
        arguments = ["troi", str(shop), "--program", "春茶", "--lang", lang, "--out", str(tmp_path / "out"), "--quiet"]

        assert main(arguments) == 2

        said = capsys.readouterr().err
        assert says in said and "会员俱乐部" in said and "Traceback" not in said

    def test_a_refusal_names_the_rows_that_were_set_aside(self, shop: Path) -> None:
        rows = (shop / "分组.csv").read_text(encoding="utf-8").replace("2024-07-01", "下周")
        (shop / "分组.csv").write_text(rows, encoding="utf-8")

        with pytest.raises(NotEnoughData, match=r"120 of the 120 rows of “分组\.csv”") as refused:
            guanxi.troi(shop)
        assert "names no program" in refused.value.en and "被隔离" in refused.value.zh

    def test_assignments_before_the_first_event_say_so(self, shop: Path) -> None:
        rows = (shop / "分组.csv").read_text(encoding="utf-8").replace("2024-07-01", "2020-07-01")
        (shop / "分组.csv").write_text(rows, encoding="utf-8")

        with pytest.raises(NotEnoughData, match="is dated 2020-07-01, and the data begins on 2024-01-0"):
            guanxi.troi(shop)

    def test_a_misspelt_holdout_names_the_arms_that_were_found(self, shop: Path) -> None:
        rows = (shop / "分组.csv").read_text(encoding="utf-8").replace("对照组", "对照祖")
        (shop / "分组.csv").write_text(rows, encoding="utf-8")

        (found,) = guanxi.troi(shop).readouts

        assert isinstance(found, ObservationalReadout)
        said = next(notice for notice in found.notices if notice.code == "troi.one_arm")
        assert "“对照祖”" in said.en and "holdout, control" in said.en and said.severe

    def test_orders_that_are_all_negative_are_pointed_out(self, shop: Path) -> None:
        orders = (shop / "订单.csv").read_bytes().replace("¥".encode("gb18030"), b"-")
        (shop / "订单.csv").write_bytes(orders)

        book = guanxi.troi(shop)

        said = next(notice for notice in book.notices if notice.code == "data.negative_orders")
        assert said.severe and "have negative amounts" in said.en

    def test_where_every_order_is_free_nothing_is_certain(self, shop: Path) -> None:
        text = (shop / "guanxi.yaml").read_text(encoding="utf-8").replace("0.4", "0")
        (shop / "guanxi.yaml").write_text(text, encoding="utf-8")

        (found,) = guanxi.troi(shop).readouts

        assert isinstance(found, RandomisedReadout)
        assert (found.verdict.code, found.returns, found.looks) == (TroiCode.NO_VERDICT, None, ())
        assert "margin rate is 0" in found.verdict.en

    def test_data_without_any_program_says_what_to_add(self, brand: Path, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
        assert main(["troi", str(brand), "--lang", "en", "--out", str(tmp_path / "out"), "--quiet"]) == 2

        assert "names no program" in capsys.readouterr().err

    def test_before_the_first_contact_matures_nothing_is_invented(self, shop: Path) -> None:
        (found,) = guanxi.troi(shop, as_of="2024-07-20").readouts

        assert isinstance(found, RandomisedReadout)
        assert found.returns is None and found.looks == ()
        jsonschema.validate(troi_json(guanxi.TroiBook(0, "Asia/Shanghai", "CNY", (found,), ())), troi_schema())
        assert found.verdict.code is TroiCode.UNDECIDED
        assert "2024-08-2" in found.verdict.en
        page = guanxi.TroiBook(0, "Asia/Shanghai", "CNY", (found,), ()).to_html(lang="en")
        assert found.verdict.en in words_of(page)

    def test_a_program_that_cannot_be_read_stops_no_other(self, shop: Path) -> None:
        rows = (shop / "分组.csv").read_text(encoding="utf-8")
        (shop / "分组.csv").write_text(rows + "\nM0001,静默项目,对照组,2024-07-01,0.5", encoding="utf-8")

        book = guanxi.troi(shop, as_of="2024-07-20")

        assert [each.scope.program for each in book.readouts] == ["会员俱乐部"]
        assert "“静默项目”" in book.notices[0].en and "held out" in book.notices[0].en

    def test_beyond_the_data_nobody_matures(self, shop: Path, tmp_path: Path) -> None:
        at_the_end = guanxi.troi(shop, out=tmp_path)

        later = guanxi.troi(shop, as_of="2025-06-30", out=tmp_path)

        assert later.as_of_ms == at_the_end.as_of_ms
        assert later.readouts == at_the_end.readouts
        assert [notice.code for notice in later.notices] == ["troi.beyond_data"]

    def test_without_a_holdout_the_figures_are_observational_and_keep_to_the_schema(
        self, shop: Path, tmp_path: Path
    ) -> None:
        rows = (shop / "分组.csv").read_text(encoding="utf-8").splitlines()
        reached = [row for row in rows if "对照组" not in row]
        (shop / "分组.csv").write_text("\n".join(reached), encoding="utf-8")

        book = guanxi.troi(shop, "会员俱乐部")

        assert isinstance(book.readouts[0], ObservationalReadout)
        said = json.loads(book.to_json(tmp_path / "troi.json").read_text(encoding="utf-8"))
        jsonschema.validate(said, troi_schema())
        assert said["readouts"][0]["trend"]

    def test_an_unknown_program_is_an_exception_for_the_library(self, shop: Path) -> None:
        with pytest.raises(UnknownProgram):
            guanxi.troi(shop, "nothing")


@pytest.mark.slow
class TestCompleteJourney:
    def test_each_campaign_type_is_read_out_observationally(self, tmp_path: Path) -> None:
        book = guanxi.troi_example("complete-journey", out=tmp_path)

        assert [each.scope.program for each in book.readouts] == ["Type A", "Type B", "Type C"]
        for found in book.readouts:
            assert isinstance(found, ObservationalReadout)
            assert found.returns is not None and found.returns.net is None
            assert len(found.trend) == 8 and found.pre_trend_p is not None
            assert found.notices[0].code == "troi.observational"
