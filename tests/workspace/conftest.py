"""Fixtures of every test of the workspace; the people are in :mod:`brand_people`.

Tests of transactions and threads ask for ``transactional_db`` (or mark ``django_db(transaction=True)``) beside these.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from audited_home import audited, books, brand_home, empty_home, mirror, mirrored, programs, read_out
from brand_people import ClientOf, World, make_world
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from whitenoise.base import StaticFile
from whitenoise.middleware import WhiteNoiseMiddleware
from workspace_jobs import run_jobs

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import User
from guanxi.intake.scheduling import MEMORY

__all__ = ["audited", "books", "brand_home", "empty_home", "mirror", "mirrored", "programs", "read_out"]

# A million rounds for each password would be most of the tests' time; what the product uses is tested by itself.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORE = {"db", "transactional_db", "live_server"}
"""The fixtures by which a test asks for the store."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what does not ask for the store, or not for this one: it would only be tested twice."""
    if connection.vendor != "postgresql":
        return
    repeated = [item for item in items if _asks_for_the_store(item) and not item.get_closest_marker("either_store")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(repeated)])
    items[:] = repeated


def _asks_for_the_store(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or STORE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def forgotten_sealing() -> None:
    """What a test of transactions asked for is gone with its rows; the process must not believe that it still waits."""
    MEMORY.forget()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def people_of_the_brand(world: World) -> dict[Role, User]:
    return world.users


@pytest.fixture
def client_of(world: World) -> ClientOf:
    return world.client


@pytest.fixture
def owner_client(world: World) -> Client:
    return world.client(Role.OWNER)


@pytest.fixture
def admin_client(world: World) -> Client:
    return world.client(Role.ADMIN)


@pytest.fixture
def operator_client(world: World) -> Client:
    return world.client(Role.OPERATOR)


@pytest.fixture
def staff_client(world: World) -> Client:
    return world.client(Role.STAFF)


@pytest.fixture
def analyst_client(world: World) -> Client:
    return world.client(Role.ANALYST)


@pytest.fixture(name="run_jobs")
def run_jobs_fixture() -> Callable[..., int]:
    """``run_jobs()`` runs all due background jobs in this process; gives how many."""
    return run_jobs


def _empty_the_tables(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    """What Django does after a test of transactions, although triggers refuse to remove from append-only tables."""
    if self.connection.vendor == "postgresql":
        # Only a superuser may do this, which the test's server has and the product's role must not be.
        quiet, loud = "SET session_replication_role = replica", "SET session_replication_role = origin"
        _as_django_does(self, [quiet, *sql_list, loud])
        return
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        # All rows go, none is left that points at nothing; looking that up for each took minutes.
        cursor.execute("PRAGMA foreign_keys = OFF")
    dropped = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
    # What ANALYZE said of them goes too: the next test's plans are to be those of its own rows.
    forgotten = ["DELETE FROM sqlite_stat1", "ANALYZE sqlite_schema"] if _was_analysed(self.connection) else []
    try:
        _as_django_does(self, [*dropped, *sql_list, *forgotten, *(sql for _, sql in triggers)])
    finally:
        with self.connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = ON")


def _was_analysed(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        return cursor.fetchone() is not None


_as_django_does = BaseDatabaseOperations.execute_sql_flush
BaseDatabaseOperations.execute_sql_flush = _empty_the_tables  # type: ignore[method-assign]


def _look_for_static_files_once(self: WhiteNoiseMiddleware) -> None:
    """What the server does once at its start; each browser of a test would do it again, longer than most requests."""
    if not _static_files:
        _as_whitenoise_does(self)
        _static_files.update(self.files)
    self.files = _static_files


_static_files: dict[str, StaticFile] = {}
_as_whitenoise_does = WhiteNoiseMiddleware.add_files_from_finders
WhiteNoiseMiddleware.add_files_from_finders = _look_for_static_files_once
