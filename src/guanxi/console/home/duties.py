"""What somebody who only runs the machine can do here: the first page of an administrator, who sees no figure of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.rules import grant_of
from guanxi.kit.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to look after: what it is, why, and where; ``action`` is the step that is taken most, or none."""

    title: Phrase
    text: Phrase
    route: str
    action: str = ""
    action_name: Phrase | None = None


DUTIES = (
    Duty(
        Phrase("用户", "Users"),
        Phrase(
            "添加同事、分配角色、发一次性链接。能看到客户的角色须由负责人批准。",
            "Add colleagues, give roles and one-time links. Roles that see contacts wait for an owner.",
        ),
        "users",
        "user_add",
        Phrase("添加用户", "Add a user"),
    ),
    Duty(
        Phrase("数据源", "Sources"),
        Phrase(
            "让小程序、商城等程序上报事件：每个来源一个写入密钥；停用即刻生效。",
            "Let programs send events: a write key each; closing one works at once.",
        ),
        "sources",
        "source_add",
        Phrase("添加数据源", "Add a source"),
    ),
    Duty(
        Phrase("后台任务", "Background jobs"),
        Phrase(
            "导入、审计和整理在后台进行：看进度、原因，取消或重试。",
            "Imports and audits run there: progress, reasons, cancel, retry.",
        ),
        "jobs",
    ),
    Duty(
        Phrase("操作记录", "Audit log"),
        Phrase(
            "谁在何时改了账号、来源和设置；并可检验记录没有被改动。",
            "Who changed accounts, sources and settings, and when; and whether anybody changed the log.",
        ),
        "audit_log",
    ),
)


def duties(access: Access) -> tuple[Duty, ...]:
    """Everything that an administrator looks after; nothing for who sees figures too, or runs no machine."""
    runs = grant_of(access, Permission.MANAGE_SYSTEM) is Grant.YES
    if not runs or grant_of(access, Permission.SEE_FIGURES) is not Grant.NO:
        return ()
    # No real source is connected to a home of demo data.
    is_demo = settings.HOME.demo_mark.exists()
    return tuple(replace(each, action_name=None) if is_demo and each.route == "sources" else each for each in DUTIES)
