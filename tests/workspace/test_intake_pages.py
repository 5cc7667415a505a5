"""Sources show their key once; problems are listed, mended, sent in again, set aside and taken out safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from made_intake import NOW_MS, made_source, order

from guanxi.accounts.models import AuditEntry
from guanxi.intake.models import InboxEvent, IntakeProblem, Source
from guanxi.intake.operations import append
from guanxi.intake.write_keys import hash_of
from guanxi.jobs.models import Job
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

KEY = 'id="write-key" value="'
FORM = {"name": "小程序", "key": "mini-program", "kind": "server", "creates": "on", "replay_days": "35"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Home]:
    settings.HOME = Home(tmp_path)
    yield settings.HOME


def key_on(page: str) -> str:
    return page.split(KEY)[1].split('"', maxsplit=1)[0]


class TestSources:
    def test_the_key_is_shown_once_and_kept_as_a_hash(self, admin_client: Client) -> None:
        page = admin_client.post("/sources/new/", FORM).content.decode()
        write_key = key_on(page)

        source = Source.objects.get()
        later = admin_client.get(f"/sources/{source.public_id}/").content.decode()
        assert source.key_hash == hash_of(write_key)
        assert write_key not in later
        assert source.key_prefix in later
        assert write_key not in str(list(AuditEntry.objects.values()))

    def test_another_key_kills_the_former(self, admin_client: Client, client: Client) -> None:
        first = key_on(admin_client.post("/sources/new/", FORM).content.decode())
        public_id = Source.objects.get().public_id

        second = key_on(admin_client.post(f"/sources/{public_id}/key/").content.decode())

        assert _ping(client, first) == 401
        assert _ping(client, second) == 200

    def test_a_closed_source_is_closed_and_stays_listed(self, admin_client: Client, client: Client) -> None:
        new = made_source()

        response = admin_client.post(f"/sources/{new.source.public_id}/close/", follow=True)

        assert "已关闭" in response.content.decode()
        assert _ping(client, new.write_key) == 403
        assert new.source.name in admin_client.get("/sources/").content.decode()
        assert admin_client.post(f"/sources/{new.source.public_id}/key/").status_code == 409

    @pytest.mark.parametrize(
        "change",
        [{"key": "Mini"}, {"key": "files"}, {"key": "a b"}, {"key": "x" * 50}, {"name": " "}, {"replay_days": "x"},
         {"replay_days": "9999"}, {"name": "a\u202eb"}],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_and_the_form_kept(self, admin_client: Client, change: dict[str, str]) -> None:
        response = admin_client.post("/sources/new/", FORM | change)

        assert response.status_code == 409
        assert 'role="alert"' in response.content.decode()
        assert Source.objects.count() == 0

    def test_a_key_is_taken_once(self, admin_client: Client) -> None:
        admin_client.post("/sources/new/", FORM)

        assert "已有来源" in admin_client.post("/sources/new/", FORM).content.decode()

    def test_an_owner_sees_sources_and_changes_none(self, owner_client: Client) -> None:
        source = made_source().source

        page = owner_client.get(f"/sources/{source.public_id}/").content.decode()

        assert source.name in page
        assert "data-confirm" not in page
        assert owner_client.post(f"/sources/{source.public_id}/key/").status_code == 403
        assert owner_client.get("/sources/new/").status_code == 403

    def test_what_it_brought_is_counted(self, admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("guanxi.console.intake.sources.now_ms", lambda: NOW_MS)
        source = made_source().source
        append(source, [order(n) for n in range(7)] + [order(1), {}], NOW_MS)

        listed = admin_client.get("/sources/").content.decode()
        page = admin_client.get(f"/sources/{source.public_id}/", headers={"accept-language": "en"}).content.decode()

        assert '<td class="n">7</td>' in listed
        assert '<td class="n">7</td><td class="n">1</td><td class="n">1</td>' in page


class TestInbox:
    def test_tells_what_waits_and_moves_it(self, operator_client: Client, home: Home, run_jobs: Any) -> None:
        append(made_source().source, [order(1)], NOW_MS)

        response = operator_client.post("/inbox/seal/")
        run_jobs()

        assert response.headers["Location"].startswith("/jobs/")
        assert Job.objects.filter(key="intake.seal:now").count() == 1
        assert len(Lake.open(home.lake).imports()) == 1
        assert "收件箱是空的" in operator_client.get("/inbox/").content.decode()

    def test_a_problem_goes_in_once_its_kind_is_known(self, operator_client: Client, home: Home) -> None:
        append(made_source().source, [order(1, kind="tea_tasted"), {}], NOW_MS)
        before = operator_client.get("/inbox/").content.decode()
        (home.path / "guanxi.yaml").write_text("kinds:\n  tea_tasted: {role: act}\n", encoding="utf-8")

        after = operator_client.post("/inbox/replay/", {"all": "1"}, follow=True).content.decode()

        assert "tea_tasted" in before
        assert "1 个收下" in after
        assert InboxEvent.objects.get().kind == "tea_tasted"
        assert list(IntakeProblem.objects.filter(state="open").values_list("code", flat=True)) == [
            "event.missing_field"
        ]

    def test_what_is_still_wrong_stays_with_its_new_reason(self, operator_client: Client, home: Home) -> None:
        append(made_source().source, [order(1, kind="tea_tasted", amount_fen=-1)], NOW_MS)
        (home.path / "guanxi.yaml").write_text("kinds:\n  tea_tasted: {role: act}\n", encoding="utf-8")
        problem = IntakeProblem.objects.get()

        operator_client.post("/inbox/replay/", {"problem": problem.public_id})

        problem.refresh_from_db()
        assert (problem.state, problem.code, problem.is_replayable) == ("open", "event.wrong_sign", False)

    def test_setting_aside_removes_what_it_held(self, operator_client: Client) -> None:
        append(made_source().source, [{"contact": "13800138000"}], NOW_MS)
        problem = IntakeProblem.objects.get()

        page = operator_client.post("/inbox/dismiss/", {"problem": problem.public_id}, follow=True).content.decode()

        problem.refresh_from_db()
        assert (problem.state, problem.raw) == ("dismissed", "")
        assert "已搁置 1 个问题" in page

    def test_dismissing_nothing_dismisses_nothing(self, operator_client: Client) -> None:
        append(made_source().source, [{}], NOW_MS)

        operator_client.post("/inbox/dismiss/", {"all": "1"})
        operator_client.post("/inbox/dismiss/", {"problem": ["nobody", "' OR 1=1"]})

        assert IntakeProblem.objects.get().state == "open"

    def test_the_csv_runs_nothing_in_a_spreadsheet(self, operator_client: Client) -> None:
        source = made_source(key="evil").source
        Source.objects.update(name="=HYPERLINK(1)")
        append(source, [order(1, kind="=cmd|' /C calc'!A0"), "+86 138"], NOW_MS)

        body = b"".join(operator_client.get("/inbox/problems.csv").streaming_content).decode("utf-8")  # type: ignore[attr-defined]

        rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
        assert body.startswith("\ufeff")
        assert len(rows) == 3
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]

    def test_hostile_text_is_shown_inert(self, operator_client: Client) -> None:
        append(made_source().source, [order(1, kind="<script>alert(1)</script>")], NOW_MS)

        page = operator_client.get("/inbox/?taken=<script>").content.decode()

        assert "<script>alert" not in page

    def test_many_problems_are_paged(self, operator_client: Client) -> None:
        append(made_source().source, [{}] * 150, NOW_MS)

        first = operator_client.get("/inbox/").content.decode()
        following = first.split("?before=")[1].split('"')[0]
        second = operator_client.get(f"/inbox/?before={following}").content.decode()

        assert (first.count('name="problem"'), second.count('name="problem"')) == (100, 50)


def _ping(client: Client, write_key: str) -> int:
    return client.get("/api/v1/ping", headers={"authorization": f"Bearer {write_key}"}).status_code


class TestWhatPagesSay:
    @pytest.mark.parametrize(
        ("lang", "counts", "days"),
        [("zh", "它是真实的事件", "最近 14 天"), ("en", "It is a real one", "The last 14 days")],
    )
    def test_the_key_is_tried_without_making_a_contact(
        self, admin_client: Client, lang: str, counts: str, days: str
    ) -> None:
        admin_client.cookies["guanxi_lang"] = lang
        page = admin_client.post("/sources/new/", FORM).content.decode()
        public_id = Source.objects.get().public_id

        assert page.index("/api/v1/ping") < page.index("/api/v1/events")
        assert counts in page
        assert "M-1001" not in page
        assert days in admin_client.get(f"/sources/{public_id}/").content.decode()
