"""Who may do what: the permission table, and the one function that reads it."""

from __future__ import annotations

from guanxi.accounts.contracts import Access, Grant, Permission, Role

_YES, _OWN, _AGG, _NO, _PROPOSE = Grant.YES, Grant.OWN, Grant.AGGREGATE, Grant.NO, Grant.PROPOSE
_COLUMNS = (Role.OWNER, Role.ADMIN, Role.OPERATOR, Role.STAFF, Role.ANALYST)
_ROWS: dict[Permission, tuple[Grant, Grant, Grant, Grant, Grant]] = {
    Permission.SEE_CONTACT: (_YES, _NO, _YES, _OWN, _NO),
    Permission.EDIT_CONTACT: (_YES, _NO, _YES, _OWN, _NO),
    Permission.DECIDE_IDENTITY: (_YES, _NO, _YES, _NO, _NO),
    Permission.EXPORT_PERSONS: (_YES, _NO, _NO, _NO, _NO),
    Permission.SEE_FIGURES: (_YES, _NO, _YES, _OWN, _AGG),
    Permission.RUN_AUDIT: (_YES, _NO, _YES, _NO, _NO),
    Permission.IMPORT_DATA: (_YES, _NO, _YES, _NO, _NO),
    Permission.MANAGE_SETTINGS: (_YES, _NO, _PROPOSE, _NO, _NO),
    Permission.MANAGE_SYSTEM: (_PROPOSE, _YES, _NO, _NO, _NO),
    Permission.SEE_AUDIT_LOG: (_YES, _AGG, _OWN, _OWN, _NO),
    Permission.OWN_ACCOUNT: (_YES, _YES, _YES, _YES, _YES),
}
TABLE: dict[tuple[Role, Permission], Grant] = {
    (role, permission): grant for permission, row in _ROWS.items() for role, grant in zip(_COLUMNS, row, strict=True)
}
"""Deny by default: a pair that is not here is refused. For the audit log, AGGREGATE means its system part."""


def grant_of(access: Access, permission: Permission) -> Grant:
    """How far ``access`` goes: the furthest of its roles; ``NO`` for nobody."""
    return max((TABLE.get((role, permission), Grant.NO) for role in access.roles), default=Grant.NO)
