"""What a test of transactions leaves to the next one: nothing, neither rows nor what was said of them."""

from __future__ import annotations

import pytest
from django.db import connection
from emptied_store import empty_store
from made_people import make_contact

from guanxi.people.models import Contact

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL forgets them with its rows"),
]


def test_the_next_one_plans_by_its_own_rows_and_keys_hold_again() -> None:
    for key in ("13800132641", "13911112641"):
        make_contact(key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        empty_store()

        assert not Contact.objects.exists()
        assert cursor.execute("SELECT count(*) FROM sqlite_stat1").fetchone() == (0,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
