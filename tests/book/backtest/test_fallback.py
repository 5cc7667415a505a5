"""What stands in for K where it is no money is tested and said too."""

from __future__ import annotations

from dataclasses import replace

from guanxi.book.backtest.capital import fallback_notices
from guanxi.book.contracts import CapitalBacktest, Interval

GOOD = CapitalBacktest(0, 28, 1000, 1020, 1000, Interval(1.0, 0.97, 1.03, 0.9), (), ())
MISSED = replace(GOOD, trust_capital=1150, clv=1190, ratio=Interval(1.15, 1.12, 1.18, 0.9))


class TestFallbackNotices:
    def test_silent_while_capital_passes(self):
        assert fallback_notices((MISSED, GOOD)) == ()

    def test_names_both_ratios_and_the_span_of_windows(self):
        (notice,) = fallback_notices((GOOD, MISSED))

        for text in (notice.en, notice.zh):
            assert "1.15" in text and "1.19" in text and "1.02–1.19" in text
        assert notice.severe

    def test_nothing_realised_or_no_window_says_nothing(self):
        assert fallback_notices(()) == ()
        assert fallback_notices((replace(MISSED, realised=0),)) == ()

    def test_it_speaks_the_words_of_the_page(self):
        (notice,) = fallback_notices((GOOD, MISSED))

        assert "客户终身价值" in notice.zh
        assert "lifetime value" in notice.en
        assert "clv" not in notice.zh + notice.en
