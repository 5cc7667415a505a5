"""Two keys declared one contact: the books say what they would, had the sources called it by one key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from guanxi.facade import Book
from guanxi.facade.asking import Question
from guanxi.facade.auditing import ask, import_data
from guanxi.kit.clock import parse_as_of
from guanxi.kit.progress import Silent
from guanxi.lake.engine import FOREVER_MS, Alias, Lake, publish_aliases
from guanxi.lake.importing import load_settings

from .conftest import write_brand

ZONE = "Asia/Shanghai"
OPENING, CLOSING = "2024-09-30", "2024-12-31"
DECLARED_MS = parse_as_of("2024-11-15", ZONE)
SPLIT = {f"M{n:04d}": f"W{n:04d}" for n in range(0, 120, 10)}
"""Contacts whose orders from July on came under another key."""


def write_split(folder: Path, keys: dict[str, str]) -> tuple[Path, Path]:
    """The brand's folder without those orders, and a second one with them, under the keys that ``keys`` says."""
    first, second = write_brand(folder / "first"), folder / "second"
    second.mkdir()
    head, *lines = (first / "订单.csv").read_bytes().decode("gb18030").splitlines()
    is_moved = [line.split(",")[1] in SPLIT and line.split(",")[2] >= "2024/07" for line in lines]
    moved = [line for line, moves in zip(lines, is_moved, strict=True) if moves]
    for contact, key in keys.items():
        moved = [line.replace(f",{contact},", f",{key},") for line in moved]
    kept = [line for line, moves in zip(lines, is_moved, strict=True) if not moves]
    (first / "订单.csv").write_bytes("\r\n".join([head, *kept]).encode("gb18030"))
    (second / "订单.csv").write_bytes("\r\n".join([head, *moved]).encode("gb18030"))
    (second / "guanxi.yaml").write_text((first / "guanxi.yaml").read_text("utf-8"), "utf-8")
    return first, second


def lake_of(folder: Path, keys: dict[str, str]) -> tuple[Lake, Path]:
    lake = Lake.create(folder / "lake")
    first, second = write_split(folder, keys)
    for each in (first, second):
        import_data(lake, each, Silent())
    return lake, first


def audit(lake: Lake, data: Path, *, compare_to: str | None = None) -> Book:
    return ask(lake, load_settings(data), Question(CLOSING, compare_to), Silent())


def declare(lake: Lake, at_ms: int) -> None:
    with lake.session(as_of_ms=FOREVER_MS - 1, apply_aliases=False) as session:
        ids = dict(session.con.execute("SELECT source_key, contact_id FROM contact_keys").fetchall())
    pairs = [(ids[key], ids[contact]) for contact, key in SPLIT.items() if key in ids]
    publish_aliases(lake, lambda: [Alias(loser, winner, at_ms) for loser, winner in pairs])


def figures_of(book: Book) -> Book:
    """What is said of contacts, without what is said of files and without how long it took."""
    return replace(book, quality=None, notices=(), seconds={}, contacts=None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Audits:
    """Books of one brand: counted as two, taken back, declared one late, declared one always, and of one key."""

    two: Book
    undone: Book
    late: Book
    always: Book
    one: Book


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    """Five audits, 15 s: of the two that are compared each learns for itself, the others use what was kept."""
    lake, data = lake_of(tmp_path_factory.mktemp("two"), SPLIT)
    pre_merged, same = lake_of(tmp_path_factory.mktemp("one"), {})
    one = audit(pre_merged, same, compare_to=OPENING)
    declare(lake, 0)
    always = audit(lake, data, compare_to=OPENING)
    publish_aliases(lake, lambda: [])
    two = audit(lake, data)
    declare(lake, DECLARED_MS)
    late = audit(lake, data, compare_to=OPENING)
    publish_aliases(lake, lambda: [])
    return Audits(two, audit(lake, data), late, always, one)


def line(book: Book, code: str) -> int:
    assert book.roll_forward is not None
    return next(each.amount for each in book.roll_forward.lines if each.line == code)


class TestBooksOfMergedContacts:
    def test_are_those_of_contacts_that_had_one_key(self, audits: Audits) -> None:
        assert audits.always.contacts.equals(audits.one.contacts)
        assert figures_of(audits.always) == figures_of(audits.one)

    def test_count_the_contacts_that_are_left(self, audits: Audits) -> None:
        assert audits.two.n_contacts - audits.always.n_contacts == n_keys(audits.two) > 5
        assert not set(keys_of(audits.late)) & set(SPLIT.values())

    def test_undone_are_as_they_were(self, audits: Audits) -> None:
        assert audits.undone.contacts.equals(audits.two.contacts)
        assert figures_of(audits.undone) == figures_of(audits.two)


class TestRollForwardOverAMerge:
    def test_opens_with_the_contacts_that_were_published_and_reconciles_to_the_fen(self, audits: Audits) -> None:
        rolled, as_one = audits.late.roll_forward, audits.always.roll_forward

        assert rolled is not None and as_one is not None
        assert rolled.lines[0].n_contacts - as_one.lines[0].n_contacts == n_keys(audits.two) - n_later(audits.two)
        assert sum(each.amount for each in rolled.lines[:-1]) == rolled.lines[-1].amount

    def test_shows_the_merge_as_restatement(self, audits: Audits) -> None:
        assert line(audits.always, "restatement") == 0
        assert line(audits.late, "restatement") == line(audits.always, "opening") - line(audits.late, "opening") != 0

    def test_adds_up_in_every_cut(self, audits: Audits) -> None:
        rolled = audits.late.roll_forward

        assert rolled is not None
        assert {"channel", "cohort", "tier"} <= set(rolled.cuts)
        for cuts in rolled.cuts.values():
            assert sum(lines[0].amount for lines in cuts.values()) == line(audits.late, "opening")
            for lines in cuts.values():
                assert sum(each.amount for each in lines[:-1]) == lines[-1].amount


def n_keys(book: Book) -> int:
    """How many of the other keys a book counts."""
    return len(set(keys_of(book)) & set(SPLIT.values()))


def n_later(book: Book) -> int:
    """How many of them came after the opening: their first order is of the last quarter."""
    table = book.contacts.select(["source_key", "cohort"]).to_pylist()
    return sum(row["source_key"] in SPLIT.values() and row["cohort"] == "2024Q4" for row in table)


def keys_of(book: Book) -> list[str]:
    found: list[str] = book.contacts["source_key"].to_pylist()
    return found
