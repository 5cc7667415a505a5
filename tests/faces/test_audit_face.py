"""The library and the command line are the same function, and keep their promises."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import guanxi
from guanxi.cli.main import main
from guanxi.kit.errors import GuanxiError, NotEnoughData, SettingsError
from guanxi.report import audit_json, audit_schema

from .conftest import LAST, write_brand, write_orders
from .forked_commands import Commands
from .learnt_once import remember_what_is_learnt

AS_OF = "2024-09-30"
OPENING = "2024-06-30"


@dataclass(frozen=True)
class Audited:
    """A brand's folder, the book of it, the book with a roll-forward, and an output folder: to be copied only."""

    brand: Path
    book: guanxi.Book
    rolled: guanxi.Book
    out: Path

    def copy(self, out: Path) -> Path:
        """The output folder once more, at ``out``."""
        shutil.copytree(self.out, out)
        return out


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    place = tmp_path_factory.mktemp("audited")
    brand, out = write_brand(place / "数据"), place / "out"
    with pytest.MonkeyPatch.context() as patch:
        remember_what_is_learnt(patch)
        book = guanxi.audit(brand, out=out)
        rolled = guanxi.audit(brand, compare_to=OPENING, out=shutil.copytree(out, place / "rolled"))
    return Audited(brand, book, rolled, out)


def _figures(book: guanxi.Book) -> tuple[dict, pa.Table]:
    """Everything that the audit says, without what belongs to the import."""
    said = audit_json(book)
    for of_the_import in ("quarantine", "data"):
        said.pop(of_the_import, None)
    return said, book.contacts


class TestAudit:
    def test_gives_a_verdict_a_statement_and_contacts(self, audited: Audited) -> None:
        book = audited.book

        assert book.n_contacts == 120
        assert book.verdict.en and book.verdict.zh
        assert book.contacts.num_rows == 120
        assert book.statement.maintenance is not None
        assert sum(tier.n for tier in book.tiers) == 120
        assert {row.channel for row in book.roi} >= {"门店", "直播"}
        assert book.quality.n_quarantined == 1, "the total row is set aside, not lost"

    def test_audit_json_follows_its_schema(self, audited: Audited) -> None:
        said = audit_json(audited.rolled)

        jsonschema.validate(said, audit_schema())
        lines = said["roll_forward"]["lines"] if isinstance(said["roll_forward"], dict) else said["roll_forward"]
        assert lines[0]["line"] == "opening" and lines[-1]["line"] == "closing"

    def test_what_happens_after_as_of_changes_no_bit(self, tmp_path: Path) -> None:
        write_orders(tmp_path / "whole", last=LAST)
        write_orders(tmp_path / "cut", last=LAST.replace(month=9, day=30))

        whole = guanxi.audit(tmp_path / "whole", as_of=AS_OF, out=tmp_path / "a")
        cut = guanxi.audit(tmp_path / "cut", as_of=AS_OF, out=tmp_path / "b")

        assert _figures(whole)[0] == _figures(cut)[0]
        # Ids are dense in order of appearance over all that was ever imported: people are compared by their own key.
        columns = [name for name in whole.contacts.column_names if name != "contact_id"]
        by_key = [book.contacts.select(columns).sort_by("source_key").to_pylist() for book in (whole, cut)]
        assert by_key[0] == by_key[1]

    def test_auditing_again_with_the_kept_model_gives_the_same_figures(self, audited: Audited, tmp_path: Path) -> None:
        again = guanxi.audit(audited.brand, out=audited.copy(tmp_path / "out"))

        assert audit_json(audited.book) == audit_json(again)
        assert audited.book.contacts.equals(again.contacts)

    def test_roll_forward_closes_exactly(self, audited: Audited) -> None:
        rolled = audited.rolled.roll_forward

        assert rolled is not None
        amounts = [line.amount for line in rolled.lines]
        assert sum(amounts[:-1]) == amounts[-1]
        for cut in rolled.cuts.values():
            for lines in cut.values():
                inside = [line.amount for line in lines]
                assert sum(inside[:-1]) == inside[-1]

    def test_an_opening_after_the_closing_is_refused(self, brand: Path) -> None:
        with pytest.raises(SettingsError, match="before the closing date"):
            guanxi.audit(brand, as_of="2024-06-30", compare_to="2024-06-30")

    def test_a_date_before_everything_says_that_nobody_is_there(self, tmp_path: Path) -> None:
        write_orders(tmp_path / "data")
        with pytest.raises(NotEnoughData):
            guanxi.audit(tmp_path / "data", as_of="2001-01-01")

    @pytest.mark.parametrize(
        "orders",
        [
            "订单号,会员号,下单时间,实付金额\nD1,M1,2024-05-01,10.00\n",
            "订单号,会员号,下单时间,实付金额\nD1,M1,2024-05-01,-10.00\nD2,M2,2024-05-02,（12.00）\n",
        ],
        ids=["one row", "all refunds"],
    )
    def test_tiny_data_is_audited_and_says_what_is_missing(self, tmp_path: Path, orders: str) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "orders.csv").write_text(orders, encoding="utf-8")

        book = guanxi.audit(tmp_path / "data")

        assert book.verdict.code.value == "not_enough_evidence"
        assert "证据不足" in book.verdict.zh

    def test_missing_folder_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(GuanxiError) as refused:
            guanxi.audit(tmp_path / "nowhere")
        assert "nowhere" in refused.value.en and "nowhere" in refused.value.zh


def _codes(book: guanxi.Book) -> set[str]:
    return {notice.code for notice in book.notices}


