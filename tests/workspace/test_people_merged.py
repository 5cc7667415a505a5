"""A contact made of two: its figures, its consent, what the preview counts, and what the book before says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from made_people import AT_MS, DAY_MS, contact_row, make_contact, make_lake, take

from guanxi.people.marks import FLAG_EVIDENCE, STAGES, TIERS
from guanxi.people.models import Contact, PointPosition, PositionBook
from guanxi.people.operations import merge_contacts, record_consent, undo_merge
from guanxi.people.queries import figures_of
from guanxi.site.home import Home

pytestmark = pytest.mark.django_db
POSITION: dict[str, Any] = {
    "tier": TIERS.index("ordinary"), "stage": STAGES.index("active"), "layers": 0, "flags": FLAG_EVIDENCE,
    "potential_fen": 1_000, "clv_fen": 900, "capital_fen": 800, "serving_fen": 10, "trust_milli": 800,
    "low_milli": 700, "high_milli": 900, "n_eff_milli": 6_000, "alive_milli": 900, "n_orders": 2,
    "latest_order_ms": AT_MS - DAY_MS,
}  # fmt: skip
"""What a book says of an ordinary contact."""


def keys_in(response: Any) -> str:
    return str(response.content.decode())


class TestMergedContact:
    def merged(self, standing: dict[str, Any], ended: dict[str, Any]) -> Contact:
        """One contact made of two that the current book knows."""
        winner, loser = make_contact("C1", lake_id=1), make_contact("C2", lake_id=2)
        book = PositionBook.objects.get(state="current")
        for lake_id, more in ((1, standing), (2, ended)):
            PointPosition.objects.create(**(POSITION | {"generation": book.pk, "lake_id": lake_id} | more))
        merge_contacts(winner, loser, reason="", now_ms=AT_MS, actor_id=None)
        return winner

    @pytest.mark.parametrize(
        ("lang", "said"), [("zh", "其中仍是 2 位客户"), ("en", "made before the merge and counts 2 contacts")]
    )
    def test_a_merged_contact_says_that_the_book_before_counts_two(
        self, owner_client: Client, lang: str, said: str
    ) -> None:
        contact = self.merged({}, {})

        owner_client.cookies["guanxi_lang"] = lang
        page = keys_in(owner_client.get(f"/contacts/{contact.public_id}/"))

        assert said in page
        assert "下一次审计会重新计算" not in page

    def test_after_an_undo_both_say_that_the_book_still_counts_them_as_one(self, owner_client: Client) -> None:
        winner, loser = make_contact("C1", lake_id=1), make_contact("C2", lake_id=2)
        merge = merge_contacts(winner, loser, reason="", now_ms=AT_MS - DAY_MS, actor_id=None)
        book = PositionBook.objects.get(state="current")
        PositionBook.objects.filter(pk=book.pk).update(started_ms=AT_MS)
        PointPosition.objects.create(**(POSITION | {"generation": book.pk, "lake_id": 1}))

        undo_merge(merge, now_ms=AT_MS + DAY_MS, actor_id=None)
        pages = [keys_in(owner_client.get(f"/contacts/{each.public_id}/")) for each in (winner, loser)]

        assert "其中仍包含已分开的那位客户" in pages[0]
        assert "把这位客户算在另一位之中" in pages[1]
        assert not any("账本还不认识这位客户" in page for page in pages)

    def test_what_broke_off_widens_no_interval(self, owner_client: Client) -> None:
        gone = {"tier": TIERS.index("none"), "potential_fen": 0, "capital_fen": 0, "trust_milli": 0, "low_milli": 0}
        contact = self.merged({}, gone | {"high_milli": 0, "clv_fen": 0})

        standing = figures_of(contact).standing
        page = keys_in(owner_client.get(f"/contacts/{contact.public_id}/"))

        assert standing is not None
        assert (standing.trust, standing.low, standing.high) == (0.8, 0.7, 0.9)
        assert "其中 1 个的关系已断开" in page

    def test_the_interval_of_a_sum_is_weighed_by_what_it_sums(self) -> None:
        contact = self.merged({}, {"potential_fen": 3_000, "capital_fen": 1_200, "trust_milli": 400, "low_milli": 300,
                                   "high_milli": 500})  # fmt: skip

        standing = figures_of(contact).standing

        assert standing is not None
        assert (standing.low, standing.trust, standing.high) == (0.4, 0.5, 0.6)

    def test_a_grant_of_one_side_is_said_not_to_count(self, owner_client: Client) -> None:
        winner, loser = make_contact("C1"), make_contact("C2")
        record_consent(
            winner, purpose="promotion", channel="any", act="granted", at_ms=AT_MS - 9, now_ms=AT_MS - 9,
            actor_id=None, evidence="表单",
        )  # fmt: skip
        before = keys_in(owner_client.get(f"/contacts/{winner.public_id}/"))

        merge_contacts(winner, loser, reason="", now_ms=AT_MS, actor_id=None)

        assert "只有一方同意过" not in before
        assert "只有一方同意过" in keys_in(owner_client.get(f"/contacts/{winner.public_id}/"))

    def test_the_preview_counts_the_events_that_move(
        self, owner_client: Client, tmp_path: Path, settings: LazySettings
    ) -> None:
        settings.HOME = Home(tmp_path)
        lake = make_lake(
            settings.HOME.lake, tmp_path / "work", contacts=[contact_row("C1"), contact_row("C2")],
            events=[
                {"kind": "order_paid", "contact_key": "C2", "occurred_ms": AT_MS - day * DAY_MS} for day in (3, 5, 8)
            ],
        )  # fmt: skip
        take(lake, book=False)
        winner = Contact.objects.get(key="C1")

        preview = keys_in(owner_client.get(f"/contacts/{winner.public_id}/merge/", {"key": "C2"}))

        assert "往来记录（事件）</dt><dd>3</dd>" in preview
        assert "账簿从下一次审计起按一位计算" in preview
