"""Money is an integer number of fen inside, a string of yuan with two decimals outside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

FEN_PER_YUAN = 100
CENTS_BELOW = 1000
"""From this many yuan on, an amount as a person reads it shows no cents."""

UNITS_ZH = ((1e8, 1e8, "亿", 1e4), (1e4, 1e4, "万", 1.0))
UNITS_EN = ((1e9, 1e9, "bn", 1e5), (1e6, 1e6, "M", 1e2), (1e4, 1e3, "k", 1.0))
"""(from this figure on, counted in, the unit, to what the next smaller unit is rounded just below it)."""

SIGNS = {"CNY": "¥", "RMB": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$"}


def yuan(amount_fen: int) -> str:
    """``amount_fen`` as a string of yuan with two decimals, for JSON: ``-1234`` → ``"-12.34"``."""
    sign = "-" if amount_fen < 0 else ""
    whole, fen = divmod(abs(int(amount_fen)), FEN_PER_YUAN)
    return f"{sign}{whole}.{fen:02d}"


def show_exact(amount_fen: int, currency: str = "¥") -> str:
    """Every fen of an amount, in thousands: ``-123456`` → ``−¥1,234.56``; for lines that must add up under the eye."""
    sign = "\N{MINUS SIGN}" if amount_fen < 0 else ""
    whole, fen = divmod(abs(int(amount_fen)), FEN_PER_YUAN)
    return f"{sign}{currency}{whole:,d}.{fen:02d}"


def fen(text: str | Decimal) -> int:
    """Fen from a plain decimal amount of yuan; half a fen rounds to even.

    Raises
    ------
    decimal.InvalidOperation
        when ``text`` is not a plain decimal number. Separators, signs and brackets of people's
        files are the business of ``lake.importing``, not of this function.
    """
    amount = Decimal(text) * FEN_PER_YUAN
    return int(amount.to_integral_value(rounding=ROUND_HALF_EVEN))


def show_yuan(amount_fen: int, lang: str, currency: str = "¥") -> str:
    """An amount as a person reads it: ``¥1.23万`` / ``¥4.56亿`` in Chinese, ``¥12.3k`` / ``¥456.0M`` in English.

    ``currency=""`` prints a figure that is an index and not money.
    """
    value = amount_fen / FEN_PER_YUAN
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    if currency and abs(value) < CENTS_BELOW and not value.is_integer():
        return f"{sign}{currency}{abs(value):.2f}"  # money has two decimals or none
    return f"{sign}{currency}{show_number(abs(value), lang)}"


def show_number(value: float, lang: str) -> str:
    """A figure with three to four significant digits and the reader's unit (万, 亿 / k, M, bn)."""
    for step, per, unit, resolution in UNITS_ZH if lang == "zh" else UNITS_EN:
        # 9,999.6 would print as 10,000 while 10,000 prints as 1.00万: compare after rounding as the smaller unit does.
        if round(abs(value) / resolution) * resolution >= step:
            scaled = value / per
            size = abs(scaled)
            digits = 2 if round(size, 2) < 10 else 1 if round(size, 1) < 1000 else 0
            return f"{scaled:,.{digits}f}{unit}"
    size = abs(value)
    digits = 0 if float(value).is_integer() or round(size, 1) >= 1000 else 2 if round(size, 2) < 100 else 1
    return f"{value:,.{digits}f}"


def currency_sign(code: str) -> str:
    """What stands before an amount of the currency ``code``: its sign, else the code and a no-break space."""
    upper = code.strip().upper()
    return SIGNS.get(upper, f"{upper}\N{NO-BREAK SPACE}" if upper else "")
