"""A book that was kept comes back equal, or is refused with a sentence."""

from __future__ import annotations

import json
import math
import types
import typing
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, Union

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.book import kept
from guanxi.book.contracts import Book, Interval, NetworkBook
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.book.contracts.troi import TroiBook
from guanxi.book.kept.tree import from_tree, to_tree
from guanxi.facade import Book as BookWithFaces
from guanxi.facade import audit
from guanxi.simulator import simulate

STAMP = kept.Stamp("audit", 1_735_660_799_999, 7)
WORDS = st.text(st.characters(codec="utf-8"), max_size=6)
TABLES = st.lists(st.tuples(st.integers(0, 2**62), st.integers(-(2**62), 2**62), WORDS), max_size=3).map(
    lambda rows: pa.table(
        {
            "contact_id": pa.array([row[0] for row in rows], pa.int64()),
            "clv": pa.array([row[1] for row in rows], pa.int64()),
            "tier": pa.array([row[2] for row in rows], pa.string()).dictionary_encode(),
        }
    )
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**62), 2**62),
    float: st.floats(allow_nan=False),
    str: WORDS,
    bool: st.booleans(),
    pa.Table: TABLES,
    type(None): st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Every value that the type hints of ``kind`` allow, small."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of(*(anything(each) for each in args))
    if origin is tuple:
        return st.lists(anything(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(anything(args[0]), anything(args[1]), max_size=2)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind, localns={"pa": pa})
        return st.builds(
            kind, **{each.name: st.deferred(lambda of=hints[each.name]: anything(of)) for each in fields(kind)}
        )
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return PLAIN[kind]


class TestTree:
    @pytest.mark.parametrize("kind", [Book, NetworkBook, TroiBook, MirrorBook])
    @given(data=st.data())
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def test_gives_back_every_contract_equal(self, kind: type[Any], data: st.DataObject) -> None:
        book, tables = data.draw(anything(kind)), []

        def put_table(table: pa.Table) -> str:
            tables.append(table)
            return str(len(tables) - 1)

        document = json.dumps(to_tree(book, put_table), allow_nan=False)
        again = from_tree(kind, json.loads(document), lambda name: tables[int(name)])

        assert again == book

    def test_keeps_what_json_has_no_number_for(self) -> None:
        figure = Interval(math.nan, -math.inf, math.inf)

        again = from_tree(Interval, json.loads(json.dumps(to_tree(figure, str), allow_nan=False)), str)

        assert math.isnan(again.value)
        assert (again.low, again.high) == (-math.inf, math.inf)

    def test_refuses_to_keep_what_is_no_value(self) -> None:
        with pytest.raises(TypeError, match="object"):
            to_tree(object(), str)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> BookWithFaces:
    """A small brand with people, programs and bonds, so that no chapter is missing."""
    folder = tmp_path_factory.mktemp("small")
    simulate(60, 400, 11, folder / "brand")
    return audit(folder / "brand", as_of="2025-12-31", compare_to="2025-09-30", out=folder / "out")


class TestFolder:
    def test_a_real_audit_comes_back_equal_and_draws_the_same_report(
        self, audited: BookWithFaces, tmp_path: Path
    ) -> None:
        kept.keep(audited, tmp_path / "b", STAMP)

        again = kept.take_out(BookWithFaces, tmp_path / "b")

        assert again == audited
        assert again.roll_forward is not None
        assert again.to_html() == audited.to_html()
        assert kept.kept_stamp(tmp_path / "b") == STAMP

    def test_reads_only_the_columns_that_are_wanted(self, audited: BookWithFaces, tmp_path: Path) -> None:
        kept.keep(audited, tmp_path / "b", STAMP)

        again = kept.take_out(BookWithFaces, tmp_path / "b", columns=("n_orders", "no_such_column"))

        assert again.contacts.column_names == ["n_orders"]
        assert again.contacts.num_rows == audited.contacts.num_rows

    def test_nothing_stays_of_a_book_that_could_not_be_written(self, audited: BookWithFaces, tmp_path: Path) -> None:
        with pytest.raises(TypeError):
            kept.keep(replace(audited, brand=object()), tmp_path / "b", STAMP)  # type: ignore[arg-type]

        assert list(tmp_path.iterdir()) == []

    def test_another_definition_is_refused_with_both_versions(self, audited: BookWithFaces, tmp_path: Path) -> None:
        kept.keep(audited, tmp_path / "b", replace(STAMP, definition_version="2"))

        with pytest.raises(kept.KeptByAnotherVersion) as refused:
            kept.take_out(BookWithFaces, tmp_path / "b")

        assert "version 2" in refused.value.en
        assert "重新运行" in refused.value.zh

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"stamp": {"kind": "audit"}}'])
    def test_a_damaged_document_is_refused_with_what_to_do(self, text: str, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "book.json").write_text(text)

        with pytest.raises(kept.BookNotKept, match="Run the audit"):
            kept.take_out(Book, tmp_path / "b")

    def test_a_missing_table_is_refused(self, audited: BookWithFaces, tmp_path: Path) -> None:
        kept.keep(audited, tmp_path / "b", STAMP)
        (tmp_path / "b" / "table-0.parquet").unlink()

        with pytest.raises(kept.BookNotKept):
            kept.take_out(BookWithFaces, tmp_path / "b")
