"""The book as a library user holds it: the frozen contract, and its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from guanxi.book import contracts
from guanxi.lake.engine import disk_full_is_refused
from guanxi.report import render_html, write_audit_json, write_html, write_parquet, write_xlsx

FORMATS = ("html", "json", "parquet", "xlsx")


@dataclass(frozen=True, slots=True)
class Book(contracts.Book):
    """A trust audit. Every field of :class:`guanxi.book.contracts.Book`, and how to write it down."""

    @classmethod
    def of(cls, book: contracts.Book) -> Book:
        """The book with its faces."""
        return cls(**{field.name: getattr(book, field.name) for field in fields(contracts.Book)})

    def to_html(self, path: str | Path | None = None, lang: str = "zh") -> str:
        """The report as one self-contained HTML page, also written to ``path`` when given."""
        if path is not None:
            write_html(self, Path(path), lang)
        return render_html(self, lang)

    def to_json(self, path: str | Path) -> Path:
        """Write ``audit.json``; its schema lies in the package (``guanxi.report.audit_schema()``)."""
        return write_audit_json(self, Path(path))

    def to_xlsx(self, path: str | Path, lang: str = "zh") -> Path:
        """Write statement, tiers, ROI, cuts and top lists as a workbook."""
        return write_xlsx(self, Path(path), lang)

    def to_parquet(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the contacts and the summaries as Parquet files into ``folder``.

        Working tables: money is int64 fen, and contacts' keys stand in them whole, which the other faces mask.
        """
        return write_parquet(self, Path(folder))

    def write(self, out: Path, formats: tuple[str, ...] = FORMATS, lang: str = "zh") -> dict[str, Path]:
        """Write the named faces below ``out``: format → where it lies; each whole or not at all.

        Raises
        ------
        DiskFull
            when the disk cannot hold them; what was there before is untouched.
        """
        with disk_full_is_refused(out):
            return self._write(out, formats, lang)

    def _write(self, out: Path, formats: tuple[str, ...], lang: str) -> dict[str, Path]:
        out.mkdir(parents=True, exist_ok=True)
        written: dict[str, Path] = {}
        if "html" in formats:
            written["html"] = write_html(self, out / "report.html", lang)
        if "json" in formats:
            written["json"] = write_audit_json(self, out / "audit.json")
        if "parquet" in formats:
            write_parquet(self, out / "tables")
            written["parquet"] = out / "tables"
        if "xlsx" in formats:
            written["xlsx"] = write_xlsx(self, out / "audit.xlsx", lang)
        return written
