"""The audit's faces: HTML, ``audit.json``, XLSX, Parquet; each a pure function of a ``Book``."""

from guanxi.report.audit import audit_json, audit_schema, write_audit_json
from guanxi.report.html import render_html, write_html
from guanxi.report.parquet import write_parquet
from guanxi.report.xlsx import write_xlsx

__all__ = [
    "audit_json",
    "audit_schema",
    "render_html",
    "write_audit_json",
    "write_html",
    "write_parquet",
    "write_xlsx",
]
