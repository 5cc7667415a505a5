"""Whom events brought into the lake stands in the list of contacts, before any audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from made_intake import NOW_MS, made_source, order

from guanxi.facade.asking import now_ms
from guanxi.intake.operations import append, seal_now
from guanxi.jobs.models import Job
from guanxi.people.models import Contact
from guanxi.site.home import Home

TAKE = "people.take_contacts"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Iterator[Home]:
    settings.HOME = Home(tmp_path)
    yield settings.HOME


@pytest.mark.django_db(transaction=True)
class TestSealed:
    def test_contacts_are_listed_without_an_audit(self, operator_client: Client, run_jobs: Callable[[], int]) -> None:
        at_ms = now_ms()
        append(made_source().source, [order(n, occurred_ms=at_ms - 1_000 + n) for n in (1, 2)], at_ms)
        before = operator_client.get("/contacts/").content.decode()

        operator_client.post("/inbox/seal/")
        run_jobs()

        after = operator_client.get("/contacts/").content.decode()
        assert ">M1<" not in before
        assert ">M1<" in after
        assert ">M2<" in after

    def test_each_sealing_is_followed_once(self, db: None, run_jobs: Callable[[int], int]) -> None:
        shop = made_source().source
        for n in (1, 2):
            append(shop, [order(n)], NOW_MS)
            seal_now(now_ms=NOW_MS, actor_id=None)
            run_jobs(NOW_MS)

        assert Job.objects.filter(kind=TAKE, state="done").count() == 2
        assert Contact.objects.count() == 2

    def test_a_run_that_died_after_sealing_is_followed_by_the_next(
        self, db: None, run_jobs: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(made_source().source, [order(1)], NOW_MS)
        job = seal_now(now_ms=NOW_MS, actor_id=None)
        monkeypatch.setattr("guanxi.intake.jobs._follow", lambda _context: (_ for _ in ()).throw(OSError("killed")))
        run_jobs(NOW_MS)
        monkeypatch.undo()
        Job.objects.filter(public_id=job.public_id).update(state="queued", run_after_ms=0, attempt=1)

        run_jobs(NOW_MS)

        assert Contact.objects.count() == 1

    def test_an_empty_inbox_asks_for_nothing(self, db: None, run_jobs: Callable[[int], int]) -> None:
        seal_now(now_ms=NOW_MS, actor_id=None)
        run_jobs(NOW_MS)

        assert not Job.objects.filter(kind=TAKE).exists()
