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
from django.test import Client, TransactionTestCase
from emptied_store import empty_store
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


# Of each test of transactions, whichever case of Django it is.
TransactionTestCase._fixture_teardown = lambda _case: empty_store()  # type: ignore[attr-defined]


def _look_for_static_files_once(self: WhiteNoiseMiddleware) -> None:
    """What the server does once at its start; each browser of a test would do it again, longer than most requests."""
    if not _static_files:
        _as_whitenoise_does(self)
        _static_files.update(self.files)
    self.files = _static_files


_static_files: dict[str, StaticFile] = {}
_as_whitenoise_does = WhiteNoiseMiddleware.add_files_from_finders
WhiteNoiseMiddleware.add_files_from_finders = _look_for_static_files_once
