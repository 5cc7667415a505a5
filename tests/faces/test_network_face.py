"""``guanxi.network`` and ``guanxi network``: one call, one page, and a sentence where there is nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from guanxi.cli.main import main
from guanxi.facade.network import network
from guanxi.report import network_schema

pytestmark = pytest.mark.usefixtures("learnt_once")


def invite(folder: Path, invited: dict[int, int]) -> Path:
    """Name inviters in the list of contacts: contact → inviter."""
    rows = ["会员号,添加时间,渠道,邀请人"]
    rows += [
        f"M{i:04d},2024-0{1 + i // 40}-0{1 + i % 9},{'门店' if i % 3 else '直播'},"
        + (f"M{invited[i]:04d}" if i in invited else "")
        for i in range(120)
    ]
    (folder / "客户.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    return folder


class TestNetwork:
    def test_says_that_there_are_no_bonds(self, brand: Path) -> None:
        found = network(brand)

        assert found.network.density is None
        assert [notice.code for notice in found.network.notices] == ["network.no_bonds"]

    def test_reads_inviters_from_a_list_of_contacts(self, brand: Path) -> None:
        found = network(invite(brand, {k: k // 4 for k in range(40, 120)})).network

        assert found.n_bonds == 80
        assert found.conversion is not None
        # Whoever had ordered before the invitation was there already.
        assert found.conversion.n_invited + found.not_counted.already_there == 80
        assert found.referral_credit is not None
        assert found.advocates[0].source_key.startswith("M00")

    def test_inviters_in_a_circle_and_of_themselves_are_no_trouble(self, brand: Path) -> None:
        found = network(invite(brand, {1: 10, 10: 1, 5: 5})).network

        assert found.conversion is not None
        assert found.conversion.n_invited == 1
        assert found.not_counted.in_a_cycle == 1

    def test_the_credit_is_the_audit_s(self, brand: Path) -> None:
        """The page alone and the books agree to the fen: the same lifetime values, the same inviters."""
        from guanxi import audit

        folder = invite(brand, {k: k // 4 for k in range(40, 120)})

        book = audit(folder)

        assert book.network is not None
        assert network(folder).network == book.network
        assert book.statement.referral_credit == book.network.referral_credit
        assert "missing.bonds" not in {notice.code for notice in book.quality.missing}
        assert book.statement.referral_credit + book.statement.referral_kept == book.statement.clv.value  # type: ignore[operator]


class TestCommand:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "没有客户之间的推荐"), ("en", "no referrals or other bonds")])
    def test_writes_page_and_figures(
        self, brand: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str
    ) -> None:
        out = tmp_path / "out"

        assert main(["network", str(brand), "--out", str(out), "--lang", lang, "--quiet"]) == 0

        assert said in capsys.readouterr().out
        jsonschema.validate(json.loads((out / "network.json").read_text(encoding="utf-8")), network_schema())
        assert "<svg" not in (out / "network.html").read_text(encoding="utf-8").split("<main")[0]

    def test_one_format_only(self, brand: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"

        assert main(["network", str(brand), "--out", str(out), "--format", "json", "--quiet"]) == 0

        assert {each.name for each in out.iterdir() if each.is_file()} >= {"network.json"}
        assert not (out / "network.html").exists()

    def test_refuses_without_data_in_a_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["network", "--lang", "en"]) == 2
        assert "Name a folder" in capsys.readouterr().err
