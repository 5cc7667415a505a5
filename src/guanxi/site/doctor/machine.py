"""The machine below: Python, the home directory, the disk, the key, the built files. Needs no database."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from guanxi.kit.phrase import Phrase
from guanxi.site.doctor.findings import Finding, ok, warn, wrong
from guanxi.site.holding import missing_assets
from guanxi.site.home import Home

PYTHON, HOME, DISK, KEY, ASSETS = (
    Phrase("Python", "Python"),
    Phrase("数据目录", "home"),
    Phrase("磁盘", "disk"),
    Phrase("密钥", "secret key"),
    Phrase("页面文件", "page files"),
)
SUPPORTED = (3, 11)
LITTLE_BYTES, LOW_BYTES = 2**30, 5 * 2**30
SHORTEST_KEY = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine_machine(home_: Home) -> Iterator[Finding]:
    """What can be known without Django: where this is wrong, the rest cannot be asked."""
    yield python()
    yield home(home_)
    yield disk(home_)
    yield secret_key(home_)
    yield assets()


def python() -> Finding:
    """The version that this release is tested with."""
    found = sys.version_info[:2]
    text = ".".join(map(str, sys.version_info[:3]))
    if found != SUPPORTED:
        return wrong(PYTHON, f"{text} is not supported. Install Python 3.11.", f"{text} 不受支持。请安装 Python 3.11。")
    return ok(PYTHON, text, text)


def home(place: Home) -> Finding:
    """There, writable, and nobody else's business."""
    path = place.path
    if not path.is_dir():
        return wrong(
            HOME,
            f"{path} is not there. `guanxi up --home {path}` makes it; or name the right one with --home.",
            f"{path} 不存在。运行 guanxi up --home {path} 即可创建；或用 --home 指定正确的目录。",
        )
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        return wrong(
            HOME,
            f"{path} cannot be written ({error.strerror}). Give this account the right to write there.",
            f"无法写入 {path}（{error.strerror}）。请授予当前账户写入权限。",
        )
    if _mode(path) & OTHERS:
        return warn(
            HOME,
            f"Other accounts of this machine may look into {path}. Run `chmod 700 {path}`.",
            f"本机其他账户可以进入 {path}。请运行 chmod 700 {path}。",
        )
    return ok(HOME, str(path), str(path))


def disk(place: Home) -> Finding:
    """Room for the next import and audit: each writes new files before old ones go."""
    free = shutil.disk_usage(_existing(place.path)).free
    size = f"{free / 2**30:,.1f} GB"
    if free < LITTLE_BYTES:
        return wrong(
            DISK,
            f"{size} are free; imports and audits will fail. Make room, at least 5 GB.",
            f"仅剩 {size}，导入和审计会失败。请至少腾出 5 GB。",
        )
    if free < LOW_BYTES:
        return warn(DISK, f"{size} are free. Make room, at least 5 GB.", f"仅剩 {size}。请至少腾出 5 GB。")
    return ok(DISK, f"{size} are free", f"可用 {size}")


def secret_key(place: Home) -> Finding:
    """Long, and readable by its owner only."""
    given = os.environ.get("GUANXI_SECRET_KEY")
    path = place.path / "secret.key"
    if given is None and not path.is_file():
        return warn(KEY, "None yet; the first start makes one.", "还没有；首次启动时会自动生成。")
    try:
        key = path.read_text(encoding="ascii").strip() if given is None else given
    except (OSError, UnicodeDecodeError):
        key = ""
    where = str(path) if given is None else "GUANXI_SECRET_KEY"
    if len(key) < SHORTEST_KEY:
        return wrong(
            KEY,
            f"{where} is too short or cannot be read. Remove it and start again: a new one is made, everybody signs in"
            " anew.",
            f"{where} 过短或无法读取。请删除后重新启动：会生成新的密钥，所有人需要重新登录。",
        )
    if given is None and _mode(path) & OTHERS:
        return wrong(
            KEY,
            f"Other accounts may read {path}: with it they can sign in as anybody. Run `chmod 600 {path}`; if others"
            " use this machine, remove it and start again.",
            f"其他账户可以读取 {path}，凭它能冒充任何人登录。请运行 chmod 600 {path}；若本机有他人使用，"
            "请删除它后重新启动。",
        )
    return ok(KEY, "kept for its owner only", "仅限本账户读取")


def assets() -> Finding:
    """Style and script of the pages."""
    if missing := missing_assets():
        return wrong(
            ASSETS,
            f"Not built: {', '.join(missing)}. Run `make assets`.",
            f"没有生成：{'、'.join(missing)}。请运行 make assets。",
        )
    return ok(ASSETS, "built", "已生成")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
