"""Money is an integer number of fen inside, a string of yuan with two decimals outside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

FEN_PER_YUAN = 100


def yuan(amount_fen: int) -> str:
    """``amount_fen`` as a string of yuan with two decimals, for JSON: ``-1234`` → ``"-12.34"``."""
    sign = "-" if amount_fen < 0 else ""
    whole, fen = divmod(abs(int(amount_fen)), FEN_PER_YUAN)
    return f"{sign}{whole}.{fen:02d}"


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
    """An amount as a person reads it: ``¥1.23万`` / ``¥4.56亿`` in Chinese, ``¥12.3k`` / ``¥456M`` in English.

    ``currency=""`` prints a figure that is an index and not money.
    """
    value = amount_fen / FEN_PER_YUAN
    sign = "-" if value < 0 else ""
    return f"{sign}{currency}{show_number(abs(value), lang)}"


def show_number(value: float, lang: str) -> str:
    """A figure with three to four significant digits and the reader's unit (万, 亿 / k, M, bn)."""
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "bn"), (1e6, "M"), (1e4, "k"))
    size = abs(value)
    for step, unit in steps:
        # 9,999.6 would print as 10,000 while 10,000 prints as 1.00万: compare after rounding.
        if round(size) >= step:
            scaled = value / (1e3 if unit == "k" else step)
            digits = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0
            return f"{scaled:,.{digits}f}{unit}"
    digits = 0 if float(value).is_integer() or size >= 1000 else 2 if size < 100 else 1
    return f"{value:,.{digits}f}"
