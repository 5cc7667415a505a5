"""Reads the source of the workspace for the few shapes that have opened other systems: S1, S3, S4 of the rules.

Which mistakes it prevents: SQL put together from text (an identifier or value that a person chose ends up in it); a
request's fields spread into arguments or filters; code, pickles and YAML objects made from data; text from people
declared to be markup. What must stay although it looks like one is named in the test, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKS_IDENTIFIER = frozenset({"_identifier", "quote_name"})
"""Functions that raise for anything but a plain identifier, or quote it."""
MAKES_TEXT = frozenset({"format", "join", "replace", "format_map"})
RUNS_SQL = frozenset({"execute", "executemany", "executescript", "raw", "RawSQL", "extra", "copy", "copy_expert"})
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|DROP\s+(TABLE|TRIGGER)"
    r"|ALTER\s+TABLE|CREATE\s+(TEMP\w*\s+)?(TABLE|VIEW|INDEX|TRIGGER)|TRUNCATE\s|WITH\s+\w+\s+AS)\b",
    re.DOTALL,
)
CODE = frozenset({"eval", "exec", "compile", "__import__"})
MODULES = frozenset({"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"})
MARKUP = frozenset({"mark_safe", "SafeString", "SafeText", "Markup"})
YAML = frozenset({"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"})
SHELL = frozenset({"system", "popen", "getoutput", "getstatusoutput"})
UNSAFE_TEMPLATE = re.compile(
    r"\|\s*(safe|unsafe)\b|\{%-?\s*autoescape\s+false|\bhx-on\b|\son\w+\s*=|<script(?![^>]*\ssrc=|\stype=\"application/json\")"
)


@dataclass(frozen=True, order=True)
class Finding:
    """One suspicious place.

    Parameters
    ----------
    place : ``package/module.py:function``, which survives edits above it.
    rule : ``sql``, ``spread``, ``code``, ``markup`` or ``template``.
    """

    place: str
    rule: str
    line: int


def findings_in(source: str, name: str) -> Iterator[Finding]:
    """What is suspicious in one Python module."""
    tree = ast.parse(source)
    for function, node in _nodes(tree, "<module>"):
        rule = _rule_of(node)
        if rule:
            yield Finding(f"{name}:{function}", rule, node.lineno)


def findings_in_template(source: str, name: str) -> Iterator[Finding]:
    """What is suspicious in one template: markup from values, script inside of the page."""
    for number, line in enumerate(source.splitlines(), start=1):
        if UNSAFE_TEMPLATE.search(line):
            yield Finding(name, "template", number)


def findings_below(folder: Path, root: Path) -> Iterator[Finding]:
    """What is suspicious in all modules and templates below ``folder``; migrations run no request."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from findings_in(path.read_text(encoding="utf-8"), name)
        elif path.suffix == ".html":
            yield from findings_in_template(path.read_text(encoding="utf-8"), name)


def _nodes(tree: ast.AST, function: str) -> Iterator[tuple[str, ast.expr]]:
    for child in ast.iter_child_nodes(tree):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else function
        if isinstance(child, ast.expr):
            yield inside, child
        yield from _nodes(child, inside)


def _rule_of(node: ast.expr) -> str:
    if _is_made_text(node) and SQL.search(_literal_of(node)):
        return "sql"
    if isinstance(node, ast.Dict):
        spread = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
        return "spread" if any(_reads_request(value) for value in spread) else ""
    return _rule_of_call(node) if isinstance(node, ast.Call) else ""


def _rule_of_call(call: ast.Call) -> str:
    name, owner = _name_of(call.func), _owner_of(call.func)
    if name in RUNS_SQL and any(_is_made_text(argument) for argument in [*call.args[:1]]):
        return "sql"
    if any(keyword.arg is None and _reads_request(keyword.value) for keyword in call.keywords):
        return "spread"
    is_code = name in CODE and (not owner or owner == "builtins")
    if is_code or owner in MODULES or (owner == "yaml" and name in YAML) or (owner == "os" and name in SHELL):
        return "code"
    if any(keyword.arg == "shell" and not _is_false(keyword.value) for keyword in call.keywords):
        return "code"
    if name in MARKUP and call.args and not isinstance(call.args[0], ast.Constant):
        return "markup"
    return ""


def _is_made_text(node: ast.expr) -> bool:
    """Text put together from parts of which any may vary."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and not _is_fixed(node)
    is_made = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and _name_of(node.func) in MAKES_TEXT)
    return is_made and not _is_fixed(node)


def _is_fixed(node: ast.expr) -> bool:
    """Text that no request can change: literals, constants of a module, placeholders repeated, checked identifiers."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        return _name_of(node).isupper()
    parts = _parts_of(node)
    return parts is not None and all(_is_fixed(part) for part in parts)


def _parts_of(node: ast.expr) -> list[ast.expr] | None:
    parts: list[ast.expr] | None = None
    match node:
        case ast.FormattedValue():
            parts = [node.value]
        case ast.JoinedStr():
            parts = node.values
        case ast.BinOp():
            # "%s" * n: how often a fixed text stands there may vary.
            parts = [node.left] if isinstance(node.op, ast.Mult) else [node.left, node.right]
        case ast.List() | ast.Tuple():
            parts = node.elts
        case ast.Call() if _name_of(node.func) in CHECKS_IDENTIFIER:
            parts = []
        case ast.Call() if _name_of(node.func) in MAKES_TEXT and isinstance(node.func, ast.Attribute):
            parts = [node.func.value, *node.args, *(keyword.value for keyword in node.keywords)]
    return parts


def _literal_of(node: ast.expr) -> str:
    return " ".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _reads_request(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"GET", "POST", "FILES", "COOKIES"} for part in ast.walk(node)
    )


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _owner_of(function: ast.expr) -> str:
    is_owned = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return function.value.id if is_owned else ""  # type: ignore[union-attr]  # both were just asked


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
