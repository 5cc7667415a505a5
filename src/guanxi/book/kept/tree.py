"""Frozen contracts as a JSON tree and back, faithfully, by their type hints alone.

Nothing is executed and no class is named that the contract does not name itself: a file from elsewhere can be wrong,
never harmful. A number that JSON cannot write (NaN, infinities) stands as a string where a float is expected.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union

import numpy as np
import pyarrow as pa

Tree = Any  # Any: a JSON tree
PutTable = Callable[[pa.Table], str]
GetTable = Callable[[str], pa.Table]
Reader = Callable[[Tree, GetTable], Any]
CLASS = "$class"
"""Which member of a union of contracts it is."""


class TreeMismatch(ValueError):
    """The tree does not have the shape of the contract."""


def to_tree(value: Any, put_table: PutTable) -> Tree:
    """``value`` as a tree of JSON values; ``put_table`` keeps a table and gives the name that it is found by."""
    if isinstance(value, pa.Table):
        return put_table(value)
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: to_tree(getattr(value, field.name), put_table) for field in fields(value)}
        return {CLASS: type(value).__name__, **found}
    if isinstance(value, dict):
        return {str(key): to_tree(each, put_table) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [to_tree(each, put_table) for each in value]
    return _leaf(value)


def _leaf(value: Any) -> Tree:
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.str, "values": [_leaf(each) for each in value.tolist()]}
    plain = value.value if isinstance(value, Enum) else value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return str(plain)
    if plain is None or isinstance(plain, str | bool | int | float):
        return plain
    raise TypeError(f"a contract holds {type(value).__name__}, which no document can keep")


def from_tree(kind: Any, tree: Tree, get_table: GetTable) -> Any:
    """The value of type ``kind`` that ``tree`` holds.

    Raises
    ------
    TreeMismatch
        when a field is missing or of another kind.
    """
    return _reader(kind)(tree, get_table)


@cache
def _reader(kind: Any) -> Reader:
    """How a value of ``kind`` is read. Worked out once: a book has sixty thousand values and a hundred kinds."""
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _member(typing.get_args(kind))
    if origin in (tuple, list):
        return _sequence(origin, typing.get_args(kind))
    if origin is dict:
        return _mapping(*typing.get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return _contract(kind)
    return _plain(kind)


def _contract(kind: Any) -> Reader:
    def read(tree: Tree, get_table: GetTable) -> Any:
        _dict(tree)
        given: dict[str, Any] = {}
        for name, reader, may_be_absent in _fields(kind):
            if name in tree:
                given[name] = reader(tree[name], get_table)
            elif not may_be_absent:
                raise TreeMismatch(f"{kind.__name__} lacks {name}")
        return kind(**given)

    return read


@cache
def _fields(kind: Any) -> tuple[tuple[str, Reader, bool], ...]:
    """(name, how it is read, whether it may be absent) of each field; when first read, so that a kind may hold itself.

    Tables are known to type checkers only, hence named here.
    """
    hints = typing.get_type_hints(kind, localns={"pa": pa})
    return tuple(
        (
            field.name,
            _reader(hints[field.name]),
            not (field.default is MISSING and field.default_factory is MISSING),
        )
        for field in fields(kind)
    )


def _member(kinds: tuple[Any, ...]) -> Reader:
    may_be_none = type(None) in kinds
    rest = [kind for kind in kinds if kind is not type(None)]
    named = {kind.__name__: kind for kind in rest if hasattr(kind, "__name__")}
    plain = [kind for kind in rest if not is_dataclass(kind)]

    def only(tree: Tree) -> Any:
        if len(rest) == 1:
            return rest[0]
        name = tree.get(CLASS) if isinstance(tree, dict) else None
        fitting = [named[name]] if name in named else [kind for kind in plain if isinstance(tree, kind)]
        if len(fitting) != 1:
            raise TreeMismatch(f"none of {kinds} fits {name or type(tree).__name__}")
        return fitting[0]

    def read(tree: Tree, get_table: GetTable) -> Any:
        return None if tree is None and may_be_none else _reader(only(tree))(tree, get_table)

    return read


def _sequence(origin: Any, args: tuple[Any, ...]) -> Reader:
    is_of_one_kind = origin is list or args[-1] is Ellipsis
    readers = [_reader(arg) for arg in args if arg is not Ellipsis]

    def read(tree: Tree, get_table: GetTable) -> Any:
        if not isinstance(tree, list):
            raise TreeMismatch(f"expected a list, found {type(tree).__name__}")
        if is_of_one_kind:
            each_of = readers[0]
            return origin([each_of(each, get_table) for each in tree])
        return tuple(reader(each, get_table) for reader, each in zip(readers, tree, strict=True))

    return read


def _mapping(of_key: Any, of_value: Any) -> Reader:
    key_of, value_of = _reader(of_key), _reader(of_value)

    def read(tree: Tree, get_table: GetTable) -> Any:
        return {key_of(key, get_table): value_of(each, get_table) for key, each in _dict(tree).items()}

    return read


def _plain(kind: Any) -> Reader:
    if kind is pa.Table:
        return lambda tree, get_table: get_table(tree)
    if kind is float:
        return lambda tree, _: _number(tree)
    if kind is Any:
        return lambda tree, _: tree
    if kind is np.ndarray or typing.get_origin(kind) is np.ndarray:
        return lambda tree, _: np.array([_number(each) for each in tree["values"]], dtype=np.dtype(tree["dtype"]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda tree, _: kind(tree)

    def read(tree: Tree, _: GetTable) -> Any:
        if isinstance(kind, type) and isinstance(tree, kind):
            return tree
        raise TreeMismatch(f"expected {kind}, found {type(tree).__name__}")

    return read


def _number(tree: Tree) -> float | int:
    if isinstance(tree, str):
        return float(tree)
    if isinstance(tree, int | float):
        return tree
    raise TreeMismatch(f"expected a number, found {type(tree).__name__}")


def _dict(tree: Tree) -> dict[str, Tree]:
    if not isinstance(tree, dict):
        raise TreeMismatch(f"expected an object, found {type(tree).__name__}")
    return tree
