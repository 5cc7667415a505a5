"""The faces of audit, network and TROI: HTML, JSON, XLSX, Parquet; each a pure function of a book."""

from guanxi.report.audit import audit_json, audit_schema, write_audit_json
from guanxi.report.audit.troi import troi_schema
from guanxi.report.html import render_html, write_html
from guanxi.report.network_page import (
    network_headline,
    network_schema,
    render_network_html,
    write_network_html,
    write_network_json,
)
from guanxi.report.parquet import write_parquet
from guanxi.report.xlsx import write_xlsx

__all__ = [
    "audit_json",
    "audit_schema",
    "network_headline",
    "network_schema",
    "render_html",
    "render_network_html",
    "troi_schema",
    "write_audit_json",
    "write_html",
    "write_network_html",
    "write_network_json",
    "write_parquet",
    "write_xlsx",
]