@pytest.mark.usefixtures("learnt_once")
class TestTheKeptModel:
    """It serves the audits after it, and none that it knows less than."""

    def test_a_look_back_leaves_alone_what_later_audits_use(self, audited: Audited, tmp_path: Path) -> None:
        straight, detour = audited.copy(tmp_path / "straight"), audited.copy(tmp_path / "detour")

        guanxi.audit(audited.brand, as_of="2024-03-31", out=detour)

        latest = [guanxi.audit(audited.brand, as_of="2025-01-10", out=out) for out in (straight, detour)]
        assert _figures(latest[0])[0] == _figures(latest[1])[0]
        assert not _codes(latest[1]) & {"model.learnt_again"}

    @pytest.mark.parametrize(
        ("early", "why"),
        [("2024-03-31", "more data has come since"), ("2024-09-01", "a quarter has passed")],
    )
    def test_an_early_one_is_outgrown_and_learnt_again_with_a_word(
        self, audited: Audited, tmp_path: Path, early: str, why: str
    ) -> None:
        guanxi.audit(audited.brand, as_of=early, out=tmp_path / "out")

        grown, fresh = guanxi.audit(audited.brand, out=tmp_path / "out"), audited.book

        assert _codes(grown) - _codes(fresh) == {"model.learnt_again"}, why
        assert grown.contacts.equals(fresh.contacts)
        assert grown.statement == fresh.statement

    def test_data_imported_later_is_learnt_from(self, tmp_path: Path) -> None:
        data, out = tmp_path / "data", tmp_path / "out"
        write_orders(data, n_contacts=40)
        guanxi.audit(data, out=out)
        write_orders(data, n_contacts=160)

        grown, fresh = guanxi.audit(data, out=out), guanxi.audit(data, out=tmp_path / "fresh")

        assert "model.learnt_again" in _codes(grown)
        # Ids follow the order of imports, so drawn intervals differ; what each contact is worth must not.
        columns = [name for name in fresh.contacts.column_names if name != "contact_id"]
        by_key = [book.contacts.select(columns).sort_by("source_key") for book in (grown, fresh)]
        assert by_key[0].equals(by_key[1])

    @pytest.mark.parametrize("text", ['{"model": {"definition_version": 1}, "extent": {}}', '{"model": {}}', "no JSON"])
    def test_one_that_cannot_be_used_any_more_is_learnt_again(
        self, audited: Audited, tmp_path: Path, text: str
    ) -> None:
        fresh, out = audited.book, audited.copy(tmp_path / "out")
        (model,) = out.rglob("model.json")
        model.write_text(text, encoding="utf-8")

        again, quiet = guanxi.audit(audited.brand, out=out), guanxi.audit(audited.brand, out=out)

        assert _codes(again) - _codes(fresh) == {"model.new_definitions"}
        assert again.statement == quiet.statement == fresh.statement
        assert _codes(quiet) == _codes(fresh)


@pytest.mark.usefixtures("learnt_once")
class TestCommand:
    def test_writes_every_face_and_says_where(self, brand: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
        out = tmp_path / "out"

        code = main(["audit", str(brand), "--out", str(out), "--lang", "en", "--quiet"])

        said = capsys.readouterr().out
        assert code == 0
        for name in ("report.html", "audit.json", "audit.xlsx", "tables", "quarantine.csv"):
            assert (out / name).exists()
            assert str(out / name) in said
        assert json.loads((out / "audit.json").read_text(encoding="utf-8"))["n_contacts"] == 120
        assert pq.read_table(out / "tables" / "contacts.parquet").num_rows == 120

    def test_importing_again_changes_nothing_and_undo_takes_it_back(
        self, brand: Path, tmp_path: Path, capsys: pytest.CaptureFixture
    ) -> None:
        out = str(tmp_path / "out")
        arguments = ["audit", str(brand), "--out", out, "--format", "json", "--quiet"]
        assert main(arguments) == 0
        first = (tmp_path / "out" / "audit.json").read_bytes()
        assert main(arguments) == 0
        assert (tmp_path / "out" / "audit.json").read_bytes() == first

        capsys.readouterr()
        assert main(["lake", "imports", "--out", out]) == 0
        listed = capsys.readouterr().out.split()[0]
        assert main(["lake", "verify", "--out", out, "--quiet"]) == 0
        assert main(["audit", "--undo", listed, "--out", out, "--quiet"]) == 0
        assert main(["lake", "imports", "--out", out]) == 0
        assert listed not in capsys.readouterr().out.splitlines()[-1:]

    def test_refusals_are_one_sentence_and_exit_2(self, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
        assert main(["audit", "--out", str(tmp_path)]) == 2
        assert "示例" in capsys.readouterr().err
        assert main(["lake", "verify", "--out", str(tmp_path / "none"), "--lang", "en"]) == 2
        said = capsys.readouterr().err
        assert said.strip() and "Traceback" not in said

    @pytest.mark.parametrize("when", ["Reading", "Resolving contacts", "Backtesting"])
    def test_interrupting_leaves_what_was_published(
        self, audited: Audited, commands: Commands, tmp_path: Path, when: str
    ) -> None:
        brand, out = audited.brand, audited.copy(tmp_path / "out")
        before = (out / ".lake" / "catalogue.json").read_bytes()

        command = commands.start(["audit", str(brand), "--out", str(out), "--relearn"], {"GUANXI_LANG": "en"})
        assert command.says(when), "it ended before"
        os.kill(command.pid, signal.SIGINT)
        code, said = command.end()

        assert code == 130
        assert "Traceback" not in said
        assert (out / ".lake" / "catalogue.json").read_bytes() == before
        assert main(["lake", "verify", "--out", str(out), "--quiet"]) == 0
