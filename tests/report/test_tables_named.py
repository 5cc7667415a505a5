"""Every table that an import reads has a name in the data-quality page, the same as on the page of imports."""

from __future__ import annotations

import pytest

from guanxi.imports.naming import TABLES as ON_IMPORTS
from guanxi.lake.importing.presets import PRESETS
from guanxi.report.words.codes import TABLES


@pytest.mark.parametrize("name", PRESETS)
def test_every_table_is_named(name: str) -> None:
    assert TABLES[name].zh != name


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "staff_edges"])
def test_by_one_word(name: str) -> None:
    assert TABLES[name].zh == ON_IMPORTS[name].zh
