"""Contacts by the last characters of their keys: what a shop assistant is told at the counter."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from made_people import make_contact

from guanxi.people import bulk
from guanxi.people.contracts import Scope
from guanxi.people.listing import find
from guanxi.people.listing.asked import filters_of
from guanxi.people.listing.queries import list_contacts
from guanxi.people.listing.sets import begins_with
from guanxi.people.models import Contact, ContactPoint


def found(search: str) -> set[str]:
    return {row.key for row in list_contacts(Scope(True), filters_of({"search": search})).rows}


@pytest.mark.django_db
class TestEndings:
    @pytest.fixture(autouse=True)
    def contacts(self) -> None:
        for key in ("13800132641", "13911112641", "26410000", "wmEAAAqXz9", "M12641x", "3264"):
            make_contact(key)

    @pytest.mark.parametrize(
        ("search", "keys"),
        [
            ("2641", {"13800132641", "13911112641", "26410000"}),
            ("112641", {"13911112641"}),
            ("qxZ9", {"wmEAAAqXz9"}),
            ("２６４１", {"13800132641", "13911112641", "26410000"}),
            ("641", set()),
            ("3264", {"3264"}),
            ("9992641", set()),
            ("26%1", set()),
            ("_641", set()),
        ],
    )
    def test_four_characters_and_more_find_a_key_by_its_end(self, search: str, keys: set[str]) -> None:
        assert found(search) == keys

    def test_every_way_of_finding_rows_says_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for small in (0, 1, 20_000):
            monkeypatch.setattr(find, "SMALL", small)

            assert found("2641") == {"13800132641", "13911112641", "26410000"}

    def test_the_page_says_so_and_shows_who_was_meant(self, owner_client: Client) -> None:
        page = owner_client.get("/contacts/", {"search": "2641"}).content.decode()

        assert "编号的末四位" in page
        assert "3 位客户" in page


@pytest.mark.django_db(transaction=True)
def test_an_index_answers() -> None:
    """Among rows enough, and counted: of a handful any index may be the cheapest."""
    only = Contact.objects.create(key="one", created_ms=0, touched_ms=0)
    keys = [f"{n * 7919 % 10**11:011d}" for n in range(5_000)]
    ContactPoint.objects.bulk_create(
        ContactPoint(kind="phone", value_key=key, folded_key=key, contact=only, created_ms=0) for key in keys
    )
    bulk.analyze("people_contactpoint")
    asked = begins_with("2641", 100)
    prefix = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "

    plan = "\n".join(str(row) for row in bulk.fetch(prefix + asked.sql, asked.params))

    assert "point_by_ending" in plan and "point_by_folded_key" in plan
