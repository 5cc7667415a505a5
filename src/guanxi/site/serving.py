"""The two processes of a workspace as commands, and how to see that the server answers."""

from __future__ import annotations

import os
import socket
import sys

from guanxi.kit.phrase import Phrase
from guanxi.site.home import Home
from guanxi.site.supervising import Child

BLOCKING_THREADS = 4
"""Requests answered at once. Pages are Python and short queries; more threads would only wait for one another."""


def server(home: Home, host: str, port: int) -> Child:
    """The web server: one process, because SQLite has one writer and the embedded mode one machine."""
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "guanxi.site.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(BLOCKING_THREADS)),
        *("--log-level", "warning", "--no-ws", "--workers-kill-timeout", "8"),
    )
    return Child(
        Phrase("网页服务", "web server"), command, _environment(home, "server"), home.log_of("server"), is_needed=True
    )


def worker(home: Home) -> Child:
    """The process that does background jobs."""
    command = (sys.executable, "-m", "guanxi.cli.main", "worker", "--home", str(home.path))
    return Child(
        Phrase("后台任务进程", "background worker"),
        command,
        _environment(home, "worker"),
        home.log_of("worker"),
        is_needed=False,
    )


def _environment(home: Home, name: str) -> dict[str, str]:
    own = {"GUANXI_HOME": str(home.path), "GUANXI_LOG": "text", "GUANXI_LOG_FILE": home.log_of(name)}
    return {**os.environ, **own}


def answers(host: str, port: int) -> bool:
    """Whether the server says that it is well; never waits long."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((reached, port), timeout=0.5) as asked:
            asked.settimeout(5)
            asked.sendall(b"GET /health/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in asked.recv(64)
    except OSError:
        return False


def address_of(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
