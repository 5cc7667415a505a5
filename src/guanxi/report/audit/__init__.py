"""``audit.json``: the book for machines, with the JSON Schema that it keeps to."""

from guanxi.report.audit.document import audit_json, audit_schema, write_audit_json

__all__ = ["audit_json", "audit_schema", "write_audit_json"]
