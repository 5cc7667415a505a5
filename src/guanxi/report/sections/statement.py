"""The balance sheet, as accountants draw it."""

from __future__ import annotations

import math
from dataclasses import replace

from guanxi.book.contracts import Book, Interval, Tier
from guanxi.report.blocks import Account, Ledger, LedgerLine, Section, Text, present
from guanxi.report.charts.balance import balance_chart
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, column_scale
from guanxi.report.words import codes, common
from guanxi.report.words import statement as words


def section(book: Book, reader: Reader) -> Section:
    """Two sides, a memorandum, and both sides drawn to scale."""
    on_clv = Text(reader.say(words.ON_CLV), "warning") if book.statement.net_equity_basis == "clv" else None
    return Section(
        key="statement",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead"),
            on_clv,
            _ledger(book, reader),
            Text(reader.say(words.ROUNDING), "note"),
            balance_chart(book, reader),
            Text(reader.say(words.MONEY_NOTE), "note")
            if book.statement.net_equity_basis == "trust_capital" and book.statement.potential.value > 0
            else None,
        ),
    )


def _ledger(book: Book, reader: Reader) -> Ledger:
    money = book.statement.net_equity_basis == "trust_capital"
    scale = _scale(book, reader)
    assets = _assets_in_capital(book, scale) if money else _assets_in_clv(book, scale)
    return Ledger(
        caption=reader.say(words.CAPTION, day=reader.day(book.as_of_ms)),
        amount_title=scale.head(reader.say(words.AMOUNT, days=str(book.horizon_days))),
        left=Account(reader.say(words.ASSETS), assets),
        right=Account(reader.say(words.CLAIMS), _claims(book, scale)),
        memo=Account(reader.say(words.MEMO), _memo(book, scale, money=money)),
    )


def _scale(book: Book, reader: Reader) -> Scale:
    """One unit for both sides and the memorandum: the two sides are compared line by line."""
    sheet = book.statement
    figures = (sheet.potential, sheet.trust_capital, sheet.clv, sheet.net_equity, sheet.maintenance)
    return column_scale(reader, (*figures, sheet.promises, sheet.unamortised_acquisition, sheet.growth_option))


def _by_tier(amounts: dict[str, int], total: float, scale: Scale) -> list[LedgerLine]:
    reader = scale.reader
    lines = [
        LedgerLine(
            reader.say(words.OF_WHICH, tier=reader.say(codes.TIERS[tier])), scale.cell(amounts[tier]), rule="detail"
        )
        for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL)
        if tier in amounts
    ]
    other = total - sum(amounts.get(tier, 0) for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL))
    if lines and math.isfinite(other) and abs(other) >= 1:
        lines.append(LedgerLine(reader.say(words.OTHER), scale.cell(other), rule="detail"))
    return lines


def _assets_in_capital(book: Book, scale: Scale) -> tuple[LedgerLine, ...]:
    sheet, reader = book.statement, scale.reader
    allowance = sheet.doubtful_allowance
    deduction = Interval(-abs(allowance.value), -abs(allowance.high), -abs(allowance.low), allowance.level)
    return (
        LedgerLine(reader.say(words.POTENTIAL), scale.cell(sheet.potential.value), scale.cell_range(sheet.potential)),
        LedgerLine(reader.say(words.ALLOWANCE), scale.cell(deduction.value), scale.cell_range(deduction)),
        LedgerLine(
            reader.say(words.CAPITAL),
            scale.cell(sheet.trust_capital.value),
            scale.cell_range(sheet.trust_capital),
            "subtotal",
        ),
        *_by_tier(sheet.trust_capital_by_tier, sheet.trust_capital.value, scale),
        LedgerLine(reader.say(words.TOTAL_ASSETS), scale.cell(sheet.trust_capital.value), rule="total"),
    )


