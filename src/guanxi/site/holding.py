"""What must be right before Django is made ready: one process a home, a free port, the pages' files. Knows no table."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import guanxi.console
from guanxi.kit.errors import GuanxiError
from guanxi.site.home import Home

LOCK = "up.lock"
ASSETS = ("tabler.min.css", "tabler.min.js", "htmx.min.js", "echarts.min.js", "icons.svg")


class StartError(GuanxiError):
    """Base of what keeps the workspace from starting."""

    code = "site.start"


class PortTaken(StartError):
    """Something else listens there."""

    code = "site.port_taken"


class HomeInUse(StartError):
    """Another ``guanxi up`` runs on this home."""

    code = "site.home_in_use"


class HalfRestored(StartError):
    """A backup was being restored here, and that did not come to its end."""

    code = "site.half_restored"


def check_whole(home: Home) -> None:
    """Refuse a home into which a backup was restored by half.

    Raises
    ------
    HalfRestored
    """
    if home.restoring.exists():
        raise HalfRestored(
            f"A backup was being restored into {home.path}, and that was cut off. Remove that folder and restore again;"
            " for PostgreSQL into an empty database.",
            f"{home.path} 的恢复中途被打断。请删除该目录后重新恢复；使用 PostgreSQL 时请恢复到空库。",
        )


def check_no_half_demo(home: Home) -> None:
    """Refuse a home in which the demo brand was cut off: finishing it empties the lake, whatever was put there since.

    Raises
    ------
    StartError
    """
    if home.demo_begun.exists() and not home.demo_mark.exists():
        raise StartError(
            f"The demo brand was begun in {home.path} and cut off, so your own data are not put there. Finish it with"
            f" `guanxi up --demo --home {home.path}`, or name another home with --home.",
            f"{home.path} 中的演示品牌没有放完，不能再放入自己的数据。"
            f"请运行 guanxi up --demo --home {home.path} 完成，或用 --home 另选目录。",
        )


@contextmanager
def held_home(home: Home) -> Iterator[None]:
    """Hold ``home`` for this process; the system lets go of it when the process dies, however that happens.

    Raises
    ------
    HomeInUse
        when another process holds it.
    HalfRestored
    StartError
        when the home cannot be written.
    """
    try:
        check_whole(home)
        home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(home.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartError(
            f"The home directory {home.path} cannot be written ({error.strerror}). Choose another with --home, or give"
            " this account the right to write there.",
            f"无法写入数据目录 {home.path}（{error.strerror}）。请用 --home 另选目录，或授予当前账户写入权限。",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise HomeInUse(
            f"Another `guanxi up` runs on {home.path}. Stop it first, or choose another home with --home.",
            f"另一个 guanxi up 正在使用 {home.path}。请先停止它，或用 --home 另选目录。",
        ) from error
    try:
        yield
    finally:
        os.close(handle)


def check_port(host: str, port: int) -> None:
    """Refuse an address on which something listens already, or that is none of this machine's.

    Raises
    ------
    PortTaken
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            # As the server does: a port that was closed a moment ago is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        raise PortTaken(
            f"Nothing can be served on {host}, port {port}: it is in use, or not this machine's. Choose another with"
            " --port.",
            f"无法在 {host} 的 {port} 端口提供服务：端口已被占用，或地址不属于本机。请用 --port 另选端口。",
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def missing_assets() -> tuple[str, ...]:
    """Style and script files that the build should have made and that are not there."""
    vendor = Path(guanxi.console.__file__).parent / "static" / "vendor"
    return tuple(name for name in ASSETS if not (vendor / name).is_file() or not (vendor / name).stat().st_size)


def check_assets() -> None:
    """Refuse to serve pages without their style and script.

    Raises
    ------
    StartError
    """
    if missing := missing_assets():
        raise StartError(
            f"The pages' style and script files were not built ({', '.join(missing)}). Run `make assets`.",
            f"页面的样式和脚本文件没有生成（{'、'.join(missing)}）。请运行 make assets。",
        )
