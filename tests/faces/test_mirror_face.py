"""``guanxi mirror``: one call, one page, and a sentence where there is nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from guanxi.cli.main import main
from guanxi.report.mirror_page import mirror_schema

pytestmark = pytest.mark.usefixtures("learnt_once")


class TestCommand:
    def test_writes_page_and_figures_and_says_what_nobody_logs(
        self, brand: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "out"

        assert main(["mirror", str(brand), "--out", str(out), "--lang", "en", "--quiet"]) == 0

        said = capsys.readouterr().out
        assert "People worth talking to today: " in said and "mirror.html" in said
        document = json.loads((out / "mirror.json").read_text(encoding="utf-8"))
        jsonschema.validate(document, mirror_schema())
        listening = next(each for each in document["leading"] if each["code"] == "listening")
        assert listening["value"] is None and listening["missing_en"].startswith("Not measured")
        assert (out / "mirror.html").read_text(encoding="utf-8").startswith("<!doctype html>")

    def test_refuses_without_data_in_a_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mirror", "--lang", "en"]) == 2
        assert "Name a folder" in capsys.readouterr().err
