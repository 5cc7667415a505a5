"""What to do before there is a book: bring data in, audit, invite; what is done, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.models import User
from guanxi.accounts.rules import grant_of
from guanxi.kit.phrase import Phrase
from guanxi.lake.engine import Lake


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``route`` is "" where it is somebody else's to do."""

    title: Phrase
    text: Phrase
    action: Phrase
    route: str
    is_done: bool


def first_steps(access: Access) -> tuple[Step, ...]:
    """The three steps in order."""

    def whose(route: str, permission: Permission) -> str:
        return route if grant_of(access, permission) is Grant.YES else ""

    return (
        Step(
            Phrase("导入数据", "Import data"),
            Phrase(
                "订单、客户、互动的导出文件，CSV 或 XLSX 均可；发布前先看会读成什么样。",
                "Exports of orders, contacts and messages, CSV or XLSX; you see how they are read before they count.",
            ),
            Phrase("导入文件", "Import files"),
            whose("import_new", Permission.IMPORT_DATA),
            _has_events(),
        ),
        Step(
            Phrase("运行信任审计", "Run a trust audit"),
            Phrase(
                "几分钟后得到资产负债表、分层、获客回报，以及每个数字有多确定。",
                "Minutes later: a balance sheet, tiers, the return on acquisition, and how sure each figure is.",
            ),
            Phrase("开始审计", "Start the audit"),
            whose("book_ask", Permission.RUN_AUDIT),
            False,
        ),
        Step(
            Phrase("邀请同事", "Invite colleagues"),
            Phrase(
                "运营看全部客户，员工只看自己服务的客户，分析师只看汇总。",
                "Operators see every contact, staff their own, analysts groups only.",
            ),
            Phrase("添加用户", "Add a user"),
            whose("user_add", Permission.MANAGE_SYSTEM),
            User.objects.filter(is_active=True).count() > 1,
        ),
    )


def _has_events() -> bool:
    if not (settings.HOME.lake / "catalogue.json").exists():
        return False
    return bool(Lake.open(settings.HOME.lake).catalogue().files_of("events"))
