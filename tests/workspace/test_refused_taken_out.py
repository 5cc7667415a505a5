"""Refused rows and refused events are persons' data taken out: with a fresh password only, and written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from brand_people import World, sign_in_now
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_intake import NOW_MS, made_source

from guanxi.accounts.contracts import Role
from guanxi.accounts.freshness import FRESH_MINUTES
from guanxi.accounts.models import AuditEntry
from guanxi.intake.operations import append
from guanxi.site.home import Home

ORDERS = "会员卡号,订单号,付款时间,实付金额\nA1,1,2025-03-01 10:00,88.50\nA2,3,坏日期,9\n"
PROBLEMS = "/inbox/problems.csv"


@pytest.fixture(autouse=True)
def home(empty_home: Home) -> Home:
    return empty_home


def long_ago(world: World, role: Role) -> Client:
    client = Client()
    sign_in_now(client, world.user(role), minutes_ago=FRESH_MINUTES + 1)
    return client


def written(action: str) -> list[tuple[str, dict[str, object]]]:
    return list(AuditEntry.objects.filter(action=action).values_list("subject", "after"))


@pytest.mark.django_db(transaction=True)
class TestRefusedRows:
    def test_need_the_password_and_are_written_down(
        self, world: World, operator_client: Client, owner_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        file = SimpleUploadedFile("订单.csv", ORDERS.encode())
        public_id = operator_client.post("/imports/new/", {"files": file, "end": "1"}).headers["Location"].split("/")[2]
        operator_client.post(f"/imports/{public_id}/confirm/")
        run_jobs()
        address = f"/imports/{public_id}/quarantine.csv"

        refused = long_ago(world, Role.OPERATOR).get(address)

        assert refused.headers["Location"].startswith("/account/confirm/?next=%2Fimports%2F")
        assert written("import.quarantine_exported") == []
        assert "坏日期" in b"".join(operator_client.get(address)).decode("utf-8-sig")
        assert written("import.quarantine_exported") == [(f"import:{public_id}", {"n_rows": 1})]
        assert "下载了一次导入中被隔离的 1 行" in owner_client.get("/log/").content.decode()

    def test_that_are_not_there_are_not_written_down(self, operator_client: Client) -> None:
        assert operator_client.get("/imports/nothing/quarantine.csv").status_code == 404
        assert written("import.quarantine_exported") == []


@pytest.mark.django_db
class TestRefusedEvents:
    def test_need_the_password_and_are_written_down(
        self, world: World, operator_client: Client, owner_client: Client
    ) -> None:
        append(made_source().source, [{}, {}], NOW_MS)

        refused = long_ago(world, Role.OPERATOR).get(PROBLEMS)

        assert refused.headers["Location"] == "/account/confirm/?next=%2Finbox%2F&again=1"
        assert written("intake.problems_exported") == []
        assert operator_client.get(PROBLEMS).status_code == 200
        assert written("intake.problems_exported") == [("", {"n": 2})]
        assert "下载了 2 个未收的事件" in owner_client.get("/log/").content.decode()

    def test_who_may_not_import_is_not_asked_for_a_password_in_vain(self, world: World) -> None:
        assert long_ago(world, Role.ANALYST).get(PROBLEMS).status_code == 403
