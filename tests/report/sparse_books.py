"""Books that lack something, and one whose every text is hostile: what the report must survive and say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tea_brand import tea_book

from guanxi.book import contracts as c

NOTHING = c.Interval(0.0, 0.0, 0.0)


def without_costs() -> c.Book:
    """No acquisition cost and no maintenance known."""
    book = tea_book()
    why = {"why_no_verdict_en": "No acquisition cost is known.", "why_no_verdict_zh": "没有获客成本。"}
    roi = tuple(
        replace(row, acquisition_cost=None, roi=None, roi_after_maintenance=None, band=None, **why) for row in book.roi
    )
    before = book.statement.trust_capital.value - book.statement.promises
    sheet = replace(
        book.statement,
        maintenance=None,
        net_equity=c.Interval(before, before * 0.9, before * 1.1),
        unamortised_acquisition=None,
    )
    return replace(
        book,
        roi=tuple(replace(row, maintenance=None) for row in roi),
        tiers=tuple(replace(row, maintenance=None, n_liabilities=0) for row in book.tiers),
        cuts=tuple(replace(row, maintenance=None) for row in book.cuts),
        touchpoints=tuple(replace(row, cost_to_serve=None) for row in book.touchpoints),
        core_examples=tuple(replace(person, cost_to_serve=None) for person in book.core_examples),
        doubtful_examples=tuple(
            replace(person, cost_to_serve=None, is_liability=False) for person in book.doubtful_examples
        ),
        statement=sheet,
        verdict=replace(book.verdict, roi=None, roi_band=None),
        release=c.Release(0, None, None, None, False, "No cost of maintenance is known.", "没有维护成本。"),
    )


def without_promises() -> c.Book:
    """No promises table, no referrals."""
    book = tea_book()
    sheet = replace(book.statement, promises=0, n_promises=None, referral_credit=None, referral_kept=None)
    return replace(book, statement=sheet, network=None)


def _on_clv(sheet: c.Statement) -> c.Statement:
    """The statement where trust capital is no money."""
    assert sheet.maintenance is not None
    equity = sheet.clv.value - sheet.maintenance.value - sheet.promises
    return replace(
        sheet,
        trust_capital_is_money=False,
        net_equity=c.Interval(equity, equity * 0.8, equity * 1.2),
        net_equity_basis="clv",
    )


def index_only() -> c.Book:
    """T is an uncalibrated index: K is no money and the statement stands on clv."""
    book = tea_book()
    trust = replace(
        book.trust, status=c.TrustStatus.INDEX, link_score=(), link_trust=(), link_n_buyers=88, link_n_orders=120
    )
    sheet = replace(_on_clv(book.statement), money_test=None)
    return replace(book, backtest=None, currency="USD", trust=trust, statement=sheet)


def failed_money_test() -> c.Book:
    """The backtest ran and K missed its bounds: the statement stands on clv."""
    book = tea_book()
    test = book.statement.money_test
    assert test is not None
    failed = replace(test, ratio=c.Interval(1.31, 1.22, 1.40, 0.9), passed=False)
    sheet = replace(_on_clv(book.statement), money_test=failed)
    return replace(book, statement=sheet, backtest=replace(book.backtest, sampled=True) if book.backtest else None)


def barely_anything() -> c.Book:
    """One file of a few orders: no tiers, no history, no examples, no verdict."""
    book = tea_book()
    unknown = c.Interval(float("nan"), float("-inf"), float("inf"))
    zero = c.Statement(
        NOTHING, NOTHING, NOTHING, False, None, NOTHING, NOTHING, 0, None, unknown, "clv", None, None, {}, {}
    )
    quality = c.Quality(book.quality.files[:1], (), 0, None, None, {}, ())
    return replace(
        book,
        n_contacts=0,
        n_events=0,
        value=replace(book.value, fits=(), total_clv=NOTHING, total_potential=NOTHING, median_cycle_days=None),
        trust=c.TrustSummary(c.TrustStatus.INDEX, (), (), (), 0, 0, unknown, (), ()),
        statement=zero,
        verdict=c.Verdict(
            c.VerdictCode.NOT_ENOUGH_EVIDENCE,
            None,
            None,
            "Not enough evidence: 0 of the 30 contacts needed.",
            "证据不足：客户 0 位，需要 30 位。",
        ),
        tiers=(),
        stages=(),
        layers=(),
        cuts=(),
        roll_forward=None,
        roi=(),
        touchpoints=(),
        overlaps=(),
        core_examples=(),
        doubtful_examples=(),
        release=c.Release(0, None, None, None, False, "No cost of maintenance is known.", "没有维护成本。"),
        backtest=None,
        quality=quality,
        notices=(),
        contacts=book.contacts.slice(0, 0),
        network=None,
    )


SPARSE: dict[str, Callable[[], c.Book]] = {
    "without_costs": without_costs,
    "without_promises": without_promises,
    "index_only": index_only,
    "failed_money_test": failed_money_test,
    "barely_anything": barely_anything,
}
