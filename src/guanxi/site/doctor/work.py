"""What runs: the worker, the jobs, the inbox, backups, and whether somebody owns the workspace."""

from __future__ import annotations

from guanxi.accounts.audit import latest_of
from guanxi.accounts.queries import has_owner
from guanxi.intake.queries import inbox_view
from guanxi.jobs.queries import QueueHealth
from guanxi.kit.clock import DAY_MS
from guanxi.kit.phrase import Phrase
from guanxi.site.doctor.findings import Finding, ok, warn, wrong
from guanxi.site.home import Home

WORKER, JOBS, INBOX, BACKUP, OWNER = (
    Phrase("后台进程", "worker"),
    Phrase("后台任务", "jobs"),
    Phrase("收件箱", "inbox"),
    Phrase("备份", "backup"),
    Phrase("负责人", "owner"),
)
BACKLOG_MS = 6 * 3_600_000
BACKUP_DAYS = 7
"""Beyond so many days without a backup a warning is due: nobody can tell again what was recorded since."""


def worker(queue: QueueHealth) -> Finding:
    """Gave a sign of life a moment ago."""
    if queue.n_workers:
        return ok(WORKER, f"{queue.n_workers} at work", f"{queue.n_workers} 个在运行")
    if queue.n_due:
        return wrong(
            WORKER,
            f"None runs, and {queue.n_due} jobs wait. Start `guanxi up`, or `guanxi worker` in production.",
            f"没有后台进程在运行，有 {queue.n_due} 个任务在等待。请运行 guanxi up；生产环境请运行 guanxi worker。",
        )
    return warn(
        WORKER,
        "None runs. Imports and audits wait until `guanxi up` or `guanxi worker` does.",
        "没有后台进程在运行。导入和审计要等 guanxi up 或 guanxi worker 启动后才会执行。",
    )


def jobs(queue: QueueHealth) -> Finding:
    """None stuck, none failed since yesterday, none that this version does not know."""
    if queue.n_stuck:
        return wrong(
            JOBS,
            f"{queue.n_stuck} jobs are stuck: their worker is silent. Start a worker; it takes them over within"
            " a minute.",
            f"{queue.n_stuck} 个任务卡住：执行它们的进程没有响应。请启动后台进程，一分钟内会自动接手。",
        )
    if queue.n_unknown:
        return warn(
            JOBS,
            f"{queue.n_unknown} jobs belong to another version of guanxi. Run that version, or cancel them.",
            f"{queue.n_unknown} 个任务属于其他版本的 guanxi。请运行对应版本，或取消它们。",
        )
    if queue.n_failed:
        return warn(
            JOBS,
            f"{queue.n_failed} failed in the last day. Look under Settings → Background jobs.",
            f"过去一天有 {queue.n_failed} 个任务失败。请查看“设置 → 后台任务”。",
        )
    return ok(JOBS, f"none failed in the last day, {queue.n_due} wait", f"过去一天没有失败，{queue.n_due} 个在等待")


def inbox(now_ms: int) -> Finding:
    """What came in goes on into the lake within hours."""
    view = inbox_view()
    oldest_ms = view.oldest_ms
    if view.n_waiting and oldest_ms is not None and now_ms - oldest_ms > BACKLOG_MS:
        hours = (now_ms - oldest_ms) // 3_600_000
        return warn(
            INBOX,
            f"{view.n_waiting:,} events wait, the oldest for {hours} hours. Seal them under Settings → Sources, and see"
            " that a worker runs.",
            f"{view.n_waiting:,} 条事件在等待，最早的已等了 {hours} 小时。"
            "请在“设置 → 数据来源”中归档，并确认后台进程在运行。",
        )
    return ok(INBOX, f"{view.n_waiting:,} events wait", f"{view.n_waiting:,} 条事件等待归档")


def backup(place: Home, now_ms: int) -> Finding:
    """A copy of the home is made again and again; whether it still lies where it was put, only its owner can see."""
    if place.demo_mark.exists() or not (place.lake / "catalogue.json").exists():
        return ok(BACKUP, "nothing to keep yet", "还没有需要备份的数据")
    latest = latest_of("backup.made", "backup.restored")
    if latest is None:
        return warn(
            BACKUP,
            "None was made yet. Run `guanxi backup FOLDER`, best every night, into a folder on another disk.",
            "还没有做过备份。请运行 guanxi backup 文件夹，最好每晚一次，并放在另一块磁盘上。",
        )
    days = max((now_ms - latest.at_ms) // DAY_MS, 0)
    if days > BACKUP_DAYS:
        return warn(
            BACKUP,
            f"The latest is {days} days old. Run `guanxi backup FOLDER`, best every night.",
            f"最近一次备份是 {days} 天前。请运行 guanxi backup 文件夹，最好每晚一次。",
        )
    en = "made today" if days == 0 else "made yesterday" if days == 1 else f"made {days} days ago"
    return ok(BACKUP, en, "今天做过" if days == 0 else "昨天做过" if days == 1 else f"{days} 天前做过")


def owner() -> Finding:
    """Somebody has set it up."""
    if not has_owner():
        return warn(
            OWNER,
            "Nobody owns this workspace yet. `guanxi up` prints the set-up link, `guanxi link` another.",
            "这个工作台还没有负责人。guanxi up 启动时会给出首次设置链接，guanxi link 可再生成一个。",
        )
    return ok(OWNER, "set up", "已设置")
