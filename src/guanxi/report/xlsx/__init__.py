"""The workbook of the audit, for people who continue in a spreadsheet."""

from guanxi.report.xlsx.workbook import write_xlsx

__all__ = ["write_xlsx"]
