"""Pages name things as their reader does: settings by name, places that can be opened, no codes."""

from __future__ import annotations

import pytest
from brand_people import World
from django.test import Client
from made_intake import NOW_MS, made_source

from guanxi.accounts.audit import record
from guanxi.accounts.contracts import Role
from guanxi.intake.operations import append


@pytest.mark.django_db
class TestTheAuditLog:
    def changed(self, world: World, before: dict[str, str], after: dict[str, str]) -> None:
        record(
            "settings.brand_changed",
            at_ms=NOW_MS,
            actor_id=world.user(Role.OWNER).pk,
            before=before,
            after=after | {"changed": ", ".join(after)},
        )

    @pytest.mark.parametrize(
        ("lang", "said"),
        [
            ("zh", ("毛利率从 – 改为 \u206835%\u2069", "；日期写法从 日/月/年 改为 –")),
            ("en", ("the margin rate from – to \u206835%\u2069", "; how dates are written from day/month/year to –")),
        ],
    )
    def test_names_settings_and_what_they_were(
        self, owner_client: Client, world: World, lang: str, said: tuple[str, str]
    ) -> None:
        self.changed(world, {"margin_rate": "", "date_order": "dmy"}, {"margin_rate": "35", "date_order": ""})
        owner_client.post("/language/", {"lang": lang, "next": "/"})

        page = owner_client.get("/log/").content.decode()

        assert all(each in page for each in said)
        assert "margin_rate" not in page and "dmy" not in page

    def test_calls_jobs_and_decisions_by_name(self, owner_client: Client, world: World) -> None:
        actor_id = world.user(Role.OWNER).pk
        record("job.cancelled", at_ms=NOW_MS, actor_id=actor_id, subject="job:x", after={"kind": "books.audit"})
        record("job.retried", at_ms=NOW_MS, actor_id=actor_id, subject="job:x", after={"kind": "gone.long_ago"})
        record("identity.case_decided", at_ms=NOW_MS, actor_id=actor_id, after={"decision": "made_new"})

        page = owner_client.get("/log/").content.decode()

        assert "取消了后台任务（信任审计）" in page
        assert "重试了后台任务（未知任务）" in page
        assert "建为新客户" in page and "made_new" not in page


@pytest.mark.django_db
def test_the_inbox_leads_to_where_causes_are_mended(operator_client: Client) -> None:
    append(made_source().source, [{}], NOW_MS)

    page = operator_client.get("/inbox/").content.decode()

    assert 'href="/settings/brand/"' in page
    assert 'href="/imports/new/"' in page
