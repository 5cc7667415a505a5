"""Words of the accounts' pages that are chosen by a value: roles, grants, what was done."""

from __future__ import annotations

from guanxi.accounts.contracts import ROLE_NAMES, Grant, Permission, Role
from guanxi.kit.phrase import Phrase

ROLE_DUTIES: dict[Role, tuple[Phrase, Phrase]] = {
    Role.OWNER: (
        ROLE_NAMES[Role.OWNER],
        Phrase(
            "对品牌负责：看到全部客户和数字，批准能看到客户的角色，决定经营设置。不管理机器。",
            "Answers for the brand: sees all contacts and figures, approves roles that see contacts, decides settings."
            " Does not run the machine.",
        ),
    ),
    Role.ADMIN: (
        ROLE_NAMES[Role.ADMIN],
        Phrase(
            "管理系统：用户、数据源、密钥、备份与后台任务。看不到任何客户。",
            "Runs the machine: users, sources, keys, backups and jobs. Sees no contact.",
        ),
    ),
    Role.OPERATOR: (
        ROLE_NAMES[Role.OPERATOR],
        Phrase(
            "日常经营：看到并维护全部客户，导入数据，运行信任审计。不能导出名单。",
            "Runs the private domain day by day: sees and tends all contacts, imports data, runs audits. No exports.",
        ),
    ),
    Role.STAFF: (
        ROLE_NAMES[Role.STAFF],
        Phrase(
            "服务客户：只看到与自己有服务关系的客户，及自己的数字。",
            "Serves contacts: sees only those with an open relationship to this person, and the own figures.",
        ),
    ),
    Role.ANALYST: (
        ROLE_NAMES[Role.ANALYST],
        Phrase(
            "分析汇总：只看到至少 10 人一组的汇总数字，看不到任何个人。",
            "Reads aggregates: groups of at least ten contacts, and no person.",
        ),
    ),
}
GRANTS: dict[Grant, Phrase] = {
    Grant.NO: Phrase("–", "–"),
    Grant.PROPOSE: Phrase("可提议", "may propose"),
    Grant.AGGREGATE: Phrase("仅汇总", "aggregates"),
    Grant.OWN: Phrase("仅自己的", "own"),
    Grant.YES: Phrase("可以", "yes"),
}
SPECIAL_GRANTS: dict[tuple[Permission, Grant], Phrase] = {
    (Permission.SEE_AUDIT_LOG, Grant.AGGREGATE): Phrase("系统部分", "system part"),
    (Permission.SEE_AUDIT_LOG, Grant.OWN): Phrase("自己的操作", "own actions"),
    (Permission.MANAGE_SYSTEM, Grant.PROPOSE): Phrase("可批准", "approves"),
}
DONE: dict[str, Phrase] = {
    "renamed": Phrase("姓名已更改。", "The name was changed."),
    "password": Phrase(
        "密码已修改，其他设备都已退出登录。", "The password was changed; every other device is signed out."
    ),
    "sessions": Phrase("其他设备都已退出登录。", "Every other device is signed out."),
    "session": Phrase("该设备已退出登录。", "That device is signed out."),
    "details": Phrase("资料已保存。", "The details were saved."),
    "roles": Phrase(
        "角色已保存，此人需要重新登录。需要批准的角色在负责人批准后生效。",
        "The roles were saved; this person has to sign in again. Roles that need approval wait for an owner.",
    ),
    "approved": Phrase("角色已批准，此人需要重新登录。", "The roles were approved; this person has to sign in again."),
    "closed": Phrase("账号已停用，所有会话立即失效。", "The account is closed; all its sessions ended at once."),
    "reopened": Phrase(
        "账号已重新启用。能看到客户的角色由负责人批准后生效。",
        "The account is open again. Roles that see contacts wait for an owner, unless you are one.",
    ),
}
