"""What must be right before anything is served: the store answers, is as this version knows it, and has an owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.utils import Error

from guanxi.accounts.queries import has_owner
from guanxi.kit.progress import Progress
from guanxi.site.holding import StartError, check_whole, is_loopback

SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


class NotOnThisHost(StartError):
    """The address is open to others before anybody owns the workspace."""

    code = "site.loopback_only"


class StoreRefused(StartError):
    """The store cannot be used as it is."""

    code = "site.store"


def check_loopback(host: str) -> None:
    """Until somebody owns the workspace only this machine may reach it; call it when the store is ready.

    Raises
    ------
    NotOnThisHost
    """
    if not is_loopback(host) and not has_owner():
        raise NotOnThisHost(
            f"Nobody owns this workspace yet, so it may not be opened to others on {host}. Start it without --host, use"
            " the set-up link on this machine, then start it again.",
            f"这个工作台还没有负责人，不能在 {host} 上对外开放。请先不带 --host 启动，"
            "在本机用首次设置链接完成设置，再重新启动。",
        )


def check_store() -> None:
    """Refuse a store that does not answer.

    Raises
    ------
    StoreRefused
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise _unanswered() from error


def _unanswered() -> StoreRefused:
    if connection.vendor == "sqlite":
        return StoreRefused(
            "The database file cannot be read. See that guanxi.db belongs to this account; if it is damaged, keep a"
            " copy of the home and restore the latest backup.",
            "无法读取数据库文件。请确认 guanxi.db 属于当前账户；若已损坏，请先复制保留整个数据目录，再恢复最近的备份。",
        )
    return StoreRefused(
        "The database does not answer. See that it runs, and that DATABASE_URL names its host, database, user and"
        " password.",
        "数据库没有响应。请确认它正在运行，并检查 DATABASE_URL 中的主机、库名、用户和密码。",
    )


def check_role() -> None:
    """Refuse a role that could do more than its work; the role that migrates may be another one.

    Raises
    ------
    StoreRefused
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(SUPERUSER)
        (is_superuser,) = cursor.fetchone()
    if is_superuser:
        raise StoreRefused(
            "The database role of guanxi is a superuser: a single hole would open the whole server. Make a role without"
            " that right (docs/operating.md shows how) and name it in DATABASE_URL.",
            "guanxi 使用的数据库角色是超级用户，一处漏洞就会危及整台服务器。请创建普通角色"
            "（见 docs/operating.md）并写入 DATABASE_URL。",
        )


def unknown_steps() -> tuple[str, ...]:
    """Steps that a newer version took in this store, as ``package.name``; empty when it is ours."""
    return unknown_among(taken_steps())


def taken_steps() -> tuple[str, ...]:
    """Steps that were taken in this store, as ``package.name``."""
    applied = MigrationExecutor(connection).loader.applied_migrations
    return tuple(f"{app}.{name}" for app, name in sorted(applied))


def unknown_among(steps: Iterable[str]) -> tuple[str, ...]:
    """Those of ``steps`` that this version's packages do not know."""
    known = MigrationLoader(None).disk_migrations
    ours = {label for label, _ in known}
    named = (tuple(step.split(".", 1)) for step in steps)
    return tuple(f"{app}.{name}" for app, name in named if app in ours and (app, name) not in known)


def check_not_newer() -> None:
    """Refuse a store that a newer version has changed: what its columns mean is not known here.

    Raises
    ------
    StoreRefused
    """
    if foreign := unknown_steps():
        raise StoreRefused(
            f"A newer version of guanxi has written to this database ({foreign[-1]}). Use that version, or restore a"
            " backup from before.",
            f"这个数据库已由更新版本的 guanxi 写入（{foreign[-1]}）。请使用那个版本，或恢复升级前的备份。",
        )


def check_ready() -> None:
    """Refuse to work on a store that is not as this version needs it.

    Raises
    ------
    StoreRefused
    HalfRestored
    """
    check_whole(settings.HOME)
    check_store()
    check_role()
    check_not_newer()
    if steps := open_steps():
        raise StoreRefused(
            f"The database lacks {len(steps)} steps of this version. Run `guanxi migrate` first.",
            f"数据库缺少这个版本的 {len(steps)} 个更新步骤。请先运行 guanxi migrate。",
        )


def open_steps() -> tuple[str, ...]:
    """Steps that this version still has to take, as ``package.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{step.app_label}.{step.name}" for step, _ in plan)


def migrate(progress: Progress) -> tuple[str, ...]:
    """Bring the store to this version; gives the steps that were taken.

    Raises
    ------
    StoreRefused
        when a newer version has written to it.
    """
    check_not_newer()
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if plan:
        progress.step("Preparing the database", "准备数据库", total=len(plan))
        executor.migrate(targets, plan)
    return tuple(f"{step.app_label}.{step.name}" for step, _ in plan)
