"""The whole number of a contact: masked on pages, shown to one person on request, written down."""

from __future__ import annotations

import pytest
from brand_people import STAFF_ID, World
from django.test import Client
from made_people import make_contact

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry

NUMBER = "13900000001"

pytestmark = pytest.mark.django_db


def test_is_masked_until_somebody_asks_and_that_is_written_down(owner_client: Client, world: World) -> None:
    contact = make_contact(NUMBER, name="王静")

    page = owner_client.get(f"/contacts/{contact.public_id}/").content.decode()
    before = AuditEntry.objects.filter(action="contact.key_shown").count()
    answer = owner_client.post(f"/contacts/{contact.public_id}/key/")

    assert NUMBER not in page and "139****0001" in page and "显示完整编号" in page
    assert f'href="tel:{NUMBER}"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="contact.key_shown")
    assert before == 0
    assert (entry.subject, entry.actor_id) == (f"contact:{contact.public_id}", world.user(Role.OWNER).pk)
    assert NUMBER not in str(entry.__dict__)


def test_an_employee_sees_those_of_the_own_contacts_only(world: World) -> None:
    own, foreign = make_contact(NUMBER, staff=STAFF_ID), make_contact("13900000002", staff="S99")
    client = world.client(Role.STAFF)

    answers = [client.post(f"/contacts/{each.public_id}/key/").status_code for each in (own, foreign)]

    assert answers == [200, 404]
    assert AuditEntry.objects.filter(action="contact.key_shown").count() == 1


def test_a_key_that_is_no_number_needs_no_button_and_calls_nobody(owner_client: Client) -> None:
    contact = make_contact("C-7<b>")

    page = owner_client.get(f"/contacts/{contact.public_id}/").content.decode()
    answer = owner_client.post(f"/contacts/{contact.public_id}/key/").content.decode()

    assert "显示完整编号" not in page
    assert "tel:" not in answer and "<b>" not in answer


def test_nothing_is_shown_by_get(owner_client: Client) -> None:
    contact = make_contact(NUMBER)

    assert owner_client.get(f"/contacts/{contact.public_id}/key/").status_code == 405
