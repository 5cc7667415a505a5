"""Return on acquisition by channel and cohort (trust-economics §2)."""

from guanxi.book.roi.returns import Returns, acquisition_returns, expected_life_days, roi_rows

__all__ = ["Returns", "acquisition_returns", "expected_life_days", "roi_rows"]
