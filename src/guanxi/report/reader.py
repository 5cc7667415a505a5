"""Whom a report is written for: language, currency and zone, and every figure in that person's form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.book.contracts import Book, Interval
from guanxi.kit.clock import local_day
from guanxi.kit.errors import SettingsError
from guanxi.kit.money import show_exact, show_number, show_yuan
from guanxi.report.inert import inert
from guanxi.report.words import common
from guanxi.report.words.phrase import Phrase

SIGNS = {"CNY": "¥", "RMB": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$"}
TAGS = {"zh": "zh-CN", "en": "en"}
"""Language → what the page's ``lang`` attribute says."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Reader:
    """The one formatter of the report.

    Parameters
    ----------
    lang : ``"zh"`` or ``"en"``.
    sign : currency sign printed before money.
    zone : the brand's zone, for days.
    capital_is_money : False prints trust capital without a sign, because it is an index then.
    """

    lang: str
    sign: str
    zone: str
    capital_is_money: bool

    @classmethod
    def of(cls, book: Book, lang: str) -> Reader:
        """The reader of ``book`` in ``lang``; raises :class:`SettingsError` for a language that there is not."""
        return cls.for_brand(lang, book.currency, book.zone, capital_is_money=book.statement.trust_capital_is_money)

    @classmethod
    def for_brand(cls, lang: str, currency: str, zone: str, *, capital_is_money: bool = False) -> Reader:
        """The reader of a page about a brand; raises :class:`SettingsError` for a language that there is not."""
        if lang not in TAGS:
            raise SettingsError(
                f"There is no report in “{lang}”. Choose zh or en.", f"没有“{lang}”语言的报告。请选择 zh 或 en。"
            )
        code = inert(currency.upper(), 6)
        sign = SIGNS.get(code, f"{code}\N{NO-BREAK SPACE}" if code else "")
        return cls(lang, sign, zone, capital_is_money)

    @property
    def tag(self) -> str:
        """The language as a browser knows it."""
        return TAGS[self.lang]

    def say(self, phrase: Phrase, **values: str) -> str:
        """The sentence in the reader's language."""
        return phrase.text(self.lang, **values)

    def count(self, phrase: Phrase, n: int, **values: str) -> str:
        """A sentence about ``n`` things, ``{n}`` grouped by thousands; English in the singular for one."""
        shown = {"n": self.whole(n), **values}
        if self.lang == "en" and n == 1 and phrase.en_one:
            return phrase.en_one.format(**shown)
        return phrase.text(self.lang, **shown)

    def pick(self, en: str, zh: str, limit: int = 400) -> str:
        """The side of a bilingual pair that the book wrote, made inert."""
        return inert(zh if self.lang == "zh" else en, limit)

    def name_of(self, names: Mapping[str, Phrase], code: str) -> str:
        """What a person calls ``code``; an unknown code stands for itself."""
        phrase = names.get(code)
        return self.say(phrase) if phrase else inert(code, 40)

    def money(self, amount_fen: float | None) -> str:
        """An amount with the currency sign, or "not provided"."""
        return self._amount(amount_fen, self.sign)

    def capital(self, amount_fen: float | None) -> str:
        """Trust capital: money only where the book says so."""
        return self._amount(amount_fen, self.sign if self.capital_is_money else "")

    def exact_money(self, amount_fen: int) -> str:
        """A booked amount to the cent, for lines that must add up on the page."""
        return show_exact(amount_fen, self.sign)

    def exact_capital(self, amount_fen: int) -> str:
        """Like :meth:`exact_money`; without a sign where trust capital is an index."""
        return show_exact(amount_fen, self.sign if self.capital_is_money else "")

    def _amount(self, amount_fen: float | None, sign: str) -> str:
        if amount_fen is None:
            return self.say(common.NOT_PROVIDED)
        if not math.isfinite(amount_fen):
            return self.say(common.NOT_KNOWN)
        return show_yuan(round(amount_fen), self.lang, sign).replace("-", "\N{MINUS SIGN}")

    def money_range(self, figure: Interval) -> str:
        """``80% interval ¥1.2M to ¥1.4M``."""
        return self._range(figure, self.money(figure.low), self.money(figure.high))

    def capital_range(self, figure: Interval) -> str:
        """The interval of trust capital."""
        return self._range(figure, self.capital(figure.low), self.capital(figure.high))

    def number_range(self, figure: Interval) -> str:
        """The interval of a plain figure."""
        return self._range(figure, self.number(figure.low), self.number(figure.high))

    def span(self, figure: Interval, low: str, high: str) -> str:
        """The interval of a figure whose ends were formatted already, in another unit for example."""
        return self._range(figure, low, high)

    def _range(self, figure: Interval, low: str, high: str) -> str:
        if not (math.isfinite(figure.low) and math.isfinite(figure.high)):
            return self.say(common.NO_INTERVAL)
        return self.say(common.INTERVAL, level=self.share(figure.level, 0), low=low, high=high)

    def number(self, value: float | None, digits: int = 2) -> str:
        """A plain figure with ``digits`` decimals."""
        if value is None or not math.isfinite(value):
            return self.say(common.NOT_KNOWN)
        return _signed(f"{value:,.{digits}f}")

    def trust(self, value: float | None) -> str:
        """T of one contact, with two decimals of what is kept of it everywhere: thousandths, halves upwards.

        Lists keep thousandths; a page that rounded the whole figure would print .97 beside their .96.
        """
        if value is None or not math.isfinite(value):
            return self.say(common.NOT_KNOWN)
        return self.number((math.floor(value * 1000 + 0.5) + 5) // 10 / 100)

    def significant(self, value: float, digits: int = 4) -> str:
        """A parameter with ``digits`` significant digits, never in powers of ten."""
        if not math.isfinite(value):
            return self.say(common.NOT_KNOWN)
        size = math.floor(math.log10(abs(value))) if value else 0
        return self.number(value, max(0, digits - 1 - size))

    def whole(self, n: int) -> str:
        """A count, grouped by thousands."""
        return f"{n:,d}"

    def big(self, n: float) -> str:
        """A large count in the reader's unit (万, 亿 / k, M)."""
        return show_number(n, self.lang)

    def share(self, value: float | None, digits: int = 1) -> str:
        """A share in [0, 1] as a percentage."""
        if value is None or not math.isfinite(value):
            return self.say(common.NOT_KNOWN)
        return _signed(f"{value * 100:.{digits}f}") + "%"

    def points(self, value: float | None, digits: int = 1) -> str:
        """A difference of two shares in percentage points, without the unit."""
        return self.number(None if value is None else value * 100, digits)

    def head_day(self, epoch_ms: int) -> str:
        """:meth:`day` for the head of a narrow column: it may break after the year."""
        return self.day(epoch_ms).replace("年", "年\N{ZERO WIDTH SPACE}")

    def day(self, epoch_ms: int | None) -> str:
        """A calendar day in the brand's zone."""
        if epoch_ms is None:
            return self.say(common.NOT_KNOWN)
        day = local_day(epoch_ms, self.zone)
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _signed(text: str) -> str:
    """A formatted number with a true minus sign; what rounds to zero has no sign."""
    return text.replace("-", "\N{MINUS SIGN}" if text.strip("-0.,") else "")
