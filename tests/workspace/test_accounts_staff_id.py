"""Staff see their own contacts by their staff id: nobody becomes staff without one."""

from __future__ import annotations

import pytest
from brand_people import World
from django.test import Client

from guanxi.accounts.contracts import Role


@pytest.mark.django_db
class TestStaffWithoutAStaffId:
    def test_are_refused_with_a_sentence_beside_the_roles_which_stay_ticked(
        self, admin_client: Client, world: World
    ) -> None:
        page = f"/users/{world.user(Role.ANALYST).public_id}/"

        answer = admin_client.post(f"{page}roles/", {"form": "roles", "roles": ["staff", "analyst"]})

        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "还没有员工编号" in shown
        assert 'value="staff" checked' in shown

    def test_are_taken_once_they_have_one(self, owner_client: Client, world: World) -> None:
        page = f"/users/{world.user(Role.ANALYST).public_id}/"
        refused = owner_client.post(f"{page}roles/", {"roles": ["staff"]}).status_code
        owner_client.post(f"{page}details/", {"name": "何清", "staff_id": "S77"})

        taken = owner_client.post(f"{page}roles/", {"roles": ["staff"]}).status_code

        assert (refused, taken) == (422, 302)
