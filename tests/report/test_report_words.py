"""Every sentence exists in both languages and asks for the same values."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import guanxi.report
import guanxi.report.words as catalogue
from guanxi.book import contracts as c
from guanxi.report.reader import Reader
from guanxi.report.words import codes
from guanxi.report.words.phrase import Phrase

HAN = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {
    "1",
    "—",
    "MBG/NBD",
    "BG/NBD",
    "Pareto/NBD",
    "Gamma-Gamma",
    "Platt",
    "AUC {day}",
    "Brier {day}",
    "ECE {day}",
    # Only values and the marks between them.
    "{k} / {n}",
    "{name}：{why}",
    "、",
}


def _phrases() -> list[tuple[str, Phrase]]:
    found: list[tuple[str, Phrase]] = []
    for info in pkgutil.iter_modules(catalogue.__path__):
        module = importlib.import_module(f"{catalogue.__name__}.{info.name}")
        for name, value in vars(module).items():
            if isinstance(value, Phrase):
                found.append((f"{info.name}.{name}", value))
            elif isinstance(value, dict) and name.isupper():
                found += [(f"{info.name}.{name}[{key}]", phrase) for key, phrase in value.items()]
    return found


PHRASES = _phrases()


def _used() -> set[str]:
    """``module.NAME`` of every phrase that the report's code or its page mentions."""
    package = Path(guanxi.report.__file__).parent
    used: set[str] = set()
    for file in package.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        aliases = {
            name.asname or name.name: name.name
            for node in imports
            if node.module == catalogue.__name__
            for name in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
                used.add(f"{aliases[node.value.id]}.{node.attr}")
    pages = "".join(file.read_text(encoding="utf-8") for file in (package / "page").glob("*.html"))
    return used | {f"page.{name.upper()}" for name in re.findall(r"words\.(\w+)", pages)}


class TestCatalogue:
    def test_holds_the_whole_report(self) -> None:
        assert len(PHRASES) > 250

    def test_both_languages_ask_for_the_same_values(self) -> None:
        assert [name for name, phrase in PHRASES if len(set(phrase.placeholders())) != 1] == []

    def test_each_side_is_in_its_own_language(self) -> None:
        mixed = [name for name, phrase in PHRASES if HAN.search(phrase.en + phrase.en_one)]
        untranslated = [
            name for name, phrase in PHRASES if not HAN.search(phrase.zh) and phrase.zh.strip() not in SAME_IN_BOTH
        ]

        assert (mixed, untranslated) == ([], [])

    def test_no_sentence_is_left_over(self) -> None:
        written = {name for name, _ in PHRASES if "[" not in name}

        assert written - _used() == set()

    def test_nothing_is_empty(self) -> None:
        assert [name for name, phrase in PHRASES if not (phrase.zh.strip() and phrase.en.strip())] == []

    @pytest.mark.parametrize(
        ("names", "enum"),
        [
            (codes.TIERS, c.Tier),
            (codes.VERDICTS, c.VerdictCode),
            (codes.BANDS, c.RoiBand),
            (codes.ROLL_FORWARD, c.RollForwardCode),
            (codes.TRUST_STATUSES, c.TrustStatus),
        ],
    )
    def test_every_code_of_the_book_has_a_name(self, names: dict[str, Phrase], enum: type) -> None:
        assert set(names) == {str(member) for member in enum}

    def test_an_unknown_code_stands_for_itself(self) -> None:
        reader = Reader("zh", "¥", "Asia/Shanghai", True)

        assert reader.name_of(codes.PREDICTORS, "crystal_ball") == "crystal_ball"

    def test_one_is_singular_in_english_only(self) -> None:
        phrase = Phrase("客户 {n} 位", "{n} contacts", "{n} contact")

        assert Reader("en", "¥", "UTC", True).count(phrase, 1) == "1 contact"
        assert Reader("en", "¥", "UTC", True).count(phrase, 1234) == "1,234 contacts"
        assert Reader("zh", "¥", "UTC", True).count(phrase, 1) == "客户 1 位"
