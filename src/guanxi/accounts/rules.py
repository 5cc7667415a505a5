"""Who may do what: the permission table, the function that reads it, and who may decide about other users.

Why roles are given as they are: an administrator runs the machine and sees no contact; an owner answers for the
contacts. If an administrator could hand out roles that see persons, to an accomplice or to a second login of their
own, that line would be worth nothing. So such a role waits until an owner approves it, nobody raises their own roles
(but one who is owner and administrator at once, and so gains nothing), and an owner's role, account and password are
touched by owners only.
"""

from __future__ import annotations

from collections.abc import Set

from guanxi.accounts.contracts import Access, Grant, Permission, Role
from guanxi.accounts.errors import ChangeRefused, NotPermitted

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

NEEDS_OWNER = frozenset(role for role in Role if TABLE[role, Permission.SEE_CONTACT] > Grant.NO)
"""Roles that see persons: one given by anybody but an owner waits for an owner's approval."""
IRREMOVABLE = (Role.OWNER, Role.ADMIN)
"""Roles of which somebody active must be left."""


def grant_of(access: Access, permission: Permission) -> Grant:
    """How far ``access`` goes: the furthest of its roles; ``NO`` for nobody."""
    return max((TABLE.get((role, permission), Grant.NO) for role in access.roles), default=Grant.NO)


def lacks_staff_id(access: Access) -> bool:
    """Whether ``access`` reaches own contacts only, and no id says which they are: then it sees nobody."""
    return grant_of(access, Permission.SEE_CONTACT) is Grant.OWN and not access.staff_id


def check_grant(access: Access, permission: Permission, least: Grant = Grant.YES) -> None:
    """Raises :class:`NotPermitted` where ``access`` goes less far than ``least``."""
    if grant_of(access, permission) < least:
        raise NotPermitted.of(permission)


def check_roles(by: Access, user_id: int, before: Set[Role], after: Set[Role]) -> None:
    """Whether ``by`` may change the roles of ``user_id`` from ``before`` to ``after``.

    Raises
    ------
    NotPermitted, ChangeRefused
        as this module's head explains.
    """
    check_grant(by, Permission.MANAGE_SYSTEM, Grant.PROPOSE)
    holds_both = {Role.OWNER, Role.ADMIN} <= by.roles
    if user_id == by.user_id and after - before and not holds_both:
        raise ChangeRefused(
            "Nobody gives themselves a role. Ask another owner or administrator.",
            "任何人都不能给自己增加角色。请另一位负责人或管理员来设置。",
        )
    if Role.OWNER in before - after:
        check_owner_matter(by, frozenset(before))


def check_owner_matter(by: Access, roles: Set[Role]) -> None:
    """Raises :class:`ChangeRefused` when the user with ``roles`` is an owner and ``by`` is none."""
    if Role.OWNER in roles and Role.OWNER not in by.roles:
        raise ChangeRefused(
            "An owner's role, account and password are changed by owners only. Ask an owner.",
            "负责人的角色、账号和密码只能由负责人更改。请联系负责人。",
        )


def waiting_roles(by: Access, added: Set[Role]) -> frozenset[Role]:
    """Those of ``added`` that an owner must still approve."""
    return frozenset() if Role.OWNER in by.roles else frozenset(added) & NEEDS_OWNER