def _assets_in_clv(book: Book, scale: Scale) -> tuple[LedgerLine, ...]:
    sheet, reader = book.statement, scale.reader
    by_tier = {str(row.tier): row.clv for row in book.tiers if row.tier is not Tier.NONE}
    return (
        LedgerLine(reader.say(words.CLV), scale.cell(sheet.clv.value), scale.cell_range(sheet.clv), "subtotal"),
        *_by_tier(by_tier, sheet.clv.value, scale),
        LedgerLine(reader.say(words.TOTAL_ASSETS), scale.cell(sheet.clv.value), rule="total"),
    )


def _claims(book: Book, scale: Scale) -> tuple[LedgerLine, ...]:
    sheet, reader = book.statement, scale.reader
    upkeep = sheet.maintenance.value if sheet.maintenance else 0.0
    owed = upkeep + sheet.promises
    missing = reader.say(common.NOT_PROVIDED)
    nothing_known = sheet.maintenance is None and sheet.n_promises is None
    maintenance = (
        LedgerLine(reader.say(words.MAINTENANCE), missing, reader.say(words.NO_MAINTENANCE))
        if sheet.maintenance is None
        else LedgerLine(reader.say(words.MAINTENANCE), scale.cell(upkeep), scale.cell_range(sheet.maintenance))
    )
    promises = (
        LedgerLine(reader.say(words.PROMISES), missing)
        if sheet.n_promises is None
        else LedgerLine(
            reader.say(words.PROMISES), scale.cell(sheet.promises), reader.count(words.N_PROMISES, sheet.n_promises)
        )
    )
    equity = words.EQUITY_BEFORE if sheet.is_before_maintenance else words.EQUITY
    return (
        maintenance,
        promises,
        LedgerLine(reader.say(words.LIABILITIES), missing if nothing_known else scale.cell(owed), rule="subtotal"),
        LedgerLine(
            reader.say(equity),
            scale.cell(sheet.net_equity.value),
            scale.cell_range(sheet.net_equity),
            "equity",
        ),
        LedgerLine(reader.say(words.TOTAL_CLAIMS), scale.cell(owed + sheet.net_equity.value), rule="total"),
    )


def _referral_lines(book: Book, scale: Scale) -> tuple[LedgerLine, ...]:
    """The credit, whose part it is, and what is left of lifetime value; where there are no referrals, that."""
    sheet, reader = book.statement, scale.reader
    label = reader.say(words.MEMO_REFERRAL)
    if sheet.referral_credit is None or sheet.referral_kept is None:
        return (LedgerLine(label, scale.cell(sheet.referral_credit), reader.say(words.NO_REFERRALS)),)
    return (
        LedgerLine(label, scale.cell(sheet.referral_credit), reader.say(words.PART_OF_CLV)),
        LedgerLine(reader.say(words.MEMO_KEPT), scale.cell(sheet.referral_kept), rule="detail"),
    )


def _memo(book: Book, scale: Scale, *, money: bool) -> tuple[LedgerLine, ...]:
    sheet, reader = book.statement, scale.reader
    capital = scale if reader.capital_is_money else replace(scale, sign="")
    beside = (
        (LedgerLine(reader.say(words.MEMO_CLV), scale.cell(sheet.clv.value), scale.cell_range(sheet.clv)),)
        if money
        else (
            LedgerLine(
                reader.say(words.MEMO_POTENTIAL),
                scale.cell(sheet.potential.value),
                scale.cell_range(sheet.potential),
            ),
            LedgerLine(
                reader.say(words.CAPITAL if sheet.trust_capital_is_money else words.MEMO_CAPITAL),
                capital.cell(sheet.trust_capital.value),
                capital.cell_range(sheet.trust_capital),
            ),
        )
    )
    return (
        *beside,
        *_referral_lines(book, scale),
        LedgerLine(
            reader.say(words.MEMO_GROWTH),
            scale.cell(sheet.growth_option),
            "" if sheet.growth_option is None else reader.say(words.MEMO_GROWTH_NOTE),
        ),
        LedgerLine(reader.say(words.MEMO_ACQUISITION), scale.cell(sheet.unamortised_acquisition)),
    )
