"""The pages that anybody may open answer, with the headers that keep a browser safe."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
class TestHealth:
    def test_says_ok_and_nothing_else(self, client: Client) -> None:
        response = client.get("/health/")

        assert response.status_code == 200
        assert response.content == b"ok"

    def test_a_stranger_is_sent_to_the_sign_in_page_and_back(self, client: Client) -> None:
        response = client.get("/?a=1")

        assert response.status_code == 302
        assert response.headers["Location"] == "/login/?next=%2F%3Fa%3D1"

    def test_nothing_foreign_may_run(self, client: Client) -> None:
        policy = client.get("/health/").headers["Content-Security-Policy"]

        assert "script-src 'self';" in policy
        assert "'unsafe-eval'" not in policy
