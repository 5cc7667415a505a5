"""The pages that anybody may open answer, with the headers that keep a browser safe."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
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

    def test_a_store_that_does_not_answer_is_not_ok_and_nothing_more(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise OperationalError("could not connect to db.internal as guanxi")

        monkeypatch.setattr(connection, "cursor", refuse)

        response = client.get("/health/")

        assert (response.status_code, response.content) == (503, b"not ok")


class TestTheRunItself:
    @pytest.mark.django_db
    def test_uses_the_store_that_was_asked_for_and_a_home_of_its_own(self) -> None:
        asked = os.environ.get("GUANXI_TEST_DATABASE", "sqlite")

        assert connection.vendor == asked
        assert Path(tempfile.gettempdir()) in settings.HOME.path.parents
