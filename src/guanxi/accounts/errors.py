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


class FieldRefused(AccountsError):
    """What was written into one field cannot stand; ``field`` names it for the form."""

    code = "accounts.field_refused"
    status = 422

    @property
    def field(self) -> str:
        """The name of the form's field."""
        return str(self.fields["field"])


class SignInRefused(AccountsError):
    """Login or password is wrong, or the account is closed: one answer, so that nobody can list logins."""

    code = "accounts.sign_in_refused"
    status = 422


class TooManyAttempts(AccountsError):
    """Too many failures for this account or from this address; says how long to wait."""

    code = "accounts.too_many_attempts"
    status = 429
    transient = True

    @classmethod
    def wait(cls, minutes: int) -> Self:
        """The refusal with the minutes that are left."""
        return cls(
            f"Too many failed attempts. Try again in {minutes} min; if you forgot the password, ask an administrator "
            "for a link.",
            f"失败次数过多。请 {minutes} 分钟后再试；如果忘记了密码，请管理员给你一个重设链接。",
            minutes=minutes,
        )


class LinkRefused(AccountsError):
    """The link is unknown, was used, or its day is over: one answer for all three."""

    code = "accounts.link_refused"
    status = 410

    @classmethod
    def of_any_kind(cls) -> Self:
        """The one refusal."""
        return cls(
            "This link is not valid, or no longer: each works once, within 24 hours. Ask an administrator for a new "
            "one, or restart the server for the first set-up.",
            "这个链接无效或已失效：每个链接只能用一次，且须在 24 小时内。请向管理员要一个新链接；"
            "首次设置时请重启服务。",
        )


class OwnerExists(AccountsError):
    """The workspace was set up already."""

    code = "accounts.owner_exists"

    @classmethod
    def already(cls) -> Self:
        """The refusal, with whom to ask."""
        return cls(
            "This workspace has an owner already. Further people are added by an administrator under Settings → Users.",
            "这个工作台已经有负责人。其他人由管理员在“设置 → 用户”中添加。",
        )


class ChangeRefused(AccountsError):
    """A change of a user that would leave nobody in charge, or that this person may not decide alone."""

    code = "accounts.change_refused"
