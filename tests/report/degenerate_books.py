"""Any book with its figures replaced by what a sparse brand gives: no interval, nothing realised, zero everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from guanxi.book import contracts as c

UNKNOWN = c.Interval(math.nan, -math.inf, math.inf)
DEGENERATE = (
    UNKNOWN,
    c.Interval(math.inf, math.inf, math.inf),
    c.Interval(2.0, -math.inf, math.inf),
    c.Interval(0, 0, 0),
)
"""Intervals that arithmetic on little data has given: 0 ÷ 0, x ÷ 0, one hash group, nothing at all."""

Path = tuple[str | int, ...]


def paths_of(value: Any, wanted: Callable[[Any], bool], path: Path = ()) -> Iterator[Path]:
    """Where in a tree of contracts there stands something that is ``wanted``."""
    if wanted(value):
        yield path
    elif is_dataclass(value):
        for field in fields(value):
            yield from paths_of(getattr(value, field.name), wanted, (*path, field.name))
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            yield from paths_of(each, wanted, (*path, i))


def put(value: Any, path: Path, new: Any) -> Any:
    """The tree with ``new`` at ``path``."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(first, str):
        return replace(value, **{first: put(getattr(value, first), rest, new)})
    return (*value[:first], put(value[first], rest, new), *value[first + 1 :])


def is_interval(value: Any) -> bool:
    return isinstance(value, c.Interval)


def is_amount(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def with_all(book: c.Book, wanted: Callable[[Any], bool], new: Any) -> c.Book:
    """Every figure that is ``wanted`` replaced at once."""
    for path in list(paths_of(book, wanted)):
        book = put(book, path, new)
    return book


def nothing_realised(book: c.Book) -> c.Book:
    """The last closed window brought no margin: K has nothing to be compared with."""
    assert book.backtest is not None and book.statement.money_test is not None
    *earlier, last = book.backtest.capital
    empty = replace(
        last, realised=0, ratio=replace(UNKNOWN, level=0.9), decile_realised=(0,) * len(last.decile_realised)
    )
    test = replace(book.statement.money_test, ratio=empty.ratio, passed=False)
    return replace(
        book,
        backtest=replace(book.backtest, capital=(*earlier, empty)),
        statement=replace(book.statement, money_test=test, trust_capital_is_money=False, net_equity_basis="clv"),
    )
