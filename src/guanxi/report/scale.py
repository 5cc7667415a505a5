"""One unit for amounts that stand under or beside each other, so that a column never mixes 万 and yuan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.book.contracts import Interval
from guanxi.kit.money import CENTS_BELOW, FEN_PER_YUAN
from guanxi.report.reader import Reader

Steps = tuple[tuple[float, float, str, int], ...]
"""(from this largest amount on, counted in, the unit, decimals), in whole units of the currency, largest first."""

COLUMNS: dict[str, Steps] = {
    "zh": ((1e10, 1e8, "亿", 4), (1e6, 1e4, "万", 2)),
    "en": ((1e9, 1e6, "M", 2), (1e6, 1e3, "k", 1)),
}
"""Columns stay in whole yuan up to six digits, then show hundreds of yuan at the least: small rows are read too."""
CARDS: dict[str, Steps] = {
    "zh": ((1e8, 1e8, "亿", 0), (1e4, 1e4, "万", 0)),
    "en": ((1e9, 1e9, "bn", 0), (1e6, 1e6, "M", 0), (1e4, 1e3, "k", 0)),
}
"""Cards are read from afar: as few digits as the largest allows and the smallest needs, whatever stands here."""
MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit of one column: whole units of the currency are divided by ``per`` and shown with ``digits`` decimals.

    ``unit`` is "" where amounts stand in the currency itself; ``sign`` is "" for an index.
    """

    reader: Reader
    sign: str
    per: float
    unit: str
    digits: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is rounded away: amounts are shown to the cent."""
        return not self.unit and self.digits == 2

    def head(self, title: str) -> str:
        """The column's title, with the unit where it is not the currency itself: ``终身价值，万元``."""
        if not self.unit:
            return title
        named = f"{self.unit}元" if self.reader.lang == "zh" and self.sign == "¥" else f"{self.sign}{self.unit}"
        return f"{title}{'，' if self.reader.lang == 'zh' else ', '}{named}"

    def cell(self, amount_fen: float | None) -> str:
        """The amount under :meth:`head`: bare where the head names the unit."""
        return self._text(amount_fen, *(("", "") if self.unit else (self.sign, "")))

    def money(self, amount_fen: float | None) -> str:
        """The amount with sign and unit, where no head names them."""
        return self._text(amount_fen, self.sign, self.unit)

    def cell_range(self, figure: Interval) -> str:
        """The interval of a figure, in the form of :meth:`cell`."""
        return self.reader.span(figure, self.cell(figure.low), self.cell(figure.high))

    def money_range(self, figure: Interval) -> str:
        """The interval of a figure, in the form of :meth:`money`."""
        return self.reader.span(figure, self.money(figure.low), self.money(figure.high))

    def _text(self, amount_fen: float | None, sign: str, unit: str) -> str:
        if amount_fen is None or not math.isfinite(amount_fen):
            return self.reader.money(amount_fen)
        amount = round(amount_fen) / FEN_PER_YUAN / self.per
        minus = "\N{MINUS SIGN}" if amount < 0 else ""
        least = 10.0**-self.digits
        if amount and round(abs(amount), self.digits) == 0:
            # What is there is not printed as nothing.
            return f"{'>' if minus else '<'}{minus}{sign}{least:.{self.digits}f}{unit}"
        return f"{minus}{sign}{abs(amount):,.{self.digits}f}{unit}"


def column_scale(reader: Reader, amounts: Iterable[float | Interval | None]) -> Scale:
    """The unit of a column of money that holds ``amounts`` (fen); its largest decides."""
    return _column(reader, _known(amounts), reader.sign)


def capital_scale(reader: Reader, amounts: Iterable[float | Interval | None]) -> Scale:
    """Like :func:`column_scale` for trust capital, which is money only where the book says so."""
    return _column(reader, _known(amounts), reader.sign if reader.capital_is_money else "")


def card_scale(reader: Reader, amounts: Iterable[float | None], *, sign: str | None = None) -> Scale:
    """The unit of key figures that stand in a row: few digits, yet two of the smallest."""
    known = _known(amounts)
    largest = max(known, default=0.0)
    per, unit, digits = _step(CARDS[reader.lang], largest)
    if unit:
        # As a figure by itself is written (kit.money.show_number).
        digits = 2 if largest / per < 10 else 1 if largest / per < 1000 else 0
        smallest = min((each for each in known if each), default=largest) / per
        digits = min(max(digits, 1 - math.floor(math.log10(smallest))), MOST_DECIMALS)
    else:
        digits = _cents(known)
    return Scale(reader, reader.sign if sign is None else sign, per, unit, digits)


def _column(reader: Reader, known: list[float], sign: str) -> Scale:
    per, unit, digits = _step(COLUMNS[reader.lang], max(known, default=0.0))
    return Scale(reader, sign, per, unit, digits if unit else _cents(known))


def _step(steps: Steps, largest: float) -> tuple[float, str, int]:
    return next(((per, unit, digits) for start, per, unit, digits in steps if largest >= start), (1.0, "", 0))


def _cents(known: list[float]) -> int:
    """Decimals of a column in the currency itself: cents only among small amounts that have some."""
    has_some = any(not each.is_integer() for each in known)
    return 2 if has_some and max(known, default=0.0) < CENTS_BELOW else 0


def _known(amounts: Iterable[float | Interval | None]) -> list[float]:
    """Absolute finite amounts in whole units of the currency, ends of intervals among them."""
    ends: list[float] = []
    for each in amounts:
        ends += [each.value, each.low, each.high] if isinstance(each, Interval) else [] if each is None else [each]
    return [abs(round(end)) / FEN_PER_YUAN for end in ends if math.isfinite(end)]
