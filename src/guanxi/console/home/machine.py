"""What an administrator's first page says: whether the machine runs, and what waits for somebody."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from django.conf import settings

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.queries import count_open, count_waiting
from guanxi.accounts.rules import grant_of
from guanxi.intake.queries import list_sources
from guanxi.jobs.contracts import JobState
from guanxi.jobs.queries import count_jobs, queue_health
from guanxi.kit.phrase import Phrase
from guanxi.report.reader import Reader


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure with where it leads, ``""`` for nowhere; ``needs_care`` where somebody must act; ``note`` says why."""

    label: str
    value: str
    note: str
    route: str
    query: str = ""
    needs_care: bool = False


WORKERS = Phrase("后台进程", "Workers")
NO_WORKER = Phrase("没有后台进程：任务不会执行。请启动 guanxi up。", "None: no job runs. Start guanxi up.")
RUNNING, DUE = Phrase("运行中的任务", "Jobs running"), Phrase("另有 {n} 个在等待", "{n} more wait")
FAILED, LAST_DAY = Phrase("失败的任务", "Jobs failed"), Phrase("近 24 小时", "in the last day")
STUCK = Phrase("近 24 小时；另有 {n} 个失去响应", "in the last day; {n} more do not answer")
USERS, OPEN = Phrase("用户", "Users"), Phrase("启用的账号", "open accounts")
WAITING = Phrase("等待批准的账号", "Accounts to approve")
BY_OWNER = Phrase("由负责人批准", "an owner approves them")
SOURCES, PROBLEMS = Phrase("数据源", "Sources"), Phrase("{n} 个事件有问题", "{n} events have problems")
NO_PROBLEM = Phrase("没有待处理的问题", "no open problem")
DISK, SIZE = Phrase("磁盘可用", "Disk free"), Phrase("{n} GB", "{n} GB")
DOCTOR = Phrase("在服务器上运行 guanxi doctor 可逐项检查", "guanxi doctor on the server examines everything")
LOW = Phrase("请腾出至少 5 GB，否则导入和审计会失败", "make room, at least 5 GB, or imports and audits fail")
LOW_BYTES = 5 << 30
"""As ``guanxi doctor`` warns."""


def gauges(access: Access, reader: Reader, now_ms: int) -> tuple[Gauge, ...]:
    """Workers, jobs, accounts and sources; none for who does not run the machine."""
    if grant_of(access, Permission.MANAGE_SYSTEM) is not Grant.YES:
        return ()
    health, n_waiting = queue_health(now_ms), count_waiting()
    sources = [each for each in list_sources(now_ms) if not each.source.is_closed]
    n_problems = sum(each.n_open_problems for each in sources)

    def gauge(label: Phrase, n: int, note: str, route: str, *, query: str = "", care: bool = False) -> Gauge:
        return Gauge(reader.say(label), reader.whole(n), note, route, query, care)

    failed_note = reader.say(STUCK, n=reader.whole(health.n_stuck)) if health.n_stuck else reader.say(LAST_DAY)
    return (
        gauge(
            WORKERS,
            health.n_workers,
            "" if health.n_workers else reader.say(NO_WORKER),
            "jobs",
            care=not health.n_workers,
        ),
        gauge(
            RUNNING,
            count_jobs(JobState.RUNNING),
            reader.say(DUE, n=reader.whole(health.n_due)),
            "jobs",
            query=f"?state={JobState.RUNNING.value}",
        ),
        gauge(
            FAILED,
            health.n_failed,
            failed_note,
            "jobs",
            query=f"?state={JobState.FAILED.value}",
            care=bool(health.n_failed or health.n_stuck),
        ),
        gauge(USERS, count_open(), reader.say(OPEN), "users"),
        gauge(WAITING, n_waiting, reader.say(BY_OWNER) if n_waiting else "", "users", care=n_waiting > 0),
        gauge(
            SOURCES,
            len(sources),
            reader.say(PROBLEMS, n=reader.whole(n_problems)) if n_problems else reader.say(NO_PROBLEM),
            "sources",
            care=n_problems > 0,
        ),
        _disk(reader),
    )


def _disk(reader: Reader) -> Gauge:
    free = shutil.disk_usage(settings.HOME.path).free
    is_low = free < LOW_BYTES
    size = reader.say(SIZE, n=reader.number(free / 2**30, 1))
    return Gauge(reader.say(DISK), size, reader.say(LOW if is_low else DOCTOR), "", needs_care=is_low)
