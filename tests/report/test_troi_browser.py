"""The TROI page in a real browser, on a desk and on a phone, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_report_browser import (  # the browser fixture is shared with the audit's pages
    MISSING_GLYPHS,
    OVERFLOWING,
    SIZES,
    SMALL_TEXT,
    Visit,
    browser,  # noqa: F401
)
from troi_readouts import page

from guanxi.report.troi_page import render_troi_html

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_read_out_is_drawn_and_nothing_overflows(browser, tmp_path: Path, lang: str, size: str) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    visit = Visit(browser, render_troi_html(page(), lang), tmp_path, size)

    drawn = visit.page.evaluate("() => document.querySelectorAll('.drawing svg, .drawing canvas').length")

    assert drawn == 3, "two sequences and one trend; the program without looks has no chart"
    assert visit.page.evaluate(OVERFLOWING) == []
    assert visit.page.evaluate(SMALL_TEXT) == []
    assert visit.page.evaluate(MISSING_GLYPHS) == []
    assert [said for said in visit.said if said.startswith("error")] == []
