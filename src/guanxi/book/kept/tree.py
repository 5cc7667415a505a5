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
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _member(typing.get_args(kind), tree, get_table)
    if origin in (tuple, list):
        return _sequence(kind, origin, tree, get_table)
    if origin is dict:
        of_key, of_value = typing.get_args(kind)
        return {from_tree(of_key, key, get_table): from_tree(of_value, tree[key], get_table) for key in _dict(tree)}
    if isinstance(kind, type) and is_dataclass(kind):
        return _contract(kind, _dict(tree), get_table)
    return get_table(tree) if kind is pa.Table else _plain(kind, tree)


def _contract(kind: Any, tree: Tree, get_table: GetTable) -> Any:
    hints = _hints(kind)
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in tree:
            given[field.name] = from_tree(hints[field.name], tree[field.name], get_table)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise TreeMismatch(f"{kind.__name__} lacks {field.name}")
    return kind(**given)


def _member(kinds: tuple[Any, ...], tree: Tree, get_table: GetTable) -> Any:
    if tree is None and type(None) in kinds:
        return None
    named = tree.get(CLASS) if isinstance(tree, dict) else None
    rest = [kind for kind in kinds if kind is not type(None)]
    if len(rest) > 1:
        rest = [kind for kind in rest if getattr(kind, "__name__", "") == named] or [
            kind for kind in rest if not is_dataclass(kind) and isinstance(tree, kind)
        ]
    if len(rest) != 1:
        raise TreeMismatch(f"none of {kinds} fits {named or type(tree).__name__}")
    return from_tree(rest[0], tree, get_table)


def _sequence(kind: Any, origin: type[Any], tree: Tree, get_table: GetTable) -> Any:
    if not isinstance(tree, list):
        raise TreeMismatch(f"expected a list, found {type(tree).__name__}")
    args = typing.get_args(kind)
    if origin is list or args[-1] is Ellipsis:
        return origin(from_tree(args[0], each, get_table) for each in tree)
    return tuple(from_tree(of, each, get_table) for of, each in zip(args, tree, strict=True))


def _plain(kind: Any, tree: Tree) -> Any:
    if kind is float:
        return _number(tree)
    if kind is np.ndarray or typing.get_origin(kind) is np.ndarray:
        return np.array([_number(each) for each in tree["values"]], dtype=np.dtype(tree["dtype"]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(tree)
    if kind is Any or (isinstance(kind, type) and isinstance(tree, kind)):
        return tree
    raise TreeMismatch(f"expected {kind}, found {type(tree).__name__}")


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


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Type hints of a contract; tables are known to type checkers only, hence named here."""
    return typing.get_type_hints(kind, localns={"pa": pa})
