"""The balance sheet, as accountants draw it."""

from __future__ import annotations

import math

from guanxi.book.contracts import Book, Interval, Tier
from guanxi.report.blocks import Account, Ledger, LedgerLine, Section, Text, present
from guanxi.report.charts.balance import balance_chart
from guanxi.report.reader import Reader
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
    assets = _assets_in_capital(book, reader) if money else _assets_in_clv(book, reader)
    return Ledger(
        caption=reader.say(words.CAPTION, day=reader.day(book.as_of_ms)),
        amount_title=reader.say(words.AMOUNT, days=str(book.horizon_days)),
        left=Account(reader.say(words.ASSETS), assets),
        right=Account(reader.say(words.CLAIMS), _claims(book, reader)),
        memo=Account(reader.say(words.MEMO), _memo(book, reader, money=money)),
    )


def _by_tier(amounts: dict[str, int], total: float, reader: Reader) -> list[LedgerLine]:
    lines = [
        LedgerLine(
            reader.say(words.OF_WHICH, tier=reader.say(codes.TIERS[tier])), reader.money(amounts[tier]), rule="detail"
        )
        for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL)
        if tier in amounts
    ]
    other = total - sum(amounts.get(tier, 0) for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL))
    if lines and math.isfinite(other) and abs(other) >= 1:
        lines.append(LedgerLine(reader.say(words.OTHER), reader.money(other), rule="detail"))
    return lines


def _assets_in_capital(book: Book, reader: Reader) -> tuple[LedgerLine, ...]:
    sheet = book.statement
    allowance = sheet.doubtful_allowance
    deduction = Interval(-abs(allowance.value), -abs(allowance.high), -abs(allowance.low), allowance.level)
    return (
        LedgerLine(
            reader.say(words.POTENTIAL), reader.money(sheet.potential.value), reader.money_range(sheet.potential)
        ),
        LedgerLine(reader.say(words.ALLOWANCE), reader.money(deduction.value), reader.money_range(deduction)),
        LedgerLine(
            reader.say(words.CAPITAL),
            reader.money(sheet.trust_capital.value),
            reader.money_range(sheet.trust_capital),
            "subtotal",
        ),
        *_by_tier(sheet.trust_capital_by_tier, sheet.trust_capital.value, reader),
        LedgerLine(reader.say(words.TOTAL_ASSETS), reader.money(sheet.trust_capital.value), rule="total"),
    )


def _assets_in_clv(book: Book, reader: Reader) -> tuple[LedgerLine, ...]:
    sheet = book.statement
    by_tier = {str(row.tier): row.clv for row in book.tiers if row.tier is not Tier.NONE}
    return (
        LedgerLine(reader.say(words.CLV), reader.money(sheet.clv.value), reader.money_range(sheet.clv), "subtotal"),
        *_by_tier(by_tier, sheet.clv.value, reader),
        LedgerLine(reader.say(words.TOTAL_ASSETS), reader.money(sheet.clv.value), rule="total"),
    )


def _claims(book: Book, reader: Reader) -> tuple[LedgerLine, ...]:
    sheet = book.statement
    upkeep = sheet.maintenance.value if sheet.maintenance else 0.0
    owed = upkeep + sheet.promises
    missing = reader.say(common.NOT_PROVIDED)
    nothing_known = sheet.maintenance is None and sheet.n_promises is None
    maintenance = (
        LedgerLine(reader.say(words.MAINTENANCE), missing, reader.say(words.NO_MAINTENANCE))
        if sheet.maintenance is None
        else LedgerLine(reader.say(words.MAINTENANCE), reader.money(upkeep), reader.money_range(sheet.maintenance))
    )
    promises = (
        LedgerLine(reader.say(words.PROMISES), missing)
        if sheet.n_promises is None
        else LedgerLine(
            reader.say(words.PROMISES), reader.money(sheet.promises), reader.count(words.N_PROMISES, sheet.n_promises)
        )
    )
    equity = words.EQUITY_BEFORE if sheet.is_before_maintenance else words.EQUITY
    return (
        maintenance,
        promises,
        LedgerLine(reader.say(words.LIABILITIES), missing if nothing_known else reader.money(owed), rule="subtotal"),
        LedgerLine(
            reader.say(equity),
            reader.money(sheet.net_equity.value),
            reader.money_range(sheet.net_equity),
            "equity",
        ),
        LedgerLine(reader.say(words.TOTAL_CLAIMS), reader.money(owed + sheet.net_equity.value), rule="total"),
    )


def _referral_lines(book: Book, reader: Reader) -> tuple[LedgerLine, ...]:
    """The credit, whose part it is, and what is left of lifetime value; where there are no referrals, that."""
    sheet, label = book.statement, reader.say(words.MEMO_REFERRAL)
    if sheet.referral_credit is None or sheet.referral_kept is None:
        return (LedgerLine(label, reader.money(sheet.referral_credit), reader.say(words.NO_REFERRALS)),)
    return (
        LedgerLine(label, reader.money(sheet.referral_credit), reader.say(words.PART_OF_CLV)),
        LedgerLine(reader.say(words.MEMO_KEPT), reader.money(sheet.referral_kept), rule="detail"),
    )


def _memo(book: Book, reader: Reader, *, money: bool) -> tuple[LedgerLine, ...]:
    sheet = book.statement
    beside = (
        (LedgerLine(reader.say(words.MEMO_CLV), reader.money(sheet.clv.value), reader.money_range(sheet.clv)),)
        if money
        else (
            LedgerLine(
                reader.say(words.MEMO_POTENTIAL),
                reader.money(sheet.potential.value),
                reader.money_range(sheet.potential),
            ),
            LedgerLine(
                reader.say(words.CAPITAL if sheet.trust_capital_is_money else words.MEMO_CAPITAL),
                reader.capital(sheet.trust_capital.value),
                reader.capital_range(sheet.trust_capital),
            ),
        )
    )
    return (
        *beside,
        *_referral_lines(book, reader),
        LedgerLine(
            reader.say(words.MEMO_GROWTH),
            reader.money(sheet.growth_option),
            "" if sheet.growth_option is None else reader.say(words.MEMO_GROWTH_NOTE),
        ),
        LedgerLine(reader.say(words.MEMO_ACQUISITION), reader.money(sheet.unamortised_acquisition)),
    )
