"""docs/importing*.md say what the code does: tables, codes and the example of guanxi.yaml."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guanxi.lake.importing import parse_settings
from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.reasons import CODES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(params=["importing.md", "importing.zh-CN.md"])
def page(request: pytest.FixtureRequest) -> str:
    return (DOCS / str(request.param)).read_text(encoding="utf-8")


def test_every_table_and_what_it_needs_is_named(page: str) -> None:
    for preset in PRESETS.values():
        (row,) = re.findall(rf"^\| `{preset.name}` .*$", page, re.MULTILINE)
        assert all(any(f"`{name}`" in row for name in group) for group in preset.needs), preset.name


def test_every_reason_is_named(page: str) -> None:
    assert {code for code in CODES if f"`{code}`" not in page} == set()


def test_the_example_is_accepted(page: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    settings = parse_settings(example)

    assert (settings.brand, settings.margin_rate, len(settings.files)) == ("山间茶", 0.45, 2)
