"""A lake keeps the zone and the currency of its imports: another one would make every row another row."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import Lake, OtherBasis, publish, undo

SHANGHAI = {"zone": "Asia/Shanghai", "currency": "CNY"}


def bring(lake: Lake, folder: StagedFolder, key: str, **basis: str) -> None:
    publish(lake, replace(folder.staged(events=[event(key, "ann", 100)]), **basis), 1000)


class TestBasis:
    @pytest.mark.parametrize(
        ("other", "words"),
        [({"zone": "UTC"}, ("Asia/Shanghai", "UTC")), ({"currency": "USD"}, ("CNY", "USD"))],
        ids=["zone", "currency"],
    )
    def test_of_an_import_that_differs_is_refused_with_what_to_do(
        self, lake: Lake, folder: StagedFolder, other: dict[str, str], words: tuple[str, str]
    ) -> None:
        bring(lake, folder, "1", **SHANGHAI)

        with pytest.raises(OtherBasis) as refused:
            bring(lake, folder, "2", **(SHANGHAI | other))

        for sentence in (refused.value.en, refused.value.zh):
            assert all(word in sentence for word in (*words, "guanxi.yaml", "--out", "lake undo", "import-000001"))
        assert len(lake.imports()) == 1

    def test_is_free_again_when_nothing_is_left(self, lake: Lake, folder: StagedFolder) -> None:
        bring(lake, folder, "1", **SHANGHAI)
        undo(lake, "import-000001")

        bring(lake, folder, "1", zone="UTC", currency="USD")

        assert (lake.catalogue().zone, lake.catalogue().currency) == ("UTC", "USD")

    def test_is_free_while_every_row_was_refused(self, lake: Lake, folder: StagedFolder) -> None:
        refused = {"source_file": "a.csv", "row_number": 2, "code": "import.other_currency"}
        publish(lake, replace(folder.staged(quarantine=[refused]), **SHANGHAI), 1000)

        bring(lake, folder, "1", zone="Asia/Shanghai", currency="USD")

        assert lake.catalogue().currency == "USD"

    def test_of_an_older_lake_is_that_of_the_next_import_even_when_it_brings_nothing(
        self, lake: Lake, folder: StagedFolder
    ) -> None:
        bring(lake, folder, "1")
        written = json.loads((lake.home / "catalogue.json").read_text(encoding="utf-8"))
        assert (written["zone"], written["currency"]) == ("", "")

        bring(lake, folder, "1", **SHANGHAI)

        assert (lake.catalogue().zone, lake.catalogue().currency) == ("Asia/Shanghai", "CNY")
        assert len(lake.imports()) == 1
        with pytest.raises(OtherBasis):
            bring(lake, folder, "2", zone="UTC", currency="CNY")
