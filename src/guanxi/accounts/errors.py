"""Refusals of accounts."""

from __future__ import annotations

from typing import Self

from guanxi.accounts.contracts import Permission
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase

PERMISSION_NAMES: dict[Permission, Phrase] = {
    Permission.SEE_CONTACT: Phrase("查看客户", "see contacts"),
    Permission.EDIT_CONTACT: Phrase("编辑客户的标签、属性与授权", "edit tags, traits and consent of contacts"),
    Permission.DECIDE_IDENTITY: Phrase("处理身份问题与合并", "decide identity cases and merges"),
    Permission.EXPORT_PERSONS: Phrase("导出客户名单", "export lists of persons"),
    Permission.SEE_FIGURES: Phrase("查看经营数字", "see figures"),
    Permission.RUN_AUDIT: Phrase("运行信任审计", "run an audit"),
    Permission.IMPORT_DATA: Phrase("导入数据", "import data"),
    Permission.MANAGE_SETTINGS: Phrase("更改经营设置", "change settings"),
    Permission.MANAGE_SYSTEM: Phrase("管理用户、数据源与系统", "manage users, sources and the system"),
    Permission.SEE_AUDIT_LOG: Phrase("查看操作记录", "see the audit log"),
    Permission.OWN_ACCOUNT: Phrase("管理自己的账号", "manage your own account"),
}


class AccountsError(GuanxiError):
    """Base of what accounts refuse."""

    code = "accounts.error"


class NotPermitted(AccountsError):
    """The person is known, and may not do this."""

    code = "accounts.not_permitted"

    @classmethod
    def of(cls, permission: Permission) -> Self:
        """The refusal, with what was missing and whom to ask."""
        name = PERMISSION_NAMES[permission]
        return cls(
            f"Your account may not {name.en}. Ask an administrator for a role that may, under Settings → Users.",
            f"你的账号没有“{name.zh}”的权限。如有需要，请管理员在“设置 → 用户”中调整你的角色。",
            permission=permission.value,
        )
