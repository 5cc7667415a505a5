"""Lines break between clauses and never inside an amount; what is markup stays text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.report.typeset import amounts, clauses

SPAN = re.compile(r'<span class="(?:amount|clause)">|</span>')
HEADLINE = "您的私域是资产：未来 365 天预计带来的，比成本多 ¥2.70万（80% 区间 ¥2.21万 至 ¥3.20万）。"


def _held(text: str, kind: str = "amount") -> list[str]:
    return re.findall(f'<span class="{kind}">([^<]*)</span>', str(amounts(text)))


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "held"),
        [
            ("带来 ¥147.1万 毛利", ["¥147.1万"]),
            ("from −¥12.3k to HK$1.2M", ["−¥12.3k", "HK$1.2M"]),
            ("CHF\u00a0900 and £1,234", ["CHF\u00a0900", "£1,234"]),
            ("80% 区间，2.84× 于成本，另 3.20亿", ["80%", "2.84×", "3.20亿"]),
            ("2025年12月31日，365 天", []),
        ],
    )
    def test_stay_on_one_line(self, text: str, held: list[str]) -> None:
        assert _held(text) == held

    @given(st.text(max_size=120))
    def test_change_no_text_and_let_no_markup_in(self, text: str) -> None:
        for made in (str(amounts(text)), str(clauses(text))):
            bare = SPAN.sub("", made)

            assert unescape(bare) == text or "&" in text
            assert "<" not in bare and ">" not in bare


class TestClauses:
    def test_of_a_headline_are_blocks(self) -> None:
        made = str(clauses(HEADLINE))

        assert made.count('<span class="clause">') == 4
        assert '<span class="clause">未来 365 天预计带来的，</span>' in made
        assert made.count('<span class="amount">') == 4

    def test_of_a_short_line_or_of_english_are_not_split(self) -> None:
        assert "clause" not in clauses("可继续：划算。")
        assert "clause" not in clauses("Your private domain is an asset: it brings more than it costs.")
