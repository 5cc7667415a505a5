"""Signing in and out."""

from __future__ import annotations

import pytest
from brand_people import PASSWORD, World
from django.test import Client


@pytest.mark.django_db
class TestSignIn:
    def test_leads_to_the_page_that_was_asked_for(self, world: World, client: Client) -> None:
        response = client.post("/login/", {"login": "owner", "password": PASSWORD, "next": "/account/"})

        assert response.status_code == 302
        assert response.headers["Location"] == "/account/"
        assert client.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_test_of_transactions_can_be_cleaned_away(world: World, owner_client: Client) -> None:
    from guanxi.accounts.audit import find_break, record

    record("user.created", at_ms=1, actor_id=None)

    assert find_break() is None
