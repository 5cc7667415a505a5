"""``audit.json`` keeps to its schema, and says exactly what the book says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from guanxi.book.contracts import Book, Interval
from guanxi.report.audit import audit_json, audit_schema, write_audit_json

FIELDS_OF_THE_PUBLIC_FACE = {
    "as_of": (),
    "horizon_days": (),
    "n_contacts": (),
    "n_events": (),
    "verdict": (),
    "roll_forward": (),
    "roi": (),
    "backtest": (),
    "quarantine": (),
    "value": ("model", "parameters", "total_clv"),
    "trust": ("status", "heads"),
    "statement": (
        "potential",
        "doubtful_allowance",
        "trust_capital",
        "trust_capital_is_money",
        "maintenance",
        "promises",
        "net_equity",
    ),
    "tiers": ("core", "ordinary", "doubtful"),
}


def _check(document: object) -> None:
    jsonschema.Draft202012Validator(audit_schema()).validate(document)


class TestAuditJson:
    def test_schema_is_itself_valid_and_closed(self) -> None:
        schema = audit_schema()

        jsonschema.Draft202012Validator.check_schema(schema)

        objects = [schema, *(part for part in schema["$defs"].values() if part.get("type") == "object")]
        assert all(part["additionalProperties"] is False for part in objects)

    def test_every_book_keeps_to_the_schema(self, any_book: Book) -> None:
        document = audit_json(any_book)

        _check(document)
        assert json.loads(json.dumps(document, allow_nan=False)) == document

    def test_fields_of_the_public_face_are_there(self, tea: Book) -> None:
        document = audit_json(tea)

        for name, inner in FIELDS_OF_THE_PUBLIC_FACE.items():
            assert name in document
            assert not inner or set(inner) <= set(document[name])
        assert {"n", "share", "trust_capital"} <= set(document["tiers"]["core"])

    def test_money_is_a_string_of_yuan(self, tea: Book) -> None:
        document = audit_json(tea)

        assert document["statement"]["promises"] == "13845.00"
        assert document["statement"]["net_equity"]["value"] == f"{tea.statement.net_equity.value / 100:.2f}"
        assert document["as_of"] == "2025-12-31T23:59:59.999+08:00"

    def test_roll_forward_adds_up_from_opening_to_closing(self, tea: Book) -> None:
        lines = audit_json(tea)["roll_forward"]

        assert [lines[0]["line"], lines[-1]["line"]] == ["opening", "closing"]
        assert sum(round(float(line["amount"]) * 100) for line in lines[:-1]) == round(float(lines[-1]["amount"]) * 100)

    def test_what_is_not_known_is_null_and_never_zero(self) -> None:
        from sparse_books import barely_anything

        document = audit_json(barely_anything())

        assert document["roll_forward"] is None
        assert document["backtest"] is None
        assert document["tiers"] == {"core": None, "ordinary": None, "doubtful": None}
        assert document["statement"]["n_promises"] is None
        assert document["statement"]["net_equity"]["high"] is None

    @pytest.mark.parametrize("spoilt", ["extra", "money", "tier"])
    def test_schema_refuses_what_it_does_not_name(self, tea: Book, spoilt: str) -> None:
        document = audit_json(tea)
        if spoilt == "extra":
            document["statement"]["goodwill"] = "1.00"
        elif spoilt == "money":
            document["statement"]["promises"] = 13845.0
        else:
            del document["tiers"]["core"]

        with pytest.raises(jsonschema.ValidationError):
            _check(document)

    def test_unbounded_interval_is_null_not_infinity(self, tea: Book) -> None:
        endless = replace(tea.roi[0], roi=Interval(3.0, 0.2, float("inf")))

        document = audit_json(replace(tea, roi=(endless,)))

        _check(document)
        assert document["roi"][0]["roi"] == {"value": 3.0, "low": 0.2, "high": None, "level": 0.8}

    def test_written_file_is_the_document(self, tea: Book, tmp_path: Path) -> None:
        path = write_audit_json(tea, tmp_path / "deep" / "audit.json")

        assert json.loads(path.read_text(encoding="utf-8")) == audit_json(tea)
        assert [entry.name for entry in path.parent.iterdir()] == ["audit.json"]


class TestWholeFile:
    def test_a_failed_write_leaves_the_old_file_and_no_litter(self, tmp_path: Path) -> None:
        from guanxi.report.whole_file import whole_file

        target = tmp_path / "audit.json"
        target.write_text("old")

        with pytest.raises(OSError, match="disk full"), whole_file(target) as partial:
            partial.write_text("half")
            raise OSError("disk full")

        assert target.read_text() == "old"
        assert list(tmp_path.iterdir()) == [target]
