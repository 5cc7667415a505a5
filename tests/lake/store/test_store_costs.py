"""Costs have no ids: what a file of costs no longer says must not count any more, and can be brought back."""

from __future__ import annotations

from typing import Any

import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import Lake, compact, publish, undo, verify

LATE = 10**12
POOL: dict[str, Any] = {"period_from_ms": 0, "period_until_ms": 500, "category": "acquisition", "amount_fen": 700}


def costs(lake: Lake, **moment: int) -> list[tuple[Any, ...]]:
    with lake.session(**({"as_of_ms": LATE} | moment)) as session:
        return session.con.execute("SELECT channel, amount_fen FROM costs ORDER BY ALL").fetchall()


def pools(*channels: str, file: str = "costs.csv") -> list[dict[str, Any]]:
    return [{**POOL, "channel": channel, "source_file": file} for channel in channels]


class TestCostFile:
    def test_with_a_corrected_channel_counts_once(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(costs=pools("douyin", "store")), 1000)

        corrected = publish(lake, folder.staged(costs=pools("wecom", "store")), 2000)

        assert corrected.n_dropped_costs == 1
        assert costs(lake) == [("store", 700), ("wecom", 700)]
        assert costs(lake, known_ms=1999) == [("store", 700), ("wecom", 700)], "at no time do both count"
        assert verify(lake) == []

    def test_imported_again_changes_nothing(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(costs=pools("douyin")), 1000)
        publish(lake, folder.staged(costs=pools("wecom")), 2000)

        again = publish(lake, folder.staged(costs=pools("wecom")), 3000)

        assert (again.import_id, again.n_dropped_costs) == ("", 0)
        assert costs(lake) == [("wecom", 700)]

    def test_that_says_again_what_it_had_taken_back_counts_again(self, lake: Lake, folder: StagedFolder) -> None:
        for clock, channel in enumerate(("douyin", "wecom", "douyin"), start=1):
            publish(lake, folder.staged(costs=pools(channel)), clock * 1000)

        assert costs(lake) == [("douyin", 700)]
        assert costs(lake, known_ms=2500) == [("douyin", 700)]

    def test_is_what_it_was_after_the_correction_is_undone(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(costs=pools("douyin", "store")), 1000)
        publish(lake, folder.staged(costs=pools("store")), 2000)
        assert costs(lake) == [("store", 700)]

        undo(lake, "import-000002")

        assert costs(lake) == [("douyin", 700), ("store", 700)]

    def test_survives_merging_of_files(self, lake: Lake, folder: StagedFolder) -> None:
        publish(lake, folder.staged(costs=pools("douyin"), events=[event("1", "ann", 100)]), 1000)
        publish(lake, folder.staged(costs=pools("wecom")), 2000)

        compact(lake)

        assert costs(lake) == [("wecom", 700)]
        assert publish(lake, folder.staged(costs=pools("store")), 3000).n_dropped_costs == 1
        assert costs(lake) == [("store", 700)]

    @pytest.mark.parametrize(
        "other",
        [{"file": "february.csv"}, {"label": "another folder"}, {"file": ""}],
        ids=["another file", "the same name elsewhere", "no file"],
    )
    def test_says_nothing_of_what_others_say(self, lake: Lake, folder: StagedFolder, other: dict[str, str]) -> None:
        publish(lake, folder.staged("brand", costs=pools("douyin")), 1000)

        staged = folder.staged(other.get("label", "brand"), costs=pools("store", file=other.get("file", "costs.csv")))
        publish(lake, staged, 2000)

        assert costs(lake) == [("douyin", 700), ("store", 700)]

    def test_leaves_a_pool_that_a_second_file_still_states(self, lake: Lake, folder: StagedFolder) -> None:
        both = [*pools("douyin"), *pools("douyin", file="copy.csv")]
        publish(lake, folder.staged(costs=both), 1000)

        publish(lake, folder.staged(costs=pools("store")), 2000)

        assert costs(lake) == [("douyin", 700), ("douyin", 700), ("store", 700)]
