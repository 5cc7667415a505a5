"""Writes the sheets as an XLSX file: text typed as text, money as numbers with a format."""

from __future__ import annotations

import math
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from guanxi.book.contracts import Book
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.report.reader import Reader
from guanxi.report.whole_file import whole_file
from guanxi.report.xlsx.books import cuts_sheet, roi_sheet, roll_forward_sheet, statement_sheet, tiers_sheet
from guanxi.report.xlsx.lists import list_sheets
from guanxi.report.xlsx.safe import safe_text
from guanxi.report.xlsx.sheet import Entry, Holds, Sheet, Value

PLAIN = {Holds.NUMBER: "0.00", Holds.SHARE: "0.0%", Holds.WHOLE: "#,##0"}
HEADER_ROW = 3
BOLD, TITLE = Font(bold=True), Font(bold=True, size=13)


def write_xlsx(book: Book, path: Path, lang: str = "zh") -> Path:
    """Write the workbook whole or not at all; gives ``path``.

    Sheets: statement, roll-forward (with an earlier date), tiers, ROI, cuts, and the top lists that have members.
    What is not known is an empty cell, never zero.
    """
    reader = Reader.of(book, lang)
    found = (
        statement_sheet(book, reader),
        roll_forward_sheet(book, reader),
        tiers_sheet(book, reader),
        roi_sheet(book, reader),
        cuts_sheet(book, reader),
        *list_sheets(book, reader),
    )
    workbook = Workbook(write_only=True)
    formats = _formats(reader)
    for sheet in found:
        if sheet is not None:
            _write(workbook.create_sheet(sheet.name[:31]), sheet, formats)
    with whole_file(path) as partial:
        workbook.save(partial)
    return path


def _formats(reader: Reader) -> dict[Holds, str]:
    sign = reader.sign.replace('"', "")
    money = f'"{sign}"#,##0.00' if sign else "#,##0.00"
    return {**PLAIN, Holds.MONEY: money, Holds.CAPITAL: money if reader.capital_is_money else "#,##0.00"}


def _write(page: Worksheet, sheet: Sheet, formats: dict[Holds, str]) -> None:
    for i, column in enumerate(sheet.columns):
        page.column_dimensions[get_column_letter(i + 1)].width = column.width
    page.freeze_panes = f"B{HEADER_ROW + 1}"
    page.append([_text(page, sheet.title, TITLE)])
    page.append([])
    page.append([_text(page, column.title, BOLD) for column in sheet.columns])
    for row in sheet.rows:  # rows of a summary or of a list of 200, never all contacts
        cells = [_cell(page, value, column.holds, formats) for value, column in zip(row, sheet.columns, strict=True)]
        page.append(cells)


def _text(page: Worksheet, text: str, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=safe_text(text))
    cell.data_type = "s"  # the library would guess a formula or an error value from the text
    if font is not None:
        cell.font = font
    return cell


def _cell(page: Worksheet, given: Value | Entry, holds: Holds, formats: dict[Holds, str]) -> WriteOnlyCell | None:
    value = given.value if isinstance(given, Entry) else given
    kind = given.holds if isinstance(given, Entry) else holds
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str):
        return _text(page, value)
    amount = round(value) / FEN_PER_YUAN if kind in (Holds.MONEY, Holds.CAPITAL) else value
    cell = WriteOnlyCell(page, value=amount)
    cell.number_format = formats[kind]
    return cell
